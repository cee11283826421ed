import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from centricity.reports import palette
from centricity.reports.chart_frame import Axis, apart, broken, thinned, width_of
from centricity.reports.charts import draw
from centricity.reports.html import themed

HOSTILE = "<script>&\"'"
PALETTE = {*palette.LIGHT.values(), *(colour for colour, _ in palette.heat_steps())}
PALETTE |= {palette.marked_ink(step) for step in range(palette.STEPS)}


def point(order, value, series="", **more):
    return {"order": order, "name": f"м{order}", "value": value, "low": value - 0.5, "high": value + 0.5,
            "series": series, **more}  # fmt: skip


ROWS = {
    "series": [point(i, 3.0 + i / 10 + k, name) for k, name in enumerate(("Сети", HOSTILE, "Сайт")) for i in range(9)],
    "curve": [
        {"time": t, "value": 1 - t / 20, "low": 1 - t / 15, "high": 1 - t / 25, "series": name}
        for name in ("Новые", HOSTILE)
        for t in range(10)
    ],
    "tile": [point(i, 3.0 + i / 10) for i in range(9)],
    "forest": [
        {"name": name, "order": i, "value": 3 + i, "low": 2.5 + i, "high": 3.4 + i, "second": 3.1 + i,
         "label": f"n {i}"}
        for i, name in enumerate(("Банки", HOSTILE, "Связь"))
    ],
    "histogram": [{"start": i / 2, "end": (i + 1) / 2, "count": 3 + i, "label": f"{3 + i}"} for i in range(9)],
    "funnel": [
        {"name": name, "order": i, "share": 1 / (i + 1), "label": f"доля {i}", "step_label": f"шаг {i}" if i else ""}
        for i, name in enumerate(("Зашли", HOSTILE, "Купили"))
    ],
    "heat": [
        {"row": f"к{i}", "row_order": i, "column": HOSTILE if j == 2 else f"м{j}", "column_order": j,
         "share": (i + j) / 8, "label": f"{i}{j} %"}
        for i in range(5) for j in range(5)
    ],
    "scatter": [
        {"x": i, "y": i % 3 + 2.5, "size": 10 * i, "label": HOSTILE if i == 2 else f"точка {i}"} for i in range(7)
    ],
}  # fmt: skip
SPANS = {"curve": (0, 1), "funnel": (0, 1), "heat": (0, 1), "forest": (1.5, 6.5), "histogram": (0, 4.5)}
TEXTS = {
    "series": ["Сети", "Сайт", HOSTILE, "м8", "цель"],
    "curve": ["Новые", HOSTILE, "100\u00a0%", "0\u00a0%", "цель"],
    "tile": [],
    "forest": ["Банки", HOSTILE, "Связь", "n 0", "n 2", "цель"],
    "histogram": ["3", "11", "цель"],
    "funnel": ["Зашли", HOSTILE, "доля 0", "доля 2", "шаг 1", "шаг 2"],
    "heat": ["к0", "к4", "м0", HOSTILE, "00 %", "44 %"],
    "scatter": [f"точка {i}" for i in range(7) if i != 2] + [HOSTILE],
}
NULLED = {
    "series": ("value", "low", "high"), "curve": ("value", "low", "high"), "tile": ("value", "low", "high"),
    "forest": ("value", "low", "high", "second", "label"), "histogram": ("count", "start", "label"),
    "funnel": ("share", "label", "step_label"), "heat": ("share", "label"), "scatter": ("x", "y", "size", "label"),
}  # fmt: skip
KINDS = sorted(ROWS)


def drawn(kind, rows=None, **options):
    given = {"span": SPANS.get(kind, (2, 6)), "height": 36 if kind == "tile" else 160, **options}
    if kind in {"series", "curve", "forest", "histogram"}:
        given = {"marker": 0.5 if kind == "curve" else 3.5, "marker_label": "цель", **given}
    return draw(kind, ROWS[kind] if rows is None else rows, **given)


def texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def numbers_in(svg):
    return [float(x) for path in re.findall(r' d="([^"]*)"', svg) for x in re.findall(r"-?[\d.]+", path)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_contains_its_texts_and_names_stay_texts(kind):
    svg = drawn(kind, width=400)
    assert set(TEXTS[kind]) <= set(texts(svg))
    assert "<script" not in svg
    assert "aria-label" not in svg


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chart_is_the_same_bytes_whatever_was_drawn_between(kind):
    first = drawn(kind)
    drawn(kind, ROWS[kind][:3], height=90, span=(0, 9))
    for other in KINDS:
        drawn(other)
    assert drawn(kind) == first


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_is_one_a_theme_can_replace(kind):
    svg = drawn(kind, titles=("вбок", "вверх"), ends=("мало", "много"), cross=(3, 4), corners=("а", "б", "в", "г"))
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", svg)) <= PALETTE
    paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    assert {paint for paint in paints if not paint.startswith("#")} <= {"none", "transparent"}
    assert not re.search(r"#[0-9a-fA-F]{6}", themed(svg))


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_smaller_than_eleven(kind):
    assert all(float(size) >= 11 for size in re.findall(r'font-size="([\d.]+)px"', drawn(kind, ends=("а", "б"))))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 1])
def test_no_row_and_one_row_are_drawn(kind, count):
    svg = drawn(kind, ROWS[kind][:count])
    ET.fromstring(svg)
    assert not re.search("NaN|undefined|null|Infinity", svg)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [None, math.nan])
def test_what_is_missing_leaves_a_gap(kind, missing):
    for field in NULLED[kind]:
        rows = [{**row, field: missing} if i % 3 == 1 else row for i, row in enumerate(ROWS[kind])]
        svg = drawn(kind, rows)
        ET.fromstring(svg)
        assert not re.search("NaN|undefined|null|Infinity", svg)
    drawn(kind, [{**row, **dict.fromkeys(NULLED[kind])} for row in ROWS[kind]])


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_numpy_are_numbers(kind):
    turned = {int: np.int64, float: np.float64}
    rows = [{key: turned.get(type(x), lambda x: x)(x) for key, x in row.items()} for row in ROWS[kind]]
    assert drawn(kind, rows) == drawn(kind)


@pytest.mark.parametrize("kind", ["series", "forest", "histogram", "scatter"])
def test_axes_write_numbers_as_the_reader_does(kind):
    span = (-0.75, 0.75)
    ru, en = (set(texts(drawn(kind, span=span, language=language, width=200))) for language in ("ru", "en"))
    assert {"−0,5", "0,5"} <= ru
    assert {"−0.5", "0.5"} <= en
    assert {"10\u202f000"} <= set(texts(drawn(kind, span=(0, 20_000))))
    assert {"10,000"} <= set(texts(drawn(kind, span=(0, 20_000), language="en")))


@pytest.mark.parametrize("kind", ["series", "forest", "scatter"])
def test_shares_are_written_in_percent(kind):
    assert {"2,5\u00a0%", "3,0\u00a0%"} <= set(texts(drawn(kind, span=(0.02, 0.035), percent=True, height=160)))


def test_the_callers_own_ticks_replace_the_round_ones():
    shown = texts(
        drawn("series", ticks=[(3, "3 млн ₽"), (5, "5 млн ₽")], across_ticks=[(0, "начало")], titles=("т", "р"))
    )
    assert {"3 млн ₽", "5 млн ₽", "начало", "т", "р"} <= set(shown)
    assert "4" not in shown
    assert "м8" not in shown


@pytest.mark.parametrize("count", [12, 24, 36, 60])
@pytest.mark.parametrize("width", [200, 440])
def test_names_of_many_periods_are_thinned_out_and_the_last_one_stays(count, width):
    rows = [point(i, 4, name=f"{i % 12 + 1:02}.{2020 + i // 12}") for i in range(count)]
    shown = [text for text in texts(drawn("series", rows, width=width)) if "." in text]
    assert rows[-1]["name"] in shown
    assert 2 <= len(shown) <= width / width_of("12.2024")


