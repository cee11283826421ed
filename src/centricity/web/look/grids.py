"""Tables of cells, drawn in one pass: a template that is asked for every cell of a heat map takes ten times as long."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the address that explains it, the step of its colour.

    ``name`` heads its row; ``wrong`` is where a fault is.
    """

    text: str
    href: str = ""
    heat: int | None = None
    numeric: bool = True
    name: bool = False
    wrong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: columns as (title, code, numeric), rows of cells."""

    caption: str
    columns: tuple[tuple[str, str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]

    def drawn(self, title: str) -> SafeString:
        """Draw the table; every text is escaped here."""
        return mark_safe("".join(self._parts(title)))  # noqa: S308

    def _parts(self, title: str) -> Iterator[str]:
        yield '<figure class="table">'
        if self.caption:
            yield f"<figcaption>{escape(self.caption)}</figcaption>"
        label = escape(self.caption or title)
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>'
        yield from map(_head, self.columns)
        yield "</tr></thead>\n<tbody>"
        for row in self.rows:
            yield "<tr>" + "".join(map(_cell, row)) + "</tr>\n"
        if not self.rows:
            empty = _("Nothing found.")
            yield f'<tr><td colspan="{len(self.columns)}">{escape(empty)}</td></tr>'
        yield "</tbody></table></div></figure>"


def _head(column: tuple[str, str, bool]) -> str:
    title, code, numeric = column
    classes = ' class="num"' if numeric else ""
    named = f' title="{escape(code)}"' if code else ""
    return f'<th scope="col"{classes}{named}>{escape(title)}</th>'


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}">{text}</a>'
    if cell.name:
        return f'<th scope="row">{text}</th>'
    classes = " ".join(
        ("num",) * cell.numeric + ("wrongcell",) * cell.wrong + (() if cell.heat is None else (f"h{cell.heat}",))
    )
    return f'<td class="{classes}">{text}</td>' if classes else f"<td>{text}</td>"
