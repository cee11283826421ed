"""Reading a sheet of a workbook without trusting it: bounded, no links followed, no formula believed blindly."""

import datetime as dt
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from centricity.errors import Fault, Place
from centricity.tables.headers import shown
from centricity.tables.zips import directory_size

MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
MAX_DIRECTORY = 4 << 20
"""Bytes of the table of what is packed: a workbook has dozens of parts, this is room for tens of thousands."""
MAX_CELLS = 8_000_000
MAX_ROWS = 1_048_576
LOOKED_AT = 100
"""Rows among which a sheet must hold something not to be taken for an empty one."""

BROKEN = (
    zipfile.BadZipFile,  # not a zip, or one that is cut short
    zlib.error,  # a zip whose content is damaged
    struct.error,
    EOFError,
    NotImplementedError,  # a zip packed in a way Python does not know
    RuntimeError,  # a zip with a password
    LookupError,  # a part of the workbook is missing
    ValueError,  # a cell, a style or a date that cannot be
    ArithmeticError,
    SyntaxError,  # what ElementTree raises for broken XML
    TypeError,  # an attribute is missing where openpyxl counts on it
    AttributeError,
    AssertionError,
)
"""What openpyxl and zipfile raise on workbooks that are damaged or are none."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass(frozen=True)
class Bounds:
    """How much of a workbook is read: bytes it may unpack to, rows of the sheet beyond which none is looked at."""

    unpacked: int = MAX_UNPACKED
    rows: int = MAX_ROWS


USUAL = Bounds()


@dataclass(frozen=True)
class Filled:
    """A sheet that holds something; ``rows`` is how many it claims to have below the first, none where it does not."""

    name: str
    rows: int | None = None


@dataclass
class Sheet:
    """A sheet as texts: its rows that hold something, and the number of each."""

    name: str = ""
    header: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets; empty where the workbook is broken or unpacks too large, which `read_sheet` says."""
    try:
        if _bomb(path):
            return []
        with _opened(path) as book:
            return list(book.sheetnames)
    except (*BROKEN, OSError):
        return []


def filled_sheets(path: Path, bounds: Bounds = USUAL) -> list[Filled]:
    """Sheets that are seen and hold something; empty where the workbook unpacks too large.

    Raises
    ------
    BROKEN
        Whatever the libraries raise where the file is no sound workbook.
    """
    if _bomb(path, bounds):
        return []
    with _opened(path, data_only=True) as book:
        return _filled(book)


def _filled(book: Any) -> list[Filled]:
    seen = [each for each in book.worksheets if each.sheet_state == "visible"]
    claims = [each.max_row for each in seen]  # what is read of a sheet takes its claim away
    return [Filled(each.title, _below(rows)) for each, rows in zip(seen, claims, strict=True) if _holds(each)]


def _below(claimed: int | None) -> int | None:
    """Rows below the heading; a claim of all that a sheet can have says nothing."""
    return None if claimed is None or not 1 <= claimed < MAX_ROWS else claimed - 1


def _holds(sheet: Any) -> bool:
    sheet.reset_dimensions()
    first = islice(sheet.iter_rows(values_only=True), LOOKED_AT)
    return any(value is not None for row in first for value in row)


def read_sheet(path: Path, sheet: str | None = None, bounds: Bounds = USUAL) -> Sheet:
    """Read one sheet (the first where none is named) as far as the bounds; its faults are collected.

    Raises
    ------
    BROKEN
        Whatever the libraries raise where the file is no sound workbook.
    """
    if _bomb(path, bounds):
        return _too_large(path, bounds)
    with _opened(path, data_only=True) as book:
        name: str = sheet if sheet and sheet in book.sheetnames else book.sheetnames[0]
        found = Sheet(name)
        _fill(found, book[name], path.name, bounds.rows)
        part = str(getattr(book[name], "_worksheet_path", ""))
    found.faults += _merged(path, part, found)
    if not found.faults and _has_formulas(path):
        found.faults = shown(_uncomputed(path, name))
    return found


