"""What each customer may do, against published figures, against plain integrals and against simulated customers."""

import math

import numpy as np
import pytest
from lifetime_kit import bg_nbd_customers, codes, pareto_nbd_customers, reference, spends
from numpy.testing import assert_allclose, assert_array_equal
from scipy import integrate, stats
from scipy.special import beta as beta_function

from centricity.metrics.lifetime import (
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_pareto_nbd,
    forecast_customers,
    predictive_cltv,
)

SPENDING = {"p": 6.2488, "q": 3.7446, "v": 15.4477}
BG = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258} | SPENDING
PARETO = {"r": 0.5533, "alpha": 10.577, "s": 0.6062, "beta": 11.669} | SPENDING
CUSTOMERS = [(0, 0.0, 38.9), (1, 1.7, 38.9), (2, 30.43, 38.86), (7, 20.0, 20.0), (26, 25.0, 30.0), (3, 0.5, 120.0)]
T = 39.0


def one(parameters, x, t_x, age, mean=22.35, horizon=T):
    """The forecast of a single customer, as numbers."""
    found = forecast_customers(parameters, [x], [t_x], [age], [mean if x else math.nan], horizon=horizon)
    return {name: getattr(found, name)[0] for name in ("alive", "again", "purchases", "spend", "value")}


# --- published figures ---------------------------------------------------------------------------------------------


def test_customer_one_of_cdnow_is_as_published():
    found = one(BG, 2, 30.43, 38.86)
    assert_allclose(found["purchases"], 1.226, atol=5e-4)  # Fader, Hardie, Lee (2005), below equation (10)
    assert_allclose(found["alive"], 0.7266, atol=5e-5)  # Fader, Hardie, Lee (2008), Computing P(alive)
    assert_allclose(found["spend"], 24.6586, atol=5e-3)  # the documentation of lifetimes 0.11
    assert_allclose(found["value"], 1.226 * 24.6586, rtol=1e-3)


def test_the_whole_of_cdnow_is_as_published():
    table = reference("cdnow_customers_summary_with_transactions.csv")
    x, t_x, age, mean = (table[name] for name in ("x", "t_x", "T", "zbar"))
    known = dict(zip(("r", "alpha", "a", "b"), fit_bg_nbd(x, t_x, age).parameters, strict=True))
    known |= dict(zip(("p", "q", "v"), fit_gamma_gamma(x, mean).parameters, strict=True))
    found = forecast_customers(known, x, t_x, age, mean, horizon=T)
    published = [24.658619, 18.911489, 35.170981, 35.170981, 35.170981, 71.462843, 18.911489, 35.170981, 27.282408]
    assert_allclose(found.spend[:9], published, rtol=2e-3)
    first = forecast_customers(known, x[:1], t_x[:1], age[:1], mean[:1], horizon=T)
    assert_allclose([first.purchases[0], first.alive[0]], [1.226, 0.7266], atol=1e-3)


def test_it_is_what_the_rest_of_the_library_says():
    x, t_x, age = bg_nbd_customers(3000, 0.6, 6.0, 0.8, 2.5, seed=1)
    mean = np.where(x > 0, spends(x, 4.0, 3.5, 20.0), np.nan)
    spending = fit_gamma_gamma(x, mean)
    other = pareto_nbd_customers(3000, 0.6, 6.0, 0.8, 12.0, seed=2)
    paid = np.where(other[0] > 0, spends(other[0], 4.0, 3.5, 20.0), np.nan)
    for fit, names, rows, told in (
        (fit_bg_nbd, ("r", "alpha", "a", "b"), (x, t_x, age), mean),
        (fit_pareto_nbd, ("r", "alpha", "s", "beta"), other, paid),
    ):
        model = fit(*rows)
        known = dict(zip((*names, "p", "q", "v"), (*model.parameters, *spending.parameters), strict=True))
        found = forecast_customers(known | {"customers": 3000.0}, *rows, told, horizon=26)
        assert_array_equal(found.alive, model.alive(*rows))
        assert_array_equal(found.purchases, model.expected_purchases(26, *rows))
        assert_array_equal(found.spend, spending.expected_spend(rows[0], told))
        assert_allclose(found.value, predictive_cltv(model, spending, *rows, told, horizon=26, draws=40).value)
        assert ((found.again >= 0) & (found.again <= found.alive)).all()
        assert (found.again <= found.purchases + 1e-12).all()  # Markov's inequality


# --- plain integrals ------------------------------------------------------------------------------------------------


