"""A metric of a part of the answers: those of a survey or of the group of a column, or of who fits a rule today.

A nameless survey is a part as a whole alone, see `heard`; its own results tell of its groups, as far as they may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Count

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome
from centricity.metrics.tallies import from_tallies
from centricity.web.home.asked import RULE, Asked
from centricity.web.home.board import NOT_TOLD, Series, cell_of
from centricity.web.home.by_rule import by_rule, segments_told
from centricity.web.home.heard import COLUMNS, surveys_behind, tallies
from centricity.web.home.marks import breaks_in, months_read
from centricity.web.home.rated import ratings_of
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.shapes import Table
from centricity.web.voice.tallies import stamp

MOST_KEYS = 200
_APART = Kept[pl.DataFrame](64)


@dataclass(frozen=True)
class Choice:
    """A column by which a page can be narrowed down, with its groups as (key, words)."""

    column: str
    keys: list[tuple[str, str]]


def choices(organisation: Organisation, metric: Metric, months: Sequence[str], language: Language) -> Iterator[Choice]:
    """Columns that tell at least two groups apart within those months, and segments of rules."""
    told = [(each.code, each.title(language)) for each in surveys_behind(organisation, metric.id)[:MOST_KEYS]]
    if len(told) > 1:
        yield Choice("survey", told)
    for column in COLUMNS:
        frame = tallies(organisation, metric.id, column).filter(pl.col("month").is_in(list(months)))
        keys = frame["key"].unique().sort().to_list()[:MOST_KEYS]
        if len(keys) > 1:
            yield Choice(column, [(key, key or NOT_TOLD[language]) for key in keys])
    if segments := segments_told(organisation, metric):
        yield Choice(RULE, [(each.code, each.title(language)) for each in segments])


def title_of(organisation: Organisation, metric: Metric, asked: Asked, language: Language) -> str:
    """The part in words."""
    if asked.column == "survey":
        found = surveys_behind(organisation, metric.id).filter(code=asked.key).first()
        return found.title(language) if found is not None else asked.key
    if asked.column == RULE:
        known = {each.code: each for each in segments_told(organisation, metric)}
        return known[asked.key].title(language) if asked.key in known else asked.key
    return asked.key or NOT_TOLD[language]


def narrowed(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language
) -> Series:
    """A part of a metric month by month in words, and taken apart by columns over all the months."""
    part = _part(organisation, metric, months, asked)
    outcome = from_tallies(metric, part, ("month",))
    cells, said = months_read(outcome, breaks_in(organisation, metric.id, part), language, cell_of)
    tables = list(_tables(organisation, metric, months, asked, language))
    return Series(metric, cells, said, tables)


def monthly_part(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> Outcome:
    """A part of a metric by month."""
    return from_tallies(metric, _part(organisation, metric, months, asked), ("month",))


def keys_of(organisation: Organisation, metric: Metric, column: str) -> set[str]:
    """Groups of a column that anybody answered in."""
    return set(_keyed(organisation, metric, column)["key"].unique().to_list())


def _part(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> pl.DataFrame:
    """Tallies of a part within those months."""
    if asked.column == RULE:
        found = by_rule(organisation, metric, months, asked)
        return found.of(asked.key) if found is not None else tallies(organisation, metric.id).clear()
    keyed = _keyed(organisation, metric, asked.column)
    return keyed.filter((pl.col("key") == asked.key) & pl.col("month").is_in(list(months)))


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
    frame = _apart(organisation, metric, months, asked)
    for column in (each for each in COLUMNS if each != asked.column):
        outcome = _by(metric, frame, column)
        if len(outcome.rows) > 1:
            yield Table(column, [cell_of(outcome, row, language) for row in outcome.rows])


def parted_part(
    organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked, column: str
) -> Outcome:
    """A part of a metric by the groups of another column, over those months."""
    return _by(metric, _apart(organisation, metric, months, asked), column)


def _by(metric: Metric, frame: pl.DataFrame, column: str) -> Outcome:
    return from_tallies(metric, frame.select("score", column, "n"), (column,))


def _apart(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> pl.DataFrame:
    """Ratings of a part counted by all columns, kept until more come; who fits a rule changes without any."""
    if asked.column == RULE:
        return _counted(organisation, metric, months, asked)
    key = (organisation.pk, metric.id, tuple(months), asked, stamp(organisation))
    return _APART.get(key, lambda: _counted(organisation, metric, months, asked))


def _counted(organisation: Organisation, metric: Metric, months: Sequence[str], asked: Asked) -> pl.DataFrame:
    """One look at the ratings, however many tables are made of them."""
    ratings = ratings_of(organisation, metric, asked).filter(month__in=list(months)).order_by()
    rows = ratings.values_list("score", *COLUMNS).annotate(n=Count("pk"))
    schema = {"score": pl.Int64, **dict.fromkeys(COLUMNS, pl.String), "n": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")
