"""Predictive lifetime value: products of expectations, discounting by steps, intervals of the expected value."""

import math
from dataclasses import astuple, replace

import numpy as np
import pytest
from lifetime_kit import bg_nbd_customers, codes, pareto_nbd_customers, spends
from numpy.testing import assert_allclose, assert_array_equal

from centricity.metrics.lifetime import cltv as cltv_module
from centricity.metrics.lifetime import fit_bg_nbd, fit_gamma_gamma, fit_pareto_nbd, predictive_cltv

SPEND = (4.0, 3.5, 20.0)


@pytest.fixture(scope="module")
def customers():
    x, t_x, age = bg_nbd_customers(3000, 0.6, 6.0, 0.8, 2.5, seed=1)
    return x, t_x, age, np.where(x > 0, spends(x, *SPEND), np.nan)


@pytest.fixture(scope="module")
def spend(customers):
    return fit_gamma_gamma(customers[0], customers[3])


@pytest.fixture(scope="module")
def bg_nbd(customers):
    return fit_bg_nbd(*customers[:3])


@pytest.fixture(scope="module")
def pareto_nbd():
    return fit_pareto_nbd(*pareto_nbd_customers(3000, 0.6, 6.0, 0.8, 12.0, seed=2))


@pytest.fixture(scope="module", params=["bg_nbd", "pareto_nbd"])
def purchases(request):
    return request.getfixturevalue(request.param)


def test_without_discount_it_is_purchases_times_spend_times_margin(purchases, spend, customers):
    done = predictive_cltv(purchases, spend, *customers, horizon=40, margin=0.3)
    x, t_x, age, mean = customers
    expected = 0.3 * purchases.expected_purchases(40, x, t_x, age) * spend.expected_spend(x, mean)
    assert_allclose(done.value, expected)
    assert_allclose(done.total.value, expected.sum())
    assert done.total.n == len(x)


@pytest.mark.parametrize("horizon", [0.4, 3.5, 12, 16, 17, 60.25, 400])
def test_the_purchases_of_a_step_are_discounted_from_its_middle(horizon, purchases, spend, customers):
    x, t_x, age, mean = (column[:200] for column in customers)
    done = predictive_cltv(purchases, spend, x, t_x, age, mean, horizon=horizon, discount=0.02)
    expected, start = np.zeros(200), 0.0
    while start < horizon:
        end = min(start + 1, horizon)
        bought = purchases.expected_purchases(end, x, t_x, age) - purchases.expected_purchases(start, x, t_x, age)
        expected += bought / 1.02 ** ((start + end) / 2)
        start = end
    assert_allclose(done.value, expected * spend.expected_spend(x, mean), rtol=1e-7)


def test_the_longer_the_horizon_and_the_lower_the_discount_the_more(bg_nbd, spend, customers):
    def total(**asked):
        return predictive_cltv(bg_nbd, spend, *customers, draws=40, **asked).total.value

    assert total(horizon=10) < total(horizon=20) < total(horizon=40)
    assert total(horizon=40, discount=0.1) < total(horizon=40, discount=0.01) < total(horizon=40)


def test_intervals_hold_the_value_and_shrink_as_parameters_are_known_better(purchases, spend, customers):
    def asked(scale):
        sure = replace(purchases, covariance=purchases.covariance * scale)
        return predictive_cltv(sure, replace(spend, covariance=spend.covariance * scale), *customers, horizon=26)

    wide, narrow = asked(1.0), asked(1e-4)
    assert ((wide.low <= wide.value) & (wide.value <= wide.high)).mean() > 0.99
    assert wide.total.low < wide.total.value < wide.total.high
    ratio = (narrow.total.high - narrow.total.low) / (wide.total.high - wide.total.low)
    assert_allclose(ratio, 0.01, rtol=0.2)


def test_equal_customers_have_equal_values_in_the_order_of_the_input(bg_nbd, spend, customers):
    order = np.random.default_rng(0).permutation(len(customers[0]))
    done = predictive_cltv(bg_nbd, spend, *customers, horizon=26)
    moved = predictive_cltv(bg_nbd, spend, *(column[order] for column in customers), horizon=26)
    for name in ("value", "low", "high"):
        assert_array_equal(getattr(moved, name), getattr(done, name)[order])
    assert len(np.unique(done.value[customers[0] == 0])) == len(np.unique(customers[2][customers[0] == 0]))


def test_blocks_do_not_show(monkeypatch, bg_nbd, spend, customers):
    done = predictive_cltv(bg_nbd, spend, *customers, horizon=26)
    monkeypatch.setattr(cltv_module, "CELLS", 20_000)
    cut = predictive_cltv(bg_nbd, spend, *customers, horizon=26)
    assert_array_equal(cut.high, done.high)
    assert_allclose(astuple(cut.total)[:3], astuple(done.total)[:3], rtol=1e-12)


def test_all_together_are_the_same_where_nobody_asks_for_each(purchases, spend, customers):
    done, short = (predictive_cltv(purchases, spend, *customers, horizon=26, each=each) for each in (True, False))
    assert short.total == done.total
    assert_array_equal(short.value, done.value)
    assert np.isnan([short.low, short.high]).all()


def test_a_seed_gives_the_same_bytes_and_another_seed_other_draws(bg_nbd, spend, customers):
    one, same, other = (predictive_cltv(bg_nbd, spend, *customers, horizon=26, seed=seed) for seed in (3, 3, 4))
    assert one.low.tobytes() == same.low.tobytes()
    assert one.total == same.total
    assert one.value.tobytes() == other.value.tobytes()
    assert one.total.low != other.total.low


def test_nobody_is_worth_nothing(bg_nbd, spend):
    done = predictive_cltv(bg_nbd, spend, [], [], [], [], horizon=26)
    assert (done.value.shape, done.total.value, done.total.n) == ((0,), 0.0, 0)


def test_draws_of_spend_without_a_mean_make_the_interval_open(bg_nbd, spend, customers):
    unsure = replace(spend, q=1.1, covariance=np.eye(3) * 0.1)
    done = predictive_cltv(bg_nbd, unsure, *customers, horizon=26)
    newcomers = customers[0] == 0
    assert np.isposinf(done.high[newcomers]).all()
    assert np.isfinite(done.value).all()
    assert done.total.high == math.inf


def test_newcomers_need_a_mean_of_all(bg_nbd, spend, customers):
    heavy = replace(spend, q=0.9)
    assert codes(lambda: predictive_cltv(bg_nbd, heavy, *customers, horizon=26)) == ["lifetime.no_mean_spend"]
    back = customers[0] > 0
    assert predictive_cltv(bg_nbd, heavy, *(column[back] for column in customers), horizon=26).total.n == back.sum()


@pytest.mark.parametrize(
    "asked",
    [
        {"horizon": 0},
        {"horizon": math.inf},
        {"horizon": 9, "margin": math.nan},
        {"horizon": 9, "discount": -0.1},
        {"horizon": 9, "draws": 3},
    ],
)
def test_bad_settings_are_refused(asked, bg_nbd, spend, customers):
    assert codes(lambda: predictive_cltv(bg_nbd, spend, *customers, **asked)) == ["lifetime.option"]


def test_all_that_is_wrong_is_said_at_once(bg_nbd, spend):
    said = codes(lambda: predictive_cltv(bg_nbd, spend, [1, -1], [9.0, 0], [2.0, 2.0], [0, 1], horizon=-1, draws=1))
    assert said == [
        "lifetime.option", "lifetime.option", "lifetime.negative", "lifetime.recency_after_age",
        "lifetime.spend_not_positive",
    ]  # fmt: skip