def by_integration_bg(customer, parameters, t):
    """Whether alive, bought again, purchases: means over rates and chances to leave, weighted by what was seen."""
    x, t_x, age = customer
    r, alpha, a, b = (parameters[name] for name in ("r", "alpha", "a", "b"))

    def over_rates(power, time):
        """Mean of ``rate ** power * exp(-rate * time)``."""
        return math.exp(
            math.lgamma(r + power) - math.lgamma(r) + r * math.log(alpha) - (r + power) * math.log(alpha + time)
        )

    def over_chances(f):
        # the density is taken through its own quantiles, so that no end of it is steep
        return integrate.quad(lambda u: f(stats.beta.ppf(u, a, b)), 0, 1, limit=400)[0]

    stay = beta_function(a, b + x) / beta_function(a, b)
    left = beta_function(a + 1, b + x - 1) / beta_function(a, b) if x else 0.0
    seen_alive, seen_left = stay * over_rates(x, age), left * over_rates(x, t_x)
    alive = seen_alive / (seen_alive + seen_left)
    silent = over_rates(x, age + t) / over_rates(x, age)

    def bought(p):
        shape, rate = r + x, alpha + age
        return -np.expm1(-shape * np.log1p(p * t / rate)) / p * (1 - p) ** x

    return alive, alive * (1 - silent), alive * over_chances(bought) / over_chances(lambda p: (1 - p) ** x)


def by_integration_pareto(customer, parameters, t):
    """The same where one may leave at any time: both rates are integrated over on a grid of their logarithms."""
    x, t_x, age = customer
    r, alpha, s, beta = (parameters[name] for name in ("r", "alpha", "s", "beta"))
    logs = np.linspace(-25, 6, 801)
    buys, leaves = np.exp(logs)[:, None], np.exp(logs)[None, :]
    both = buys + leaves
    weight = np.exp(x * np.log(buys)) * stats.gamma.pdf(buys, r, scale=1 / alpha) * buys
    weight = weight * stats.gamma.pdf(leaves, s, scale=1 / beta) * leaves
    alive = weight * np.exp(-both * age)
    gone = weight * leaves / both * (np.exp(-both * t_x) - np.exp(-both * age))
    whole = (alive + gone).sum()
    again = buys / both * -np.expm1(-both * t)
    purchases = buys / leaves * -np.expm1(-leaves * t)
    return alive.sum() / whole, (alive * again).sum() / whole, (alive * purchases).sum() / whole


@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
@pytest.mark.parametrize("horizon", [0.5, 39.0, 400.0])
@pytest.mark.parametrize(
    ("parameters", "oracle", "rtol"), [(BG, by_integration_bg, 1e-5), (PARETO, by_integration_pareto, 1e-4)]
)
def test_a_forecast_is_the_integral_over_all_that_may_be(customer, horizon, parameters, oracle, rtol):
    found = one(parameters, *customer, horizon=horizon)
    expected = oracle(customer, parameters, horizon)
    assert_allclose([found[name] for name in ("alive", "again", "purchases")], expected, rtol=rtol)
    x = customer[0]
    p, q, v = SPENDING.values()
    weight = p * x / (p * x + q - 1)
    assert_allclose(found["spend"], weight * 22.35 + (1 - weight) * p * v / (q - 1), rtol=1e-12)
    assert_allclose(found["value"], found["purchases"] * found["spend"], rtol=1e-12)


def test_the_chance_to_leave_first_needs_no_order_of_the_rates():
    for alpha, beta in ((2.0, 30.0), (30.0, 2.0), (5.0, 5.0)):
        parameters = {"r": 0.9, "alpha": alpha, "s": 1.3, "beta": beta} | SPENDING
        found = one(parameters, 2, 4.0, 9.0, horizon=7.0)
        expected = by_integration_pareto((2, 4.0, 9.0), parameters, 7.0)
        assert_allclose([found[name] for name in ("alive", "again", "purchases")], expected, rtol=1e-4)


# --- simulated customers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", [bg_nbd_customers, pareto_nbd_customers])
def test_newcomers_do_on_average_what_is_expected_of_them(drawn):
    truth = (0.6, 6.0, 0.8, 2.5) if drawn is bg_nbd_customers else (0.6, 6.0, 0.8, 12.0)
    names = ("r", "alpha", "a", "b") if drawn is bg_nbd_customers else ("r", "alpha", "s", "beta")
    x, _, age = drawn(60_000, *truth, seed=8, longest=40.0)
    known = dict(zip(names, truth, strict=True)) | SPENDING
    at = np.linspace(age.min(), age.max(), 25)
    expected = [one(known, 0, 0.0, 1e-9, horizon=t) for t in at]
    again = np.interp(age, at, [each["again"] for each in expected])
    purchases = np.interp(age, at, [each["purchases"] for each in expected])
    assert_allclose(again.mean(), (x > 0).mean(), rtol=0.02)
    assert_allclose(purchases.mean(), x.mean(), rtol=0.03)


