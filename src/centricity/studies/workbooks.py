"""Reading a sheet of a workbook without trusting it: bounded, no links followed, no formula believed blindly."""

import datetime as dt
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from centricity.errors import Fault, Place

MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
MAX_CELLS = 8_000_000


@dataclass
class Sheet:
    """A sheet as texts."""

    name: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets; empty where the workbook is broken or unpacks too large."""
    if _bomb(path):
        return []
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    names = list(book.sheetnames)
    book.close()
    return names


def read_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """Read one sheet (the first where none is named); its faults are collected."""
    if _bomb(path):
        return Sheet(faults=[Fault("table.zip_bomb", Place(path.name), {"limit": MAX_UNPACKED // 1_000_000})])
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        name: str = sheet if sheet and sheet in book.sheetnames else book.sheetnames[0]
        found = Sheet(name)
        _fill(found, book[name], path.name)
    finally:
        book.close()
    if not found.faults and _has_formulas(path):
        found.faults = _uncomputed(path, name)
    return found


def _bomb(path: Path) -> bool:
    """A workbook is a zip: look at what it says it unpacks to before unpacking any of it."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    return unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 100_000)


def _fill(found: Sheet, sheet: Any, file: str) -> None:
    cells = 0
    sheet.reset_dimensions()
    for values in sheet.iter_rows(values_only=True):
        row = [_text(value) for value in values]
        if not found.header:
            found.header = _header(row)
            if not found.header:
                found.faults.append(Fault("table.no_header", Place(file, sheet=found.name, row=1)))
                return
            continue
        width = len(found.header)
        cells += width
        if cells > MAX_CELLS:
            found.faults.append(Fault("table.too_many_cells", Place(file, sheet=found.name), {"limit": MAX_CELLS}))
            return
        if any(value is not None for value in row[width:]):
            place = Place(file, sheet=found.name, row=len(found.rows) + 2)
            found.faults.append(Fault("table.ragged", place, {"got": len(row), "expected": width}))
        found.rows.append((row + [None] * width)[:width])
    if not found.header:
        found.faults.append(Fault("table.empty", Place(file, sheet=found.name)))


def _header(row: list[str | None]) -> list[str]:
    names = [value or "" for value in row]
    while names and not names[-1]:
        names.pop()
    return names


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in sheets)


def _uncomputed(path: Path, sheet: str) -> list[Fault]:
    """Formulas that no spreadsheet has computed yet have no value to read: each is named, none is skipped."""
    from openpyxl import load_workbook

    formulas = load_workbook(path, read_only=True)
    values = load_workbook(path, read_only=True, data_only=True)
    faults = []
    for row, value_row in zip(formulas[sheet].iter_rows(), values[sheet].iter_rows(values_only=True), strict=False):
        for cell, value in zip(row, value_row, strict=False):
            if value is None and isinstance(cell.value, str) and cell.value.startswith("="):
                faults.append(
                    Fault(
                        "table.formula_without_value",
                        Place(path.name, sheet=sheet, row=cell.row, column=cell.column_letter),
                        {"formula": cell.value},
                    )
                )
    formulas.close()
    values.close()
    return faults