def read_sheet_head(path: Path, most: int, sheet: str = "") -> tuple[Sheet, list[Filled]]:
    """Read the header and the first rows of a sheet, and no more of it; tell all sheets that hold something.

    Without a name it is the first sheet that holds something; no sheet of a name that is not there is read.

    Raises
    ------
    BROKEN
        Whatever the libraries raise where the file is no sound workbook.
    """
    if _bomb(path):
        return _too_large(path, USUAL), []
    with _opened(path, data_only=True) as book:
        filled = _filled(book)
        found = Sheet(sheet or (filled[0].name if filled else book.sheetnames[0]))
        if found.name in book.sheetnames:
            _fill(found, book[found.name], path.name, most)
    return found, filled


def _merged(path: Path, part: str, found: Sheet) -> list[Fault]:
    """Merged cells below the header hold one value for many rows: the others would be lost in silence."""
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return []
        areas = re.findall(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+\d+)"', archive.read(part))
    return shown(
        [
            Fault(
                "table.merged_cells",
                Place(path.name, sheet=found.name, row=int(row), column=column.decode()),
                {"cells": f"{column.decode()}{row.decode()}:{end.decode()}"},
            )
            for column, row, end in areas
            if int(row) > 1
        ]
    )


@contextmanager
def _opened(path: Path, *, data_only: bool = False) -> Iterator[Any]:
    """Open a workbook; openpyxl's remarks on styles and dates are no business of whoever reads a table."""
    from openpyxl import load_workbook

    with path.open("rb") as file, warnings.catch_warnings():  # openpyxl leaves what it opens itself open on a fault
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(file, read_only=True, data_only=data_only)
        try:
            yield book
        finally:
            book.close()


def _bomb(path: Path, bounds: Bounds = USUAL) -> bool:
    """A workbook is a zip: look at what it says it unpacks to before unpacking any of it."""
    with path.open("rb") as file:
        if (directory_size(file) or 0) > MAX_DIRECTORY:
            return True
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    return unpacked > bounds.unpacked or unpacked > MAX_RATIO * max(path.stat().st_size, 100_000)


def _too_large(path: Path, bounds: Bounds) -> Sheet:
    return Sheet(faults=[Fault("table.zip_bomb", Place(path.name), {"limit": bounds.unpacked // 1_000_000})])


def _fill(found: Sheet, sheet: Any, file: str, most: int = MAX_ROWS) -> None:
    """Header, then the rows that hold something."""
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    first = next(rows, None)
    if first is None:
        found.faults.append(Fault("table.empty", Place(file, sheet=found.name)))
        return
    found.header = _header([_text(value) for value in first[1]])
    if not found.header:
        found.faults.append(Fault("table.no_header", Place(file, sheet=found.name, row=1)))
        return
    ragged: list[Fault] = []
    for number, values in rows:
        if len(found.rows) >= most:
            break
        if number > MAX_ROWS or len(found.header) * len(found.rows) > MAX_CELLS:
            found.faults.append(Fault("table.too_many_cells", Place(file, sheet=found.name), {"limit": MAX_CELLS}))
            return
        ragged += _row(found, number, values, file)
    found.faults += shown(ragged)


def _row(found: Sheet, number: int, values: tuple[Any, ...], file: str) -> Iterator[Fault]:
    width = len(found.header)
    beside = any(value is not None for value in values[width:])
    if beside:
        yield Fault("table.ragged", Place(file, sheet=found.name, row=number), {"got": len(values), "expected": width})
    row = [_text(value) for value in values[:width]]
    if beside or any(value is not None for value in row):
        found.numbers.append(number)
        found.rows.append(row + [None] * (width - len(row)))


def _header(row: list[str | None]) -> list[str]:
    names = [(value or "").strip() for value in row]
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
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _uncomputed(path: Path, sheet: str) -> list[Fault]:
    """Formulas that no spreadsheet has computed yet have no value to read: each is named, none is skipped."""
    with _opened(path) as formulas, _opened(path, data_only=True) as values:
        for book in (formulas, values):
            book[sheet].reset_dimensions()  # a sheet may claim to be as large as sheets can be
        rows = zip(formulas[sheet].iter_rows(), values[sheet].iter_rows(values_only=True), strict=True)
        return [
            Fault(
                "table.formula_without_value",
                Place(path.name, sheet=sheet, row=cell.row, column=cell.column_letter),
                {"formula": getattr(cell.value, "text", cell.value)},
            )
            for row, value_row in rows
            for cell, value in zip(row, value_row, strict=True)
            if value is None and cell.value is not None and cell.data_type == "f"
        ]
