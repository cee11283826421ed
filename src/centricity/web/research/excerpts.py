"""The rows and lines that faults are in, as they stand in the files, so that a fault is seen in its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from centricity.tables.csv_format import CsvFormat
from centricity.tables.read import ROW, SUFFIXES, Table, read_table

MOST_COLUMNS = 12
_FIRST = 2
LONGEST = 120
"""Letters of a cell or a line that are shown."""
_AROUND = 2
"""Lines shown before and after one."""
_SMALL = 1_000_000
"""Bytes of a file whose lines are looked at."""

Told = Mapping[str, Any]


def with_excerpts(folder: Path, faults: Sequence[Told]) -> list[dict[str, Any]]:
    """Add to each fault its row as ``cells`` (column, text), or its lines as ``lines`` (number, text); else neither."""
    tables: dict[tuple[str, str], Table | None] = {}
    return [{**fault, "cells": _cells(folder, fault, tables), "lines": _lines(folder, fault)} for fault in faults]


def _cells(folder: Path, fault: Told, tables: dict[tuple[str, str], Table | None]) -> list[tuple[str, str]]:
    row, name = fault["row"], str(fault["file"])
    path = folder / name
    if row is None or path.suffix not in SUFFIXES or Path(name).name != name:
        return []
    key = (name, str(fault["sheet"]))
    if key not in tables:
        tables[key] = read_table(path, CsvFormat(), key[1] or None)[0]
    table = tables[key]
    if table is None:
        return []
    shown = _shown(table.columns, str(fault["column"]))
    if row == 1:
        return [(column, "") for column in shown]
    found = table.frame.filter(pl.col(ROW) == row).row(0, named=True) if row in table.frame[ROW] else None
    return [] if found is None else [(column, _short(found.get(column) or "")) for column in shown]


def _shown(columns: Sequence[str], faulty: str) -> list[str]:
    """Columns of a row that are shown: the first ones, which say what it is about, and those around the faulty one."""
    if len(columns) <= MOST_COLUMNS:
        return list(columns)
    at = columns.index(faulty) if faulty in columns else _FIRST
    width = MOST_COLUMNS - _FIRST
    begin = min(max(_FIRST, at - width // 2), len(columns) - width)
    return [*columns[:_FIRST], *columns[begin : begin + width]]


def _lines(folder: Path, fault: Told) -> list[tuple[int, str]]:
    line, name = fault["line"], str(fault["file"])
    path = folder / name
    if line is None or Path(name).name != name or not path.is_file() or path.stat().st_size > _SMALL:
        return []
    lines = path.read_text("utf-8", "replace").splitlines()
    begin = max(0, line - 1 - _AROUND)
    return [(begin + i + 1, _short(text)) for i, text in enumerate(lines[begin : line + _AROUND])]


def _short(text: str) -> str:
    """A text as it can be shown and kept: PostgreSQL keeps no null character."""
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in cut.replace("\t", " "))
