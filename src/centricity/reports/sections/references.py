"""Computed figures beside published ones."""

from centricity.reports.context import Context
from centricity.reports.document import Block, Cell, Column, Heading, Paragraph, Section, Table
from centricity.studies.analysis import Held, ReferenceTable, reference_tables


def references(at: Context) -> Section | None:
    """Every reference table of the study."""
    tables = [table for table in reference_tables(at.result) if table.rows]
    if not tables:
        return None
    blocks: list[Block] = []
    for table in tables:
        blocks += [Heading(at.text(table.title)), Paragraph(_said(at, table)), _table(at, table)]
    title = at.say("Вычисленное рядом с опубликованным", "Computed beside published")
    return Section("references", title, blocks)


def _said(at: Context, table: ReferenceTable) -> str:
    return at.say(
        f"Допуск ±{at.score(table.tolerance, 2)}: в нём {table.within} из {len(table.rows)} чисел; "
        f"наибольшее расхождение {at.score(table.largest, 2)}.",
        f"Tolerance ±{at.score(table.tolerance, 2)}: {table.within} of {len(table.rows)} figures lie within it; "
        f"the largest difference is {at.score(table.largest, 2)}.",
    )


def _table(at: Context, table: ReferenceTable) -> Table:
    """A row per group; per node the published figure, then the computed one."""
    groups = list(dict.fromkeys(row.group for row in table.rows))
    nodes = [code for code in at.method.parts if any(row.node == code for row in table.rows)]
    cells = {(row.group, row.node): row for row in table.rows}
    published, computed = at.say("опубл.", "publ."), at.say("вычисл.", "comp.")
    head = [Column(at.say("Группа", "Group"), wide=1)]
    for node in nodes:
        head += [Column(f"{at.label(node)}, {published}", numeric=True), Column(computed, numeric=True)]
    rows = []
    for group in groups:
        line = [Cell(at.named(group), at.named(group))]
        for node in nodes:
            line += _pair(at, cells.get((group, node)))
        rows.append(tuple(line))
    note = at.say("Жирным выделено вычисленное вне допуска.", "Computed figures beyond the tolerance are bold.")
    return Table(tuple(head), tuple(rows), note=note, sheet=at.say("Сверка", "Check"))


def _pair(at: Context, row: Held | None) -> list[Cell]:
    if row is None:
        return [Cell(""), Cell("")]
    return [at.plain(row.published, 0), Cell(at.score(row.computed, 2), row.computed, strong=not row.within)]
