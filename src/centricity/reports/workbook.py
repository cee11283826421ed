"""The workbook face: the report's tables with colours, and scores that are computed live from the levels."""

import datetime as dt
import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from centricity.reports.context import Context
from centricity.reports.document import Cell, Column, Document, Figures, Table
from centricity.reports.palette import LIGHT, mixed
from centricity.studies import Result

MOST_ROWS = 5000
"""Subjects whose levels stand in the workbook; all scores are in scores.csv."""

UNDATED = dt.date(2025, 1, 1)
"""Date of creation where none is known: the same input gives the same bytes."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(result: Result, document: Document) -> bytes:
    """Write a workbook.

    The first sheet says what it is; then come the tables of the report, in its order, and two sheets in
    which an analyst can change a level and see sub-indices, index and group means follow.
    """
    published = result.study.settings.published or UNDATED
    at = Context(result, document.language)
    return _written(document, published, lambda book, styles: _Live(book, at, styles).write())


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


def sheet_name(book: Any, wanted: str) -> str:
    """A name Excel allows: 31 characters, no brackets, colons, stars or slashes, unlike any other."""
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    name = _FORBIDDEN.sub(" ", wanted).strip("' ")[:31] or "Sheet"
    number = 2
    while name.lower() in taken:
        suffix = f" {number}"
        name = name[: 31 - len(suffix)] + suffix
        number += 1
    return name


def _sheet(book: Any, table: Table, styles: dict[str, Any], document: Document) -> None:
    sheet = book.add_worksheet(sheet_name(book, table.sheet))
    first = 2
    sheet.write_string(0, 0, table.caption or document.title, styles["title"])
    for column, head in enumerate(table.columns):
        sheet.write_string(first, column, head.title, styles["head"])
        sheet.set_column(column, column, 46 if head.wide else 13)
    titles = tuple(Cell(head.title) for head in table.columns)
    sheet.set_row(first, 15 * _lines(table, titles))
    for row, cells in enumerate(table.rows, start=first + 1):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, styles)
        sheet.set_row(row, 15 * _lines(table, cells))
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


class _Live:
    """Two sheets: levels that may be changed, and everything above them as formulas."""

    def __init__(self, book: Any, at: Context, styles: dict[str, Any]) -> None:
        self.book, self.at, self.styles = book, at, styles
        self.build = at.result.wave.build
        self.tree = self.build.tree
        self.shown = [i for i in at.result.order if at.result.shows_subject(i)][:MOST_ROWS]
        self.metrics = [code for code in self.tree.metrics if not all(math.isnan(x) for x in self.build.values[code])]
        self.nodes = list(at.method.nodes)

    def write(self) -> None:
        """Write both sheets; a result that is not a chain of means and sums gets numbers without formulas."""
        if not self.shown:
            return
        self.levels_name = sheet_name(self.book, self.at.say("Уровни", "Levels"))
        if self.at.result.masks_values:
            self.metrics = []
        if self.metrics:
            self._levels(self.book.add_worksheet(self.levels_name))
        self.scores_name = sheet_name(self.book, self.at.say("Баллы", "Scores"))
        self._scores(self.book.add_worksheet(self.scores_name))

    def _live(self) -> bool:
        """Whether the chain can be written as spreadsheet formulas."""
        kind = self.build.step("normalise").get("kind")
        rules = {self.build.rule(node)[0] for node in self.tree.nodes}
        depth = self.build.step("adjust").get("depth", 0)
        return kind in {"share_of_scale", "none"} and rules <= {"arithmetic", "sum"} and depth == 0

    def _levels(self, sheet: Any) -> None:
        note = self.at.say(
            "Уровни метрик. Измените жёлтую ячейку: баллы на следующем листе пересчитаются.",
            "Levels of the metrics. Change a yellow cell and the scores on the next sheet follow.",
        )
        sheet.write_string(
            0, 0, note if self._live() else self.at.say("Уровни метрик", "Levels"), self.styles["strong"]
        )
        head = [self.at.text(self.at.method.subject), *(self.at.coded(code) for code in self.metrics)]
        for column, text in enumerate(head):
            sheet.write_string(2, column, text, self.styles["head"])
        sheet.set_row(2, 15 * max(2 + len(text) // 11 for text in head[1:]))
        for row, i in enumerate(self.shown, start=3):
            sheet.write_string(row, 0, self.at.subject(i), self.styles["plain"])
            for column, code in enumerate(self.metrics, start=1):
                value = float(self.build.values[code][i])
                if math.isnan(value):
                    sheet.write_blank(row, column, None, self.styles["input"])
                else:
                    sheet.write_number(row, column, value, self.styles["input"])
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(self.metrics), 13)
        sheet.freeze_panes(3, 1)
        scale = self.at.method.scale
        if scale is not None:
            bounds = {"validate": "decimal", "criteria": "between", "minimum": scale.min, "maximum": scale.max}
            sheet.data_validation(3, 1, 2 + len(self.shown), len(self.metrics), bounds)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _scores(self, sheet: Any) -> None:
        root = self.tree.root
        adjusted = self.build.coefficients is not None
        groupings = [g for g in self.at.method.groupings if g.column in self.build.frame.labels]
        fixed = [self.at.text(self.at.method.subject), *(self.at.text(g.title) for g in groupings)]
        tail = [self.at.label(node) for node in self.nodes if node != root]
        extra = (
            [self.at.say("Без сглаживания", "Unadjusted"), self.at.say("Коэффициент", "Coefficient")]
            if adjusted
            else []
        )
        head = [*fixed, *tail, *extra, self.at.label(root), self.at.say("Место", "Place")]
        sheet.write_string(0, 0, self.at.say("Баллы и места", "Scores and places"), self.styles["strong"])
        for column, text in enumerate(head):
            sheet.write_string(2, column, text, self.styles["head"])
        sheet.set_row(2, 15 * max(2 + len(text) // 11 for text in head[len(fixed) :]))
        self.columns = {node: len(fixed) + k for k, node in enumerate(n for n in self.nodes if n != root)}
        self.index_column = len(head) - 2
        self.last = 3 + len(self.shown) - 1
        for row, i in enumerate(self.shown, start=3):
            sheet.write_string(row, 0, self.at.subject(i), self.styles["plain"])
            for column, grouping in enumerate(groupings, start=1):
                label = str(self.build.frame.labels[grouping.column][i])
                sheet.write_string(row, column, self._group_of(grouping.code, label), self.styles["plain"])
            self._row(sheet, row, i, adjusted=adjusted)
        self._totals(sheet, [g.code for g in groupings])
        sheet.set_column(0, len(fixed) - 1, 30)
        sheet.set_column(len(fixed), len(head), 13)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _group_of(self, grouping: str, label: str) -> str:
        known = self.at.method.grouping(grouping)
        for value in known.values if known else ():
            if label in (value.members or (value.code,)):
                return self.at.group(grouping, value.code)
        return label

    def _row(self, sheet: Any, row: int, i: int, *, adjusted: bool) -> None:
        root = self.tree.root
        for node, column in self.columns.items():
            self._score(sheet, row, column, float(self.build.scores[node][i]), self._node_formula(node, row, i))
        plain = float(self.build.unadjusted[root][i])
        score = float(self.build.scores[root][i])
        if adjusted and self.build.coefficients is not None:
            column = self.index_column - 2
            self._score(sheet, row, column, plain, self._node_formula(root, row, i))
            sheet.write_number(row, column + 1, float(self.build.coefficients[i]), self.styles["input"])
            product = f"{xl_rowcol_to_cell(row, column)}*{xl_rowcol_to_cell(row, column + 1)}"
            cap = self.build.step("adjust").get("cap")
            held = f"MIN({cap:g},{product})" if cap is not None else product
            formula = f'=IFERROR({held},"")'
            self._score(sheet, row, self.index_column, score, formula if self._live() else "")
        else:
            self._score(sheet, row, self.index_column, score, self._node_formula(root, row, i))
        place = float(self.build.ranks[root][i])
        if not math.isnan(place):
            column = xl_col_to_name(self.index_column)
            area = f"${column}$4:${column}${self.last + 1}"
            complete = len(self.shown) == len(self.at.result.order) and self._live()
            formula = f'=IFERROR(RANK({xl_rowcol_to_cell(row, self.index_column)},{area}),"")'
            ties = self.build.step("rank").get("ties")
            self._score(sheet, row, self.index_column + 1, place, formula if complete and ties == "min" else "", "0")

    def _score(self, sheet: Any, row: int, column: int, value: float, formula: str, style: str = "2") -> None:
        if math.isnan(value):
            sheet.write_blank(row, column, None, self.styles[style])
        elif formula:
            sheet.write_formula(row, column, formula, self.styles[style], value)
        else:
            sheet.write_number(row, column, value, self.styles[style])

    def _node_formula(self, node: str, row: int, i: int) -> str:
        """Weighted mean (or sum) of the children that are there, from the cells that hold them."""
        children = self.tree.children[node]
        given = self.build.frame.given.get(node)
        if not self._live() or (given is not None and not math.isnan(given[i])):
            return ""
        cells: list[tuple[str, str]] = []
        weights = []
        for child in children:
            if math.isnan(self.build.scores[child][i]):
                continue
            cells.append(self._child_cell(child, row))
            weights.append(self.build.weights[child])
        if not cells or ("", "") in cells:
            return ""
        pairs = list(zip(weights, cells, strict=True))
        terms = "+".join(f"IF(ISNUMBER({ref}),{weight:.12g}*{value},0)" for weight, (ref, value) in pairs)
        there = "+".join(f"IF(ISNUMBER({ref}),{weight:.12g},0)" for weight, (ref, _) in pairs)
        times = f"*{len(children)}" if self.build.rule(node)[0] == "sum" else ""
        return f'=IFERROR(({terms})/({there}){times},"")'

    def _child_cell(self, child: str, row: int) -> tuple[str, str]:
        """Cell of a child and what it is worth on the line of its parent; an empty cell is missing, not zero."""
        if child in self.columns:
            own = str(xl_rowcol_to_cell(row, self.columns[child]))
            return own, own
        if child not in self.metrics:
            return "", ""
        cell = f"'{self.levels_name}'!{xl_rowcol_to_cell(row, 1 + self.metrics.index(child))}"
        arguments = self.build.step("normalise")
        if arguments.get("kind") == "none":
            return cell, cell if self.tree.directions[child] == 1 else f"(-{cell})"
        span = (arguments["high"] - arguments["low"]) / (arguments["top"] - arguments["bottom"])
        return cell, f"({arguments['low']:g}+({cell}-{arguments['bottom']:g})*{span:.12g})"

    def _totals(self, sheet: Any, groupings: list[str]) -> None:
        """Means of the market and of the groups, live, where every member is shown and counts once."""
        result = self.at.result
        everyone = len(self.shown) == len(result.order) and result.method.policies.groups.weight == "subjects"
        if not everyone or not self._live():
            return
        row = self.last + 3
        sheet.write_string(row - 1, 0, self.at.say("Средние (пересчитываются)", "Means (live)"), self.styles["strong"])
        targets = [*self.columns.items(), (self.tree.root, self.index_column)]
        for grouping, code in result.wave.groups_by_key:
            if code != "market" and grouping not in groupings:
                continue
            title = self.at.group(grouping, code)
            sheet.write_string(row, 0, title, self.styles["plain"])
            for node, column in targets:
                self._mean(sheet, row, column, (grouping, code, node), groupings, title)
            row += 1

    def _mean(
        self, sheet: Any, row: int, column: int, key: tuple[str, str, str], groupings: list[str], title: str
    ) -> None:
        name = xl_col_to_name(column)
        area = f"{name}$4:{name}${self.last + 1}"
        value = self.at.result.wave.by_key[key].mean
        if key[0] in groupings:
            by = xl_col_to_name(1 + groupings.index(key[0]))
            escaped = title.replace('"', '""')
            formula = f'=AVERAGEIFS({area},${by}$4:${by}${self.last + 1},"{escaped}")'
        else:
            formula = f"=AVERAGE({area})"
        self._score(sheet, row, column, value, formula)
