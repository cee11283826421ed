"""What the kinds of charts share: the frame, its axes, and how texts are measured, broken and kept apart."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, TypeGuard

from centricity.language import Language, in_percent, number
from centricity.reports.palette import LIGHT

FONT = "Golos Text"
SIZE = 11
LINE = 14
"""Height of a line of text in pixels."""

Rows = Sequence[Mapping[str, Any]]
Row = dict[str, Any]
Spec = dict[str, Any]
Data = dict[str, list[Row]]
Span = tuple[float, float]
Ticks = Sequence[tuple[float, str]]
Labels = list[tuple[float, str]]

NO_TICKS: Ticks = ()
_WIDE: dict[str, float] = {}
for _chars, _width in (
    (" '\u202f\u00a0", 0.25), ("!,.:;I`ijl|·", 0.3), ('"()-[]frt{}', 0.42), ("*/17?\\_cszгзстьэ–“”", 0.52),
    ("#&ABCDGKOPQRUVXАБВДКЛОРСУХЧЪЬЭЯмфы", 0.72), ("%HNwИЙНПЦжшщю↓→", 0.8), ("MmМФЫЮ…", 0.92), ("@WЖШЩ№", 1.05),
):  # fmt: skip
    _WIDE.update(dict.fromkeys(_chars, _width))


@dataclass(frozen=True)
class Frame:
    """Size, spans and wishes of one chart; see `centricity.reports.charts.Options`."""

    span: Span
    height: int
    width: int
    marker: float | None = None
    marker_label: str = ""
    language: Language = "ru"
    percent: bool = False
    across: Span | None = None
    ticks: Ticks | None = None
    across_ticks: Ticks | None = None
    titles: tuple[str, str] = ("", "")
    cross: tuple[float | None, float | None] = (None, None)
    corners: tuple[str, str, str, str] = ("", "", "", "")
    ends: tuple[str, str] = ("", "")
    names: int = 230


@dataclass(frozen=True)
class Axis:
    """Ends and ticks of one axis; ``down`` where its values grow downward."""

    span: Span
    ticks: Ticks = NO_TICKS
    down: bool = False

    def at(self, value: float) -> float:
        """Place of a value, 0 to 1; a value beyond the ends lies on the nearer end."""
        low, high = self.span
        return min(1.0, max(0.0, (value - low) / (high - low)))


@dataclass(frozen=True)
class Filling:
    """What one chart puts into its compiled kind: its axes and its rows by the name of the data set."""

    x: Axis
    y: Axis
    data: Data = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of chart: its width unless asked otherwise, its specification, and what turns rows into data."""

    width: int
    spec: Spec
    fill: Callable[[list[Row], Frame], Filling]


def known(value: Any) -> TypeGuard[float]:
    """Whether there is a number to draw."""
    return value is not None and math.isfinite(value)


def cleaned(rows: Rows) -> list[Row]:
    """Rows of plain numbers, None in place of what is not finite."""
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real | Decimal):
        return float(value) if math.isfinite(value) else None
    return value


def opened(span: Span) -> Span:
    """Span with a length, whatever it was."""
    low, high = span
    if not (math.isfinite(low) and math.isfinite(high)):
        return (0.0, 1.0)
    if high > low:
        return span
    half = max(0.5, abs(low) * 0.05)
    return (low - half, low + half)


def value_axis(frame: Frame, *, upward: bool, percent: bool = False) -> Axis:
    """Axis of the values: the ticks asked for, else round numbers in the language of the chart."""
    span = opened(frame.span)
    if frame.ticks is not None:
        return Axis(span, frame.ticks)
    return Axis(span, round_ticks(span, frame, upward=upward, percent=percent or frame.percent))


