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
    head = (
        Column(at.say("Группа", "Group"), wide=True),
        Column(at.say("Показатель", "Node"), wide=True),
        Column(at.say("Опубликовано", "Published"), numeric=True),
        Column(at.say("Вычислено", "Computed"), numeric=True),
        Column(at.say("Расхождение", "Difference"), numeric=True),
        Column(at.say("В допуске", "Within")),
    )
    rows = tuple(_row(at, row) for row in table.rows)
    return Table(head, rows, sheet=at.say("Сверка", "Check"))


def _row(at: Context, row: Held) -> tuple[Cell, ...]:
    within = at.say("да", "yes") if row.within else at.say("нет", "no")
    return (
        Cell(at.named(row.group), at.named(row.group)),
        Cell(at.label(row.node), at.label(row.node)),
        at.plain(row.published, 0),
        at.plain(row.computed, 2),
        Cell(at.points(row.difference, 2), row.difference),
        Cell(within, within, strong=not row.within),
    )
