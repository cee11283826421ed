"""The terminal face: banner, ranking, heat map, warnings."""

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as Styled

from centricity.reports.document import Block, Callout, Cell, Document, Figures, Table
from centricity.reports.palette import heat_steps, step_of

SHOWN = ("summary", "level", "heatmaps", "ranking", "departments")


def print_terminal(document: Document, console: Console | None = None) -> None:
    """Print what one wants to see at once; the rest stands in the report."""
    out = console or Console()
    out.print()
    out.print(Styled(document.title, style="bold"))
    out.print(Styled(document.edition, style="dim"))
    if document.banner:
        out.print(Styled(document.banner, style="yellow"))
    for section in document.sections:
        if section.anchor in SHOWN:
            for block in section.blocks:
                _print(block, out)
    out.print()


def _print(block: Block, out: Console) -> None:
    if isinstance(block, Figures):
        parts = [f"{f.label} {f.value}" + (f" ({f.note})" if f.note else "") for f in block.figures]
        out.print(Styled("  ·  ".join(parts)))
    elif isinstance(block, Callout):
        out.print(Styled(block.title, style="bold yellow"))
        for line in block.lines:
            out.print(Styled(f"  {line}", style="yellow"))
    elif isinstance(block, Table):
        out.print(_grid(block, _fitting(block, out.width)))


def _fitting(table: Table, width: int) -> int:
    """How many columns fit, from the left: a cut-off column is left to the report."""
    needed = 0
    for i, column in enumerate(table.columns):
        words = [*column.title.split(), *(row[i].text for row in table.rows if column.numeric)]
        needed += max((len(word) for word in words), default=0) + 3 if column.numeric else 14
        if needed > width:
            return max(i, 2)
    return len(table.columns)


def _grid(table: Table, fitting: int) -> Grid:
    grid = Grid(title=table.caption or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in table.columns[:fitting]:
        grid.add_column(
            Styled(column.title, style="dim"), justify="right" if column.numeric else "left", overflow="fold",
            min_width=None if column.numeric else 12,
        )  # fmt: skip
    for row in table.rows:
        grid.add_row(*map(_styled, row[:fitting]))
    return grid


def _styled(cell: Cell) -> Styled:
    if cell.heat is None:
        return Styled(cell.text, style="bold" if cell.strong else "")
    background, ink = heat_steps()[step_of(cell.heat)]
    return Styled(f" {cell.text} ", style=f"{ink} on {background}")
