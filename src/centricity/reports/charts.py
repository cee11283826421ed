"""Charts: Vega-Lite specifications as plain data, drawn to SVG without a browser.

A kind of chart is compiled once; drawing another of the kind only changes its data, which is fast.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import vl_convert

from centricity.reports.palette import LIGHT

FONT = "Golos Text"

_CLIP = re.compile(r' clip-path="url\(#clip\d+\)"|<defs><clipPath.*?</defs>|<clipPath.*?</clipPath>')
"""Clips hide nothing in these charts, and their numbers run on through the process: no two runs were alike."""

Rows = Sequence[Mapping[str, Any]]

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


def draw(kind: str, rows: Rows, *, span: tuple[float, float], height: int, marker: float | None = None) -> str:
    """Draw one chart.

    Parameters
    ----------
    kind
        ``bars``, ``dumbbell`` or ``answers``.
    rows
        Its data; ``name`` and ``order`` in every row, the rest as the kind needs.
    span
        Ends of the value axis.
    height
        Height of the plot in pixels.
    marker
        Value of a reference line, where the kind has one.

    Returns
    -------
    str
        SVG in the light palette, texts kept as texts.
    """
    spec = copy.deepcopy(_compiled(kind, span, height))
    for source in spec["data"]:
        if source["name"] == "rows":
            source["values"] = [dict(row) for row in rows]
        elif source["name"] == "marker":
            source["values"] = [] if marker is None else [{"value": marker}]
    svg: str = vl_convert.vega_to_svg(spec)
    return _CLIP.sub("", svg)


@cache
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
