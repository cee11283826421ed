"""What the calls of a scan come to: means over calls, the checklist item by item, and the passages behind them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl

from centricity.stats.estimate import Estimate, mean_estimate
from centricity.stats.proportions import wilson
from centricity.text.calls import expected
from centricity.text.facts import YEAR, Fact, Period

METRIC: Final = "calls"
"""Stands where other facts have the metric of an index: calls are of none."""
AROUND: Final = 150
"""Characters to either side of a place that a passage may have."""

MEASURES: Final[Mapping[str, tuple[pl.Expr, float, float]]] = {
    "agent_talk_share": (pl.col("agent_talk_share"), 0, 1),
    "silence_share": (pl.col("silence_share"), 0, 1),
    "interruptions": (pl.col("interruptions_agent") + pl.col("interruptions_customer"), 0, math.inf),
    "interruptions_agent": (pl.col("interruptions_agent"), 0, math.inf),
    "courtesy_share": (pl.col("courtesy").list.len() / pl.col("courtesy_expected"), 0, 1),
    "customer_tone_first": (pl.col("customer_tone_first"), -1, 1),
    "customer_tone_last": (pl.col("customer_tone_last"), -1, 1),
    "customer_tone_change": (pl.col("customer_tone_last") - pl.col("customer_tone_first"), -2, 2),
}
"""What is measured of each call, and between what it lies."""
_PLACES: Final = {"silence_share": "silence_at", "customer_tone_last": "blame_at"}


@dataclass(frozen=True)
class CallPassage:
    """A place in a call, personal data masked.

    Attributes
    ----------
    value
        Seconds of silence, or tone of the customer at the end.
    before, after
        What was said before the place, and from it; empty where the text does not hold the place.
    """

    document: str
    source: str
    published: str
    file: str
    value: float
    before: str
    after: str


def counted(calls: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Calls of the last year, and those without a date, which captions never have."""
    begin, end = period.window(YEAR)
    day = pl.col("published_at")
    return calls.filter(day.is_null() | ((day >= begin) & (day < end))).sort("document")


def measured(calls: pl.DataFrame, confidence: float = 0.95) -> dict[str, Estimate]:
    """Mean over calls of each measure, with Student's interval; what no call tells is left out.

    A call counts once however long it was, since the turns of one call hang together. Where all calls are alike, or
    there is one, the interval is not known.
    """
    made = {}
    for name, (measure, least, most) in MEASURES.items():
        values = calls.select(pl.when(measure.is_finite()).then(measure).cast(pl.Float64)).to_series().drop_nulls()
        if values.len():
            found = mean_estimate(values.to_numpy(), None, confidence)
            alike = values.n_unique() == 1
            low, high = (math.nan, math.nan) if alike else (max(found.low, least), min(found.high, most))
            made[name] = replace(found, low=low, high=high)
    return made


def courtesies(calls: pl.DataFrame, confidence: float = 0.95) -> dict[str, Estimate]:
    """Share of the calls in which each thing of the checklist was said, by code, among those where an agent spoke."""
    spoken = calls.filter(pl.col("courtesy_expected") > 0)
    n = spoken.height
    if not n:
        return {}
    said = np.array([float(spoken["courtesy"].list.contains(code).sum()) / n for code in expected()])
    low, high = wilson(said, np.full(len(said), float(n)), confidence)
    rows = zip(expected(), said.tolist(), low.tolist(), high.tolist(), strict=True)
    return {code: Estimate(share, down, up, n, "wilson") for code, share, down, up in rows}


def call_facts(calls: pl.DataFrame, period: Period, companies: Sequence[str]) -> Iterator[Fact]:
    """Measures of the calls of each company that the sources name; a company without calls has none."""
    named = counted(calls, period).filter(pl.col("company").is_not_null())
    for company in companies:
        mine = named.filter(pl.col("company") == company)
        for name, estimate in measured(mine).items():
            known = mine.filter(MEASURES[name][0].is_finite())
            spans = _spans(known, _PLACES[name]) if name in _PLACES else {}
            yield Fact(company, METRIC, name, estimate, tuple(known["document"]), {}, None, spans)


def _spans(calls: pl.DataFrame, place: str) -> dict[str, tuple[int, int]]:
    there = calls.filter(pl.col(place).is_not_null())
    return {document: (at, at) for document, at in there.select("document", place).iter_rows()}


def most_silent(calls: pl.DataFrame, documents: pl.DataFrame, most: int = 5) -> list[CallPassage]:
    """Calls with the longest silence, the longest first; the passage is cut where nobody spoke."""
    found = calls.filter(pl.col("longest_silence") > 0).sort("longest_silence", "document", descending=[True, False])
    return _passages(found.head(most), documents, "longest_silence", "silence_at")


def worst_ends(calls: pl.DataFrame, documents: pl.DataFrame, most: int = 5) -> list[CallPassage]:
    """Calls whose customers ended in blame, the worst first; the passage is the last turn of blame."""
    found = calls.filter(pl.col("customer_tone_last") < 0).sort("customer_tone_last", "document")
    return _passages(found.head(most), documents, "customer_tone_last", "blame_at")


def _passages(calls: pl.DataFrame, documents: pl.DataFrame, value: str, place: str) -> list[CallPassage]:
    texts = documents.select("document", "file", "place", body=pl.col("title").fill_null("") + "\n" + pl.col("text"))
    named = calls.select("document", "source", "published_at", value=value, at=place)
    joined = named.join(texts, on="document", how="left", maintain_order="left")
    return [_passage(row) for row in joined.iter_rows(named=True)]


def _passage(row: Mapping[str, Any]) -> CallPassage:
    body, at = row["body"] or "", row["at"]
    before, after = ("", "") if at is None else (_line(_cut(body[:at])), _line(body[at:][:AROUND]))
    published = str(row["published_at"])[:10] if row["published_at"] is not None else ""
    file = f"{row['file']}:{row['place']}" if row["file"] is not None else ""
    return CallPassage(row["document"], row["source"], published, file, row["value"], before, after)


def _cut(text: str) -> str:
    """The end of a text, from a whole word."""
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _line(text: str) -> str:
    """Turns on one line, a slash between them."""
    return " / ".join(" ".join(turn.split()) for turn in text.split("\n") if turn.strip())