# --- what holds of any forecast -------------------------------------------------------------------------------------


@pytest.mark.parametrize("parameters", [BG, PARETO])
def test_the_further_ahead_the_more_and_never_more_than_certain(parameters):
    x = np.array([0, 1, 5, 40, 400, 3_000])
    t_x = np.array([0.0, 3.0, 30.0, 60.0, 99.0, 99.0])
    age = np.full(6, 100.0)
    seen = [
        forecast_customers(parameters, x, t_x, age, np.full(6, 10.0), horizon=t) for t in (1e-6, 1.0, 30.0, 1e3, 1e6)
    ]
    for name in ("again", "purchases", "value"):
        assert (np.diff([getattr(each, name) for each in seen], axis=0) >= -1e-12).all()
    assert np.isfinite([each.again for each in seen]).all()
    assert_allclose(seen[0].again, 0, atol=1e-3)
    assert (seen[-1].again <= seen[-1].alive).all()


def test_the_unit_of_time_and_the_currency_do_not_matter():
    daily = BG | {"alpha": BG["alpha"] * 7, "v": BG["v"] * 90}
    week, day = one(BG, 2, 30.43, 38.86), one(daily, 2, 30.43 * 7, 38.86 * 7, 22.35 * 90, horizon=T * 7)
    for name in ("alive", "again", "purchases"):
        assert_allclose(day[name], week[name], rtol=1e-9)
    assert_allclose(day["value"], 90 * week["value"], rtol=1e-9)


def test_nobody_is_expected_to_do_nothing():
    found = forecast_customers(BG, [], [], [], [], horizon=T)
    assert found.value.shape == found.again.shape == (0,)


def test_the_order_of_customers_is_that_of_the_input():
    x, t_x, age = bg_nbd_customers(500, 0.6, 6.0, 0.8, 2.5, seed=3)
    mean = np.where(x > 0, spends(x, 4.0, 3.5, 20.0), np.nan)
    order = np.random.default_rng(0).permutation(500)
    found = forecast_customers(BG, x, t_x, age, mean, horizon=T)
    moved = forecast_customers(BG, x[order], t_x[order], age[order], mean[order], horizon=T)
    assert_allclose(moved.value, found.value[order], rtol=1e-12)


# --- what does not fit ----------------------------------------------------------------------------------------------


def test_everything_that_does_not_fit_is_told_at_once():
    bad = {name: value for name, value in BG.items() if name != "b"} | {"alpha": -1.0, "q": math.nan}
    told = codes(lambda: forecast_customers(bad, [-1, 1.5], [0.0, 9.0], [0.0, 5.0], [1.0, math.nan], horizon=math.inf))
    assert told.count("lifetime.option") == 4
    assert set(told) >= {
        "lifetime.option", "lifetime.negative", "lifetime.not_whole", "lifetime.age_not_positive",
        "lifetime.recency_after_age", "lifetime.not_finite",
    }  # fmt: skip


@pytest.mark.parametrize("horizon", [0, -1, math.nan, math.inf])
def test_a_horizon_that_is_none_is_refused(horizon):
    assert codes(lambda: forecast_customers(BG, [0], [0.0], [5.0], [math.nan], horizon=horizon)) == ["lifetime.option"]


def test_columns_of_different_lengths_are_refused():
    assert codes(lambda: forecast_customers(BG, [0, 1], [0.0], [5.0], [1.0], horizon=T)) == ["lifetime.lengths"]


def test_newcomers_need_a_mean_of_all():
    heavy = BG | {"q": 0.9}
    assert codes(lambda: forecast_customers(heavy, [0, 1], [0.0, 1], [5.0, 5], [1.0, 1], horizon=T)) == [
        "lifetime.no_mean_spend"
    ]
    assert one(heavy, 1, 1.0, 5.0)["value"] > 0


def test_no_parameters_are_no_model():
    assert codes(lambda: forecast_customers({}, [0], [0.0], [5.0], [1.0], horizon=T)) == ["lifetime.option"] * 7
