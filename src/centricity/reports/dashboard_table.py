"""Tables of outcomes, for every face of a dashboard and for a workbook of a single metric."""

import math
from dataclasses import dataclass

from centricity.language import Language, number
from centricity.metrics.change import Change, changes
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.shrunken import Shrunken, shrunken
from centricity.metrics.wording import (
    key_name,
    key_text,
    limits,
    moved,
    part_name,
    part_text,
    shown,
    withheld_shortly,
)
from centricity.reports.document import Cell, Column, Table
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable

LISTED = 60
DIGITS = 10
"""Decimals of the numbers behind cells, as in the CSV; what is finer is noise of the engine's sums."""

ARROWS = {"better": "▲", "worse": "▼", "changed": "◆", "cannot_tell": "≈"}


@dataclass(frozen=True)
class Spoken:
    """The language that a report speaks."""

    language: Language

    def say(self, ru: str, en: str) -> str:
        """Choose the text of the report's language."""
        return ru if self.language == "ru" else en


def table_of(at: Spoken, outcome: Outcome, title: str) -> Table:
    """Every row of an outcome: its estimate, its parts, what changed, its place among the groups."""
    known = {change.keys: change for change in changes(outcome)}
    rows = list(outcome.rows)
    if outcome.metric.shape == "curve" and len(rows) > LISTED:
        rows = rows[:: -(-len(rows) // LISTED)]
    names = _part_names(outcome)
    columns = [Column(key_name(name, at.language)) for name in outcome.by]
    ends = (at.say("нижняя граница", "lower limit"), at.say("верхняя граница", "upper limit"))
    columns += [
        Column(at.say("значение", "value"), numeric=True),
        Column(at.say("интервал", "interval"), numeric=True, ends=ends),
    ]
    if known:
        columns += [Column(at.say("изменение", "change"), numeric=True), Column(at.say("вывод", "verdict"))]
    columns += [Column(head, numeric=True) for head in ("n", *(part_name(n, at.language) for n in names))]
    near = shrunken(outcome)
    if near:
        columns += [Column(at.say("сглажено", "shrunk"), numeric=True), Column(at.say("место", "place"), numeric=True)]
    cells = tuple(_row(at, outcome, row, names, known, near) for row in rows[: LISTED * 4])
    dropped = len(outcome.rows) - len(cells)
    note = (
        at.say(
            f"Показаны не все строки: ещё {dropped} - в CSV.", f"Not all rows are shown: {dropped} more are in the CSV."
        )
        if dropped > 0
        else ""
    )
    if any(row.protects for row in rows):
        shield = at.say(
            "Защита: группа скрыта, чтобы по ней не вычислили другую.",
            "Shield: the group is withheld so that no other can be reckoned from it.",
        )
        note = f"{note} {shield}".strip()
    return Table(tuple(columns), cells, "", note, title[:31])


def _row(
    at: Spoken,
    outcome: Outcome,
    row: Row,
    names: tuple[str, ...],
    known: dict[tuple[str, ...], Change],
    near: dict[tuple[str, ...], Shrunken],
) -> tuple[Cell, ...]:
    keys = [Cell(key_text(n, k, at.language), k) for n, k in zip(outcome.by, row.keys, strict=True)]
    metric = outcome.metric
    if row.hidden:
        value = [said(withheld_shortly(row, at.language)), Cell("")]
        counted = [Cell("") for _ in ("n", *names)]
    else:
        e = row.estimate
        value = [_cell(at, metric, e.value, strong=True), _limits_cell(at, metric, e)]
        counted = [Cell(number(e.n, at.language), e.n), *(_part(at, row.parts.get(name)) for name in names)]
    if known:
        change = known.get(row.keys)
        value += _change_cells(at, metric, change) if change is not None else [Cell(""), Cell("")]
    cells = [*keys, *value, *counted]
    if near:
        here = near.get(row.keys)
        place = (_cell(at, metric, here.value), Cell(str(here.place), here.place)) if here else ()
        cells += place or (Cell(""), Cell(""))
    return tuple(cells)


def _part_names(outcome: Outcome) -> tuple[str, ...]:
    """Parts that a reader wants to see; the parameters of a model are the same in every row and stand in the CSV."""
    names = outcome.part_names
    return tuple(name for name in names if outcome.metric.id != "predictive_cltv" or name in {"customers", "alive"})


def _limits_cell(at: Spoken, metric: Metric, estimate: Estimate) -> Cell:
    """Cell of an interval, with the two numbers behind it."""
    text = limits(estimate, metric, at.language)
    low, high = (_behind(metric, limit) if math.isfinite(limit) else None for limit in (estimate.low, estimate.high))
    marked = f"{text}%" if metric.unit == "percent" else text
    return Cell(text, marked, ends=(low, high)) if text else said(text)


def _behind(metric: Metric, value: float) -> float:
    """Number behind a value; that of a percentage is a share of one, as the workbook wants it."""
    return round(value / 100 if metric.unit == "percent" else value, DIGITS)


def said(text: str) -> Cell:
    """Cell of words, for the workbook too; it shows no text that has nothing behind it."""
    return Cell(text, text)


def _cell(at: Spoken, metric: Metric, value: float, *, strong: bool = False) -> Cell:
    """Cell of a value."""
    return Cell(shown(value, metric, at.language), _behind(metric, value), strong=strong)


def _part(at: Spoken, value: float | None) -> Cell:
    behind = round(value, DIGITS) if value is not None and math.isfinite(value) else None
    return Cell(part_text(value, at.language), behind)


def _change_cells(at: Spoken, metric: Metric, change: Change) -> list[Cell]:
    words = {
        "better": at.say("лучше", "better"), "worse": at.say("хуже", "worse"),
        "changed": at.say("иначе", "changed"), "cannot_tell": at.say("не отличить", "cannot tell"),
    }  # fmt: skip
    text = moved(change.difference.value, metric.unit, at.language)
    return [
        Cell(text, round(change.difference.value, DIGITS)),
        said(f"{ARROWS[change.verdict]} {words[change.verdict]}"),
    ]


def beside_table(at: Spoken, table: OutputTable) -> Table:
    """What a metric was made from, period by period."""
    heads = (key_name("period", at.language), *table.columns[1:])
    columns = tuple(Column(head, numeric=i > 0) for i, head in enumerate(heads))
    rows = tuple(
        tuple(
            _part(at, cell) if isinstance(cell, float) else Cell(str(cell if cell is not None else "–")) for cell in row
        )
        for row in table.rows
    )
    return Table(columns, rows, sheet=at.say("Показатели рядом", "Side by side"))
