"""A metric as its page shows it: of all answers, or of a part of them."""

from collections.abc import Sequence
from dataclasses import replace

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.web.home.asked import RULE, Asked
from centricity.web.home.board import Series, cell_of, series
from centricity.web.home.by_rule import ByRule, by_rule, parted_by_rule
from centricity.web.home.heard import COLUMNS
from centricity.web.home.narrowing import narrowed
from centricity.web.people.models import Organisation
from centricity.web.voice.shapes import Cell, Table

NOBODY = {"ru": "ответов нет", "en": "no answers"}


def series_of(place: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language) -> Series:
    """Month by month in words, and taken apart by columns and by segments of rules over all the months."""
    made = _series(place, metric, months, asked, language)
    found = by_rule(place, metric, months, asked)
    if found is None or asked.column == RULE:
        return made if found is None else replace(made, by_rule=found)
    return replace(made, tables=[*made.tables, _table(metric, found, language)], by_rule=found)


def _series(place: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language) -> Series:
    if asked.column:
        return narrowed(place, metric, months, asked, language)
    return series(place, metric, months, COLUMNS, language)


def _table(metric: Metric, found: ByRule, language: Language) -> Table:
    """Every segment, also one that nobody of answered."""
    outcome = parted_by_rule(metric, found)
    cells = {row.keys[0]: cell_of(outcome, row, language) for row in outcome.rows}
    none = Cell("", "", "", None, NOBODY[language])
    titled = [replace(cells.get(each.code, none), key=each.title(language), code=each.code) for each in found.segments]
    return Table(RULE, titled)
