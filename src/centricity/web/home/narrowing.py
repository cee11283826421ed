"""A metric of a part of the answers: those of one survey, channel, touchpoint, segment or department.

A nameless survey is a part as a whole alone, see `heard`; its own results tell of its groups, as far as they may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Count, QuerySet

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import limits, withheld_shortly, written
from centricity.web.home.asked import Asked
from centricity.web.home.board import Series
from centricity.web.home.heard import COLUMNS, surveys_behind, tallies
from centricity.web.home.marks import breaks_in, months_read
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating
from centricity.web.voice.shapes import Cell, Table, figure_of

MOST_KEYS = 200
NOT_TOLD = {"ru": "не указано", "en": "not told"}


@dataclass(frozen=True)
class Choice:
    """A column by which a page can be narrowed down, with its groups as (key, words)."""

    column: str
    keys: list[tuple[str, str]]


def choices(organisation: Organisation, metric: Metric, months: Sequence[str], language: Language) -> Iterator[Choice]:
    """Columns that tell at least two groups apart within those months."""
    told = [(each.code, each.title(language)) for each in surveys_behind(organisation, metric.id)[:MOST_KEYS]]
    if len(told) > 1:
        yield Choice("survey", told)
    for column in COLUMNS:
        frame = tallies(organisation, metric.id, column).filter(pl.col("month").is_in(list(months)))
        keys = frame["key"].unique().sort().to_list()[:MOST_KEYS]
        if len(keys) > 1:
            yield Choice(column, [(key, key or NOT_TOLD[language]) for key in keys])


def title_of(organisation: Organisation, metric: Metric, asked: Asked, language: Language) -> str:
    """The part in words."""
    if asked.column == "survey":
        found = surveys_behind(organisation, metric.id).filter(code=asked.key).first()
        return found.title(language) if found is not None else asked.key
    return asked.key or NOT_TOLD[language]


def narrowed(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language
) -> Series:
    """A part of a metric month by month in words, and taken apart by columns over all the months."""
    outcome = monthly_part(organisation, metric, months, asked)
    part = _keyed(organisation, metric, asked.column).filter(pl.col("key") == asked.key)
    cells, said = months_read(outcome, breaks_in(organisation, metric.id, part), language, _cell)
    tables = list(_tables(organisation, metric, months, asked, language))
    return Series(metric, cells, said, tables)


def monthly_part(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> Outcome:
    """A part of a metric by month."""
    frame = _keyed(organisation, metric, asked.column).filter(pl.col("month").is_in(list(months)))
    return from_tallies(metric, frame.filter(pl.col("key") == asked.key), ("month",))


def keys_of(organisation: Organisation, metric: Metric, column: str) -> set[str]:
    """Groups of a column that anybody answered in."""
    return set(_keyed(organisation, metric, column)["key"].unique().to_list())


def _keyed(organisation: Organisation, metric: Metric, column: str) -> pl.DataFrame:
    """Tallies by month with the key of a column."""
    if column != "survey":
        return tallies(organisation, metric.id, column)
    codes = {str(each.pk): each.code for each in surveys_behind(organisation, metric.id)}
    key = pl.col("survey").cast(pl.String).replace_strict(codes, default="", return_dtype=pl.String)
    return tallies(organisation, metric.id).with_columns(key=key)


def _tables(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language
) -> Iterator[Table]:
    for column in (each for each in COLUMNS if each != asked.column):
        outcome = parted_part(organisation, metric, months, asked, column)
        if len(outcome.rows) > 1:
            yield Table(column, [_cell(outcome, row, language) for row in outcome.rows])


def parted_part(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, column: str
) -> Outcome:
    """A part of a metric by the groups of another column, over those months."""
    counted = ratings_of(organisation, metric, asked).filter(month__in=list(months))
    rows = counted.order_by().values_list("score", column).annotate(n=Count("pk"))
    schema = {"score": pl.Int64, "key": pl.String, "n": pl.Int64}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return from_tallies(metric, frame.rename({"key": column}), (column,))


def ratings_of(organisation: Organisation, metric: Metric, asked: Asked) -> QuerySet[Rating]:
    """Ratings of a part of a metric, or of all of it, by surveys of which a part may be told: no nameless ones."""
    open_to_see = tallies(organisation, metric.id, COLUMNS[0])["survey"].unique().to_list()
    found = Rating.objects.filter(organisation=organisation, metric=metric.id, survey__in=open_to_see)
    if not asked.column:
        return found
    return found.filter(**{"survey__code" if asked.column == "survey" else asked.column: asked.key})


def _cell(outcome: Outcome, row: Row, language: Language) -> Cell:
    key = row.keys[0] or NOT_TOLD[language]
    if row.hidden:
        return Cell(key, "", "", None, withheld_shortly(row, language), code=row.keys[0])
    value, ends = (
        written(row.estimate.value, outcome.metric.unit, language),
        limits(row.estimate, outcome.metric, language),
    )
    return Cell(key, value, ends, row.estimate.n, figure=figure_of(row.estimate), code=row.keys[0])
