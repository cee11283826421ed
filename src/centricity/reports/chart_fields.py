"""Charts of a field: the heat of a matrix, and named points between two axes."""

import math
from collections.abc import Iterator, Sequence

from centricity.reports.chart_frame import (
    LINE,
    RULES,
    SIZE,
    WORDS,
    Axis,
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
    per,
    pixels,
    round_ticks,
    thinned,
    title_words,
    value_axis,
    width_of,
    word,
)
from centricity.reports.palette import LIGHT, STEPS, heat_steps, marked_ink, step_of

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


def _ranked(rows: Sequence[Row], name: str) -> dict[str, int]:
    """Place of each row or column of a matrix."""
    orders = {str(row[name]): row[f"{name}_order"] for row in rows}
    return {text: i for i, text in enumerate(sorted(orders, key=lambda text: orders[text]))}


def _heat(rows: list[Row], frame: Frame) -> Filling:
    """A matrix: row, row_order, column, column_order, share (0 to 1, None for no colour), label; colour, ink optional.

    Labels are dropped where they do not fit into their cells. ``ends`` are the words at the two ends of a key of
    colours below; there is none without them. ``titles`` name the columns and the rows.
    """
    downward, across = _ranked(rows, "row"), _ranked(rows, "column")
    wide, high = frame.width / max(1, len(across)), frame.height / max(1, len(downward))
    labels = [str(row.get("label") or "") for row in rows]
    widest = max((width_of(label) for label in labels), default=0)
    size = next((size for size in (13, 12, SIZE) if widest * size / SIZE + 4 <= wide and high >= size + 4), 0)
    cells, words = [], []
    for row, label in zip(rows, labels, strict=True):
        left, top = across[str(row["column"])], downward[str(row["row"])]
        if not known(row.get("share")) and not label:
            continue
        colour, ink = _coloured(row)
        cells.append({"left": left, "right": left + 1, "top": top, "bottom": top + 1, "colour": colour})
        if size and label:
            words.append(word((left + 0.5) * wide, (top + 0.5) * high, label, align="center", colour=ink, size=size))
    data = {"cells": cells, "words": [*words, *_heads(downward, across, frame)], "keys": []}
    for name, row in _key(frame):
        data[name].append(row)
    x, y = (Axis((0, max(1, len(places))), down=places is downward) for places in (across, downward))
    return Filling(x, y, data)


def _heads(downward: dict[str, int], across: dict[str, int], frame: Frame) -> Iterator[Row]:
    """Names of the rows and the columns, thinned out where they do not fit, and what they name."""
    wide, high = frame.width / max(1, len(across)), frame.height / max(1, len(downward))
    lines = 2 if high >= 2 * LINE else 1
    names = [((y + 0.5) * high, broken(text, frame.names, lines)) for text, y in downward.items()]
    yield from name_words(names[:: math.ceil(LINE / high)])
    heads = [(x + 0.5, broken(text, max(wide - 4, 24), 3)) for text, x in across.items()]
    heads = thinned(heads, Axis((0, max(1, len(across)))), frame.width, free=3, last=False)
    tall = max((LINE * (text.count("\n") + 1) for _, text in heads), default=LINE)
    for x, text in heads:
        yield word(x * wide, -4 - LINE * (text.count("\n") + 1) / 2, text, align="center", colour=LIGHT["soft"])
    if frame.titles[0]:
        yield word(0, -12 - tall, frame.titles[0], colour=LIGHT["soft"])
    if frame.titles[1]:
        yield word(-8, -11, frame.titles[1], align="right", colour=LIGHT["soft"])


def _coloured(row: Row) -> tuple[str, str]:
    if not known(row.get("share")):
        return LIGHT["panel"], LIGHT["soft"]
    step = step_of(min(1.0, max(0.0, row["share"])))
    return str(row.get("colour") or heat_steps()[step][0]), str(row.get("ink") or marked_ink(step))


def _key(frame: Frame) -> Iterator[tuple[str, Row]]:
    """The steps of colour in a row below the matrix, between their two words."""
    low, high = frame.ends
    if not (low or high):
        return
    top, side = frame.height + 14, 16
    left = width_of(low) + 6
    yield "words", word(0, top + 6, low, colour=LIGHT["soft"])
    for step, (colour, _) in enumerate(heat_steps()):
        place = {"left": left + side * step, "right": left + side * (step + 1), "top": top, "bottom": top + 12}
        yield "keys", {**place, "colour": colour}
    yield "words", word(left + side * STEPS + 6, top + 6, high, colour=LIGHT["soft"])


_HEAT = chart(
    [
        layer("rect", "cells", ["left", "right"], ["top", "bottom"], color=per("colour"), stroke=LIGHT["paper"],
              strokeWidth=1),
        pixels("rect", "keys", ["left", "right"], ["top", "bottom"], color=per("colour")),
        WORDS,
    ],
)  # fmt: skip


