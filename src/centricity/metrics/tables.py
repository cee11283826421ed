"""Outcomes as tables and as JSON, the same every time.

Engines add in parallel, in no promised order, so that the last digits of a sum differ from run to run; numbers
are written to twelve significant digits, where they do not.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from centricity.errors import Fault
from centricity.metrics.change import changes
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.shrunken import shrunken
from centricity.stats.estimate import Estimate
from centricity.tables.write import Cell, OutputTable


def outcome_table(outcome: Outcome) -> OutputTable:
    """Rows of an outcome: keys, estimate, parts, change from the period before."""
    known = {change.keys: change for change in changes(outcome)}
    parts = outcome.part_names
    columns = _OWN
    if known:
        columns += ("change", "change_low", "change_high", "verdict")
    drawn = shrunken(outcome)
    if drawn:
        columns += ("shrunk", "shrunk_low", "shrunk_high", "place")
    names = _apart((*parts, *outcome.by), columns)
    columns = (*names[len(parts) :], *_OWN, *names[: len(parts)], *columns[len(_OWN) :])
    rows: list[tuple[Cell, ...]] = []
    for row in outcome.rows:
        cells = [*row.keys, *_cells(row), *(row.parts.get(name) for name in parts)]
        if known:
            change = known.get(row.keys)
            gap = change.difference if change else None
            cells += [gap.value, gap.low, gap.high, change.verdict] if change and gap else [None] * 4
        if drawn:
            near = drawn.get(row.keys)
            cells += [near.value, near.low, near.high, near.place] if near else [None] * 4
        rows.append(tuple(_steady(cell) if isinstance(cell, float) else cell for cell in cells))
    return OutputTable(outcome.metric.id, columns, rows)


_OWN: tuple[str, ...] = ("value", "low", "high", "n", "method", "status")


def _apart(names: Iterable[str], taken: Sequence[str] = ()) -> tuple[str, ...]:
    """Names that differ from one another and from those taken: the second ``cohort`` becomes ``cohort 2``."""
    made: list[str] = []
    for name in names:
        spare = (name if i == 1 else f"{name} {i}" for i in count(1))
        made.append(next(each for each in spare if each not in made and each not in taken))
    return tuple(made)


def _steady(value: float) -> float:
    """A number to twelve significant digits."""
    return float(f"{value:.12g}")


def _cells(row: Row) -> list[Cell]:
    estimate = row.estimate
    if row.hidden:
        return [None, None, None, None, estimate.method, "withheld"]
    return [estimate.value, estimate.low, estimate.high, estimate.n, estimate.method, "shown"]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome with its definition, options, rows left out and remarks."""
    by = _apart(outcome.by)
    return {
        "schema": "centricity/metric-1",
        "metric": outcome.metric.id,
        "name": {"ru": outcome.metric.name.ru, "en": outcome.metric.name.en},
        "unit": outcome.metric.unit,
        "better": outcome.metric.better,
        "by": list(by),
        "options": outcome.options.model_dump(mode="json", exclude_defaults=True),
        "total": outcome.total,
        "excluded": [
            {"column": part.column, "reason": part.reason, "n": part.n, "examples": list(part.examples)}
            for part in outcome.excluded
        ],
        "notes": [fault_json(note) for note in outcome.notes],
        "rows": [
            {"keys": dict(zip(by, row.keys, strict=True)), **_of_row(row),
             "parts": {name: _finite(part) for name, part in row.parts.items()}}
            for row in outcome.rows
        ],
        "shrunk": [
            {"keys": dict(zip(by, keys, strict=True)), "value": _finite(near.value), "low": _finite(near.low),
             "high": _finite(near.high), "place": near.place}
            for keys, near in shrunken(outcome).items()
        ],
        "changes": [
            {"keys": dict(zip(by, change.keys, strict=True)),
             "before": dict(zip(by, change.before, strict=True)),
             **_estimate(change.difference), "verdict": change.verdict}
            for change in changes(outcome)
        ],
    }  # fmt: skip


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault or a remark with its sentence in both languages."""
    return {"code": fault.code, "ru": fault.sentence("ru"), "en": fault.sentence("en")}


def _of_row(row: Row) -> dict[str, Any]:
    if row.hidden:
        return {"status": "withheld", "why": "protects_another" if row.protects else "too_few"}
    return _estimate(row.estimate)


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": _finite(estimate.value), "low": _finite(estimate.low), "high": _finite(estimate.high), "n": estimate.n,
        "method": estimate.method, "status": "shown",
    }  # fmt: skip


def _finite(value: float) -> float | None:
    """A number that JSON has; it has none for what is missing or endless."""
    return _steady(value) if math.isfinite(value) else None
