"""Quantiles and the ranks of the values that bound them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from centricity.stats.quantiles import order_ranks, quantile_estimate, quantile_positions

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

numbers = st.lists(st.integers(-200, 200).map(lambda n: n / 4), min_size=1, max_size=60).map(np.array)
shares = st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.9])


@pytest.mark.parametrize("q", [0.1, 0.5, 0.75])
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
def test_ranks_cover_at_least_as_often_as_promised_and_none_closer_does(q, confidence):
    n = np.arange(1, 200)
    low, high = order_ranks(n, q, confidence)
    tail = (1 - confidence) / 2
    close = 1e-12
    # the quantile lies below the value of rank r where fewer than r values lie below the quantile
    assert (stats.binom.cdf(low - 1, n, q) <= tail + close)[low > 0].all()
    assert (stats.binom.cdf(low, n, q) >= tail - close).all()
    assert (stats.binom.sf(high - 1, n, q) <= tail + close)[high > 0].all()
    assert (stats.binom.sf(high - 2, n, q) >= tail - close)[high > 0].all()
    assert (stats.binom.sf(n - 1, n, q) >= tail - close)[high == 0].all()


def test_a_median_needs_six_values():
    low, high = order_ranks(np.array([0, 5, 6, 6.9, 10, math.nan]), 0.5)
    assert low.tolist() == [0, 0, 1, 1, 2, 0]
    assert high.tolist() == [0, 0, 6, 6, 9, 0]


@given(numbers, shares)
def test_positions_give_numpys_quantile(x, q):
    lower, upper, fraction = (float(part[0]) for part in quantile_positions(np.array([len(x)]), q))
    ordered = np.sort(x)
    found = ordered[int(lower) - 1] * (1 - fraction) + ordered[int(upper) - 1] * fraction
    assert_allclose(found, np.quantile(x, q), atol=1e-12)


def test_no_values_have_no_position():
    lower, upper, fraction = quantile_positions(np.array([0.0, 1]), 0.5)
    assert (lower.tolist(), upper.tolist()) == ([0, 1], [0, 1])
    assert math.isnan(fraction[0])


@given(numbers, shares, st.sampled_from([0.02, 0.5, 0.95]))
def test_limits_are_values_around_the_quantile(x, q, confidence):
    done = quantile_estimate(x, q, confidence)
    assert not done.low > done.value
    assert not done.high < done.value
    missing = math.isnan(done.low) or math.isnan(done.high)
    assert [fault.code for fault in done.warnings] == (["stats.few_for_quantile"] if missing else [])


@given(numbers, st.integers(1, 9), st.integers(-30, 30))
def test_units_and_zero_points_do_not_matter(x, slope, shift):
    done, moved = quantile_estimate(x), quantile_estimate(slope * x + shift)
    expected = np.array([done.low, done.value, done.high]) * slope + shift
    assert_allclose([moved.low, moved.value, moved.high], expected, atol=1e-9)


@given(numbers.filter(lambda x: len(x) > 5))
def test_the_median_is_bounded_as_the_sign_test_bounds_it(x):
    done = quantile_estimate(x)
    expected = stats.quantile_test(x, q=0, p=0.5).confidence_interval(0.95)
    assert (done.low, done.high) == (expected.low, expected.high)


def test_missing_values_are_left_out():
    x = np.append(np.arange(20.0), [math.nan, math.nan])
    assert quantile_estimate(x) == quantile_estimate(np.arange(20.0))
    nothing = quantile_estimate(np.full(3, math.nan))
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()
    assert nothing.n == 0


@pytest.mark.parametrize("q", [0.001, 0.1, 0.25, 0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.999])
def test_ranks_are_those_of_scipy_without_importing_its_statistics(q, confidence):
    n = np.array([*range(1_000), 9_999, 20_000, 1_000_000, 123_456_789], float)
    tail = (1 - confidence) / 2
    high = stats.binom.ppf(1 - tail, n, q) + 1
    expected = np.maximum(stats.binom.ppf(tail, n, q), 0), np.where(high > n, 0, high)
    for found, wanted in zip(order_ranks(n, q, confidence), expected, strict=True):
        assert_array_equal(found, wanted)