def _scatter(rows: list[Row], frame: Frame) -> Filling:
    """Named points: x, y, size (None for all alike), label; ``span`` is the axis upward, ``across`` the other.

    ``cross`` draws the lines of the quadrants, ``corners`` names them: top left, top right, bottom left, bottom right.
    Labels keep clear of one another up to some forty points.
    """
    rows = [row for row in rows if known(row["x"]) and known(row["y"])]
    y = value_axis(frame, upward=True)
    span = opened(frame.across or _hull([row["x"] for row in rows]))
    x = Axis(span, round_ticks(span, frame, upward=False) if frame.across_ticks is None else frame.across_ticks)
    most = max((row["size"] for row in rows if known(row.get("size"))), default=0)
    points = [
        {
            "x": row["x"],
            "y": row["y"],
            "left": frame.width * x.at(row["x"]),
            "top": frame.height * (1 - y.at(row["y"])),
            "area": max(36.0, 620.0 * row["size"] / most) if most > 0 and known(row.get("size")) else 70.0,
        }
        for row in rows
    ]
    corners, rules = list(_corner_words(frame)), list(_crossed(frame, x, y))
    data = {"points": points, "rules": rules.copy(), "words": [row for row, _ in corners]}
    taken = [*(box for _, box in corners), *((r["x"] - 1, r["y"] - 1, r["x2"] + 1, r["y2"] + 1) for r in rules)]
    labels = [str(row.get("label") or "") for row in rows]
    for name, row in _placed(points, labels, frame, taken):
        data[name].append(row)
    data["words"] += title_words(frame, x)
    return Filling(x, y, data)


def _hull(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return (0.0, 1.0)
    free = (max(values) - min(values)) * 0.08
    return (min(values) - free, max(values) + free)


def _crossed(frame: Frame, x: Axis, y: Axis) -> Iterator[Row]:
    look = {"colour": LIGHT["soft"], "width": 1, "dash": [4, 3]}
    across, upward = frame.cross
    if known(across):
        place = frame.width * x.at(across)
        yield {"x": place, "x2": place, "y": 0, "y2": frame.height, **look}
    if known(upward):
        place = frame.height * (1 - y.at(upward))
        yield {"x": 0, "x2": frame.width, "y": place, "y2": place, **look}


def _corner_words(frame: Frame) -> Iterator[tuple[Row, Box]]:
    for i, text in enumerate(frame.corners):
        if text:
            align = "right" if i % 2 else "left"
            x, y = frame.width - 5 if i % 2 else 5, frame.height - 10 if i > 1 else 10
            yield word(x, y, text, align=align, colour=LIGHT["soft"]), _box(x, y, text, align)


def _box(x: float, y: float, text: str, align: str) -> Box:
    width = width_of(text)
    left = {"left": x, "center": x - width / 2, "right": x - width}[align]
    return (left, y - 7, left + width, y + 7)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _placed(points: Sequence[Row], labels: Sequence[str], frame: Frame, taken: list[Box]) -> Iterator[tuple[str, Row]]:
    """Each label beside its point where it covers least; one that had to move away gets a thin lead."""
    radii = [math.sqrt(point["area"] / math.pi) for point in points]
    dots = [(p["left"] - r, p["top"] - r, p["left"] + r, p["top"] + r) for p, r in zip(points, radii, strict=True)]
    boxes = [*taken, *dots]
    for point, radius, label in zip(points, radii, labels, strict=True):
        if not label:
            continue
        worst, reach = math.inf, radius + 60 + width_of(label)
        left, top = point["left"], point["top"]
        near = [box for box in boxes if _shared(box, (left - reach, top - reach, left + reach, top + reach))]
        for x, y, align, far in _candidates(point, radius):
            if 0.5 * far >= worst:
                break
            box = _box(x, y, label, align)
            lead = _lead(point, radius, (min(max(left, box[0]), box[2]), y)) if far else {}
            beads = _beads(lead)
            outside = max(0.0, -box[0]) + max(0.0, box[2] - frame.width) + max(0.0, -box[1], box[3] - frame.height)
            hidden = sum(_shared(each, other) for other in near for each in (box, *beads))
            cost = hidden + 20 * outside + 0.5 * far
            if cost < worst:
                worst, best = cost, (box, beads, lead, word(x, y, label, align=align))
        box, beads, lead, text = best
        boxes += [box, *beads]
        if lead:
            yield "rules", lead
        yield "words", text


def _beads(lead: Row) -> list[Box]:
    """Small boxes along a lead, which no text should cover."""
    if not lead:
        return []
    shares = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
    along = [[lead[a] + share * (lead[f"{a}2"] - lead[a]) for a in "xy"] for share in shares]
    return [(x - 1.5, y - 1.5, x + 1.5, y + 1.5) for x, y in along]


def _lead(point: Row, radius: float, end: tuple[float, float]) -> Row:
    """Thin line from the rim of a point to its label."""
    right, below = end[0] - point["left"], end[1] - point["top"]
    share = radius / max(radius, math.hypot(right, below))
    ends = {"x": point["left"] + share * right, "y": point["top"] + share * below, "x2": end[0], "y2": end[1]}
    return {**ends, "colour": LIGHT["third"], "width": 0.75, "dash": None}


def _candidates(point: Row, radius: float) -> Iterator[tuple[float, float, str, float]]:
    for far in (0.0, 16.0, 32.0, 48.0):
        away = radius + 4 + far
        slant = away * 0.75
        yield point["left"] + away, point["top"], "left", far
        yield point["left"], point["top"] - away - 5, "center", far
        yield point["left"], point["top"] + away + 6, "center", far
        yield point["left"] - away, point["top"], "right", far
        for below in (-1, 1):
            yield point["left"] + slant, point["top"] + below * (slant + 3), "left", far
            yield point["left"] - slant, point["top"] + below * (slant + 3), "right", far


_SCATTER = chart(
    [
        RULES,
        layer("point", "points", ["x"], ["y"], filled=True, fill=LIGHT["accent"], fillOpacity=0.45,
               stroke=LIGHT["accent"], strokeWidth=1, opacity=1, size=per("area")),
        WORDS,
    ],
    x={}, y={},
)  # fmt: skip

KINDS = {"heat": Kind(480, _HEAT, _heat), "scatter": Kind(420, _SCATTER, _scatter)}
