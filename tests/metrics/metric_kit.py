"""Small tables, reference data and independent formulas for the tests of the metrics."""

import math
import os
from datetime import date
from pathlib import Path

import ibis
import polars as pl
import pytest

from centricity.errors import CentricityError
from centricity.metrics import Options, compute

Z = 1.959963984540054

quiet = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
"""Ibis calls DuckDB by a name that DuckDB has given up."""


def reference(name):
    """Path of a reference file."""
    data = os.environ.get("CENTRICITY_REFERENCE_DATA")
    path = (Path(data) if data else Path(__file__).parents[2].parent / "shared" / "data") / "cx" / name
    if not path.is_file():
        pytest.skip(f"no reference data at {path}")
    return path


def table(rows, *names, **types):
    """Ibis table of rows; a column of blanks is a column of texts."""
    frame = pl.DataFrame(rows, schema=list(names), orient="row", strict=False, infer_schema_length=None)
    frame = frame.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    blank = [name for name in frame.columns if frame.schema[name] == pl.Null]
    return ibis.memtable(frame.with_columns(pl.col(name).cast(pl.String) for name in blank))


def column(name, values):
    """Ibis table of one column."""
    return table([(value,) for value in values], name)


def done(metric, tables, by=(), mapping=None, targets=None, **asked):
    return compute(metric, tables, by, Options(**asked), mapping, targets=targets)


def values(outcome, digits=9):
    """Values by keys, rounded; a single key stands by itself."""
    return {_key(row.keys): round(row.estimate.value, digits) for row in outcome.rows}


def sizes(outcome):
    return {_key(row.keys): row.estimate.n for row in outcome.rows}


def parts(outcome, name):
    return {_key(row.keys): row.parts.get(name) for row in outcome.rows}


def _key(keys):
    return keys[0] if len(keys) == 1 else keys


def excluded(outcome):
    return {(part.column, part.reason): part.n for part in outcome.excluded}


def notes(outcome):
    return {note.code: dict(note.fields) for note in outcome.notes}


def faults(call):
    """Faults that a call raises, by code; each has its sentence in both languages."""
    with pytest.raises(CentricityError) as caught:
        call()
    for language in ("ru", "en"):
        assert "{" not in caught.value.text(language).replace("{'", "")
    return {fault.code: dict(fault.fields) for fault in caught.value.faults}


def day(text):
    return date.fromisoformat(text)


def wilson(hit, n, z=Z):
    """Wilson's interval in per cent, from the quadratic whose roots it is."""
    p = hit / n
    a, b, c = 1 + z**2 / n, -(2 * p + z**2 / n), p**2
    root = math.sqrt(b**2 - 4 * a * c)
    return 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)


def net(promoters, passives, detractors, z=Z):
    """Adjusted Wald interval of a net share in points, from the scores of single answers."""
    counts = {1: promoters + 0.75, 0: passives + 1.5, -1: detractors + 0.75}
    n = sum(counts.values())
    mean = sum(score * count for score, count in counts.items()) / n
    variance = sum(count * (score - mean) ** 2 for score, count in counts.items()) / n
    half = z * math.sqrt(variance / n)
    return max(100 * (mean - half), -100), min(100 * (mean + half), 100)
