"""A table of the cells that somebody was given: taken away empty, brought back filled in, whole or not at all."""

import io
from collections.abc import Iterator
from typing import Any

from centricity.language import Language
from centricity.tables.write import OutputTable, csv_bytes
from centricity.web.rating.selectors import Seat

COLUMNS = {
    "company": ("код компании", "company code"), "name": ("компания", "company"),
    "metric": ("код метрики", "metric code"), "title": ("метрика", "metric"), "level": ("уровень", "level"),
    "note": ("примечание", "note"), "seen": ("что видели", "what was seen"), "reference": ("где оно", "where it is"),
    "kind": ("вид", "kind"), "seen_on": ("когда видели", "seen on"),
}  # fmt: skip
NEEDED = ("company", "metric", "level")
_WIDE = {"name", "title", "note", "seen", "reference"}


def head(column: str, language: Language) -> str:
    """How a column is headed."""
    return COLUMNS[column][language == "en"]


def sheet_of(seat: Seat, language: Language) -> OutputTable:
    """A row for each cell whose level is not submitted."""
    rows = [
        (company, (seat.round.company(company) or {})[language], metric,
         (seat.round.metric(metric) or {})["title"][language], *([None] * (len(COLUMNS) - 4)))
        for company, metric in _open(seat)
    ]  # fmt: skip
    return OutputTable("levels", tuple(head(column, language) for column in COLUMNS), rows)


def _open(seat: Seat) -> Iterator[tuple[str, str]]:
    for cell in seat.cells:
        mine = seat.own.get(cell)
        if mine is None or mine.submitted_at is None:
            yield cell


def sheet_bytes(table: OutputTable, kind: str) -> bytes:
    """The table as CSV, or as a workbook of one sheet whose heading is its first row."""
    return csv_bytes(table) if kind == "csv" else _workbook(table)


def _workbook(table: OutputTable) -> bytes:
    import xlsxwriter  # pages that need no workbook do not wait for it

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(table.name), book.add_format({"bold": True})
    text: Any = book.add_format({"num_format": "@"})
    for at, (column, words) in enumerate(zip(COLUMNS, table.columns, strict=True)):
        sheet.set_column(at, at, 36 if column in _WIDE else 14, text if column in {"company", "metric"} else None)
        sheet.write_string(0, at, words, bold)
    for number, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(number, at, str(cell))
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
