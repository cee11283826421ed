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
    head = [Column(at.say("Группа", "Group"), wide=1)]
    if len(nodes) == 1:
        head += [
            Column(at.say("Опубликовано", "Published"), numeric=True),
            Column(at.say("Вычислено", "Computed"), numeric=True),
        ]
    else:
        head += [Column(at.label(node), numeric=True) for node in nodes]
    rows = []
    for group in groups:
        line = [Cell(at.named(group), at.named(group))]
        for node in nodes:
            line += _apart(at, cells.get((group, node))) if len(nodes) == 1 else [_pair(at, cells.get((group, node)))]
        rows.append(tuple(line))
    note = at.say(
        "Опубликовано / вычислено; жирным выделено то, что вне допуска.",
        "Published / computed; what lies beyond the tolerance is bold.",
    )
    return Table(tuple(head), tuple(rows), note=note, sheet=at.say("Сверка", "Check"))


def _apart(at: Context, row: Held | None) -> list[Cell]:
    if row is None:
        return [Cell(""), Cell("")]
    return [at.plain(row.published, 0), Cell(at.score(row.computed, 2), row.computed, strong=not row.within)]


def _pair(at: Context, row: Held | None) -> Cell:
    if row is None:
        return Cell("")
    text = f"{at.score(row.published, 0)} / {at.score(row.computed, 2)}"
    return Cell(text, text, strong=not row.within)
