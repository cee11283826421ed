"""Intervals of shares and of differences of two shares of one sample."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.stats.proportions import net_share, wilson

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
split = st.tuples(st.integers(0, 80), st.integers(0, 80), st.integers(0, 80)).filter(any)
levels = st.sampled_from([0.05, 0.5, 0.8, 0.95, 0.99])


def one(function, *columns, confidence=0.95):
    low, high = function(*(np.array([float(column)]) for column in columns), confidence=confidence)
    return float(low[0]), float(high[0])


@given(counts, levels)
@pytest.mark.filterwarnings("ignore")
def test_the_interval_is_wilsons(count, confidence):
    from statsmodels.stats.proportion import proportion_confint

    k, n = count
    expected = proportion_confint(k, n, alpha=1 - confidence, method="wilson")
    assert_allclose(one(wilson, k / n, n, confidence=confidence), expected, atol=1e-12)


@given(counts, levels)
def test_the_share_lies_in_its_interval_and_the_interval_on_the_scale(count, confidence):
    low, high = one(wilson, count[0] / count[1], count[1], confidence=confidence)
    assert 0 <= low <= count[0] / count[1] <= high <= 1
    assert low < high


@given(counts)
def test_counting_the_others_mirrors_the_interval(count):
    k, n = count
    low, high = one(wilson, k / n, n)
    assert_allclose(one(wilson, 1 - k / n, n), [1 - high, 1 - low], atol=1e-12)


@given(split)
def test_a_net_share_is_the_adjusted_wald_of_rocks(parts):
    x = np.array(parts) + np.array([0.75, 1.5, 0.75])
    n = x.sum()
    p = x / n
    centre = p[2] - p[0]
    variance = (p * (np.array([-1, 0, 1]) - centre) ** 2).sum()
    half = 1.959963984540054 * math.sqrt(variance / n)
    expected = np.clip([centre - half, centre + half], -1, 1)
    done = one(net_share, parts[2] / sum(parts), parts[0] / sum(parts), sum(parts))
    assert_allclose(done, expected, atol=1e-9)


@given(split, levels)
def test_a_net_share_lies_in_its_interval_and_swaps_its_sign(parts, confidence):
    n = sum(parts)
    good, bad = parts[2] / n, parts[0] / n
    low, high = one(net_share, good, bad, n, confidence=confidence)
    assert -1 <= low <= good - bad <= high <= 1
    assert_allclose(one(net_share, bad, good, n, confidence=confidence), [-high, -low], atol=1e-12)


def test_more_answers_say_more():
    low, high = wilson(np.full(4, 0.3), np.array([5.5, 10, 100, 1000]))
    assert (np.diff(high - low) < 0).all()


def test_groups_without_answers_have_no_limits_and_spoil_no_others():
    share, n = np.array([math.nan, 0.2, 0.5, math.nan]), np.array([0.0, 10, 0, 5])
    assert np.isnan(wilson(share, n)).tolist() == [[True, False, True, True]] * 2
    assert np.isnan(net_share(share, share, n)).tolist() == [[True, False, True, True]] * 2


def test_shares_from_weights_may_miss_one_by_a_rounding():
    low, high = one(wilson, 1 + 1e-12, 20)
    assert low < 1
    assert high == 1


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (lambda: wilson(np.array([0.5, 50, -1]), np.full(3, 9)), 2),
        (lambda: net_share(np.array([0.7]), np.array([0.6]), np.array([9])), 1),
        (lambda: net_share(np.array([50.0]), np.array([20.0]), np.array([9])), 3),
    ],
)
def test_percentages_are_refused(call, count):
    with pytest.raises(StepError) as raised:
        call()
    assert [(fault.code, fault.fields["count"]) for fault in raised.value.faults] == [("stats.not_share", count)]
