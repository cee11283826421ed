"""Facts of companies: what mentions, ratings and posts say, each with n, interval and what it rests on.

The formulas are those of the indicators of the index of IT companies (``hse_it_2025.yaml``).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.errors import Fault
from centricity.stats.counts import poisson_limits
from centricity.stats.estimate import Estimate, mean_interval
from centricity.stats.proportions import net_share, wilson
from centricity.text.checklists import INCIDENTS, checklists, passages

PUBLIC = ("news", "social", "review")
"""Kinds of sources that speak of a company from outside."""
MEDIA = ("news", "social")
"""Kinds of sources whose tone is that of the media."""

FULL = 30
"""Mentions with a clear tone, or reviews of an employer, below which a value is drawn in."""
LEAST_TONE, LEAST_REVIEWS = 5, 10
PULL = 50
"""Ratings of the market that stand beside those of a company."""
LEAST_CHANNEL, LEAST_RATINGS = 10, 15
YEAR, TWO_YEARS, SIXTY = 365, 730, 60
POSTS = 4
"""Posts in 60 days from which on an account is alive."""
PASSING = 0.5
"""Weight of a text that names a company only in passing, beside one that is about it."""


@dataclass(frozen=True)
class Fact:
    """One value of one indicator for one company.

    Attributes
    ----------
    estimate
        None where it is withheld; the reason stands in ``withheld``.
    documents
        Identifiers of the documents that it rests on, in order.
    parts
        Counts behind the value.
    spans
        Places in the bodies of the documents that say it, where they are not those of the name.
    """

    company: str
    metric: str
    indicator: str
    estimate: Estimate | None
    documents: tuple[str, ...]
    parts: Mapping[str, float] = field(default_factory=dict)
    withheld: Fault | None = None
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """Days up to which facts are told; windows of the indicators reach back from its end."""

    end: date

    def window(self, days: int) -> tuple[datetime, datetime]:
        """First moment and the moment after the last."""
        end = datetime.combine(self.end, time(), UTC)
        return end - timedelta(days=days), end


@dataclass(frozen=True)
class Material:
    """What was found in documents.

    Attributes
    ----------
    named
        A row per document and company: document, company, role, tone (-1, 0, 1), source, source_kind, published_at,
        answered_at, story, rating, paid, own.
    posts
        A row per post of a company's own account: document, company, source, published_at.
    markets
        Market of a company, such as B2B; companies without one are a market together.
    weights
        Weight of a source; 1 where not named.
    pages
        Body of each page of a company's own: document, company, published_at, body.
    windows
        Text around each mention in the media: document, company, start (of the window in the body), window.
    """

    named: pl.DataFrame
    posts: pl.DataFrame
    companies: tuple[str, ...]
    markets: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    pages: pl.DataFrame = field(default_factory=pl.DataFrame)
    windows: pl.DataFrame = field(default_factory=pl.DataFrame)


def facts(material: Material, period: Period, confidence: float = 0.95) -> list[Fact]:
    """Every fact of every company, in the order of the companies."""
    made = [
        *tone_facts(material, period, confidence),
        *volume_facts(material, period, confidence),
        *rating_facts(material, period, confidence),
        *employer_facts(material, period, confidence),
        *account_facts(material, period),
        *page_facts(material),
        *incident_facts(material, period),
    ]
    place = {code: i for i, code in enumerate(material.companies)}
    return sorted(made, key=lambda fact: (place[fact.company], fact.metric, fact.indicator))


def independent(material: Material, period: Period, days: int, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Documents of the window by others than the company, without what it paid for."""
    begin, end = period.window(days)
    return material.named.filter(
        pl.col("source_kind").is_in(list(kinds)),
        pl.col("published_at") >= begin,
        pl.col("published_at") < end,
        ~pl.col("own"),
        ~pl.col("paid").fill_null(value=False),
    )


def stories(named: pl.DataFrame) -> pl.DataFrame:
    """One document per company and story: the first that was published."""
    return named.sort("published_at", "document").unique(["company", "story"], keep="first", maintain_order=True)


def outlets(named: pl.DataFrame) -> pl.DataFrame:
    """One document per company, story and outlet: the first that was published."""
    order = named.sort("published_at", "document")
    return order.unique(["company", "story", "source"], keep="first", maintain_order=True)


