"""The heading and the rows of a table that was brought, of CSV or of a workbook, as texts with their numbers."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from centricity.errors import Fault, FaultsError, Place
from centricity.tables.headers import column_letter
from centricity.tables.workbooks import BROKEN, Bounds, Filled, Sheet, filled_sheets, read_sheet, sheet_names

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
BOUNDS = Bounds(unpacked=50_000_000, rows=MOST_ROWS + 1)
"""A row more than may be: whoever reads it knows that there are too many."""
MOST_COLUMNS = 100
MOST_NAMES = 10
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
"""What a formula gives that could not be computed."""


@dataclass(frozen=True)
class Rows:
    """A table as texts; ``faults`` are what is wrong with it though it can be read.

    ``sheets`` are those of a workbook that hold something.
    """

    place: Place
    heads: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault] = field(default_factory=list)
    sheets: list[Filled] = field(default_factory=list)


def read_rows(content: bytes, file: str, sheet: str = "", *, first: bool = False) -> Rows:
    """Read a table; a workbook by its name's ending, anything else as CSV.

    Of several sheets one must be named, unless the ``first`` that holds something will do.

    Raises
    ------
    FaultsError
        Where it is no table, or too large, or it is not told which sheet of several is meant.
    """
    if len(content) > MOST_BYTES:
        raise FaultsError([Fault("web.import_large", Place(file), {"rows": MOST_ROWS})])
    if Path(file).suffix.lower() == ".xlsx":
        return _fit(_workbook(content, file, sheet, first=first))
    if content.startswith(_OLD_EXCEL):
        raise FaultsError([Fault("web.import_kind", Place(file))])
    rows = list(_csv(content, file))
    return _fit(Rows(Place(file), rows[0] if rows else [], list(enumerate(rows[1:], 2))))


def _fit(table: Rows) -> Rows:
    """The table with every column named: by its letter where its heading is empty, as beside one that is merged."""
    if len(table.heads) > MOST_COLUMNS:
        fields = {"n": len(table.heads), "limit": MOST_COLUMNS}
        raise FaultsError([Fault("web.import_columns", replace(table.place, row=1), fields)])
    if len(table.rows) > MOST_ROWS:
        raise FaultsError([Fault("web.import_large", table.place, {"rows": MOST_ROWS})])
    return replace(table, heads=[head.strip() or column_letter(at) for at, head in enumerate(table.heads)])


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


def _workbook(content: bytes, file: str, asked: str, *, first: bool) -> Rows:
    if not content:
        raise FaultsError([Fault("web.file_empty", Place(file))])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        try:
            filled = filled_sheets(path, BOUNDS)
            found = read_sheet(path, _chosen(path, file, asked, filled, first=first), BOUNDS)
        except BROKEN:
            raise FaultsError([Fault("table.broken_xlsx", Place(file))]) from None
    faults = [replace(each, place=replace(each.place, file=file)) for each in found.faults]
    if not found.header:
        raise FaultsError(faults)
    return _rows_of(found, file, faults, filled)


def _chosen(path: Path, file: str, asked: str, filled: list[Filled], *, first: bool) -> str | None:
    """The sheet that is named; without a name the only one that holds something, or the first one."""
    known = sheet_names(path)
    if asked and known:
        if asked not in known:
            raise FaultsError([Fault("web.import_no_sheet", Place(file), {"got": asked[:60], "known": _listed(known)})])
        return asked
    names = [each.name for each in filled]
    if len(names) > 1 and not first:
        raise FaultsError([Fault("web.import_sheets", Place(file), {"known": _listed(names)})])
    return names[0] if names else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:MOST_NAMES])
    return f"{shown} …" if len(names) > MOST_NAMES else shown


def _rows_of(found: Sheet, file: str, faults: list[Fault], filled: list[Filled]) -> Rows:
    rows = [
        (number, [(cell or "").replace("\x00", "") for cell in row])
        for number, row in zip(found.numbers, found.rows, strict=True)
    ]
    place = Place(file, sheet=found.name)
    heads = [head or column_letter(at) for at, head in enumerate(found.header)]
    wrong = [
        Fault(
            "web.import_formula",
            replace(place, row=number, column=heads[at]),
            {"got": cell},
        )
        for number, row in rows
        for at, cell in enumerate(row)
        if cell in _ERRORS
    ]
    return Rows(place, found.header, rows, faults + wrong, filled)
