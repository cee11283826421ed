"""Tables of a scan for a reader: share of voice, tone over time, themes by company, quotes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from centricity.stats.estimate import Estimate
from centricity.stats.proportions import wilson
from centricity.text.answers import waiting
from centricity.text.facts import MEDIA, PUBLIC, YEAR, independent, outlets, stories
from centricity.text.passages import AROUND, passage
from centricity.text.scan import Told
from centricity.text.terms import Emerging, emerging_terms
from centricity.text.themes import themes
from centricity.text.topics import Topics, topics
from centricity.text.watch import Watched, Watching, watch

QUARTER: Final = 91
"""Days of a quarter of a year."""
LEAST: Final = 5
"""Mentions with a clear tone below which a balance is not shown."""


@dataclass(frozen=True)
class Toned:
    """Balance of praise and blame of a company in a period, or on a theme; None where too few spoke clearly."""

    company: str
    key: str
    positive: int
    negative: int
    balance: Estimate | None


@dataclass(frozen=True)
class Quote:
    """A passage behind a number.

    Attributes
    ----------
    before, name, after
        The passage, cut at the name of the company; the name is empty where the source speaks of it without naming.
    """

    company: str
    document: str
    source: str
    published: str
    url: str
    tone: int
    by: str
    before: str
    name: str
    after: str
    copies: int


def balance(positive: int, negative: int, confidence: float = 0.95) -> Estimate | None:
    """(positive - negative) / (positive + negative) with the limits of Wilson; None below `LEAST`."""
    n = positive + negative
    if n < LEAST:
        return None
    share = positive / n
    low, high = wilson(np.array([share]), np.array([float(n)]), confidence)
    return Estimate(2 * share - 1, 2 * float(low[0]) - 1, 2 * float(high[0]) - 1, n, "wilson")


def tone_by_month(told: Told) -> list[Toned]:
    """Balance by company and month of the last year, one story one voice."""
    clear = stories(independent(told.material, told.period, YEAR, MEDIA))
    dated = clear.with_columns(month=pl.col("published_at").dt.strftime("%Y-%m"))
    return list(_toned(dated, "month", told.material.companies))


def tone_by_theme(told: Told) -> list[Toned]:
    """Balance by company and theme of the last year, over documents that speak of the theme beside the company."""
    seen = independent(told.material, told.period, YEAR, PUBLIC)
    masks = told.mentions.group_by("document", "company").agg(themes=pl.col("themes").bitwise_or())
    joined = seen.join(masks, on=["document", "company"])
    found = []
    for theme in themes():
        mine = joined.filter((pl.col("themes") // 2**theme.bit) % 2 == 1).with_columns(theme=pl.lit(theme.code))
        found += list(_toned(stories(mine), "theme", told.material.companies))
    return found


def _toned(rows: pl.DataFrame, key: str, companies: tuple[str, ...]) -> Iterator[Toned]:
    counted = rows.group_by("company", key).agg(
        positive=(pl.col("tone") > 0).sum(), negative=(pl.col("tone") < 0).sum(), n=pl.len()
    )
    place = {code: i for i, code in enumerate(companies)}
    for row in sorted(counted.iter_rows(named=True), key=lambda row: (place[row["company"]], row[key])):
        positive, negative = int(row["positive"]), int(row["negative"])
        yield Toned(row["company"], row[key], positive, negative, balance(positive, negative))


def quotes(told: Told, company: str, metric: str, most: int = 20) -> list[Quote]:
    """Passages behind a number, the newest first, one from a story.

    Parameters
    ----------
    metric
        As `facts.Fact` has it, such as ``1.4``.
    """
    mine = [fact for fact in told.facts if (fact.company, fact.metric) == (company, metric)]
    placed = {name for fact in mine for name in fact.spans}
    documents = {name for fact in mine if not fact.spans for name in fact.documents} - placed
    found = _quoted(told, company, documents, most)
    for fact in mine:
        if fact.spans:
            found += _quoted(told, company, set(fact.spans), most, fact.spans)
    return found[:most]


def typical(told: Told, company: str, tone: int, most: int = 3) -> list[Quote]:
    """The surest passages of praise or blame, one from a story and an outlet."""
    side = "positive" if tone > 0 else "negative"
    seen = outlets(independent(told.material, told.period, YEAR, PUBLIC)).filter(
        pl.col("company") == company, pl.col("tone").sign() == tone
    )
    sure = told.mentions.filter(pl.col("company") == company, pl.col("document").is_in(seen["document"].implode()))
    best = sure.sort(side, "document", descending=[True, False], nulls_last=True)["document"].unique(
        maintain_order=True
    )
    found = _quoted(told, company, set(best[: 4 * most]), 4 * most)
    order = {name: i for i, name in enumerate(best)}
    return sorted((quote for quote in found if quote.tone == tone), key=lambda quote: order[quote.document])[:most]


def _quoted(
    told: Told, company: str, documents: set[str], most: int, spans: Mapping[str, tuple[int, int]] | None = None
) -> list[Quote]:
    named = told.mentions.filter(pl.col("company") == company, pl.col("document").is_in(list(documents)))
    named = named.sort("document", "start").unique("document", keep="first", maintain_order=True)
    story = pl.from_arrow(told.store.stories())
    assert isinstance(story, pl.DataFrame)  # noqa: S101  a table gives a frame
    kept = told.documents.filter(pl.col("document").is_in(list(documents)))
    joined = kept.join(named, on="document").join(story, on="document", how="left")
    joined = joined.sort("published_at", "document", descending=[True, False], nulls_last=True)
    joined = joined.unique("story", keep="first", maintain_order=True).head(most)
    spans = spans or {}
    return [
        _quote(
            company,
            row | dict(zip(("start", "end"), spans.get(row["document"], (row["start"], row["end"])), strict=True)),
        )
        for row in joined.iter_rows(named=True)
    ]


def _quote(company: str, row: dict[str, object]) -> Quote:
    text = f"{row['title'] or ''}\n{row['text']}"
    start, end = int(str(row["start"])), int(str(row["end"]))
    before = text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND + (AROUND if start == end else 0)]
    published = str(row["published_at"])[:10] if row["published_at"] is not None else ""
    return Quote(company, str(row["document"]), str(row["source"]), published, str(row["url"] or ""),
                 int(str(row["tone"])), str(row["tone_by"]), _one_line(before), text[start:end], _one_line(after),
                 int(str(row["copies"] or 1)))  # fmt: skip


def emerging(told: Told) -> tuple[Emerging, ...]:
    """Terms of the last quarter of a year that were rarer in the quarter before, one story one voice."""
    seen = stories(independent(told.material, told.period, 2 * QUARTER, PUBLIC)).unique("document")
    begin, _ = told.period.window(QUARTER)
    now, before = (
        _texts(told, seen.filter(late)) for late in (pl.col("published_at") >= begin, pl.col("published_at") < begin)
    )
    return emerging_terms(now["text"].to_list(), before["text"].to_list(), excluded=_names(told))


def complaints(told: Told) -> Topics:
    """Passages of blame of the last year, one from a story, grouped by what they speak of."""
    blamed = stories(independent(told.material, told.period, YEAR, PUBLIC)).filter(pl.col("tone") < 0)
    first = told.mentions.sort("document", "start").unique(["document", "company"], keep="first")
    rows = blamed.join(first, on=["document", "company"]).join(told.documents.select("document", "title", "text"),
                                                               on="document").sort("document")  # fmt: skip
    passages = [passage(row) for row in rows.iter_rows(named=True)]
    return topics(passages, rows["document"].to_list(), rows["source"].to_list(), _names(told), _names(told))


@dataclass(frozen=True)
class Unanswered:
    """A complaint that waits for an answer, its age in whole days, and the passage."""

    company: str
    document: str
    days: int
    published: str
    source: str
    url: str
    passage: str


def unanswered(told: Told, most: int) -> list[Unanswered]:
    """Complaints that were not answered, the oldest first."""
    rows = waiting(told.material, told.period).head(most)
    first = told.mentions.sort("document", "start").unique(["document", "company"], keep="first")
    joined = rows.join(first.select("document", "company", "start", "end"), on=["document", "company"],
                       maintain_order="left").join(told.documents.select("document", "url", "title", "text"),
                                                   on="document", maintain_order="left")  # fmt: skip
    return [
        Unanswered(row["company"], row["document"], row["days"], str(row["published_at"])[:10], row["source"],
                   row["url"] or "", passage(row))
        for row in joined.iter_rows(named=True)
    ]  # fmt: skip


def _texts(told: Told, rows: pl.DataFrame) -> pl.DataFrame:
    return told.documents.filter(pl.col("document").is_in(rows["document"].implode())).sort("document")


def _names(told: Told) -> list[str]:
    return [name for company in told.companies.companies for _, name in company.names()]


def watched(told: Told, period: Literal["day", "week"] = "day") -> Watched:
    """Spikes of mentions and of blame in the last period, reprints taken out."""
    seen = stories(told.material.named.filter(~pl.col("own"), ~pl.col("paid").fill_null(value=False)))
    days = [None if moment is None else moment.date() for moment in seen["published_at"]]
    columns = {"company": seen["company"].to_list(), "day": days, "tone": seen["tone"].to_list(),
               "document": seen["document"].to_list()}  # fmt: skip
    return watch(columns, Watching(period=period))


def _one_line(text: str) -> str:
    return " ".join(text.split(" ")).replace("\n", " ")
