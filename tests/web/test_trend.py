"""The line of a metric: months laid in order, gaps left open, round numbers on the axis, the target on it."""

import datetime as dt

import pytest
from voice_kit import opened
from web_analysis import answers

from centricity.metrics import definition
from centricity.web.home.trend import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, trend_of
from centricity.web.voice.shapes import Cell

NPS, CSAT = definition("nps"), definition("csat")


def cell(code, value, spread=5.0, hidden=""):
    return Cell(code, f"{value}", "…", 10, hidden, (value, value - spread, value + spread), code)


def points(text):
    return [tuple(map(float, each.split(","))) for each in text.split()]


def test_months_stand_from_edge_to_edge_and_higher_is_up():
    made = trend_of([cell("2025-12", 10), cell("2026-01", 20), cell("2026-02", 40)], NPS, "en")
    ((first, second, third),) = map(points, made.lines)
    assert (first[0], third[0]) == (LEFT, WIDTH - RIGHT)
    assert second[0] == pytest.approx((LEFT + WIDTH - RIGHT) / 2)
    assert first[1] > second[1] > third[1]
    assert [each.text for each in reversed(made.months)] == ["Dec\xa02025", "Jan\xa02026", "Feb\xa02026"]
    assert "2026-01: 20" in made.points[1].text


def test_a_missing_or_withheld_month_breaks_line_and_band():
    cells = [cell("2026-01", 1), cell("2026-02", 2), cell("2026-03", 9, hidden="few"), cell("2026-05", 4)]
    made = trend_of(cells, NPS, "en")
    assert [len(points(each)) for each in made.lines] == [2, 1]
    assert [len(points(each)) for each in made.bands] == [4, 2]
    assert len(made.points) == 3


def test_the_axis_has_round_numbers_and_holds_intervals_and_target():
    made = trend_of([cell(f"2026-0{m}", 30 + m, 7.3) for m in (1, 2, 3)], NPS, "ru", target=60.0)
    assert [each.text for each in made.ticks] == ["20,0", "30,0", "40,0", "50,0", "60,0"]
    assert made.target.y == made.ticks[-1].y == f"{TOP:.1f}"
    heights = [y for band in made.bands for _x, y in points(band)]
    assert max(heights) <= HEIGHT - BOTTOM
    assert min(heights) >= TOP


def test_numbers_that_are_all_alike_have_an_axis_and_few_months_no_chart():
    same = [cell(f"2026-0{m}", 0.0, 0.0) for m in (1, 2, 3)]
    assert len({each.y for each in trend_of(same, CSAT, "en").ticks}) >= 2
    assert trend_of(same[:2], CSAT, "en") is None
    assert trend_of([cell("2026-01", 1), cell("2026-02", 1), cell("2026-03", 1, hidden="few")], CSAT, "en") is None


def test_many_months_have_few_names():
    made = trend_of([cell(f"{2024 + m // 12}-{m % 12 + 1:02d}", m) for m in range(24)], NPS, "en")
    assert len(made.months) == 6
    assert made.months[0].text == "Dec\xa02025"


@pytest.mark.django_db
def test_the_page_of_a_metric_draws_it_and_names_channels_in_words(organisation, client, people):
    pulse = opened(organisation)
    for month in (8, 9, 10):
        for channel in ("app", "email"):
            at = dt.datetime(2026, month, 5, tzinfo=dt.UTC)
            answers(pulse, [{"recommend": 9}, {"recommend": 4}] * 9, {"recommend": "nps"}, at, channel=channel)
    client.force_login(people["executive"])
    for language, words in (("ru", ("приложение", "почта")), ("en", ("app", "e-mail"))):
        people["executive"].language = language
        people["executive"].save()
        page = client.get("/dashboard/acme/nps/", headers={"Accept-Language": language}).content.decode()
        assert page.count("<polyline") == 1
        assert all(f'<th scope="row">{each}</th>' in page for each in words)
