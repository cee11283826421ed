"""Means, deviations, skewness and kurtosis against definitions written out another way."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from centricity.stats.moments import kurtosis, skewness, weighted_mean, weighted_sd

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

numbers = st.lists(st.integers(-200, 200).map(lambda n: n / 4), min_size=4, max_size=20).map(np.array)
counted = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 6)), min_size=2, max_size=8)


@given(counted)
def test_whole_weights_count_a_value_as_often_as_they_say(rows):
    x, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    repeated = np.repeat(x, w.astype(int))
    assert_allclose(weighted_mean(x, w), repeated.mean(), atol=1e-9)
    assert_allclose(weighted_sd(x, w, 0), repeated.std(), atol=1e-9)


@given(numbers)
def test_equal_weights_give_the_plain_deviations(x):
    ones = np.ones(len(x))
    for ddof in (0, 1):
        assert_allclose(weighted_sd(x, ones, ddof), x.std(ddof=ddof), atol=1e-9)
        assert_allclose(weighted_sd(x, 7 * ones, ddof), x.std(ddof=ddof), atol=1e-9)


def test_a_mean_of_nothing_and_a_sample_deviation_of_one_do_not_exist():
    assert np.isnan(weighted_mean(np.zeros(0), np.zeros(0)))
    assert np.isnan(weighted_sd(np.ones(1), np.ones(1), 1))
    assert weighted_sd(np.ones(1), np.ones(1), 0) == 0


@given(numbers.filter(lambda x: np.ptp(x) > 0))
def test_skewness_and_kurtosis_are_those_without_bias(x):
    assert_allclose(skewness(x), stats.skew(x, bias=False), atol=1e-9)
    assert_allclose(kurtosis(x), stats.kurtosis(x, bias=False), atol=1e-9)


@given(numbers.filter(lambda x: np.ptp(x) > 0), st.integers(1, 9), st.integers(-30, 30))
def test_shape_does_not_depend_on_unit_or_zero_point_and_turns_with_the_sign(x, slope, shift):
    assert_allclose(skewness(slope * x + shift), skewness(x), atol=1e-7)
    assert_allclose(skewness(-x), -skewness(x), atol=1e-9)
    assert_allclose(kurtosis(-slope * x + shift), kurtosis(x), atol=1e-7)


@given(numbers.filter(lambda x: np.ptp(x) > 0))
def test_missing_values_are_left_out_of_the_shape(x):
    gaps = np.append(x, [np.nan, np.nan])
    assert skewness(gaps) == skewness(x)
    assert kurtosis(gaps) == kurtosis(x)


def test_too_few_or_equal_values_have_no_shape():
    for x in (np.zeros(0), np.array([1.0, 2]), np.full(9, 3.0), np.full(5, np.nan)):
        assert np.isnan(skewness(x))
        assert np.isnan(kurtosis(x))
    assert np.isnan(kurtosis(np.array([1.0, 2, 4])))
