"""Tables that people take away: as CSV, or as a workbook of the library's own writer."""

from typing import Literal

from django.http import Http404, HttpResponse

from centricity.language import Language, number
from centricity.tables.write import Cell, OutputTable, csv_bytes

KINDS = ("csv", "xlsx")
LONGEST = 32_000
"""Signs that a cell of a workbook holds; a longer text would be left out."""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kind_or_404(kind: str) -> Literal["csv", "xlsx"]:
    """The kind of file that an address names."""
    if kind not in KINDS:
        raise Http404
    return "xlsx" if kind == "xlsx" else "csv"


def taken(
    table: OutputTable, kind: str, name: str, title: str, notes: tuple[str, ...], language: Language
) -> HttpResponse:
    """A table as a file; of a workbook the first sheet says what it is."""
    known = kind_or_404(kind)
    content = csv_bytes(table) if known == "csv" else _workbook(table, title, notes, language)
    return filed(content, name, known)


def filed(content: bytes, name: str, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The bytes of a table as a file to be taken away."""
    response = HttpResponse(content, content_type=_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _workbook(table: OutputTable, title: str, notes: tuple[str, ...], language: Language) -> bytes:
    from centricity.reports import document as told  # the writer of workbooks is not read by pages that need none
    from centricity.reports.workbook import plain_workbook

    columns = tuple(told.Column(name, wide=_is_wide(table, i)) for i, name in enumerate(table.columns))
    rows = tuple(tuple(told.Cell(_text(each, language), _value(each)) for each in row) for row in table.rows)
    sheet = told.Table(columns, rows, title, sheet=table.name)
    section = told.Section(table.name, title, [told.Bullets(notes), sheet])
    document = told.Document(language, title, "", "", (), "", "", (section,))
    return plain_workbook(document)


def _is_wide(table: OutputTable, column: int) -> float:
    """Columns of long texts are wide."""
    return float(any(isinstance(row[column], str) and len(str(row[column])) > 24 for row in table.rows))


def _text(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    return cell[:LONGEST] if isinstance(cell, str) else number(cell, language, 2)


def _value(cell: Cell) -> Cell:
    return cell[:LONGEST] if isinstance(cell, str) else cell
