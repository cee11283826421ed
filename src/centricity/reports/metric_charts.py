"""The chart that goes with an outcome: a series, a curve, a matrix, a funnel, a map, or points with intervals."""

import math
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from centricity.language import Language, in_percent, number
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.shrunken import shrunken
from centricity.metrics.touchpoints import DriverAnalysis
from centricity.metrics.wording import digits_of, in_days, key_text, plain, shown
from centricity.reports.chart_frame import FONT, width_of
from centricity.reports.charts import draw
from centricity.reports.document import Chart
from centricity.reports.palette import LIGHT
from centricity.tables.write import OutputTable

MOST_SERIES = 6
MOST_NAMES = 40
MOST_COHORTS = 36


def chart_of(outcome: Outcome, language: Language, target: float | None = None, fewest: int = 2) -> Chart | None:
    """Draw an outcome in the way that suits it; nothing where there are fewer numbers than ``fewest``."""
    rows = [row for row in outcome.shown if math.isfinite(row.estimate.value)]
    if outcome.bins:
        return _histogram(outcome, language)
    if len(rows) < fewest:
        return None
    if len(rows) == 1:
        return _forest(outcome, rows, language, target)
    kinds = {"matrix": _matrix, "curve": _curve, "funnel": _funnel, "segments": _map, "lags": _lags}
    if outcome.metric.shape in kinds:
        return kinds[outcome.metric.shape](outcome, rows, language)
    if outcome.periods:
        return _series(outcome, rows, language, target)
    return _forest(outcome, rows, language, target)


TITLE = 15
"""Size of the letters of a title."""
_SIZE = re.compile(
    r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"([^>]*)>(.*)</svg>', re.DOTALL
)


def titled(chart: Chart) -> str:
    """Draw a chart that stands by itself: its caption, with the name and the unit of the metric, above it."""
    found = _SIZE.search(chart.svg)
    if found is None:
        return chart.svg
    before, width, height, after, inside = found.groups()
    wide, high = max(float(width), width_of(chart.caption, TITLE) + 16), float(height) + 2 * TITLE
    text = (
        f'<text x="8" y="{TITLE + 5}" font-family="{FONT}" font-size="{TITLE}" font-weight="600" '
        f'fill="{LIGHT["ink"]}">{escape(chart.caption)}</text>'
    )
    box = f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"'
    return f'<svg{before} {box}{after}>{text}<g transform="translate(0,{2 * TITLE})">{inside}</g></svg>'


def png(svg: str) -> bytes:
    """Draw an SVG as PNG, twice as large, on white."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(svg, scale=2)
    return made


def _drawn(kind: str, cells: Sequence[dict[str, Any]], *, span: tuple[float, float], **look: Any) -> str:
    """Draw with nine significant digits: what is finer is noise of the engine's sums, and no two runs were alike."""
    calm = [{name: _calm(value) for name, value in cell.items()} for cell in cells]
    return draw(kind, calm, span=(_calm(span[0]), _calm(span[1])), **{key: _calm(value) for key, value in look.items()})


def _calm(value: Any) -> Any:
    return float(f"{value:.9g}") if isinstance(value, float) else value


def spark(outcome: Outcome) -> str:
    """Small line of an outcome by period; empty where there are fewer than three periods, or several groups."""
    rows = [row for row in outcome.shown if math.isfinite(row.estimate.value)]
    periods = outcome.periods
    if len(periods) != 1 or len(rows) < 3 or len({row.keys[periods[0]] for row in rows}) < len(rows):
        return ""
    cells = [_limits(row) | {"order": i} for i, row in enumerate(rows)]
    return _drawn("tile", cells, span=_span(rows), height=36)


def _limits(row: Row) -> dict[str, Any]:
    estimate = row.estimate
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _span(rows: Iterable[Row], *more: float | None) -> tuple[float, float]:
    """Ends of the axis: the values and their limits, a little wider."""
    values = [x for row in rows for x in (row.estimate.value, row.estimate.low, row.estimate.high)]
    known = [x for x in (*values, *more) if x is not None and math.isfinite(x)]
    low, high = min(known), max(known)
    pad = 0.06 * (high - low) or max(abs(high) * 0.1, 1)
    return (max(low - pad, 0) if low >= 0 else low - pad), high + pad


def _alt(outcome: Outcome, rows: Sequence[Row], language: Language) -> str:
    parts = (
        f"{_label(outcome, row, language)}: {shown(row.estimate.value, outcome.metric, language)}" for row in rows[:20]
    )
    return f"{outcome.metric.name[language]}. " + "; ".join(parts)


def _label(outcome: Outcome, row: Row, language: Language, *, without: str = "") -> str:
    keys = zip(outcome.by, row.keys, strict=True)
    return ", ".join(key_text(name, key, language) for name, key in keys if name != without)


def _unit(outcome: Outcome, language: Language) -> str:
    if outcome.metric.unit == "points":
        return ", пункты" if language == "ru" else ", points"
    text = shown(0.0, outcome.metric, language).lstrip("0,.\u00a0\u202f")
    return f", {text.strip()}" if text.strip() else ""


