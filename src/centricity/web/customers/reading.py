"""Files of customers, read by the readers of tables; how a file is written is told by the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from centricity.errors import Fault, MisuseError, Place
from centricity.tables.csv_files import read_csv
from centricity.tables.csv_format import CsvFormat
from centricity.tables.headers import header_faults
from centricity.tables.read import Table, read_table
from centricity.tables.workbooks import BROKEN, Filled, read_sheet_head, sheet_names
from centricity.web.customers.models import Import

SUFFIXES = (".csv", ".xlsx")
MOST_BYTES = 512 * 1024 * 1024
MOST_ROWS = 2_000_000
MOST_COLUMNS = 100
SHOWN = 5
"""Rows shown before anything is stored."""
_HEAD = 1_000_000
_GUESSED = {"table.encoding", "table.separator"}
"""What is no fault here: nobody declares how such a file is written."""


def folder() -> Path:
    return Path(settings.HOME) / "imports"


def path_of(source: Import) -> Path:
    return folder() / f"{source.pk}{Path(source.name).suffix.lower()}"


@dataclass(frozen=True)
class Head:
    """The columns and the first rows of a file; of a workbook its sheet, and all that hold something."""

    columns: list[str]
    sample: list[list[str]]
    sheet: str = ""
    sheets: list[dict[str, Any]] = field(default_factory=list)


def head_of(path: Path, sheet: str = "") -> Head:
    """Give the head of a file; of a workbook that of the sheet that is named, or of the first one.

    Raises
    ------
    MisuseError
        Where it is no table, or there is no such sheet.
    """
    if path.suffix == ".xlsx":
        columns, rows, faults, name, filled = _sheet_head(path, sheet)
    else:
        (columns, rows, faults), name, filled = _csv_head(path), "", []
    if not faults and len(columns) > MOST_COLUMNS:
        faults = [Fault("web.import_columns", fields={"n": len(columns), "limit": MOST_COLUMNS})]
    if faults:
        raise MisuseError([Fault(each.code, _without_file(each), each.fields) for each in faults])
    sample = [[(cell or "").strip()[:200] for cell in row] for row in rows]
    return Head(columns, sample, name, [{"name": each.name, "rows": each.rows} for each in filled])


def _without_file(fault: Fault) -> Place:
    """The place of a fault; what a file is called here says nothing to whoever brought it."""
    return Place(sheet=fault.place.sheet, row=fault.place.row, column=fault.place.column)


def _csv_head(path: Path) -> tuple[list[str], Sequence[Sequence[str | None]], list[Fault]]:
    with path.open("rb") as file:
        raw = file.read(_HEAD)
    if len(raw) == _HEAD:
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    found = read_csv(raw, path.name, CsvFormat())
    if found.frame is None:
        return [], [], [each for each in found.faults if each.code not in _GUESSED]
    return found.frame.columns, found.frame.head(SHOWN).rows(), []


def _sheet_head(
    path: Path, sheet: str
) -> tuple[list[str], Sequence[Sequence[str | None]], list[Fault], str, list[Filled]]:
    try:
        known = sheet_names(path) if sheet else []
        found, filled = read_sheet_head(path, SHOWN, sheet)
    except BROKEN:
        return [], [], [Fault("table.broken_xlsx")], "", []
    if known and sheet not in known:
        fields = {"got": sheet[:60], "known": ", ".join(each.name[:40] for each in filled[:10])}
        return [], [], [Fault("web.import_no_sheet", fields=fields)], sheet, filled
    faults = found.faults or header_faults(found.header, path.name, found.name)
    return found.header, found.rows, faults, found.name, filled


def table_of(made: Import) -> tuple[Table | None, list[Fault]]:
    """Give the whole file of an import as texts with row numbers, and what is wrong with it."""
    table, faults = read_table(path_of(made), CsvFormat(), made.sheet or None, limit=MOST_BYTES)
    faults = [each for each in faults if each.code not in _GUESSED]
    if table is not None and table.frame.height > MOST_ROWS:
        return None, [Fault("web.import_rows", fields={"n": table.frame.height, "limit": MOST_ROWS})]
    return table, faults


def sample_table(columns: list[str], sample: list[list[str]]) -> pl.DataFrame:
    """Give the first rows as a table of texts, as they are kept beside an import."""
    series = [pl.Series(name, [row[i] or None for row in sample], pl.String) for i, name in enumerate(columns)]
    return pl.DataFrame(series)
