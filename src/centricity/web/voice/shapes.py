"""What a page of results is made of."""

import math
from dataclasses import dataclass, field
from typing import Any

Figure = tuple[float | None, float | None, float | None]
"""A number with the ends of its interval, for programs."""


def figure_of(found: Any) -> Figure:
    """An estimate for programs; what there is none of is None."""
    value, low, high = (
        float(each) if each is not None and math.isfinite(each) else None
        for each in (found.value, found.low, found.high)
    )
    return value, low, high


@dataclass(frozen=True)
class Bar:
    """How many chose something: its words, the number, the share in percent, and the share's interval.

    ``code`` is that of an option that can be acted upon; what is not ``counted`` has no share, such as a mean place.
    """

    text: str
    n: int
    share: float
    said: str
    figure: Figure | None = None
    code: str = ""
    counted: bool = True


@dataclass(frozen=True)
class Cell:
    """A group's number; ``hidden`` says why there is none, ``code`` is the group as it is kept.

    ``marks`` say what broke the series here.
    """

    key: str
    value: str
    interval: str
    n: int | None
    hidden: str = ""
    figure: Figure | None = None
    code: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Numbers of the groups of a column."""

    column: str
    cells: list[Cell]


@dataclass(frozen=True)
class FileLine:
    """A file that somebody sent: under which number it is downloaded, its name, its size in bytes."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class Item:
    """A question with its results; of ``all_texts`` some are shown."""

    code: str
    text: str
    name: str = ""
    value: str = ""
    interval: str = ""
    n: int = 0
    says: str = ""
    hidden: str = ""
    bars: list[Bar] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    all_texts: int = 0
    files: list[FileLine] = field(default_factory=list)
    withheld: str = ""
    figure: Figure | None = None