def _caption(outcome: Outcome, language: Language) -> str:
    return outcome.metric.name[language] + _unit(outcome, language)


def _series(outcome: Outcome, rows: Sequence[Row], language: Language, target: float | None) -> Chart:
    at = outcome.periods[0]
    period = outcome.by[at]
    periods = sorted({row.keys[at] for row in rows if row.keys[at]})
    order = {key: i for i, key in enumerate(periods)}
    sizes: dict[str, int] = {}
    for row in rows:
        name = _label(outcome, row, language, without=period)
        sizes[name] = sizes.get(name, 0) + row.estimate.n
    drawn = sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST_SERIES]
    cells = [
        _limits(row) | {"order": order[row.keys[at]], "name": key_text(period, row.keys[at], language), "series": name}
        for row in rows
        if row.keys[at] and (name := _label(outcome, row, language, without=period)) in drawn
    ]
    if len(drawn) > 3:
        for cell in cells:
            cell.update(low=None, high=None)
    aim = ("цель" if language == "ru" else "target") if target is not None else ""
    kept = [row for row in rows if _label(outcome, row, language, without=period) in drawn]
    svg = _drawn(
        "series", cells, span=_span(kept, target), height=210, marker=target, language=language, width=520,
        marker_label=aim,
    )  # fmt: skip
    caption = _caption(outcome, language)
    if len(sizes) > MOST_SERIES:
        caption += f" (наибольшие {MOST_SERIES} групп)" if language == "ru" else f" (largest {MOST_SERIES} groups)"
    return Chart(svg, caption, _alt(outcome, rows, language))


def _forest(outcome: Outcome, rows: Sequence[Row], language: Language, target: float | None) -> Chart:
    listed = list(rows)[:MOST_NAMES]
    near = shrunken(outcome)
    cells = [
        _limits(row)
        | {
            "second": near[row.keys].value if row.keys in near else None,
            "name": _label(outcome, row, language) or outcome.metric.name[language],
            "order": i,
            "label": shown(row.estimate.value, outcome.metric, language),
        }
        for i, row in enumerate(listed)
    ]
    svg = _drawn(
        "forest", cells, span=_span(listed, target), height=max(30 * len(cells), 60), marker=target, language=language,
        width=300,
    )  # fmt: skip
    return Chart(svg, _caption(outcome, language), _alt(outcome, rows, language))


def _matrix(outcome: Outcome, rows: Sequence[Row], language: Language) -> Chart | None:
    plain = [row for row in rows if row.keys[:-2] == rows[0].keys[:-2]]
    cohorts = sorted({row.keys[-2] for row in plain})[-MOST_COHORTS:]
    cells = [
        {
            "row": f"{key_text('cohort', row.keys[-2], language)}  ({number(row.parts['cohort_size'], language)})",
            "row_order": cohorts.index(row.keys[-2]),
            "column": row.keys[-1],
            "column_order": int(row.keys[-1]),
            "share": row.estimate.value / 100,
            "label": number(row.estimate.value, language),
        }
        for row in plain
        if row.keys[-2] in cohorts and int(row.keys[-1]) < MOST_COHORTS
    ]
    titles = ("периодов после первой покупки", "") if language == "ru" else ("periods after the first purchase", "")
    svg = _drawn(
        "heat", cells, span=(0, 1), height=max(24 * len(cohorts), 60), language=language,
        ends=(in_percent(0, language), in_percent(100, language)), titles=titles, width=560,
    )  # fmt: skip
    keys = zip(outcome.by, rows[0].keys[:-2], strict=False)
    head = ", ".join(key_text(name, key, language) for name, key in keys)
    return Chart(svg, _caption(outcome, language) + (f": {head}" if head else ""), _alt(outcome, rows, language))


def _curve(outcome: Outcome, rows: Sequence[Row], language: Language) -> Chart:
    cells = [
        {
            "time": float(row.keys[-1]), "value": row.estimate.value / 100, "low": row.estimate.low / 100,
            "high": row.estimate.high / 100, "series": _label(outcome, row, language, without="time"),
        }
        for row in rows
    ]  # fmt: skip
    unit = (", дней", ", days") if in_days(outcome) else ("", "")
    titles = (f"срок{unit[0]}", "") if language == "ru" else (f"time{unit[1]}", "")
    svg = _drawn("curve", cells, span=(0, 1), height=230, language=language, titles=titles, width=520)
    return Chart(svg, _caption(outcome, language), _alt(outcome, rows, language))


