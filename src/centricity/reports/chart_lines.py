"""Charts of lines: a series over time, a survival curve, and the small series of a tile."""

from collections.abc import Iterator, Sequence
from typing import Any

from centricity.reports.chart_frame import (
    LINE,
    NO_TICKS,
    WORDS,
    Axis,
    Data,
    Filling,
    Frame,
    Kind,
    Row,
    Span,
    Spec,
    apart,
    broken,
    chart,
    known,
    layer,
    opened,
    per,
    pixels,
    round_ticks,
    thinned,
    title_words,
    value_axis,
    word,
)
from centricity.reports.palette import LIGHT

_STYLES: tuple[Row, ...] = (
    {"colour": LIGHT["accent"], "dash": None, "shape": "circle"},
    {"colour": LIGHT["second"], "dash": [7, 3], "shape": "square"},
    {"colour": LIGHT["third"], "dash": [2, 2], "shape": "triangle-up"},
    {"colour": LIGHT["ink"], "dash": [8, 3, 2, 3], "shape": "diamond"},
    {"colour": LIGHT["accent"], "dash": [3, 4], "shape": "cross"},
    {"colour": LIGHT["second"], "dash": [1, 3], "shape": "triangle-down"},
)
"""Colour, dashes and shape of each line: any two differ in dashes, so that colour never stands alone."""

_MARKER: Row = {"colour": LIGHT["soft"], "dash": [4, 3]}


def _layers(**line: Any) -> list[Spec]:
    """Bands, stems of single periods, the marker, lines and points, from the back to the front."""
    return [
        layer("area", "bands", ["at"], ["low", "high"], color=per("colour"), fillOpacity=per("veil"), **line),
        layer("rule", "stems", ["at"], ["low", "high"], color=per("colour"), strokeWidth=2, opacity=0.45),
        pixels("rule", "strokes", ["x", "x2"], ["y", "y2"], color=per("colour"), strokeDash=per("dash"),
               strokeWidth=per("width")),
        layer("line", "lines", ["at"], ["value"], stroke=per("colour"), strokeDash=per("dash"),
              strokeWidth=per("width"), strokeJoin="round", **line),
        layer("point", "dots", ["at"], ["value"], filled=True, opacity=1, fill=per("colour"), shape=per("shape"),
              size=per("size"), stroke=LIGHT["paper"], strokeWidth=per("rim")),
    ]  # fmt: skip


def _spec(*, x: Spec | None, y: Spec | None, **line: Any) -> Spec:
    layers = _layers(**line)
    for each in (layers[0], layers[3]):
        each["encoding"]["detail"] = {"field": "run", "type": "nominal"}
    return chart([*layers, WORDS], x=x, y=y)


def _runs(rows: Sequence[Row], places: dict[float, int], *keys: str) -> Iterator[list[Row]]:
    """Stretches of neighbouring rows that have all of the fields."""
    run: list[Row] = []
    for row in rows:
        whole = all(known(row.get(key)) for key in keys)
        if run and not (whole and places[row["at"]] - places[run[-1]["at"]] <= 1):
            yield run
            run = []
        if whole:
            run.append(row)
    if run:
        yield run


