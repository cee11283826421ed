"""Files of customers, read by the readers of tables; how a file is written is told by the file."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from django.conf import settings

from centricity.errors import Fault, MisuseError
from centricity.tables.csv_files import read_csv
from centricity.tables.csv_format import CsvFormat
from centricity.tables.headers import header_faults
from centricity.tables.read import Table, read_table
from centricity.tables.workbooks import BROKEN, read_sheet_head
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


def head_of(path: Path) -> tuple[list[str], list[list[str]]]:
    """Give the columns and the first rows of a file.

    Raises
    ------
    MisuseError
        Where it is no table.
    """
    columns, rows, faults = _sheet_head(path) if path.suffix == ".xlsx" else _csv_head(path)
    if not faults and len(columns) > MOST_COLUMNS:
        faults = [Fault("web.import_columns", fields={"n": len(columns), "limit": MOST_COLUMNS})]
    if faults:
        raise MisuseError([Fault(each.code, fields=each.fields) for each in faults])
    return columns, [[(cell or "").strip()[:200] for cell in row] for row in rows]


def _csv_head(path: Path) -> tuple[list[str], Sequence[Sequence[str | None]], list[Fault]]:
    with path.open("rb") as file:
        raw = file.read(_HEAD)
    if len(raw) == _HEAD:
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    found = read_csv(raw, path.name, CsvFormat())
    if found.frame is None:
        return [], [], [each for each in found.faults if each.code not in _GUESSED]
    return found.frame.columns, found.frame.head(SHOWN).rows(), []


def _sheet_head(path: Path) -> tuple[list[str], Sequence[Sequence[str | None]], list[Fault]]:
    try:
        found = read_sheet_head(path, SHOWN)
    except BROKEN:
        return [], [], [Fault("table.broken_xlsx")]
    return found.header, found.rows, found.faults or header_faults(found.header, path.name, found.name)


def table_of(path: Path) -> tuple[Table | None, list[Fault]]:
    """Give a whole file as texts with row numbers, and what is wrong with it."""
    table, faults = read_table(path, CsvFormat(), limit=MOST_BYTES)
    faults = [each for each in faults if each.code not in _GUESSED]
    if table is not None and table.frame.height > MOST_ROWS:
        return None, [Fault("web.import_rows", fields={"n": table.frame.height, "limit": MOST_ROWS})]
    return table, faults


def sample_table(columns: list[str], sample: list[list[str]]) -> pl.DataFrame:
    """Give the first rows as a table of texts, as they are kept beside an import."""
    series = [pl.Series(name, [row[i] or None for row in sample], pl.String) for i, name in enumerate(columns)]
    return pl.DataFrame(series)