def round_ticks(span: Span, frame: Frame, *, upward: bool, percent: bool = False, whole: bool = False) -> Labels:
    """Round numbers within a span, written for the reader, as many as stand apart."""
    room, made = (frame.height, []) if upward else (frame.width, [])
    for most in range(max(1, room // (36 if upward else 48)), 0, -1):
        made = _ticks(span, most, frame.language, percent=percent, whole=whole)
        apiece = room * (made[1][0] - made[0][0]) / (span[1] - span[0]) if len(made) > 1 else math.inf
        if apiece >= (2 * LINE if upward else max(width_of(text) for _, text in made) + 12):
            break
    return made


def _ticks(span: Span, most: int, language: Language, *, percent: bool, whole: bool) -> Labels:
    low, high = span
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next((times for times, least in ((10, 7.07), (5, 3.16), (2, 1.41)) if raw / power >= least), 1)
    if whole:
        step = max(1.0, step)
    digits = max(0, -math.floor(math.log10(step) + 1e-9) - (2 if percent else 0))
    values = [round(i * step, 12) for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    if percent:
        return [(value, in_percent(100 * value, language, digits)) for value in values]
    return [(value, number(value, language, digits)) for value in values]


def width_of(text: str, size: int = SIZE) -> float:
    """Width of a text in pixels, about as the font sets it."""
    return sum(_WIDE.get(char, 0.62) for char in text) * size


def broken(text: str, width: float, lines: int) -> str:
    """Text broken between words into lines of a width; what does not fit ends in an ellipsis."""
    made = [""]
    for word in text.split():
        longer = f"{made[-1]} {word}".strip()
        if width_of(longer) <= width or not made[-1] or len(made) == lines:
            made[-1] = longer
        else:
            made.append(word)
    return "\n".join(_cut(line, width) for line in made)


def _cut(line: str, width: float) -> str:
    if width_of(line) <= width:
        return line
    while line and width_of(line + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"


def thinned(labels: Ticks, axis: Axis, width: float, *, free: float = 8, last: bool = True) -> Labels:
    """Every label, or every second, third, fourth ... so that they stand apart; the last one stays, else the first."""
    widest = max((width_of(line) for _, text in labels for line in text.split("\n")), default=0.0) + free
    for step in (1, 2, 3, 4, 6, 12, 24, 36):
        kept = list(labels[::-1][::step][::-1]) if last else list(labels[::step])
        places = [axis.at(value) * width for value, _ in kept]
        if all(after - before >= widest for before, after in itertools.pairwise(places)):
            return kept
    return list(labels[-1:] if last else labels[:1])


def apart(wanted: Sequence[float], gap: float, most: float) -> list[float]:
    """Heights as near as can be to the wanted ones, in their order, at least a gap apart and from 0 to the most."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = dict.fromkeys(order, 0.0)
    floor = -math.inf
    for i in order:
        places[i] = floor = max(wanted[i], floor + gap)
    ceiling = most
    for i in reversed(order):
        places[i] = min(places[i], ceiling)
        ceiling = places[i] - gap
    return [places[i] for i in range(len(wanted))]


def word(x: float, y: float, text: str, **look: Any) -> Row:
    """Text of one line or more at a place in pixels; ``align``, ``colour``, ``size`` and ``weight`` as wished."""
    plain = {"align": "left", "colour": LIGHT["ink"], "size": SIZE, "weight": 400}
    middle = y - text.count("\n") * LINE / 2
    return {"x": round(x, 1), "y": round(middle, 1), "text": text, **plain, **look}


def title_words(frame: Frame, x: Axis, *, above: float = -14) -> Iterator[Row]:
    """Titles of the axes: the one across below its end, the other above the plot, neither turned."""
    across, upward = frame.titles
    if across:
        below = frame.height + 20 + LINE * max((text.count("\n") + 1 for _, text in x.ticks), default=1)
        yield word(frame.width, below, across, align="right", colour=LIGHT["soft"])
    if upward:
        yield word(0, above, upward, colour=LIGHT["soft"])


def name_words(names: Iterable[tuple[float, str]]) -> Iterator[Row]:
    """Names to the left of the plot at their heights in pixels."""
    return (word(-8, y, text, align="right") for y, text in names)


def layer(mark: str, data: str, x: Sequence[str], y: Sequence[str], **look: Any) -> Spec:
    """Marks on the scales of the chart; ``x`` and ``y`` name one field, or two where a mark has two ends."""
    encoding = {**_channel("x", x, {"clamp": True}), **_channel("y", y, {"clamp": True})}
    return {"mark": {"type": mark, **look}, "data": {"name": data}, "encoding": encoding}


def pixels(mark: str, data: str, x: Sequence[str], y: Sequence[str], **look: Any) -> Spec:
    """Marks placed in pixels."""
    return {
        "mark": {"type": mark, **look},
        "data": {"name": data},
        "encoding": {**_channel("x", x, None), **_channel("y", y, None)},
    }


def _channel(name: str, fields: Sequence[str], scale: Spec | None) -> Spec:
    if scale is not None:
        domain = {"domainMin": {"expr": f"{name}span[0]"}, "domainMax": {"expr": f"{name}span[1]"}}
        scale = {**scale, **domain, "nice": False, "zero": False, "reverse": {"expr": f"{name}reverse"}}
    made: Spec = {name: {"field": fields[0], "type": "quantitative", "scale": scale, "title": None, "axis": None}}
    if len(fields) > 1:
        made[f"{name}2"] = {"field": fields[1]}
    return made


def per(name: str) -> Spec:
    """Property of a mark taken from its row."""
    return {"expr": f"datum.{name}"}


WORDS = pixels(
    "text", "words", ["x"], ["y"], text={"expr": "split(datum.text, '\\n')"}, font=FONT, lineHeight=LINE,
    align=per("align"), baseline="middle", color=per("colour"), fontSize=per("size"), fontWeight=per("weight"),
)  # fmt: skip


RULES = pixels("rule", "rules", ["x", "x2"], ["y", "y2"], color=per("colour"), strokeWidth=per("width"),
                strokeDash=per("dash"))  # fmt: skip


def chart(layers: Iterable[Spec], *, x: Spec | None = None, y: Spec | None = None) -> Spec:
    """Specification of a kind from its layers; ``x`` and ``y`` say how the axes look, None for no axis."""
    made = list(layers)
    for each in made:
        for name, look in (("x", x), ("y", y)):
            channel = each["encoding"].get(name)
            if channel and channel["scale"] is not None and look is not None:
                channel["axis"] = _axis(name, look)
    names = {each["data"]["name"] for each in made}
    params = [{"name": f"{a}{b}", "value": start} for a in "xy" for b, start in _PARAMS.items()]
    return {"layer": made, "params": params, "datasets": {name: [] for name in sorted(names)}}


_PARAMS: dict[str, Any] = {"span": [0, 1], "values": [], "texts": [], "reverse": False}


def _axis(name: str, look: Spec) -> Spec:
    text = f"split({name}texts[indexof({name}values, datum.value)], '\\n')"
    base = {
        "domain": False, "ticks": False, "grid": True, "gridColor": LIGHT["line"], "labelColor": LIGHT["soft"],
        "labelFont": FONT, "labelFontSize": SIZE, "labelPadding": 6, "labelLimit": 0, "labelOverlap": False,
        "labelFlush": False, "labelLineHeight": LINE, "title": None, "labelExpr": text,
        "values": {"expr": f"{name}values"},
    }  # fmt: skip
    return {**base, **look}