def _by_series(rows: Sequence[Row], key: str) -> list[tuple[str, list[Row]]]:
    """Rows of each series by time, the series in the order in which they first appear."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row.get("series") or ""), []).append({**row, "at": float(row[key])})
    return [(name, sorted(own, key=lambda row: row["at"])) for name, own in found.items()]


def _drawn(series: Sequence[tuple[str, list[Row]]], places: dict[float, int], size: float, width: float) -> Data:
    """Marks of every series."""
    data: Data = {name: [] for name in ("bands", "stems", "lines", "dots", "strokes", "words")}
    veil = 0.16 if len(series) < 3 else 0.1
    for i, (_, rows) in enumerate(series):
        style = {**_STYLES[i % len(_STYLES)], "width": width, "veil": veil}
        for j, run in enumerate(_runs(rows, places, "low", "high")):
            name = "bands" if len(run) > 1 else "stems"
            data[name] += [{**style, **_picked(row, "low", "high"), "run": f"{i}.{j}"} for row in run]
        for j, run in enumerate(_runs(rows, places, "value")):
            drawn = [{**style, **_picked(row, "value"), "run": f"{i}.{j}"} for row in run]
            if len(run) > 1:
                data["lines"] += drawn
            dot = size if len(run) > 1 else max(size, 30.0)
            if dot:
                data["dots"] += [{**row, "size": dot, "rim": 1 if dot > 20 else 0} for row in drawn]
    return data


def _picked(row: Row, *keys: str) -> Row:
    return {key: row[key] for key in ("at", *keys)}


def _last(rows: Sequence[Row]) -> Row | None:
    return next((row for row in reversed(rows) if known(row.get("value"))), None)


def _stroke(x: tuple[float, float], y: tuple[float, float], width: float, style: Row) -> Row:
    look = {"width": width, "colour": style["colour"], "dash": style["dash"]}
    return {"x": x[0], "x2": x[1], "y": y[0], "y2": y[1], **look}


def _marker(y: Axis, frame: Frame, width: float) -> list[Row]:
    if not known(frame.marker):
        return []
    down = frame.height * (1 - y.at(frame.marker))
    return [_stroke((0, frame.width), (down, down), width, _MARKER)]


def _ends(series: Sequence[tuple[str, list[Row]]], x: Axis, y: Axis, frame: Frame) -> Data:
    """Names at the ends of the lines and of the marker, each behind a sample of its line and led to from its end."""
    ends: list[tuple[float, float, str, Row]] = []
    if known(frame.marker) and frame.marker_label:
        ends.append((frame.width, frame.height * (1 - y.at(frame.marker)), frame.marker_label, _MARKER))
    for i, (name, rows) in enumerate(series if len(series) > 1 else ()):
        last = _last(rows)
        if last is not None:
            down = frame.height * (1 - y.at(last["value"]))
            ends.append((x.at(last["at"]) * frame.width, down, name, _STYLES[i % len(_STYLES)]))
    texts = [broken(text, 150, 2) for _, _, text, _ in ends]
    gap = LINE * max((text.count("\n") + 1 for text in texts), default=1) + 1
    places = apart([down for _, down, _, _ in ends], gap, frame.height)
    left = frame.width + 14
    made: Data = {"strokes": [], "words": []}
    for (end, down, _, style), place, text in zip(ends, places, texts, strict=True):
        if frame.width - end < 24:
            lead = (0.75, {**style, "dash": None}) if style is not _MARKER else (1.5, style)
            made["strokes"].append(_stroke((end + (4 if style is not _MARKER else 0), left), (down, place), *lead))
        made["strokes"].append(_stroke((left, left + 18), (place, place), 2, style))
        made["words"].append(word(left + 23, place, text))
    return made


def _periods(series: Sequence[tuple[str, list[Row]]]) -> tuple[list[tuple[float, str]], dict[float, int]]:
    """Names of all periods by time, and the place of each among them."""
    names = {row["at"]: str(row.get("name") or "") for _, rows in series for row in rows}
    times = sorted(names)
    return [(at, names[at]) for at in times], {at: i for i, at in enumerate(times)}


def _room(times: Sequence[float], width: float, edge: float) -> Span:
    """Span of time with some pixels left free on either side."""
    if not times:
        return (0.0, 1.0)
    if len(times) == 1:
        return (times[0] - 0.5, times[0] + 0.5)
    free = (times[-1] - times[0]) * edge / max(1.0, width - 2 * edge)
    return (times[0] - free, times[-1] + free)


def _series(rows: list[Row], frame: Frame) -> Filling:
    """Lines over periods with their bands: order, name (of the period), value, low, high, series.

    A period without a value breaks the line. Names of many periods are thinned out; more than one series are named at
    their ends. ``marker`` is a level such as a target.
    """
    series = _by_series(rows, "order")
    periods, places = _periods(series)
    x = Axis(_room([at for at, _ in periods], frame.width, 10))
    x = Axis(x.span, frame.across_ticks if frame.across_ticks is not None else thinned(periods, x, frame.width))
    y = value_axis(frame, upward=True)
    step = frame.width / max(1, len(periods))
    data = _drawn(series, places, 42 if step >= 14 else 12 if step >= 6 else 0, 2)
    return _finished(data, series, x, y, frame)


def _curve(rows: list[Row], frame: Frame) -> Filling:
    """Steps of a share that stays, with their bands: time, value, low, high, series; the value axis in percent."""
    series = _by_series([row for row in rows if known(row.get("time")) and known(row.get("value"))], "time")
    times = sorted({row["at"] for _, own in series for row in own})
    span = opened(frame.across or ((min(0.0, times[0]), times[-1]) if times else (0.0, 1.0)))
    x = Axis(span, round_ticks(span, frame, upward=False) if frame.across_ticks is None else frame.across_ticks)
    y = value_axis(frame, upward=True, percent=True)
    data = _drawn(series, dict.fromkeys(times, 0), 0, 2)
    return _finished(data, series, x, y, frame)


def _finished(data: Data, series: Sequence[tuple[str, list[Row]]], x: Axis, y: Axis, frame: Frame) -> Filling:
    data["strokes"] += _marker(y, frame, 1.5)
    for name, rows in _ends(series, x, y, frame).items():
        data[name] += rows
    data["words"] += title_words(frame, x)
    return Filling(x, y, data)


def _tile(rows: list[Row], frame: Frame) -> Filling:
    """A series as small as a word, without axes and texts, its last point marked: order, value, low, high."""
    low, high = opened(frame.span)
    inside = [
        row | {key: min(high, max(low, row[key])) for key in ("value", "low", "high") if known(row.get(key))}
        for row in rows
    ]
    series = _by_series(inside, "order")[:1]
    periods, places = _periods(series)
    edge = 5
    free = (high - low) * edge / max(1, frame.height - 2 * edge)
    x, y = Axis(_room([at for at, _ in periods], frame.width, edge)), Axis((low - free, high + free), NO_TICKS)
    data = _drawn(series, places, 0, 1.5)
    last = _last(series[0][1]) if series else None
    if last is not None:
        data["dots"].append({**_STYLES[0], **_picked(last, "value"), "size": 34, "rim": 0})
    data["strokes"] += _marker(y, frame, 1)
    return Filling(x, y, data)


_UNDER: Spec = {"grid": False, "labelPadding": 8}

KINDS = {
    "series": Kind(440, _spec(x=_UNDER, y={}), _series),
    "curve": Kind(440, _spec(x=_UNDER, y={}, interpolate="step-after"), _curve),
    "tile": Kind(160, {**_spec(x=None, y=None), "padding": 0}, _tile),
}
