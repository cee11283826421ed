"""Two sheets of the workbook in which a level may be changed: sub-indices, index and group means follow as formulas."""

import math
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from centricity.reports.context import Context
from centricity.reports.sheet_names import sheet_name

MOST_ROWS = 5000
"""Subjects whose levels stand in the workbook; all scores are in scores.csv."""


class LiveSheets:
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
