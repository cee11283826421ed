"""A mean with its interval."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from centricity.stats.estimate import mean_estimate

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

numbers = st.lists(st.integers(-200, 200).map(lambda n: n / 4), min_size=2, max_size=20).map(np.array)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@given(x=numbers.filter(lambda x: np.ptp(x) > 0))
def test_the_interval_is_students(confidence, x):
    done = mean_estimate(x, confidence=confidence)
    low, high = stats.t.interval(confidence, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
    assert_allclose([done.value, done.low, done.high], [x.mean(), low, high], atol=1e-8)
    assert (done.n, done.method) == (len(x), "t")


@given(numbers, st.integers(1, 50))
def test_the_size_of_equal_weights_does_not_matter(x, weight):
    plain, weighted = mean_estimate(x), mean_estimate(x, np.full(len(x), float(weight)))
    assert_allclose([weighted.low, weighted.value, weighted.high], [plain.low, plain.value, plain.high], atol=1e-8)


def test_unequal_weights_leave_less_to_go_by():
    x = np.array([1.0, 2, 3, 4, 5])
    even, uneven = mean_estimate(x), mean_estimate(x, np.array([1.0, 1, 20, 1, 1]))
    assert uneven.value == even.value == 3
    assert uneven.n == even.n == 5
    assert uneven.high - uneven.low > 0


def test_missing_values_are_left_out_with_their_weights():
    x = np.array([1.0, np.nan, 3])
    done = mean_estimate(x, np.array([1.0, 100, 3]))
    assert (done.value, done.n) == (2.5, 2)


def test_one_value_has_no_interval_and_none_has_no_mean():
    one, none = mean_estimate(np.array([4.0])), mean_estimate(np.array([np.nan]))
    assert one.value == 4
    assert np.isnan([one.low, one.high, none.value, none.low, none.high]).all()
    assert (one.n, none.n) == (1, 0)


def test_values_that_agree_leave_no_doubt():
    done = mean_estimate(np.full(6, 3.5))
    assert (done.low, done.value, done.high) == (3.5, 3.5, 3.5)


def test_intervals_cover_the_true_mean_as_often_as_they_promise():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(1000):
        done = mean_estimate(rng.normal(10, 3, 8), confidence=0.9)
        covered += done.low <= 10 <= done.high
    assert 870 <= covered <= 930
