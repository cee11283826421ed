"""Correlations of two series at several lags."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from centricity.stats.association import lagged

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

series = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=5, max_size=30).filter(
    lambda rows: all(len(set(column)) > 1 for column in zip(*rows, strict=True))
)


def columns(rows):
    return np.array(rows, dtype=float).T


def one(x, y, lag=0, **named):
    return lagged(x, y, [lag], **named)[0].estimate


@given(series, st.sampled_from([0.8, 0.95]))
def test_without_a_lag_it_is_pearsons_with_fishers_interval(rows, confidence):
    x, y = columns(rows)
    done, expected = one(x, y, confidence=confidence), stats.pearsonr(x, y)
    assert_allclose(done.value, expected.statistic, atol=1e-9)
    limits = expected.confidence_interval(confidence)
    assert_allclose([done.low, done.high], [limits.low, limits.high], atol=1e-6)
    assert (done.n, done.method) == (len(rows), "Pearson, Fisher z")


@given(series)
def test_ranks_give_spearmans(rows):
    x, y = columns(rows)
    done = one(x, y, kind="spearman")
    assert_allclose(done.value, stats.spearmanr(x, y).statistic, atol=1e-9)
    assert done.low <= done.value <= done.high
    assert_allclose(one(x**3, y, kind="spearman").value, done.value, atol=1e-9)


@given(series, st.integers(1, 9), st.integers(-30, 30))
def test_units_do_not_matter_and_the_sign_turns(rows, slope, shift):
    x, y = columns(rows)
    done, turned = one(x, y, 1), one(-slope * x + shift, y, 1)
    assert_allclose([turned.low, turned.value, turned.high], [-done.high, -done.value, -done.low], atol=1e-9)


def test_y_follows_x_by_the_lag():
    x = np.random.default_rng(0).normal(size=24)
    y = np.append([math.nan] * 2, x[:-2])
    found = lagged(x, y, [-1, 0, 1, 2])
    assert [done.lag for done in found] == [-1, 0, 1, 2]
    assert max(found, key=lambda done: done.estimate.value).lag == 2
    assert found[3].estimate.value == pytest.approx(1)
    assert [done.estimate.n for done in found] == [21, 22, 22, 22]
    back = lagged(y, x, [-2])[0].estimate
    assert (back.value, back.n) == (found[3].estimate.value, 22)


@given(series, st.integers(-3, 3))
def test_pairs_with_a_gap_are_left_out(rows, lag):
    x, y = columns(rows)
    x = np.append(x, math.nan)
    y = np.append(y, 3.0)
    first, second = (x[: len(x) - lag], y[lag:]) if lag >= 0 else (x[-lag:], y[:lag])
    known = ~np.isnan(first)
    done = one(x, y, lag)
    if math.isnan(done.value):
        assert min(len(set(first[known])), len(set(second[known]))) < 2
    else:
        assert_allclose(done.value, np.corrcoef(first[known], second[known])[0, 1], atol=1e-9)


@pytest.mark.parametrize("lag", [21, 24, 99, -99])
def test_too_few_pairs_have_no_limits_and_say_so(lag):
    x = np.random.default_rng(1).normal(size=(2, 24))
    done = one(*x, lag)
    assert np.isnan([done.low, done.high]).all()
    assert [fault.code for fault in done.warnings] == ["stats.few_pairs"]
    assert done.n == max(24 - abs(lag), 0)


def test_a_constant_series_has_no_correlation():
    done = one(np.ones(9), np.arange(9.0))
    assert np.isnan([done.value, done.low, done.high]).all()
    assert done.warnings


def test_series_that_carry_over_tell_less():
    rng = np.random.default_rng(2)
    x, y = np.cumsum(rng.normal(size=(2, 60)), axis=1)
    plain, careful = one(x, y), one(x, y, autocorrelated=True)
    assert careful.value == plain.value
    assert careful.high - careful.low > 1.5 * (plain.high - plain.low)
    assert careful.method == "Pearson, Fisher z, effective n of Bartlett"


def test_the_effective_number_is_bartletts():
    x, y = np.random.default_rng(3).normal(size=(2, 40)) + np.sin(np.arange(40) / 4)
    done = one(x, y, autocorrelated=True)

    def carried(a):
        return ((a - a.mean())[1:] * (a - a.mean())[:-1]).sum() / ((a - a.mean()) ** 2).sum()

    product = carried(x) * carried(y)
    n = 40 * (1 - product) / (1 + product)
    assert 4 < n < 40
    half = 1.959963984540054 / math.sqrt(n - 3)
    assert_allclose(np.arctanh([done.low, done.high]), np.arctanh(done.value) + np.array([-half, half]))


def test_series_that_swing_back_do_not_tell_more_than_there_is():
    x = np.random.default_rng(4).normal(size=30)
    y = np.where(np.arange(30) % 2, 1.0, -1) + 0.1 * np.cos(np.arange(30))
    steady = np.cumsum(x)
    assert one(steady, y, autocorrelated=True).low == one(steady, y).low
