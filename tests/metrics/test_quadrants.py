"""Drivers in quadrants, and estimates on one scale."""

import math

import pytest

from centricity.metrics.quadrants import beyond_noise, gap, hundred, placed
from centricity.stats.estimate import Estimate


def estimate(value, half, n=50):
    return Estimate(value, value - half, value + half, n, "t")


def test_four_drivers_stand_in_four_quadrants():
    weights = [estimate(each, 0.02) for each in (0.4, 0.4, 0.1, 0.1)]
    ratings = [estimate(each, 3) for each in (30, 70, 30, 70)]
    found = placed(["a", "b", "c", "d"], weights, ratings)
    assert [each.quadrant for each in found] == ["mend_first", "keep", "mend_later", "leave"]
    assert all(each.sure for each in found)


def test_what_reaches_over_a_line_is_not_sure():
    weights = [estimate(0.6, 0.15), estimate(0.4, 0.02)]
    ratings = [estimate(30, 3), estimate(70, 3)]
    assert [each.sure for each in placed(["a", "b"], weights, ratings)] == [False, True]
    ratings = [estimate(45, 10), estimate(55, 3)]
    assert [each.sure for each in placed(["a", "b"], [estimate(0.6, 0.02), weights[1]], ratings)] == [False, True]


def test_what_has_no_rating_is_not_placed():
    weights = [estimate(0.5, 0.1)] * 2
    nothing = Estimate(math.nan, math.nan, math.nan, 0, "withheld")
    assert [each.name for each in placed(["a", "b"], weights, [estimate(50, 1), nothing])] == ["a"]
    assert placed(["a"], weights[:1], [nothing]) == []
    assert placed([], [], []) == []


@pytest.mark.parametrize(("value", "ends", "expected"), [(0, (-100, 100), 50), (4, (1, 5), 75), (36, (0, 100), 36)])
def test_an_estimate_keeps_its_place_on_the_common_scale(value, ends, expected):
    found = hundred(estimate(value, 1), *ends)
    width = 100 / (ends[1] - ends[0])
    assert (found.value, found.high - found.low, found.n) == (expected, pytest.approx(2 * width), 50)


def test_a_gap_is_beyond_noise_where_its_interval_leaves_out_zero():
    wide = gap(estimate(50, 3), estimate(46, 4))  # 4 ± 5
    assert (wide.value, wide.low, wide.high) == (4, pytest.approx(-1), pytest.approx(9))
    assert beyond_noise(wide) is False
    assert beyond_noise(gap(estimate(50, 3), estimate(44, 4))) is True
    alone = Estimate(50, math.nan, math.nan, 1, "t")
    assert beyond_noise(gap(alone, estimate(40, 1))) is None
