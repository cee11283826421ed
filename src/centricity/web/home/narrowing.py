"""A metric of a part of the answers: those of one survey, channel, touchpoint, segment or department.

A nameless survey is a part as a whole alone, see `heard`; its own results tell of its groups, as far as they may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Count

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
from centricity.web.voice.shapes import Cell, Table

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
    open_to_see = tallies(organisation, metric.id, COLUMNS[0])["survey"].unique().to_list()
    rows = Rating.objects.filter(
        organisation=organisation, metric=metric.id, month__in=list(months), survey__in=open_to_see,
        **{"survey__code" if asked.column == "survey" else asked.column: asked.key},
    )  # fmt: skip
    schema = {"score": pl.Int64, "key": pl.String, "n": pl.Int64}
    for column in (each for each in COLUMNS if each != asked.column):
        counted = rows.order_by().values_list("score", column).annotate(n=Count("pk"))
        frame = pl.DataFrame(list(counted), schema=schema, orient="row")
        if frame["key"].n_unique() > 1:
            parted = from_tallies(metric, frame.rename({"key": column}), (column,))
            yield Table(column, [_cell(parted, row, language) for row in parted.rows])


def _cell(outcome: Outcome, row: Row, language: Language) -> Cell:
    key = row.keys[0] or NOT_TOLD[language]
    if row.hidden:
        return Cell(key, "", "", None, withheld_shortly(row, language))
    value = written(row.estimate.value, outcome.metric.unit, language)
    return Cell(key, value, limits(row.estimate, outcome.metric, language), row.estimate.n)