def test_a_missing_period_breaks_the_line_whether_its_row_is_there_or_not():
    other = [point(i, 5, "Б") for i in range(9)]
    nulled = [{**point(i, 3, "А"), "value": None} if i == 4 else point(i, 3, "А") for i in range(9)]
    absent = [point(i, 3, "А") for i in range(9) if i != 4]
    whole = drawn("series", [point(i, 3, "А") for i in range(9)] + other)
    assert lines(drawn("series", nulled + other)) == lines(drawn("series", absent + other)) == lines(whole) + 1


def lines(svg):
    return sum(group.count("<path") for group in re.findall(r'<g class="mark-line.*?</g>', svg))


def test_one_series_is_not_named_and_six_differ_in_more_than_colour():
    assert "Сети" not in texts(drawn("series", ROWS["series"][:9]))
    svg = drawn("series", [point(i, k / 2 + 2.5, f"ряд {k}") for k in range(6) for i in range(5)])
    assert {f"ряд {k}" for k in range(6)} <= set(texts(svg))
    dashes = set(re.findall(r'stroke-dasharray="([^"]*)"', svg))
    assert len(dashes) == 6  # five of the lines, one of the marker


def test_a_value_beyond_the_span_stays_in_the_plot():
    svg = drawn("tile", [point(0, 3), point(1, 900), point(2, -900)])
    assert 'width="160" height="36"' in svg
    assert max(numbers_in(svg)) <= 160


def test_labels_of_narrow_cells_are_dropped_and_their_key_stays():
    rows = [
        {"row": f"{i:02}.2024", "row_order": i, "column": str(j), "column_order": j, "share": 0.4, "label": "40 %"}
        for i in range(36)
        for j in range(36 - i)
    ]
    shown = texts(drawn("heat", rows, height=360, ends=("0 %", "100 %"), titles=("месяц", "когорта")))
    assert "40 %" not in shown
    assert {"0 %", "100 %", "00.2024", "0", "месяц", "когорта"} <= set(shown)
    assert "40 %" in texts(drawn("heat", [row for row in rows if row["row_order"] > 23], height=360))


def test_a_cell_takes_the_colour_of_its_share_or_the_one_given():
    row = {"row": "а", "row_order": 0, "column": "б", "column_order": 0, "share": 1.0, "label": "ц"}
    assert palette.heat_steps()[10][0] in drawn("heat", [row])
    own = drawn("heat", [{**row, "colour": palette.heat_steps()[2][0], "ink": palette.marked_ink(2)}])
    assert palette.heat_steps()[2][0] in own
    assert palette.marked_ink(2) in own
    assert palette.LIGHT["panel"] in drawn("heat", [{**row, "share": None}])


def test_two_rows_of_one_name_are_two_rows():
    rows = [{"name": "Прочие", "order": i, "value": 3, "label": f"n {i}"} for i in range(2)]
    assert texts(drawn("forest", rows)).count("Прочие") == 2


def test_labels_keep_their_distance_and_stay_inside():
    assert apart([10, 11, 90], 15, 100) == [10, 25, 90]
    assert apart([99, 98], 15, 100) == [100, 85]
    assert apart([], 15, 100) == []


def test_a_long_name_is_broken_between_words_then_cut():
    assert broken("Государственный сектор", 110, 2) == "Государственный\nсектор"
    cut = broken("Очень длинное название сегмента", 90, 2)
    assert cut.count("\n") == 1
    assert cut.endswith("…")
    assert all(width_of(line) <= 90 for line in cut.split("\n"))


def test_too_many_labels_leave_one():
    labels = [(float(i), "очень длинное название периода") for i in range(5)]
    assert thinned(labels, Axis((0, 4)), 50) == labels[-1:]
    assert thinned(labels, Axis((0, 4)), 50, last=False) == labels[:1]


def test_a_span_without_length_is_drawn():
    for kind in KINDS:
        assert "NaN" not in drawn(kind, span=(3, 3))
        assert "NaN" not in drawn(kind, span=(math.nan, math.nan))
