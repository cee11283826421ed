"""Charts: Vega-Lite specifications as plain data, drawn to SVG without a browser.

A kind of chart is compiled once; drawing another of the kind only changes its data, which is fast.
"""

import copy
import json
import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypedDict, Unpack

import vl_convert

from centricity.language import Language
from centricity.reports import chart_fields, chart_lines, chart_names
from centricity.reports.chart_frame import FONT, Axis, Frame, Rows, Span, Ticks, cleaned
from centricity.reports.palette import LIGHT

_CLIP = re.compile(r' clip-path="url\(#clip\d+\)"|<defs><clipPath.*?</defs>|<clipPath.*?</clipPath>')
"""Clips hide nothing in these charts, and their numbers run on through the process: no two runs were alike."""

_MORE = {**chart_lines.KINDS, **chart_names.KINDS, **chart_fields.KINDS}

_AXIS = {
    "domain": False,
    "ticks": False,
    "grid": True,
    "gridColor": LIGHT["line"],
    "labelColor": LIGHT["soft"],
    "labelFont": FONT,
    "labelFontSize": 11,
    "title": None,
}
_NAMES = {**_AXIS, "grid": False, "labelColor": LIGHT["ink"], "labelLimit": 230, "labelPadding": 6}


class Options(TypedDict, total=False):
    """What may be asked of the kinds beyond bars, dumbbell and answers.

    Attributes
    ----------
    width
        Width of the plot in pixels, without the texts around it.
    language
        Language of the numbers on the axes; Russian unless asked otherwise.
    percent
        Whether the axis of the values counts in percent of 1.
    across
        Ends of the axis that ``span`` does not give.
    ticks, across_ticks
        Values and texts of the ticks of either axis, in place of round numbers or names of periods.
    titles
        Titles of the axis along the bottom and of the axis upward.
    marker_label
        Text at the marker.
    cross, corners
        Lines of the quadrants, across and upward, and their names: top left, top right, bottom left, bottom right.
    ends
        Words at the two ends of the key of colours.
    names
        Most width of the names to the left, in pixels.
    """

    width: int
    language: Language
    percent: bool
    across: Span | None
    ticks: Ticks | None
    across_ticks: Ticks | None
    titles: tuple[str, str]
    marker_label: str
    cross: tuple[float | None, float | None]
    corners: tuple[str, str, str, str]
    ends: tuple[str, str]
    names: int


def draw(
    kind: str, rows: Rows, *, span: Span, height: int, marker: float | None = None, **options: Unpack[Options]
) -> str:
    """Draw one chart.

    Parameters
    ----------
    kind
        ``bars``, ``dumbbell``, ``answers``; ``series``, ``curve``, ``tile``; ``forest``, ``histogram``, ``funnel``,
        ``heat`` or ``scatter``.
    rows
        Its data: fields as the kind needs, see the function of its name.
    span
        Ends of the value axis.
    height
        Height of the plot in pixels.
    marker
        Value of a reference line, where the kind has one.
    options
        Wishes, see `Options`; the first three kinds have none.

    Returns
    -------
    str
        SVG in the light palette, texts kept as texts.
    """
    if kind in _MORE:
        asked: dict[str, Any] = {"width": _MORE[kind].width, **options}
        return _drawn(kind, rows, Frame(span=span, height=height, marker=marker, **asked))
    spec = copy.deepcopy(_compiled(kind, span, height))
    for source in spec["data"]:
        if source["name"] == "rows":
            source["values"] = [dict(row) for row in rows]
        elif source["name"] == "marker":
            source["values"] = [] if marker is None else [{"value": marker}]
    return _svg(spec)


def _drawn(kind: str, rows: Rows, frame: Frame) -> str:
    filling = _MORE[kind].fill(cleaned(rows), frame)
    spec = copy.deepcopy(_compiled_once(kind))
    signals = _signals("x", filling.x) | _signals("y", filling.y)
    for signal in spec["signals"]:
        signal["value"] = signals.get(signal["name"], signal.get("value"))
    for source in spec["data"]:
        if "source" not in source:
            source["values"] = filling.data.get(source["name"], [])
    return _svg(spec | {"width": frame.width, "height": frame.height})


def _signals(name: str, axis: Axis) -> dict[str, Any]:
    return {
        f"{name}span": list(axis.span),
        f"{name}reverse": axis.down,
        f"{name}values": [value for value, _ in axis.ticks],
        f"{name}texts": [text for _, text in axis.ticks],
    }


def _svg(spec: dict[str, Any]) -> str:
    return _drawn_once(json.dumps(spec, ensure_ascii=False))