def _funnel(outcome: Outcome, rows: Sequence[Row], language: Language) -> Chart:
    metric = outcome.metric
    plain = [row for row in rows if row.keys[:-1] == rows[0].keys[:-1]]
    cells = [
        {
            "name": key_text("stage", row.keys[-1], language), "order": i, "share": row.estimate.value / 100,
            "label": f"{number(row.parts['reached'], language)} · {shown(row.estimate.value, metric, language)}",
            "step_label": f"↓ {shown(row.parts['step'], metric, language)}" if "step" in row.parts else "",
        }
        for i, row in enumerate(plain)
    ]  # fmt: skip
    svg = _drawn("funnel", cells, span=(0, 1), height=46 * len(cells), language=language)
    return Chart(svg, _caption(outcome, language), _alt(outcome, rows, language))


def _map(outcome: Outcome, rows: Sequence[Row], language: Language) -> Chart:
    plain = [row for row in rows if row.keys[:-1] == rows[0].keys[:-1]]
    cells = [
        {
            "x": row.parts["recency"], "y": row.parts["amount"], "size": row.parts["customers"],
            "label": key_text("rfm_segment", row.keys[-1], language),
        }
        for row in plain
    ]  # fmt: skip
    most = max(row.parts["amount"] for row in plain)
    titles = (
        ("дней с последней покупки", "сумма на клиента")
        if language == "ru"
        else ("days since the last purchase", "amount per customer")
    )
    svg = _drawn("scatter", cells, span=(0, most * 1.15), height=300, language=language, titles=titles, width=480)
    return Chart(svg, _caption(outcome, language), _alt(outcome, rows, language))


def _lags(outcome: Outcome, rows: Sequence[Row], language: Language) -> Chart:
    cells = [
        _limits(row)
        | {
            "name": " → ".join(map(plain, row.keys[:2])) + f", {key_text('lag', row.keys[2], language)}",
            "order": i,
            "label": shown(row.estimate.value, outcome.metric, language),
        }
        for i, row in enumerate(list(rows)[:MOST_NAMES])
    ]
    svg = _drawn("forest", cells, span=(-1, 1), height=28 * len(cells), marker=0, language=language, width=260)
    return Chart(svg, _caption(outcome, language), _alt(outcome, rows, language))


def _histogram(outcome: Outcome, language: Language) -> Chart:
    cells = [
        {"start": b.start, "end": b.end, "count": b.count, "label": number(b.count, language)} for b in outcome.bins
    ]
    last = outcome.bins[-1].start + (outcome.bins[0].end or 0) - outcome.bins[0].start
    mean = outcome.rows[0].estimate.value
    svg = _drawn(
        "histogram", cells, span=(outcome.bins[0].start, last), height=200, marker=mean, language=language,
        marker_label="среднее" if language == "ru" else "mean", width=460,
    )  # fmt: skip
    caption = "Клиенты по их ценности" if language == "ru" else "Customers by their value"
    if outcome.bins[-1].end is None:
        above = number(outcome.bins[-1].start, language, digits_of(outcome.metric.unit, outcome.bins[-1].start))
        open_ended = (
            f"; последний столбец - все от {above}" if language == "ru" else f"; the last bar is all from {above}"
        )
        caption += open_ended
    value = number(mean, language, digits_of(outcome.metric.unit, mean))
    return Chart(svg, caption, f"{caption}; {'среднее' if language == 'ru' else 'mean'} {value}")


def side_by_side(table: OutputTable, language: Language) -> Chart:
    """Measures of the same periods, each in its own standard deviations, so that they can be seen on one line."""
    cells = []
    for column, name in enumerate(table.columns[1:], start=1):
        values = np.array([np.nan if row[column] is None else row[column] for row in table.rows], float)
        spread = float(np.nanstd(values)) or 1.0
        for i, (row, value) in enumerate(zip(table.rows, (values - np.nanmean(values)) / spread, strict=True)):
            cells.append({"order": i, "name": str(row[0]), "value": float(value), "series": name})
    ends = max((abs(cell["value"]) for cell in cells if math.isfinite(cell["value"])), default=1.0)  # type: ignore[arg-type]
    svg = _drawn("series", cells, span=(-1.1 * ends, 1.1 * ends), height=210, language=language, width=520)
    caption = (
        "Показатели рядом: отклонения от среднего, в стандартных отклонениях"
        if language == "ru"
        else "Measures side by side: distance from the mean, in standard deviations"
    )
    return Chart(svg, caption, caption + ": " + ", ".join(table.columns[1:]))


def driver_chart(made: DriverAnalysis, language: Language) -> Chart:
    """Importance of touchpoints by how they are rated: what matters and is rated low stands at the upper left."""
    cells = [
        {"x": mean, "y": 100 * share.value, "size": 1, "label": plain(name)}
        for name, share, mean in zip(made.found.names, made.found.shares, made.means, strict=True)
    ]
    top = max(cell["y"] for cell in cells)  # type: ignore[type-var]
    titles = ("средняя оценка", "вклад, %") if language == "ru" else ("mean rating", "importance, %")
    svg = _drawn("scatter", cells, span=(0, float(top) * 1.2), height=260, language=language, titles=titles, width=460)  # type: ignore[arg-type]
    caption = "Вклад и оценка точек контакта" if language == "ru" else "Importance and rating of touchpoints"
    return Chart(svg, caption, caption)
