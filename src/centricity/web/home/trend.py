"""A metric month by month as a line with the band of its intervals; where a month is missing or withheld it breaks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from centricity.language import Language, period_short
from centricity.metrics.definition import Metric
from centricity.metrics.wording import written
from centricity.web.voice.shapes import Cell

WIDTH, HEIGHT = 520, 230
LEFT, RIGHT, TOP, BOTTOM = 60, 32, 16, 30
FEWEST = 3
"""Months from which on there is a line to see."""
MOST_LABELS = 6
_STEPS = (1, 2, 2.5, 5, 10)
Numbers = tuple[float, float, float]


@dataclass(frozen=True)
class Word:
    """A text and where it stands."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Trend:
    """What is drawn: bands and lines of runs of months, their points, the axis, the months, and the target."""

    bands: list[str]
    lines: list[str]
    points: list[Word]
    ticks: list[Word]
    months: list[Word]
    target: Word | None


@dataclass(frozen=True)
class _Frame:
    """Where months and values lie on the chart."""

    first: int
    last: int
    low: float
    high: float
    step: float

    def x(self, month: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (month - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)

    def at(self, month: int, value: float) -> str:
        return f"{self.x(month):.1f},{self.y(value):.1f}"


def trend_of(cells: Sequence[Cell], metric: Metric, language: Language, target: float | None = None) -> Trend | None:
    """Lay the months of a series on the chart; nothing where too few have a number."""
    known = {_month(cell.code): (cell, figure) for cell in cells if (figure := _figure(cell)) is not None}
    if len(known) < FEWEST:
        return None
    values = [x for _cell, figure in known.values() for x in figure]
    frame = _Frame(min(known), max(known), *_axis([*values, *([] if target is None else [target])]))
    runs = [[(month, *known[month][1]) for month in run] for run in _runs(sorted(known))]
    return Trend(
        bands=[_band(frame, run) for run in runs],
        lines=[" ".join(frame.at(month, value) for month, value, _low, _high in run) for run in runs],
        points=[_point(frame, month, *known[month]) for month in sorted(known)],
        ticks=list(_ticks(frame, metric, language)),
        months=list(_months(frame, language)),
        target=None if target is None else _level(frame, target, metric, language),
    )


def _band(frame: _Frame, run: Sequence[tuple[int, float, float, float]]) -> str:
    over = [frame.at(month, high) for month, _value, _low, high in run]
    return " ".join(over + [frame.at(month, low) for month, _value, low, _high in reversed(run)])


def _point(frame: _Frame, month: int, cell: Cell, figure: Numbers) -> Word:
    text = f"{cell.key}: {cell.value}, {cell.interval}, n = {cell.n}"
    return Word(f"{frame.x(month):.1f}", f"{frame.y(figure[0]):.1f}", text)


def _level(frame: _Frame, value: float, metric: Metric, language: Language) -> Word:
    return Word(str(LEFT), f"{frame.y(value):.1f}", written(value, metric.unit, language))


def _ticks(frame: _Frame, metric: Metric, language: Language) -> Iterator[Word]:
    for i in range(round((frame.high - frame.low) / frame.step) + 1):
        yield _level(frame, frame.low + i * frame.step, metric, language)


def _months(frame: _Frame, language: Language) -> Iterator[Word]:
    """Names of months, so many that they do not run into one another; the last has one."""
    every = math.ceil((frame.last - frame.first + 1) / MOST_LABELS)
    for month in range(frame.last, frame.first - 1, -every):
        code = f"{month // 12}-{month % 12 + 1:02d}"
        yield Word(f"{frame.x(month):.1f}", str(HEIGHT - BOTTOM), period_short(code, language))


def _figure(cell: Cell) -> Numbers | None:
    """A number with both ends of its interval; a month without one, or withheld, is not drawn."""
    if cell.hidden or cell.figure is None:
        return None
    value, low, high = cell.figure
    if value is None:
        return None
    return value, value if low is None else low, value if high is None else high


def _month(code: str) -> int:
    """A month as a number, so that those between are counted."""
    return int(code[:4]) * 12 + int(code[5:7]) - 1


def _runs(months: Sequence[int]) -> Iterator[list[int]]:
    """Months in a row."""
    run = [months[0]]
    for before, month in pairwise(months):
        if month != before + 1:
            yield run
            run = []
        run.append(month)
    yield run


def _axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Ends of the axis and the step of its ticks, all round numbers."""
    low, high = min(values), max(values)
    rough = (high - low or abs(high) or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in _STEPS if each * power >= rough - 1e-12)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return low, high if high > low else low + step, step
