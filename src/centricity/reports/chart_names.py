"""Charts of bars and points by name: forest, funnel, and the histogram."""

from collections.abc import Iterator, Sequence

from centricity.reports.chart_frame import (
    LINE,
    RULES,
    WORDS,
    Axis,
    Data,
    Filling,
    Frame,
    Kind,
    Row,
    broken,
    chart,
    known,
    layer,
    name_words,
    opened,
    pixels,
    round_ticks,
    title_words,
    value_axis,
    width_of,
    word,
)
from centricity.reports.palette import LIGHT


def _by_order(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "at": i} for i, row in enumerate(sorted(rows, key=lambda row: row["order"]))]


def _named(rows: Sequence[Row], frame: Frame) -> tuple[Axis, list[Row]]:
    """One place per name, from the top down, and the texts: names to the left, labels in a column to the right."""
    lines = 2 if rows and frame.height / len(rows) >= 2 * LINE else 1
    names = [(_down(frame, rows, row["at"]), broken(str(row["name"]), frame.names, lines)) for row in rows]
    labels = [
        word(frame.width + 12, _down(frame, rows, row["at"]), str(row["label"])) for row in rows if row.get("label")
    ]
    return Axis((-0.5, max(len(rows), 1) - 0.5), down=True), [*name_words(names), *labels]


def _down(frame: Frame, rows: Sequence[Row], at: float) -> float:
    return frame.height * (at + 0.5) / max(1, len(rows))


def _marked(frame: Frame, axis: Axis) -> Iterator[tuple[str, Row]]:
    """Upright marker with its label above the plot."""
    if not known(frame.marker):
        return
    x = frame.width * axis.at(frame.marker)
    look = {"colour": LIGHT["second"], "width": 2, "dash": None}
    yield "rules", {"x": x, "x2": x, "y": -3 if frame.marker_label else 0, "y2": frame.height, **look}
    if frame.marker_label:
        half = width_of(frame.marker_label) / 2
        middle = max(half, min(x, frame.width - half)) if 2 * half < frame.width else x
        yield "words", word(middle, -11, frame.marker_label, align="center")


def _finished(x: Axis, y: Axis, data: Data, frame: Frame, extra: Sequence[tuple[str, Row]]) -> Filling:
    for name, row in extra:
        data.setdefault(name, []).append(row)
    above = -30 if known(frame.marker) and frame.marker_label else -14
    data.setdefault("words", []).extend(title_words(frame, x, above=above))
    return Filling(x, y, data)


def _forest(rows: list[Row], frame: Frame) -> Filling:
    """Points with intervals: name, order, value, low, high, label (a column to the right), second (hollow point).

    Rows with a true ``shade`` lie on a band.
    """
    rows = _by_order(rows)
    x = value_axis(frame, upward=False)
    y, words = _named(rows, frame)
    data = {
        "intervals": [row for row in rows if known(row.get("low")) and known(row.get("high"))],
        "points": [row for row in rows if known(row.get("value"))],
        "seconds": [row for row in rows if known(row.get("second"))],
        "bands": [_band(frame, rows, row["at"]) for row in rows if row.get("shade")],
        "words": words,
    }
    return _finished(x, y, data, frame, list(_marked(frame, x)))


def _band(frame: Frame, rows: Sequence[Row], at: int) -> Row:
    half = frame.height / max(1, len(rows)) / 2
    middle = _down(frame, rows, at)
    return {"x": 0, "x2": frame.width, "y": middle - half, "y2": middle + half}


_FOREST = chart(
    [
        pixels("rect", "bands", ["x", "x2"], ["y", "y2"], color=LIGHT["panel"]),
        RULES,
        layer("rule", "intervals", ["low", "high"], ["at"], color=LIGHT["accent"], strokeWidth=2.5, opacity=0.55),
        layer("point", "points", ["value"], ["at"], filled=True, opacity=1, color=LIGHT["accent"], size=70),
        layer("point", "seconds", ["second"], ["at"], filled=False, opacity=1, color=LIGHT["ink"], shape="diamond",
              size=80, strokeWidth=1.5),
        WORDS,
    ],
    x={},
)  # fmt: skip


def _histogram(rows: list[Row], frame: Frame) -> Filling:
    """Counts of bins made by the caller: start, end, count, label (above the bar, optional).

    ``span`` is the axis of the values along the bottom; the axis of the counts begins at 0. An open end (None) reaches
    to the end of the span. A label wider than its bar is dropped.
    """
    low, high = opened(frame.span)
    x = value_axis(frame, upward=False)
    most = max((row["count"] for row in rows if known(row["count"])), default=0) or 1
    labelled = any(row.get("label") for row in rows)
    top = most * (1 + 18 / max(20, frame.height)) if labelled else most * 1.02
    counts = round_ticks((0, top), frame, upward=True, whole=True) if frame.across_ticks is None else frame.across_ticks
    y = Axis((0, top), counts)
    bars, words = [], []
    for row in rows:
        start, end = (row["start"] if known(row["start"]) else low), (row["end"] if known(row["end"]) else high)
        count = row["count"] if known(row["count"]) else 0
        bars.append({"start": start, "end": end, "count": count, "floor": 0})
        left, right = frame.width * x.at(start), frame.width * x.at(end)
        label = str(row.get("label") or "")
        if label and width_of(label) <= right - left + 4:
            words.append(word((left + right) / 2, frame.height * (1 - y.at(count)) - 8, label, align="center"))
    return _finished(x, y, {"bars": bars, "words": words}, frame, list(_marked(frame, x)))


_HISTOGRAM = chart(
    [
        layer("rect", "bars", ["start", "end"], ["floor", "count"], color=LIGHT["accent"], stroke=LIGHT["paper"],
              strokeWidth=1),
        RULES,
        WORDS,
    ],
    x={"grid": False}, y={},
)  # fmt: skip


def _funnel(rows: list[Row], frame: Frame) -> Filling:
    """Stages from the top down: name, order, share (of the first), label (to the right), step_label (above the bar).

    ``step_label`` tells how many of the stage before went on; it stands between the two bars, so a stage needs about
    44 pixels of height.
    """
    rows = _by_order(rows)
    x = Axis(opened(frame.span))
    y, words = _named(rows, frame)
    bars = [
        {"top": row["at"] - 0.26, "bottom": row["at"] + 0.26, "from": x.span[0], "to": x.span[1], "share": row["share"]}
        for row in rows
    ]
    words += [
        word(4, _down(frame, rows, row["at"] - 0.5), str(row["step_label"]), colour=LIGHT["soft"])
        for row in rows
        if row.get("step_label")
    ]
    return Filling(x, y, {"tracks": bars, "bars": [bar for bar in bars if known(bar["share"])], "words": words})


_FUNNEL = chart(
    [
        layer("rect", "tracks", ["from", "to"], ["top", "bottom"], color=LIGHT["panel"], cornerRadius=2),
        layer("rect", "bars", ["from", "share"], ["top", "bottom"], color=LIGHT["accent"], cornerRadius=2),
        WORDS,
    ],
)


KINDS = {
    "forest": Kind(230, _FOREST, _forest),
    "histogram": Kind(400, _HISTOGRAM, _histogram),
    "funnel": Kind(260, _FUNNEL, _funnel),
}