@lru_cache(maxsize=128)
def _drawn_once(spec: str) -> str:
    """A chart that stands in several editions is drawn once."""
    svg: str = vl_convert.vega_to_svg(spec)
    return _CLIP.sub("", svg)


@cache
def _compiled_once(kind: str) -> dict[str, Any]:
    _register_fonts()
    base = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "view": {"stroke": None},
        "config": {"font": FONT, "aria": False},
        "width": 100,
        "height": 100,
    }
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(base | _MORE[kind].spec)
    return compiled


@lru_cache(maxsize=256)
def _compiled(kind: str, span: tuple[float, float], height: int) -> dict[str, Any]:
    _register_fonts()
    base = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTHS[kind],
        "height": height,
        "background": None,
        "view": {"stroke": None},
        "config": {"font": FONT, "text": {"color": LIGHT["ink"], "fontSize": 11}},
        "datasets": {"rows": [{"name": "", "order": 0, "value": 0}], "marker": [{"value": 0}]},
        "data": {"name": "rows"},
    }
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(base | _KINDS[kind](span))
    return compiled


@cache
def _register_fonts() -> None:
    with resources.as_file(resources.files("centricity.reports") / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))


def _y(**more: Any) -> dict[str, Any]:
    return {"field": "name", "type": "nominal", "sort": {"field": "order"}, "axis": _NAMES, "title": None, **more}


def _x(field: str, span: tuple[float, float], **more: Any) -> dict[str, Any]:
    scale = {"domain": list(span), "nice": False}
    axis = {**_AXIS, "tickCount": 5}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis, "title": None, **more}


def _bars(span: tuple[float, float]) -> dict[str, Any]:
    """Bars with their values in a column to the right and the market as a line: name, value, label."""
    return {
        "layer": [
            {
                "mark": {"type": "bar", "color": LIGHT["accent"], "height": {"band": 0.62}, "cornerRadiusEnd": 2},
                "encoding": {"y": _y(), "x": _x("value", span)},
            },
            {
                "data": {"name": "marker"},
                "mark": {"type": "rule", "color": LIGHT["second"], "strokeWidth": 2},
                "encoding": {"x": _x("value", span)},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 8, "color": LIGHT["ink"], "font": FONT},
                "encoding": {"y": _y(), "x": {"value": _WIDTHS["bars"]}, "text": {"field": "label", "type": "nominal"}},
            },
        ]
    }


def _dumbbell(span: tuple[float, float]) -> dict[str, Any]:
    """A group held against market and benchmark: name, value, market, benchmark, low, high, label."""
    y = _y()
    low = {**_x("low", span), "axis": {**_AXIS, "tickCount": 5}}
    return {
        "layer": [
            {
                "mark": {"type": "rule", "color": LIGHT["line"], "strokeWidth": 5, "strokeCap": "round"},
                "encoding": {"y": y, "x": low, "x2": {"field": "high"}},
            },
            _dot("benchmark", span, LIGHT["second"], "diamond", 90),
            _dot("market", span, LIGHT["third"], "square", 60),
            _dot("value", span, LIGHT["accent"], "circle", 130),
            {
                "mark": {"type": "text", "dy": -12, "color": LIGHT["ink"], "font": FONT, "fontWeight": 600},
                "encoding": {"y": y, "x": _x("value", span), "text": {"field": "label", "type": "nominal"}},
            },
        ]
    }


def _dot(field: str, span: tuple[float, float], colour: str, shape: str, size: int) -> dict[str, Any]:
    mark = {"type": "point", "filled": True, "opacity": 1, "color": colour, "shape": shape, "size": size}
    return {"mark": mark, "encoding": {"y": _y(), "x": _x(field, span)}}


def _answers(span: tuple[float, float]) -> dict[str, Any]:
    """Shares of answers, stacked: name, level, share, colour, ink, label."""
    x = {**_x("start", span), "axis": {**_AXIS, "tickCount": 5, "format": ".0%"}}
    x["scale"] = {"domain": [0, 1], "nice": False}
    middle = {**x, "field": "middle"}
    return {
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.7}},
                "encoding": {
                    "y": _y(),
                    "x": x,
                    "x2": {"field": "end"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "font": FONT},
                "encoding": {
                    "y": _y(),
                    "x": middle,
                    "text": {"field": "label", "type": "nominal"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
        ]
    }


_KINDS = {"bars": _bars, "dumbbell": _dumbbell, "answers": _answers}
_WIDTHS = {"bars": 210, "dumbbell": 330, "answers": 420}
