"""A report as blocks, in one language: every face draws the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["note", "warning"]


@dataclass(frozen=True)
class Cell:
    """A cell: the text a reader sees, the number behind it, and where it lies on the colour scale (0 to 1).

    ``ends`` are the two numbers behind an interval; ``depth`` is how far a name stands in from the left.
    """

    text: str
    value: float | str | None = None
    heat: float | None = None
    strong: bool = False
    href: str = ""
    ends: tuple[float | None, float | None] | None = None
    depth: int = 0


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right. ``wide`` is its share of the free width, 0 for none.

    A column of intervals has two titles in ``ends``: the workbook writes it as two columns of numbers.
    """

    title: str
    numeric: bool = False
    wide: float = 0.0
    ends: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A table with a caption; ``sheet`` names its sheet in the workbook."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn chart with what it shows in words."""

    svg: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Charts:
    """Small charts side by side."""

    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class Beside:
    """A chart with what it says beside it."""

    chart: Chart
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; with ``keep`` it stays on the page of what follows."""

    text: str
    strong: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Callout:
    """A box that must not be overlooked."""

    tone: Tone
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A key figure with its interval or remark, and a small line of how it went."""

    label: str
    value: str
    note: str = ""
    spark: str = ""


@dataclass(frozen=True)
class Figures:
    """Key figures in a row."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    anchor: str = ""


Block = Table | Chart | Charts | Beside | Paragraph | Bullets | Callout | Figures | Heading


@dataclass(frozen=True)
class Section:
    """A titled part of the report."""

    anchor: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """A whole report."""

    language: Literal["ru", "en"]
    title: str
    subtitle: str
    edition: str
    facts: tuple[tuple[str, str], ...]
    banner: str
    contents: str
    sections: tuple[Section, ...] = field(default_factory=tuple)