def tone_facts(material: Material, period: Period, confidence: float = 0.95) -> Iterator[Fact]:
    """Balance of praise and criticism: (positive - negative) / max(positive + negative, 30).

    The interval is that of the share of praise among both (Wilson), carried through the same formula.
    """
    told = stories(independent(material, period, YEAR, MEDIA))
    for company, rows in _each(material, told):
        clear = rows.filter(pl.col("tone") != 0)
        positive, n = int((clear["tone"] > 0).sum()), clear.height
        parts = {"positive": positive, "negative": n - positive, "neutral": rows.height - n}
        documents = tuple(clear["document"])
        yield Fact(company, "1.4", "n_eff", _counted(n), documents, parts)
        if n < LEAST_TONE:
            yield _withheld(company, "1.4", "mcsi", n, LEAST_TONE, documents, parts)
            continue
        drawn = n / max(n, FULL)
        value, low, high = ((2 * share - 1) * drawn for share in _share(positive, n, confidence))
        yield Fact(company, "1.4", "mcsi", Estimate(value, low, high, n, "wilson"), documents, parts)


def volume_facts(material: Material, period: Period, confidence: float = 0.95) -> Iterator[Fact]:
    """Mentions in independent sources, one per outlet and story, their logarithm and the share of voice.

    ``media_index`` is the sum over them of weight of the source, tone, and role (1 main, 0.5 passing).
    """
    told = outlets(independent(material, period, YEAR, PUBLIC))
    whole = told.height
    for company, rows in _each(material, told):
        n = rows.height
        documents = tuple(rows["document"])
        low, high = (float(end[0]) for end in poisson_limits(np.array([float(n)]), confidence))
        logs = [math.log10(1 + count) for count in (n, low, high)]
        yield Fact(company, "2.1", "mentions_log", Estimate(logs[0], logs[1], logs[2], n, "poisson"), documents,
                   {"mentions": n})  # fmt: skip
        if whole:
            share, low, high = _share(n, whole, confidence)
            yield Fact(company, "2.1", "share_of_voice", Estimate(share, low, high, whole, "wilson"), documents)
        media = rows.filter(pl.col("source_kind").is_in(list(MEDIA)))
        index = _counted(_media_index(media, material.weights), media.height)
        yield Fact(company, "1.4", "media_index", index, tuple(media["document"]))


def _media_index(rows: pl.DataFrame, weights: Mapping[str, float]) -> float:
    weight = np.array([weights.get(source, 1.0) for source in rows["source"]])
    role = np.where((rows["role"] == "main").to_numpy(), 1.0, PASSING)
    return float((weight * role * rows["tone"].to_numpy()).sum())


def rating_facts(material: Material, period: Period, confidence: float = 0.95) -> Iterator[Fact]:
    """Mean rating beside fifty ratings of the market: (n r + 50 m) / (n + 50), and the mean of the worst channel.

    The interval is Student's, of the company's own mean, carried through the same formula.
    """
    rated = independent(material, period, TWO_YEARS, ("review",)).filter(pl.col("rating").is_not_null())
    rated = rated.unique(["company", "document"], keep="first", maintain_order=True)
    for company, rows in _each(material, rated):
        n, documents = rows.height, tuple(rows["document"])
        if n < LEAST_RATINGS:
            yield _withheld(company, "1.5", "rating_shrunk", n, LEAST_RATINGS, documents)
        else:
            market = float(_market(material, rated, company)["rating"].mean())  # type: ignore[arg-type]
            mean, low, high = _mean(rows["rating"].to_numpy(), confidence)
            drawn = [(n * each + PULL * market) / (n + PULL) for each in (mean, low, high)]
            made = Estimate(drawn[0], drawn[1], drawn[2], n, "t")
            yield Fact(company, "1.5", "rating_shrunk", made, documents, {"mean": mean, "market": market})
        yield _worst_channel(company, rows, confidence)


def _worst_channel(company: str, rows: pl.DataFrame, confidence: float) -> Fact:
    channels = rows.group_by("source").agg(n=pl.len(), mean=pl.col("rating").mean()).sort("mean", "source")
    enough = channels.filter(pl.col("n") >= LEAST_CHANNEL)
    if not enough.height:
        most = int(channels["n"].max() or 0)  # type: ignore[arg-type]
        return _withheld(company, "1.5", "channel_min", most, LEAST_CHANNEL, ())
    worst = rows.filter(pl.col("source") == enough["source"][0])
    mean, low, high = _mean(worst["rating"].to_numpy(), confidence)
    return Fact(company, "1.5", "channel_min", Estimate(mean, low, high, worst.height, "t"), tuple(worst["document"]))


def employer_facts(material: Material, period: Period, confidence: float = 0.95) -> Iterator[Fact]:
    """Recommendation by reviews of the employer: % of 5 stars less % of 1 to 3, from 10 to 29 reviews drawn in.

    It is kept apart from the eNPS of a survey: who writes reviews chose to.
    """
    rated = independent(material, period, TWO_YEARS, ("employer_review",)).filter(pl.col("rating").is_not_null())
    rated = rated.unique(["company", "document"], keep="first", maintain_order=True)
    for company, rows in _each(material, rated):
        n, documents = rows.height, tuple(rows["document"])
        if n < LEAST_REVIEWS:
            yield _withheld(company, "3.3", "enps_proxy", n, LEAST_REVIEWS, documents)
            continue
        own, low, high = _recommend(rows, confidence)
        market = _recommend(_market(material, rated, company), confidence)[0]
        pulled = max(FULL - n, 0)
        drawn = [(min(n, FULL) * each + pulled * market) / FULL for each in (own, low, high)]
        parts = {"own": own, "market": market}
        yield Fact(company, "3.3", "enps_proxy", Estimate(drawn[0], drawn[1], drawn[2], n, "wald"), documents, parts)


