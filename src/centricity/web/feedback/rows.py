"""The heading and the rows of a table that was brought, of CSV or of a workbook, as texts with their numbers."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from centricity.errors import Fault, FaultsError, Place
from centricity.tables.workbooks import BROKEN, Bounds, Sheet, filled_sheets, read_sheet, sheet_names

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
BOUNDS = Bounds(unpacked=50_000_000, rows=MOST_ROWS + 1)
"""A row more than may be: whoever reads it knows that there are too many."""
MOST_NAMES = 10
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
"""What a formula gives that could not be computed."""


@dataclass(frozen=True)
class Rows:
    """A table as texts; ``faults`` are what is wrong with it though it can be read."""

    place: Place
    heads: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault] = field(default_factory=list)


def read_rows(content: bytes, file: str, sheet: str = "") -> Rows:
    """Read a table; a workbook by its name's ending, anything else as CSV.

    Raises
    ------
    FaultsError
        Where it is no table, or too large, or it is not told which sheet of several is meant.
    """
    if len(content) > MOST_BYTES:
        raise FaultsError([Fault("web.import_large", Place(file), {"rows": MOST_ROWS})])
    if Path(file).suffix.lower() == ".xlsx":
        return _workbook(content, file, sheet)
    if content.startswith(_OLD_EXCEL):
        raise FaultsError([Fault("web.import_kind", Place(file))])
    rows = list(_csv(content, file))
    return Rows(Place(file), rows[0] if rows else [], list(enumerate(rows[1:], 2)))


def _csv(content: bytes, file: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultsError([Fault("file.not_utf8", Place(file), {"byte": error.start + 1})]) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise FaultsError([Fault("web.import_csv", Place(file), {"problem": str(error)})]) from None


def _workbook(content: bytes, file: str, asked: str) -> Rows:
    if not content:
        raise FaultsError([Fault("web.file_empty", Place(file))])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        try:
            found = read_sheet(path, _chosen(path, file, asked), BOUNDS)
        except BROKEN:
            raise FaultsError([Fault("table.broken_xlsx", Place(file))]) from None
    faults = [replace(each, place=replace(each.place, file=file)) for each in found.faults]
    if not found.header:
        raise FaultsError(faults)
    return _rows_of(found, file, faults)


def _chosen(path: Path, file: str, asked: str) -> str | None:
    """The sheet that is named; without a name the only one that holds something."""
    known = sheet_names(path)
    if asked and known:
        if asked not in known:
            raise FaultsError([Fault("web.import_no_sheet", Place(file), {"got": asked[:60], "known": _listed(known)})])
        return asked
    filled = filled_sheets(path, BOUNDS)
    if len(filled) > 1:
        raise FaultsError([Fault("web.import_sheets", Place(file), {"known": _listed(filled)})])
    return filled[0] if filled else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:MOST_NAMES])
    return f"{shown} …" if len(names) > MOST_NAMES else shown


def _rows_of(found: Sheet, file: str, faults: list[Fault]) -> Rows:
    rows = [
        (number, [(cell or "").replace("\x00", "") for cell in row])
        for number, row in zip(found.numbers, found.rows, strict=True)
    ]
    place = Place(file, sheet=found.name)
    wrong = [
        Fault("web.import_formula", replace(place, row=number, column=found.header[at]), {"got": cell})
        for number, row in rows
        for at, cell in enumerate(row)
        if cell in _ERRORS
    ]
    return Rows(place, found.header, rows, faults + wrong)
