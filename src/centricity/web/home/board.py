"""The dashboard: tiles of the journey and the metrics behind them, each with period, n, interval and what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.urls import reverse

from centricity.language import Language, number
from centricity.metrics import definition
from centricity.metrics.change import changes
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import interval, key_text, limits, withheld_shortly, written
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import Period, is_told
from centricity.web.feedback.times import Took
from centricity.web.home.heard import METRICS, everything, tallies
from centricity.web.home.journey import journey
from centricity.web.home.marks import breaks_in, breaks_known, month_said, months_read
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.breaks import Break, marked
from centricity.web.voice.shapes import Cell, Table, figure_of
from centricity.web.voice.tallies import stamp

NOT_TOLD = {"ru": "не указано", "en": "not told"}
NO_DATA = {"ru": "данных нет", "en": "no data"}
HOURS = {"ru": "ч", "en": "h"}
TITLES: dict[str, dict[Language, str]] = {
    "closed": {"ru": "Доля закрытых отработок", "en": "Closed loops"},
    "answered": {"ru": "Доля отвеченных отзывов", "en": "Feedback answered"},
}
BY: dict[str, dict[Language, str]] = {
    "calendar": {"ru": "календарные часы", "en": "calendar hours"},
    "working": {"ru": "рабочие часы", "en": "working hours"},
    "unset": {"ru": "рабочие часы не заданы", "en": "working hours are not set"},
}
ARROWS = {"better": "▲", "worse": "▼", "changed": "◆", "cannot_tell": "≈"}


@dataclass(frozen=True)
class Beside:
    """A second number of the same things: in working hours beside calendar ones."""

    by: str
    value: str
    interval: str
    n: str


@dataclass(frozen=True)
class Tile:
    """A number of the journey; ``code`` is that of the metric which a page of its own takes apart.

    ``by`` says in which hours a time is told, ``beside`` tells it in the others, ``lacks`` why there are no others.
    """

    title: str
    value: str
    interval: str = ""
    n: str = ""
    period: str = ""
    says: str = ""
    change: str = ""
    arrow: str = ""
    code: str = ""
    address: str = ""
    by: str = ""
    beside: Beside | None = None
    lacks: str = ""


@dataclass(frozen=True)
class Series:
    """A metric month by month, and by a column; ``by_rule`` is what segments of rules are made of."""

    metric: Metric
    cells: list[Cell]
    said: list[str]
    tables: list[Table] = field(default_factory=list)
    by_rule: Any = None


_TILES = Kept[list[Tile]](64)
_SERIES = Kept[Series](256)


def tiles(organisation: Organisation, months: Sequence[str], period: Period, language: Language) -> Iterator[Tile]:
    """The four of the journey first, then the other metrics of answers, and how the loop is closed."""
    figures, converted = journey(organisation, period)
    days = f"{_day(period.first, language)} – {_day(period.last, language)}"
    replies, steps = (reverse(name, args=[organisation.code]) for name in ("feedback_figures", "analysis_funnels"))
    percent = definition("csat")
    yield _hours("first_response", figures.first_answer, days, language, replies)
    yield _share(definition("conversion").name[language], converted, days, percent, language, steps)
    latest = _TILES.get(
        (organisation.pk, tuple(months), language, stamp(organisation)),
        lambda: _all_latest(organisation, months, language),
    )
    yield latest[0]
    yield _hours("resolution_time", figures.solved, days, language, replies)
    yield from latest[1:]
    yield _share(TITLES["closed"][language], figures.closed, days, percent, language, replies)
    yield _share(TITLES["answered"][language], figures.answered, days, percent, language, replies)


def _all_latest(organisation: Organisation, months: Sequence[str], language: Language) -> list[Tile]:
    heard = everything(organisation)
    known = breaks_known(organisation)
    return [_latest(heard, definition(metric), months, known, language) for metric in METRICS]


def _day(day: date, language: Language) -> str:
    return f"{day:%d.%m.%Y}" if language == "ru" else f"{day.day} {day:%b} {day.year}"


def _hours(metric: str, found: Took, days: str, language: Language, address: str) -> Tile:
    known = definition(metric)
    title, says = known.name[language], known.says[language]
    if not is_told(found.calendar):
        return Tile(title, NO_DATA[language], period=days, says=says, address=address)
    first = _in_hours("calendar", found.calendar, language)
    beside = _in_hours("working", found.working, language) if found.working is not None else None
    return Tile(
        title, first.value, first.interval, first.n, days, says, address=address, by=first.by, beside=beside,
        lacks="" if beside is not None else BY["unset"][language],
    )  # fmt: skip


def _in_hours(by: str, found: Estimate, language: Language) -> Beside:
    value, low, high = (number(each, language, 1) for each in (found.value, found.low, found.high))
    return Beside(BY[by][language], f"{value} {HOURS[language]}", f"{low} … {high}", number(found.n, language))


def _share(title: str, found: Estimate, days: str, like: Metric, language: Language, address: str) -> Tile:
    if not is_told(found):
        return Tile(title, NO_DATA[language], period=days, address=address)
    value = written(found.value, like.unit, language)
    return Tile(title, value, interval(found, like, language), number(found.n, language), days, address=address)


def monthly(organisation: Organisation, metric: Metric, months: Sequence[str]) -> Outcome:
    """A metric by month, over those months."""
    return _monthly(tallies(organisation, metric.id), metric, months)


def _monthly(heard: pl.DataFrame, metric: Metric, months: Sequence[str]) -> Outcome:
    ours = heard.filter((pl.col("metric") == metric.id) & pl.col("month").is_in(list(months)))
    return from_tallies(metric, ours, ("month",))


def _latest(
    heard: pl.DataFrame, metric: Metric, months: Sequence[str], known: Sequence[Break], language: Language
) -> Tile:
    """A metric in the last month that has it, and what changed since the month before."""
    outcome = _monthly(heard, metric, months)
    title = (metric.short or metric.name)[language]
    if not outcome.rows:
        return Tile(title, NO_DATA[language], says=metric.says[language], code=metric.id)
    row = outcome.rows[-1]
    if row.hidden:
        return Tile(
            title, withheld_shortly(row, language), period=row.keys[0], says=metric.says[language], code=metric.id
        )
    change = {each.keys: each for each in changes(outcome)}.get(row.keys)
    breaks = marked(known, metric.id, heard.filter(pl.col("metric") == metric.id))
    said = month_said(outcome, row, change, breaks, language).partition(";")[2].strip() if change is not None else ""
    return Tile(
        title, written(row.estimate.value, metric.unit, language), interval(row.estimate, metric, language),
        number(row.estimate.n, language), row.keys[0], metric.says[language], said,
        ARROWS[change.verdict] if change is not None else "", metric.id,
    )  # fmt: skip


def series(
    organisation: Organisation, metric: Metric, months: Sequence[str], columns: Sequence[str], language: Language
) -> Series:
    """A metric month by month in words, and taken apart by columns over all the months."""
    return _SERIES.get(
        (organisation.pk, metric.id, tuple(months), tuple(columns), language, stamp(organisation)),
        lambda: _series(organisation, metric, months, columns, language),
    )


def _series(
    organisation: Organisation, metric: Metric, months: Sequence[str], columns: Sequence[str], language: Language
) -> Series:
    outcome = monthly(organisation, metric, months)
    breaks = breaks_in(organisation, metric.id, tallies(organisation, metric.id))
    cells, said = months_read(outcome, breaks, language, cell_of)
    tables = []
    for column in columns:
        outcome_by = parted(organisation, metric, months, column)
        if len(outcome_by.rows) > 1:
            tables.append(Table(column, [cell_of(outcome_by, row, language) for row in outcome_by.rows]))
    return Series(metric, cells, said, tables)


def parted(organisation: Organisation, metric: Metric, months: Sequence[str], column: str) -> Outcome:
    """A metric by the groups of a column, over those months."""
    frame = tallies(organisation, metric.id, column).filter(pl.col("month").is_in(list(months)))
    return from_tallies(metric, frame.rename({"key": column}), (column,))


def cell_of(outcome: Outcome, row: Row, language: Language) -> Cell:
    """A month or a group as the page shows it."""
    key = key_text(outcome.by[0], row.keys[0], language) if row.keys[0] else NOT_TOLD[language]
    if row.hidden:
        return Cell(key, "", "", None, withheld_shortly(row, language), code=row.keys[0])
    value, ends = (
        written(row.estimate.value, outcome.metric.unit, language),
        limits(row.estimate, outcome.metric, language),
    )
    return Cell(key, value, ends, row.estimate.n, figure=figure_of(row.estimate), code=row.keys[0])
