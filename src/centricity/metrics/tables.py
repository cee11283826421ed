"""Outcomes as tables and as JSON, the same every time."""

import math
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
    columns = (*outcome.by, "value", "low", "high", "n", "method", "status", *outcome.part_names)
    if known:
        columns += ("change", "change_low", "change_high", "verdict")
    drawn = shrunken(outcome)
    if drawn:
        columns += ("shrunk", "shrunk_low", "shrunk_high", "place")
    rows: list[tuple[Cell, ...]] = []
    for row in outcome.rows:
        cells = [*row.keys, *_cells(row), *(row.parts.get(name) for name in outcome.part_names)]
        if known:
            change = known.get(row.keys)
            gap = change.difference if change else None
            cells += [gap.value, gap.low, gap.high, change.verdict] if change and gap else [None] * 4
        if drawn:
            near = drawn.get(row.keys)
            cells += [near.value, near.low, near.high, near.place] if near else [None] * 4
        rows.append(tuple(cells))
    return OutputTable(outcome.metric.id, columns, rows)


def _cells(row: Row) -> list[Cell]:
    estimate = row.estimate
    if row.hidden:
        return [None, None, None, None, estimate.method, "withheld"]
    return [estimate.value, estimate.low, estimate.high, estimate.n, estimate.method, "shown"]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome with its definition, options, rows left out and remarks."""
    return {
        "schema": "centricity/metric-1",
        "metric": outcome.metric.id,
        "name": {"ru": outcome.metric.name.ru, "en": outcome.metric.name.en},
        "unit": outcome.metric.unit,
        "better": outcome.metric.better,
        "by": list(outcome.by),
        "options": outcome.options.model_dump(mode="json", exclude_defaults=True),
        "total": outcome.total,
        "excluded": [
            {"column": part.column, "reason": part.reason, "n": part.n, "examples": list(part.examples)}
            for part in outcome.excluded
        ],
        "notes": [fault_json(note) for note in outcome.notes],
        "rows": [
            {"keys": dict(zip(outcome.by, row.keys, strict=True)), **_of_row(row),
             "parts": {name: _finite(part) for name, part in row.parts.items()}}
            for row in outcome.rows
        ],
        "shrunk": [
            {"keys": dict(zip(outcome.by, keys, strict=True)), "value": near.value, "low": near.low, "high": near.high,
             "place": near.place}
            for keys, near in shrunken(outcome).items()
        ],
        "changes": [
            {"keys": dict(zip(outcome.by, change.keys, strict=True)),
             "before": dict(zip(outcome.by, change.before, strict=True)),
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
    return value if math.isfinite(value) else None
