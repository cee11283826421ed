"""Answers of companies to reviews and posts: how many, how soon, and what waits.

Where no document of a source has an answer, it is not known whether it was answered, since the source may not tell;
where one has, those without were not answered.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from centricity.stats.estimate import Estimate
from centricity.stats.proportions import wilson
from centricity.stats.quantiles import quantile_estimate
from centricity.text.facts import YEAR, Fact, Material, Period, independent

METRIC: Final = "answers"
"""Stands where other facts have the metric of an index."""
KINDS: Final = ("review", "social")
"""Kinds of sources that a company is expected to answer."""
GROUPS: Final = {"all": pl.lit(value=True), "complaints": pl.col("tone") < 0, "praise": pl.col("tone") > 0}
"""Which mentions are counted together."""


def asked(material: Material, period: Period) -> pl.DataFrame:
    """Reviews and posts of the last year that name a company, and what is known of their answers.

    Returns
    -------
    DataFrame
        The rows of ``material.named`` with ``known``, whether the source tells of answers; ``answered``, false also
        where the answer came after the period; ``hours`` to the first answer, null where there is none or it is
        earlier than the document.
    """
    tells = material.named.filter(pl.col("answered_at").is_not_null())["source"].unique()
    _, end = period.window(YEAR)
    found = independent(material, period, YEAR, KINDS).unique(["company", "document"], maintain_order=True)
    took = (pl.col("answered_at") - pl.col("published_at")).dt.total_seconds() / 3600
    answered = (pl.col("answered_at") < end).fill_null(value=False)
    return found.with_columns(
        known=pl.col("source").is_in(tells.implode()),
        answered=answered,
        hours=pl.when(answered & (took >= 0)).then(took),
    )


def answer_facts(material: Material, period: Period, confidence: float = 0.95) -> Iterator[Fact]:
    """Rate of response and median hours to the first answer, of all, of complaints and of praise.

    The rate has Wilson's interval, the median limits that are order statistics; of mentions of whose answers nothing
    is known nothing is told.
    """
    rows = asked(material, period)
    for company in material.companies:
        mine = rows.filter(pl.col("company") == company)
        for group, belongs in GROUPS.items():
            yield from _facts(company, group, mine.filter(belongs), confidence)


def _facts(company: str, group: str, rows: pl.DataFrame, confidence: float) -> Iterator[Fact]:
    known = rows.filter("known").sort("published_at", "document")
    documents, n = tuple(known["document"]), known.height
    if not n:
        return
    parts = {"mentions": rows.height, "answered": int(known["answered"].sum())}
    share = parts["answered"] / n
    low, high = wilson(np.array([share]), np.array([float(n)]), confidence)
    rate = Estimate(share, float(low[0]), float(high[0]), n, "wilson")
    yield Fact(company, METRIC, f"response_rate_{group}", rate, documents, parts)
    timed = known.filter(pl.col("hours").is_not_null())
    if timed.height:
        hours = quantile_estimate(timed["hours"].to_numpy(), 0.5, confidence)
        yield Fact(company, METRIC, f"response_hours_{group}", hours, tuple(timed["document"]))


def waiting(material: Material, period: Period) -> pl.DataFrame:
    """Complaints that were not answered, with their age in whole days, the oldest first."""
    _, end = period.window(YEAR)
    found = asked(material, period).filter("known", ~pl.col("answered"), GROUPS["complaints"])
    aged = found.with_columns(days=(pl.lit(end) - pl.col("published_at")).dt.total_days())
    return aged.sort("published_at", "company", "document")


def silent_sources(material: Material, period: Period) -> dict[str, int]:
    """Mentions by source, of sources that tell of no answer."""
    rows = asked(material, period).filter(~pl.col("known")).group_by("source").len().sort("source")
    return dict(rows.iter_rows())
