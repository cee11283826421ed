"""Group means that borrow from one another."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import integrate

from centricity.errors import StepError
from centricity.stats.shrink import between_variance, shrink

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

quarters = st.integers(-200, 200).map(lambda n: n / 4)
groups = st.lists(st.tuples(quarters, st.integers(1, 90).map(lambda n: n / 10)), min_size=4, max_size=20)


def columns(rows):
    return np.array(rows).T


@given(groups)
def test_with_the_variance_between_groups_the_squares_add_up_to_one_less_than_the_groups(rows):
    y, v = columns(rows)
    between = between_variance(y, v)
    mean = np.average(y, weights=1 / (v + between))
    squares = ((y - mean) ** 2 / (v + between)).sum()
    assert squares <= len(y) - 1 + 1e-6
    assert between == 0 or squares == pytest.approx(len(y) - 1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_the_variance_between_groups_is_that_of_statsmodels(seed):
    """For other samples, such as seed 2, the iteration of statsmodels overshoots and stops at 0."""
    from statsmodels.stats.meta_analysis import combine_effects

    rng = np.random.default_rng(seed)
    y, v = rng.normal(0, 4, 12), rng.uniform(0.3, 3, 12)
    expected = combine_effects(y, v, method_re="iterated", atol=1e-12, maxiter=1000).tau2
    assert_allclose(between_variance(y, v), expected, rtol=1e-6)


@given(groups)
def test_values_move_towards_the_common_mean_and_never_beyond(rows):
    y, v = columns(rows)
    done = shrink(y, v)
    assert (np.abs(done.values - done.mean) <= np.abs(y - done.mean) + 1e-9).all()
    assert ((done.values - done.mean) * (y - done.mean) >= -1e-9).all()
    assert ((done.low < done.values) & (done.values < done.high)).all()


@given(groups, st.integers(1, 9), st.integers(-30, 30))
def test_units_and_zero_points_do_not_matter(rows, slope, shift):
    y, v = columns(rows)
    done, moved = shrink(y, v), shrink(-slope * y + shift, slope**2 * v)
    assert_allclose(moved.values, -slope * done.values + shift, atol=1e-6)
    assert_allclose(moved.low, -slope * done.high + shift, atol=1e-6)
    assert_allclose(moved.between, slope**2 * done.between, atol=1e-6)


def test_the_less_is_known_the_more_is_borrowed():
    done = shrink(np.array([10.0, 10, 0, 0, 5, 5]), np.array([0.1, 9, 0.1, 9, 1, 1]))
    assert 9.9 < done.values[0] < 10
    assert done.values[1] < 9
    assert 0 < done.values[2] < done.values[3]


def test_equal_variances_give_the_factor_of_morris():
    y = np.array([1.0, 2, 3, 4, 10])
    done = shrink(y, np.ones(5))
    factor = (5 - 3) / (5 - 1) / y.var(ddof=1)
    assert_allclose(done.between, y.var(ddof=1) - 1)
    assert_allclose(done.values, y - factor * (y - 4))


def test_limits_hold_the_mean_square_error_of_the_whole_posterior():
    y, v = np.array([1.0, 2, 3.5, 4, 7, 2.2]), np.array([1.0, 0.5, 2, 1, 1.5, 0.8])
    done = shrink(y, v)

    def moments(between):
        w = 1 / (v + between)
        mean = (w * y).sum() / w.sum()
        likelihood = math.sqrt(w.prod() / w.sum()) * math.exp(-(w * (y - mean) ** 2).sum() / 2)
        pull = v / (v + between)
        error = v * (1 - pull) + pull**2 / w.sum() + (y - pull * (y - mean) - done.values) ** 2
        return likelihood * np.append(error, 1)

    found, _ = integrate.quad_vec(moments, 0, math.inf)
    half = 1.959963984540054 * np.sqrt(found[:-1] / found[-1])
    assert_allclose(done.high - done.values, half, rtol=1e-3)
    assert_allclose(done.values - done.low, half, rtol=1e-3)


def test_groups_that_differ_by_chance_only_leave_no_variance_between():
    done = shrink(np.array([1.0, 2, 3, 4]), np.full(4, 100.0))
    assert done.between == 0
    assert_allclose(done.values, 2.5 + 2 / 3 * (np.array([1, 2, 3, 4]) - 2.5))


@pytest.mark.parametrize("m", [1, 2, 3])
def test_fewer_than_four_groups_stay_as_they_are(m):
    y = np.arange(m) * 5.0
    done = shrink(y, np.ones(m))
    assert done.values.tolist() == y.tolist()
    assert_allclose(done.high - y, 1.959963984540054)


def test_missing_groups_stay_missing_and_change_nothing():
    y, v = np.array([1.0, 2, 3, 4, 10]), np.ones(5)
    gaps = shrink(np.append(y, [math.nan, 3]), np.append(v, [1, math.nan]))
    assert np.isnan([gaps.values[5:], gaps.low[5:], gaps.high[5:]]).all()
    assert_allclose(gaps.values[:5], shrink(y, v).values)
    with warnings.catch_warnings(action="error"):
        none = shrink(np.full(2, math.nan), np.ones(2))
    assert np.isnan([*none.values, none.mean]).all()


def test_a_variance_that_is_none_is_refused():
    with pytest.raises(StepError) as raised:
        shrink(np.array([1.0, 2, 3, math.nan]), np.array([0, math.inf, 1, 0]))
    assert [(f.code, f.fields["count"]) for f in raised.value.faults] == [("stats.variance_not_positive", 2)]
