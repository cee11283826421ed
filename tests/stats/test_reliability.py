"""Cronbach's alpha, components and the correlation ratio, by their definitions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from centricity.stats.reliability import components, correlation_ratio, cronbach, without_each

RNG = np.random.default_rng(7)


def block(n, k, noise):
    common = RNG.normal(size=(n, 1))
    return common + noise * RNG.normal(size=(n, k))


def test_alpha_is_k_mean_covariance_over_total():
    columns = block(50, 4, 1.0)
    cov = np.cov(columns, rowvar=False)
    k = 4
    mean_cov = (cov.sum() - np.trace(cov)) / (k * (k - 1))
    assert_allclose(cronbach(columns).value, k**2 * mean_cov / cov.sum())


def test_two_columns_give_spearman_and_brown_where_variances_are_equal():
    x = block(200, 2, 1.0)
    x = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    r = np.corrcoef(x, rowvar=False)[0, 1]
    assert_allclose(cronbach(x).value, 2 * r / (1 + r))


def test_feldts_interval_holds_the_truth_nineteen_times_in_twenty():
    """k parallel items with noise 1: alpha = k / (k + 1)."""
    rng = np.random.default_rng(3)
    held = []
    for _ in range(800):
        common = rng.normal(size=(40, 1))
        done = cronbach(common + rng.normal(size=(40, 4)))
        held.append(done.low <= 4 / 5 <= done.high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_rows_with_gaps_are_left_out_and_nothing_is_made_of_nothing():
    columns = block(30, 3, 1.0)
    columns[0, 0] = np.nan
    assert cronbach(columns).n == 29
    assert_allclose(cronbach(columns).value, cronbach(columns[1:]).value)
    assert np.isnan(cronbach(columns[:, :1]).value)
    assert np.isnan(cronbach(np.ones((5, 3))).value)


def test_leaving_out_a_column_of_noise_raises_alpha():
    columns = np.column_stack([block(200, 3, 0.5), RNG.normal(size=200)])
    alone = without_each(columns)
    assert alone[3] > cronbach(columns).value > max(alone[:3])


def test_components_of_uncorrelated_and_of_equal_columns():
    x = RNG.normal(size=(5000, 3))
    loose = components(x)
    assert loose is not None
    assert_allclose(loose.shares, [1 / 3] * 3, atol=0.02)
    tight = components(np.column_stack([x[:, 0], 2 * x[:, 0] + 1e-9 * x[:, 1]]))
    assert tight is not None
    assert_allclose(tight.shares, [1, 0], atol=1e-6)
    assert_allclose(tight.loadings, [1, 1], atol=1e-6)
    assert tight.beyond_one == 1
    assert components(np.ones((5, 2))) is None


@pytest.mark.parametrize(("slope", "share"), [(0.0, 0.0), (1.0, 0.5), (10.0, 0.99)])
def test_the_correlation_ratio_of_a_line_is_the_square_of_the_correlation(slope, share):
    rng = np.random.default_rng(5)
    x = rng.normal(size=400)
    y = slope * x + rng.normal(size=400)
    assert_allclose(correlation_ratio(x, y), share, atol=0.06)


def test_the_correlation_ratio_sees_what_correlation_does_not():
    x = np.linspace(-1, 1, 200)
    y = x**2
    assert abs(np.corrcoef(x, y)[0, 1]) < 1e-9
    assert correlation_ratio(x, y) > 0.95


def test_constants_and_few_pairs_have_no_ratio():
    assert np.isnan(correlation_ratio(np.ones(10), np.arange(10.0)))
    assert np.isnan(correlation_ratio(np.arange(4.0), np.arange(4.0)))