def _recommend(rows: pl.DataFrame, confidence: float) -> tuple[float, float, float]:
    stars = rows["rating"].to_numpy()
    up, down = (np.array([float(side.mean())]) for side in (stars > 4.5, stars < 3.5))
    low, high = net_share(up, down, np.array([float(len(stars))]), confidence)
    return 100 * float((up - down)[0]), 100 * float(low[0]), 100 * float(high[0])


def account_facts(material: Material, period: Period) -> Iterator[Fact]:
    """Accounts of the company with at least four posts in sixty days, and the day of the last post."""
    begin, end = period.window(SIXTY)
    recent = material.posts.filter(pl.col("published_at") >= begin, pl.col("published_at") < end)
    known = set(material.posts["company"])
    for company, rows in _each(material, recent):
        if company not in known:
            continue
        alive = rows.group_by("source").agg(n=pl.len()).filter(pl.col("n") >= POSTS)["source"]
        documents = tuple(rows.filter(pl.col("source").is_in(alive.implode()))["document"])
        parts = {"accounts": rows["source"].n_unique()}
        yield Fact(company, "4.2", "active_accounts", _counted(len(alive)), documents, parts)


def page_facts(material: Material) -> Iterator[Fact]:
    """Items of checklists that a company's own pages speak of, each with the passage; what is not found is not told.

    Not found is no zero: a page may say it in other words. A found passage is a candidate that a human must read.
    """
    for company, rows in _each(material, material.pages):
        for metric in checklists():
            found: dict[str, dict[str, tuple[int, int]]] = {}
            for row in rows.iter_rows(named=True):
                for passage in passages(row["body"], metric):
                    found.setdefault(passage.item, {})[row["document"]] = (passage.start, passage.end)
            for item, spans in found.items():
                yield Fact(company, metric, item, _counted(1, len(spans)), tuple(spans), {}, None, spans)


def incident_facts(material: Material, period: Period) -> Iterator[Fact]:
    """Stories of the media in which a leak, an outage or a break-in stands beside the company: reports, not proof."""
    told = stories(independent(material, period, TWO_YEARS, MEDIA))
    if not told.height or not material.windows.height:
        return
    joined = told.join(material.windows, on=["document", "company"], how="inner")
    for company, rows in _each(material, joined):
        spans: dict[str, tuple[int, int]] = {}
        for row in rows.sort("published_at", "document").iter_rows(named=True):
            for passage in passages(row["window"], INCIDENTS):
                spans.setdefault(row["document"], (row["start"] + passage.start, row["start"] + passage.end))
        yield Fact(company, "4.4", "incident_reports", _counted(len(spans)), tuple(spans), {}, None, spans)


def _each(material: Material, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rows of each company, none for a company that has none."""
    grouped = rows.group_by("company", maintain_order=True) if rows.width else ()
    found = {str(key[0]): part for key, part in grouped}
    for company in material.companies:
        yield company, found.get(company, rows.clear())


def _market(material: Material, rows: pl.DataFrame, company: str) -> pl.DataFrame:
    market = material.markets.get(company)
    same = [other for other in material.companies if material.markets.get(other) == market]
    return rows.filter(pl.col("company").is_in(same))


def _share(part: int, n: int, confidence: float) -> tuple[float, float, float]:
    low, high = wilson(np.array([part / n]), np.array([float(n)]), confidence)
    return part / n, float(low[0]), float(high[0])


def _mean(values: NDArray[np.float64], confidence: float) -> tuple[float, float, float]:
    mean, n = float(values.mean()), np.array([float(len(values))])
    sd = np.array([float(values.std(ddof=1)) if len(values) > 1 else math.nan])
    low, high = mean_interval(np.array([mean]), sd, n, confidence)
    return mean, float(low[0]), float(high[0])


def _counted(value: float, n: int | None = None) -> Estimate:
    """A count of what was read, which has no sampling error of its own."""
    return Estimate(float(value), math.nan, math.nan, int(value) if n is None else n, "count")


def _withheld(
    company: str, metric: str, indicator: str, n: int, least: int, documents: tuple[str, ...],
    parts: Mapping[str, float] | None = None,
) -> Fact:  # fmt: skip
    why = Fault("text.too_few", fields={"n": n, "least": least}, severity="warning")
    return Fact(company, metric, indicator, None, documents, parts or {}, why)
