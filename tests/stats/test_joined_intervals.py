"""Intervals of many means at once, and of the difference of two estimates."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from centricity.errors import Fault, StepError
from centricity.stats.estimate import Estimate, critical, difference, mean_estimate, mean_interval
from centricity.stats.proportions import wilson

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def share(k, n):
    low, high = wilson(np.array([k / n]), np.array([float(n)]))
    return Estimate(k / n, float(low[0]), float(high[0]), n, "Wilson")


def test_critical_values_are_those_of_student_and_of_the_normal():
    assert_allclose(critical(0.95), stats.norm.ppf(0.975))
    assert_allclose(critical(0.9, np.array([1.0, 4.5, 200])), stats.t.ppf(0.95, [1, 4.5, 200]))
    assert np.isnan(critical(0.9, np.array([0.0, -1, math.nan]))).all()


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, math.nan])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(StepError) as raised:
        critical(confidence)
    assert [fault.code for fault in raised.value.faults] == ["stats.confidence"]


def test_many_means_are_one_mean_many_times():
    rng = np.random.default_rng(3)
    samples = [rng.normal(5, 2, n) for n in (2, 3, 10, 400)]
    mean, sd = np.array([x.mean() for x in samples]), np.array([x.std(ddof=1) for x in samples])
    low, high = mean_interval(mean, sd, np.array([len(x) for x in samples]), 0.9)
    one = [mean_estimate(x, confidence=0.9) for x in samples]
    assert_allclose(low, [e.low for e in one])
    assert_allclose(high, [e.high for e in one])


def test_groups_too_small_for_a_spread_have_no_interval():
    low, high = mean_interval(np.ones(4), np.ones(4), np.array([0, 1, 0.5, math.nan]))
    assert np.isnan([low, high]).all()


@given(counts, counts)
@pytest.mark.filterwarnings("ignore")
def test_wilson_limits_joined_are_newcombes(first, second):
    from statsmodels.stats.proportion import confint_proportions_2indep

    done = difference(share(*first), share(*second))
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert_allclose([done.low, done.high], expected, atol=1e-9)
    assert done.low <= done.value <= done.high
    assert done.method == "Wilson, joined"


def test_newcombes_own_example():
    # 56/70 - 48/80, Newcombe (1998), table II, method 10
    done = difference(share(56, 70), share(48, 80))
    assert_allclose([done.low, done.value, done.high], [0.0524, 0.2, 0.3339], atol=5e-5)


def test_symmetric_intervals_join_as_squares():
    done = difference(Estimate(5, 2, 8, 10, "t"), Estimate(4, 0, 8, 9, "t"))
    assert_allclose([done.low, done.value, done.high], [-4, 1, 6])
    assert (done.n, done.method) == (9, "t, joined")


def test_a_missing_limit_and_the_warnings_are_handed_on():
    warning = Fault("stats.few_pairs", fields={"n": 1, "effective": 1.0}, severity="warning")
    done = difference(Estimate(5, math.nan, 8, 1, "t", (warning,)), Estimate(4, 3, 5, 9, "Wilson"))
    assert math.isnan(done.low)
    assert_allclose(done.high, 1 + math.sqrt(9 + 1))
    assert done.warnings == (warning,)
    assert done.method == "t and Wilson, joined"


def test_an_endless_limit_stays_endless():
    done = difference(Estimate(5, 3, math.inf, 9, "log-log"), Estimate(4, 3, 5, 9, "log-log"))
    assert (done.low, done.high) == (1 - math.sqrt(5), math.inf)


def test_a_change_of_means_does_not_gain_certainty_from_the_ends_of_the_scale():
    before, after = mean_estimate(np.array([4.0, 3.0, 4.0, 5.0])), mean_estimate(np.array([5.0, 5.0, 5.0, 4.0]))
    cut = [each.within(1, 5) for each in (before, after)]
    assert [each.high for each in cut] == [5.0, 5.0]
    assert cut[0].low == before.low
    assert difference(cut[1], cut[0]) == difference(after, before)
    assert before.within(-10, 10) is before
