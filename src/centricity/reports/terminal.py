"""The terminal face: banner, ranking, heat map, warnings."""

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as Styled

from centricity.reports.document import Block, Bullets, Callout, Cell, Document, Figures, Paragraph, Section, Table
from centricity.reports.palette import heat_steps, step_of

SHOWN = ("summary", "level", "heatmaps", "ranking", "departments", "audit")
TOLD = ("disclosure",)


def print_terminal(document: Document, console: Console | None = None) -> None:
    """Print what one wants to see at once; the rest stands in the report."""
    out = console or Console()
    out.print()
    out.print(Styled(document.title, style="bold"))
    out.print(Styled(document.edition, style="dim"))
    if document.banner:
        out.print(Styled(document.banner, style="yellow"))
    for section in document.sections:
        for block in section.blocks:
            if section.anchor in SHOWN:
                _print(block, out)
            elif section.anchor in TOLD:
                _tell(block, out)
    out.print()


def print_section(section: Section, console: Console | None = None) -> None:
    """Print one section whole."""
    out = console or Console()
    out.print(Styled(section.title, style="bold"))
    for block in section.blocks:
        if isinstance(block, Paragraph):
            out.print(Styled(block.text))
        _print(block, out)


def _print(block: Block, out: Console) -> None:
    if isinstance(block, Figures):
        parts = [f"{f.label} {f.value}" + (f" ({f.note})" if f.note else "") for f in block.figures]
        out.print(Styled("  ·  ".join(parts)))
    elif isinstance(block, Callout):
        out.print(Styled(block.title, style="bold yellow"))
        for line in block.lines:
            out.print(Styled(f"  {line}", style="yellow"))
    elif isinstance(block, Table):
        fitting = _fitting(block, out.width)
        out.print(_grid(block, fitting))
        left = [column.title for column in block.columns[fitting:]]
        if left:
            out.print(Styled("… " + ", ".join(left), style="dim"))


def _tell(block: Block, out: Console) -> None:
    if isinstance(block, Paragraph):
        out.print(Styled(block.text, style="dim"))
    elif isinstance(block, Bullets):
        for item in block.items:
            out.print(Styled(f"  {item}", style="dim"))


def _fitting(table: Table, width: int) -> int:
    """How many columns fit, from the left: a cut-off column is left to the report."""
    needed = 0
    for i, column in enumerate(table.columns):
        words = [*column.title.split(), *(row[i].text for row in table.rows if column.numeric)]
        needed += max((len(word) for word in words), default=0) + 2 if column.numeric else 14
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
