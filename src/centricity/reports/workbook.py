"""The workbook face: the report's tables with colours, and scores that are computed live from the levels."""

import datetime as dt
import io
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import xlsxwriter

from centricity.reports.context import Context
from centricity.reports.document import Cell, Column, Document, Figures, Table
from centricity.reports.live_sheets import LiveSheets
from centricity.reports.palette import LIGHT, mixed
from centricity.reports.sheet_names import sheet_name
from centricity.studies import Result

UNDATED = dt.date(2025, 1, 1)
"""Date of creation where none is known: the same input gives the same bytes."""

HIGHEST = 405
"""Points a row is high at most: programs that open workbooks take a little more, and mend the file beyond it."""


def workbook(result: Result, document: Document) -> bytes:
    """Write a workbook.

    The first sheet says what it is; then come the tables of the report, in its order, and two sheets in
    which an analyst can change a level and see sub-indices, index and group means follow.
    """
    published = result.study.settings.published or UNDATED
    at = Context(result, document.language)
    return _written(document, published, lambda book, styles: LiveSheets(book, at, styles).write())


def plain_workbook(document: Document) -> bytes:
    """Write a workbook of a document's tables; its first sheet says what it is."""
    return _written(document, UNDATED, lambda _book, _styles: None)


def _written(document: Document, published: dt.date, more: Callable[[Any, dict[str, Any]], None]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": document.title, "created": dt.datetime.combine(published, dt.time())})
    styles = _styles(book)
    _cover(book, document, styles)
    for table in _tables(document):
        _sheet(book, _apart(table), styles, document)
    more(book, styles)
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 16}),
        "strong": book.add_format({**base, "bold": True}),
        "text": book.add_format({**base, "text_wrap": True}),
        "plain": book.add_format(base),
        "note": book.add_format({**base, "font_color": LIGHT["soft"], "text_wrap": True}),
        "head": book.add_format({**base, "bold": True, "bg_color": LIGHT["panel"], "text_wrap": True, "bottom": 1}),
        "input": book.add_format({**base, "bg_color": "#FFF9E5", "num_format": "0.00"}),
        "0": book.add_format({**base, "num_format": "0"}),
        "1": book.add_format({**base, "num_format": "0.0"}),
        "2": book.add_format({**base, "num_format": "0.00"}),
        "%": book.add_format({**base, "num_format": "0%"}),
        "%2": book.add_format({**base, "num_format": "0.00%"}),
    }


def _cover(book: Any, document: Document, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Отчёт" if document.language == "ru" else "Report")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, document.title, styles["title"])
    row = 1
    for text in (document.subtitle, document.edition, document.banner):
        if text:
            sheet.write_string(row, 0, text, styles["strong"])
            row += 1
    for name, value in document.facts:
        sheet.write_string(row, 0, name, styles["plain"])
        sheet.write_string(row, 1, value, styles["text"])
        row += 1
    row += 1
    for block in document.sections[0].blocks:
        if isinstance(block, Figures):
            for figure in block.figures:
                sheet.write_string(row, 0, figure.label, styles["plain"])
                sheet.write_string(row, 1, f"{figure.value}  {figure.note}".strip(), styles["strong"])
                row += 1
        for line in getattr(block, "items", ()) or getattr(block, "lines", ()):
            sheet.merge_range(row, 0, row, 1, "", styles["text"])
            sheet.write_string(row, 0, line, styles["text"])
            sheet.set_row(row, 15 * (1 + len(line) // 105))
            row += 1
    sheet.fit_to_pages(1, 0)


def _tables(document: Document) -> list[Table]:
    return [
        block for section in document.sections for block in section.blocks if isinstance(block, Table) and block.sheet
    ]


def _apart(table: Table) -> Table:
    """The table with the two limits of an interval in two columns of numbers."""
    if all(column.ends is None for column in table.columns):
        return table
    heads: list[Column] = []
    for column in table.columns:
        heads += [column] if column.ends is None else [replace(column, title=end, ends=None) for end in column.ends]
    rows = tuple(
        tuple(part for column, cell in zip(table.columns, cells, strict=True) for part in _parts(column, cell))
        for cells in table.rows
    )
    return replace(table, columns=tuple(heads), rows=rows)


def _parts(column: Column, cell: Cell) -> list[Cell]:
    if column.ends is None:
        return [cell]
    return [Cell(str(cell.value or ""), end) for end in cell.ends or (None, None)]


def _sheet(book: Any, table: Table, styles: dict[str, Any], document: Document) -> None:
    sheet = book.add_worksheet(sheet_name(book, table.sheet))
    first = 2
    sheet.write_string(0, 0, table.caption or document.title, styles["title"])
    for column, head in enumerate(table.columns):
        sheet.write_string(first, column, head.title, styles["head"])
        sheet.set_column(column, column, 46 if head.wide else 13)
    titles = tuple(Cell(head.title) for head in table.columns)
    sheet.set_row(first, min(15 * _lines(table, titles), HIGHEST))
    for row, cells in enumerate(table.rows, start=first + 1):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, styles)
        sheet.set_row(row, min(15 * _lines(table, cells), HIGHEST))
    last = first + len(table.rows)
    for column in range(len(table.columns)):
        shares = [(cells[column].heat, cells[column].value) for cells in table.rows if cells[column].heat is not None]
        if shares:
            _colour(sheet, first + 1, column, last, shares)
    if table.note:
        sheet.write_string(last + 2, 0, table.note, styles["note"])
    sheet.freeze_panes(first + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)


def _lines(table: Table, cells: tuple[Cell, ...]) -> int:
    """Lines that the longest wrapped text of a row takes; not every program finds the height by itself."""
    widths = [46 if head.wide else 13 for head in table.columns]
    return max(1 + int(1.15 * len(cell.text)) // width for cell, width in zip(cells, widths, strict=True))


def _write(sheet: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    """Write the number behind a cell where there is one, else its text; never a formula from the input."""
    value = cell.value
    if isinstance(value, bool) or value is None:
        sheet.write_string(row, column, "" if value is None else str(value), styles["text"])
    elif isinstance(value, (int, float)):
        if math.isnan(value):
            sheet.write_blank(row, column, None, styles["plain"])
            return
        percent = "%" if float(round(100 * value, 6)).is_integer() else "%2"
        is_share = cell.text.endswith("%") and abs(value) <= 1.5
        style = percent if is_share else "0" if float(value).is_integer() else "2"
        sheet.write_number(row, column, value, styles[style])
    else:
        sheet.write_string(row, column, cell.text, styles["strong" if cell.strong else "text"])


def _colour(sheet: Any, top: int, column: int, bottom: int, shares: list[Any]) -> None:
    """A two-colour scale over the node's range, so that colours follow when a number is changed."""
    low, high = _range(shares)
    colours = {"min_color": "#F6F8FB", "max_color": mixed("#f6f8fb", LIGHT["accent"], 0.75)}
    bounds = {"min_type": "num", "min_value": low, "max_type": "num", "max_value": high}
    sheet.conditional_format(top, column, bottom, column, {"type": "2_color_scale", **colours, **bounds})


def _range(shares: list[tuple[float, float]]) -> tuple[float, float]:
    """Ends of the scale that gave these shares to these values."""
    (a, x), (b, y) = min(shares), max(shares)
    if b - a < 1e-9:
        return (x - 1, x + 1)
    unit = (y - x) / (b - a)
    return x - a * unit, x + (1 - a) * unit
