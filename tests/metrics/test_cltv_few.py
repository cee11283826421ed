"""Predictive lifetime value of a handful of customers, whose parameters hardly anything is known of."""

import math
from dataclasses import replace

import numpy as np
import pytest
from lifetime_kit import bg_nbd_customers, codes, spends
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.metrics.lifetime import cltv as cltv_module
from centricity.metrics.lifetime import fit_bg_nbd, fit_gamma_gamma, predictive_cltv
from centricity.metrics.lifetime.bg_nbd import purchases_if_alive
from centricity.metrics.lifetime.gamma_gamma import spend_ahead
from centricity.metrics.lifetime.histories import Histories


@pytest.fixture(scope="module")
def customers():
    x, t_x, age = bg_nbd_customers(3000, 0.6, 6.0, 0.8, 2.5, seed=1)
    return x, t_x, age, np.where(x > 0, spends(x, 4.0, 3.5, 20.0), np.nan)


@pytest.fixture(scope="module")
def spend(customers):
    return fit_gamma_gamma(customers[0], customers[3])


@pytest.fixture(scope="module")
def bg_nbd(customers):
    return fit_bg_nbd(*customers[:3])


def few(n, seed):
    """A handful of customers, of whom some came back; enough of them, or no model is fitted."""
    rng = np.random.default_rng(1000 * n + seed)
    x = rng.poisson(rng.gamma(1.5, 1.5, n)).astype(float)
    age = rng.uniform(50, 400, n).round() + 1
    t_x = np.where(x > 0, np.maximum(1, (age * rng.uniform(0.1, 1, n)).round()), 0)
    return x, t_x, age, rng.gamma(2, 30, n) + 1


def valued(x, t_x, age, mean):
    """The value of customers, or the codes of why there is none."""
    try:
        return predictive_cltv(fit_bg_nbd(x, t_x, age), fit_gamma_gamma(x, mean), x, t_x, age, mean, horizon=365), set()
    except StepError as error:
        return None, {fault.code for fault in error.faults}


@pytest.mark.parametrize("n", range(2, 21))
def test_a_handful_of_customers_has_a_sound_interval_or_a_plain_reason(n):
    done, faults = valued(*few(n, n))
    if done is None:
        assert faults <= {"lifetime.few_repeaters", "lifetime.not_converged"}
        return
    total, told = done.total, {fault.code for fault in done.total.warnings}
    assert np.isfinite(done.value).all()
    assert not np.isnan([total.low, total.high]).any() or told == {"lifetime.no_interval"}
    assert 0 <= total.low <= total.value <= total.high or told == {"lifetime.no_interval"}
    assert math.isfinite(total.high) or told == {"lifetime.open_interval"}


def test_chances_to_leave_that_are_hardly_known_leave_a_sound_interval(spend):
    """Here a and b run off together in draws: to 1e46 and beyond, where the closed form is nought times infinity."""
    x, t_x, age, mean = few(16, 11)
    bought, spent = fit_bg_nbd(x, t_x, age), replace(spend, v=30.0)
    assert bought.covariance.diagonal()[2] > 1_000
    done = predictive_cltv(bought, spent, x, t_x, age, mean, horizon=365)
    assert 0 < done.total.low < done.total.value < done.total.high < math.inf
    assert (np.isfinite(done.low) & np.isfinite(done.high) & (done.low >= 0)).all()
    assert done.total.warnings == ()


def test_everybody_alike_is_where_the_beta_distribution_narrows_to_a_point(customers):
    x, t_x, age, _mean = customers
    rows = Histories(x.astype(np.int64), t_x, age, np.ones(len(x)))
    near, far = (purchases_if_alive(np.array([1.0, 40.0, 0.2 * s, 0.8 * s]), 52.0, rows) for s in (900.0, 1e40))
    assert_allclose(near, far, rtol=0.06)
    few_bought = x < 3
    assert_allclose(near[few_bought], far[few_bought], rtol=0.01)


def test_draws_that_cannot_be_computed_count_against_both_ends():
    drawn = np.arange(1.0, 201.0)[:, None] * np.ones(3)
    drawn[:4, 1] = drawn[:40, 2] = np.nan
    low, high = cltv_module._interval(drawn, 0.95)
    assert (low[0], high[0]) == (6.0, 195.0)
    assert (low[1], high[1]) == (6.0, 199.0)
    assert np.isnan([low[2], high[2]]).all()


def test_draws_out_of_all_bounds_leave_no_interval_and_say_so(bg_nbd, spend, customers):
    lost = replace(bg_nbd, covariance=np.diag([0.01, 0.01, 1e8, 0.01]))
    done = predictive_cltv(lost, spend, *customers, horizon=26)
    assert np.isnan([done.total.low, done.total.high]).all()
    (warning,) = done.total.warnings
    assert (warning.code, warning.severity) == ("lifetime.no_interval", "warning")
    assert all(warning.sentence(language) for language in ("ru", "en"))
    assert np.isfinite(done.value).all()


def test_spend_without_a_mean_is_endless_and_never_below_nought():
    spent = spend_ahead(np.array([0.1, 0.5, 20.0]), np.array([0.0, 1.0, 10.0]), np.array([np.nan, 30.0, 30.0]))
    assert np.isposinf(spent[:2]).all()
    assert 0 < spent[2] < math.inf


def test_customers_that_the_parameters_cannot_value_are_a_fault(bg_nbd, spend, customers):
    heavy = replace(spend, p=0.1, q=0.5)
    back = customers[0] == 1
    kept = [column[back] for column in customers]
    assert codes(lambda: predictive_cltv(bg_nbd, heavy, *kept, horizon=26)) == ["lifetime.not_valued"]
