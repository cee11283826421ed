"""A metric among customers who fit segments of rules today: read at once for all of them, and kept for some minutes.

Who fits today may not have fitted when they answered; a customer may fit several segments, which never make a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils import timezone

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome
from centricity.metrics.tallies import from_tallies
from centricity.web.customers.models import Segment
from centricity.web.customers.segment_query import memberships
from centricity.web.customers.segments import segments_in
from centricity.web.home.asked import RULE, Asked
from centricity.web.home.questions import is_question, questions_of
from centricity.web.home.rated import ratings_of
from centricity.web.home.readable import is_nameless
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation

MOST_SEGMENTS = 20
"""Segments that are told apart, the first by code."""
MOST_RATINGS = 300_000
"""Ratings that are read, the latest first: each leads to its response, and that to its customer."""
MINUTES = 5
"""Minutes for which figures are kept: what they rest on changes with every customer."""
PART = 50_000
_SCHEMA = {"customer": pl.Int64, "survey": pl.Int64, "month": pl.String, "score": pl.Int64}


@dataclass(frozen=True)
class ByRule:
    """Scores counted by segment, month and survey, in columns key, month, survey, score and n.

    ``since`` is the first month that was read whole, where there are more ratings than are read.
    """

    made_at: datetime
    segments: tuple[Segment, ...]
    counts: pl.DataFrame
    since: str = ""

    def title(self, key: str, language: Language) -> str:
        """The title of a segment; its code where it is not among those told apart."""
        return next((each.title(language) for each in self.segments if each.code == key), key)

    def of(self, key: str) -> pl.DataFrame:
        """Counts of one segment."""
        return self.counts.filter(pl.col("key") == key)


_KEPT = Kept[ByRule](64)


def segments_told(organisation: Organisation, metric: Metric) -> list[Segment]:
    """Segments that a metric is told of; of one that withholds small groups none, for two would tell those between.

    Of a question of an anonymous survey, or of one of staff, none either: nobody who answered is a known customer.
    """
    asked = questions_of(organisation).get(metric.id) if is_question(metric.id) else None
    nobody = metric.private or (asked is not None and is_nameless(asked.survey))
    return [] if nobody else list(segments_in(organisation)[:MOST_SEGMENTS])


def by_rule(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> ByRule | None:
    """A metric, or a part of it, by segments of rules; nothing where there are none."""
    segments = segments_told(organisation, metric)
    if not segments or not months:
        return None
    now = timezone.now()
    rules = tuple((each.pk, each.version, each.created_at) for each in segments)
    part = (asked.column, asked.key) if asked.column != RULE else ()
    key = (organisation.pk, metric.id, tuple(months), part, rules, int(now.timestamp()) // (60 * MINUTES))
    return _KEPT.get(key, lambda: _made(organisation, metric, months, asked if part else Asked(), segments))


def _made(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, segments: Sequence[Segment]
) -> ByRule:
    read = _read(organisation, metric, months, asked)
    since = ""
    if read.height == MOST_RATINGS:
        since = _first_whole(read["month"].unique().sort().to_list())
        read = read.filter(pl.col("month") >= since)
    counts = pl.concat(list(_counted(read, organisation, segments)))
    return ByRule(timezone.now(), tuple(segments), counts, since)


def _first_whole(months: Sequence[str]) -> str:
    """The second month of those that were read back to the limit; the only one where there is no other."""
    return months[1] if len(months) > 1 else months[0]


def _read(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> pl.DataFrame:
    """Ratings with who gave them, in parts: a million rows of Python are more than a page should hold at once."""
    found = ratings_of(organisation, metric, asked).filter(month__in=list(months), response__customer__isnull=False)
    rows = found.order_by("-pk").values_list("response__customer", "survey", "month", "score")[:MOST_RATINGS]
    parts = [pl.DataFrame(part, schema=_SCHEMA, orient="row") for part in _parts(rows.iterator(PART))]
    return pl.concat([pl.DataFrame(schema=_SCHEMA), *parts])


def _parts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    part: list[tuple[object, ...]] = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    yield part


def _counted(read: pl.DataFrame, organisation: Organisation, segments: Sequence[Segment]) -> Iterator[pl.DataFrame]:
    """Ratings of customers of each segment, counted; who fits is asked once for all of them."""
    fits = [f"fits{each.pk}" for each in segments]
    schema = {"customer": pl.Int64, **dict.fromkeys(fits, pl.Boolean)}
    known = read.join(
        pl.DataFrame(list(memberships(organisation, segments)), schema=schema, orient="row"), on="customer"
    )
    for each, fit in zip(segments, fits, strict=True):
        mine = known.filter(pl.col(fit)).group_by("month", "survey", "score").agg(n=pl.len().cast(pl.Int64))
        told = mine.sort("month", "survey", "score").with_columns(key=pl.lit(each.code))
        yield told.select("key", "month", "survey", "score", "n")


def parted_by_rule(metric: Metric, found: ByRule) -> Outcome:
    """A metric by segments, over all the months."""
    return from_tallies(metric, found.counts.rename({"key": RULE}), (RULE,))
