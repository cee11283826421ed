"""The BG/NBD model against the paper, brute force and its own simulation."""

from dataclasses import astuple

import numpy as np
import pytest
from lifetime_kit import bg_nbd_customers, codes, covered, derivatives, reference
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats
from scipy.special import beta, expit

from centricity.errors import StepError
from centricity.metrics.lifetime import BgNbd, fit_bg_nbd
from centricity.metrics.lifetime.bg_nbd import log_likelihood, prepared
from centricity.metrics.lifetime.histories import histories, merged

TRUTH = (0.6, 6.0, 0.8, 2.5)
CUSTOMERS = [(0, 0.0, 38.9), (1, 1.7, 38.9), (2, 30.4, 38.9), (7, 20.0, 20.0), (26, 25.0, 30.0), (3, 0.5, 12.0)]


def model(r, alpha, a, b) -> BgNbd:
    return BgNbd(r, alpha, a, b, 0.0, 0, np.eye(4), np.ones(4), 0)


@pytest.fixture(scope="module")
def cdnow():
    table = reference("cdnow_customers_summary.csv")
    return table["frequency"], table["recency"], table["T"]


@pytest.fixture(scope="module")
def whole():
    x, t_x, age = bg_nbd_customers(3000, *TRUTH, seed=5)
    return x, np.ceil(t_x), np.ceil(age)


def test_cdnow_is_fitted_as_published(cdnow):
    done = fit_bg_nbd(*cdnow)
    assert_allclose(done.parameters, [0.2426, 4.4135, 0.7929, 2.4258], atol=1e-4)
    assert_allclose(done.log_likelihood, -9582.43, atol=0.005)
    assert done.n == 2357


def test_cdnow_customer_one_is_expected_to_buy_as_published(cdnow):
    assert_allclose(fit_bg_nbd(*cdnow).expected_purchases(39, 2, 30.43, 38.86), 1.226, atol=5e-4)


def likelihood_of(customer, r, alpha, a, b):
    """Integrate the likelihood of one who buys at a rate, and leaves with a chance, over both."""
    x, t_x, age = customer
    rate = np.exp(np.linspace(-30, 8, 1500))[:, None]
    logit = np.linspace(-30, 30, 1500)
    chance, stay = expit(logit), expit(-logit)
    left = chance * stay ** max(x - 1, 0) * np.exp(-rate * t_x) if x else 0.0
    density = stats.gamma.pdf(rate, r, scale=1 / alpha) * rate * chance**a * stay**b / beta(a, b)
    step = 38 / 1499 * 60 / 1499
    return (rate**x * (stay**x * np.exp(-rate * age) + left) * density).sum() * step


@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_the_likelihood_is_the_integral_over_rates_and_chances(customer):
    parameters = np.array([1.3, 4.0, 1.8, 2.5])
    rows = histories(*np.tile(np.array(customer)[:, None], 10)) if customer[0] else None
    if rows is None:
        first = prepared(histories(*np.array([(1, 1.0, 2.0)] * 10).T))
        both = prepared(histories(*np.array([(1, 1.0, 2.0)] * 10 + [customer] * 10).T))
        found = (log_likelihood(both, parameters).value - log_likelihood(first, parameters).value) / 10
    else:
        found = log_likelihood(prepared(rows), parameters).value / 10
    assert_allclose(found, np.log(likelihood_of(customer, *parameters)), rtol=1e-6)


@pytest.mark.parametrize("parameters", [(0.24, 4.4, 0.79, 2.4), (2.0, 0.3, 3.0, 0.2), (0.9, 30.0, 0.05, 7.0)], ids=str)
def test_gradient_and_hessian_are_those_of_the_likelihood(parameters, whole):
    data, at = prepared(histories(*whole)), np.array(parameters)
    done = log_likelihood(data, at)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).value, at), done.gradient, rtol=1e-5, atol=1e-3)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).gradient, at), done.hessian, rtol=1e-5, atol=1e-3)


def test_parameters_are_recovered_from_simulated_customers():
    done = fit_bg_nbd(*bg_nbd_customers(40_000, *TRUTH, seed=2))
    assert_allclose(done.parameters, TRUTH, rtol=0.1)
    assert (np.abs(done.parameters - TRUTH) < 4 * done.standard_errors).all()


def test_a_large_fit_started_from_a_sample_ends_where_a_fit_from_afar_ends():
    x, t_x, age = (np.tile(column, 60) for column in bg_nbd_customers(2000, *TRUTH, seed=3))
    small = fit_bg_nbd(x[:2000], t_x[:2000], age[:2000])
    large = fit_bg_nbd(x, t_x, age)
    assert_allclose(large.parameters, small.parameters, rtol=1e-6)
    assert_allclose(large.log_likelihood, 60 * small.log_likelihood, rtol=1e-12)
    assert_allclose(large.covariance, small.covariance / 60, rtol=1e-5)


def test_merging_loses_no_customer(whole):
    rows = histories(*whole)
    fewer = merged(rows)
    assert len(fewer) < len(rows)
    repeated = np.repeat(np.array([fewer.x, fewer.t_x, fewer.age]), fewer.counts.astype(int), axis=1)
    order = np.lexsort(np.array(whole)[::-1])
    assert_array_equal(repeated, np.array(whole)[:, order])


def test_counts_stand_for_repeated_rows(whole):
    counts = np.random.default_rng(1).integers(1, 5, len(whole[0]))
    one = fit_bg_nbd(*whole, counts=counts)
    other = fit_bg_nbd(*(np.repeat(column, counts) for column in whole))
    assert_allclose(one.parameters, other.parameters, rtol=1e-8)
    assert_allclose(one.covariance, other.covariance, rtol=1e-6)
    assert (one.n, one.log_likelihood) == (other.n, pytest.approx(other.log_likelihood, rel=1e-12))


@pytest.mark.parametrize("unit", [1 / 7, 24 * 3600])
def test_another_unit_of_time_changes_alpha_alone(unit, cdnow):
    one, other = fit_bg_nbd(*cdnow), fit_bg_nbd(cdnow[0], cdnow[1] * unit, cdnow[2] * unit)
    assert_allclose(other.parameters, one.parameters * [1, unit, 1, 1], rtol=1e-7)
    assert_allclose(other.standard_errors, one.standard_errors * [1, unit, 1, 1], rtol=1e-6)
    assert_allclose(other.expected_repeat(9 * unit), one.expected_repeat(9), rtol=1e-7)


def test_the_same_input_gives_the_same_bytes(whole):
    one, other = fit_bg_nbd(*whole), fit_bg_nbd(*whole)
    assert [np.asarray(part).tobytes() for part in astuple(one)] == [
        np.asarray(part).tobytes() for part in astuple(other)
    ]


def purchases_by_integration(t, customer, r, alpha, a, b):
    """Average ``(1 - e^(-rate chance t)) / chance`` over what is believed of one who is alive."""
    x, _, age = customer
    logit = np.linspace(-150, 60, 8001)
    chance = expit(logit)
    weights = chance**a * expit(-logit) ** (b + x)
    bought = -np.expm1(-(r + x) * np.log1p(chance * t / (alpha + age))) / chance
    return weights @ bought / weights.sum()


@pytest.mark.parametrize("a", [0.3, 0.79, 1.0, 1.00001, 1.0003, 2.6])
@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_expected_purchases_are_the_integral_over_beliefs(a, customer):
    fitted = model(0.7, 4.4, a, 1.4)
    expected = purchases_by_integration(26, customer, *fitted.parameters) * fitted.alive(*customer)
    assert_allclose(fitted.expected_purchases(26, *customer), expected, rtol=3e-6)


def test_expected_repeat_has_no_gap_where_a_and_b_add_up_to_one():
    newcomer = (0, 0.0, 0.0)
    for b in (0.6, 0.60001, 0.5):
        expected = purchases_by_integration(26, newcomer, 0.7, 4.4, 0.4, b)
        assert_allclose(model(0.7, 4.4, 0.4, b).expected_repeat(26), expected, rtol=3e-6)


def test_expected_repeat_is_what_customers_do_on_average():
    x, _, age = bg_nbd_customers(60_000, *TRUTH, seed=8, longest=40.0)
    assert_allclose(model(*TRUTH).expected_repeat(age).mean(), x.mean(), rtol=0.02)


def test_alive_is_a_chance_and_falls_with_silence():
    fitted = model(*TRUTH)
    x, t_x, age = bg_nbd_customers(2000, *TRUTH, seed=4)
    chance = fitted.alive(x, t_x, age)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (chance[x == 0] == 1).all()
    assert (np.diff(fitted.alive(np.full(9, 4), np.full(9, 10.0), np.linspace(10, 500, 9))) < 0).all()
    assert fitted.alive(900, 1.0, 4000.0) < 1e-100


def test_nothing_is_bought_in_no_time():
    assert_allclose(model(*TRUTH).expected_purchases(0, [0, 5], [0, 9.0], [10, 10.0]), 0, atol=1e-12)


BAD = {
    "lifetime.negative": ([-1, 2], [0, 1.0], [5, 5.0]),
    "lifetime.not_whole": ([1.5, 2], [1, 1.0], [5, 5.0]),
    "lifetime.recency_after_age": ([1, 2], [6, 1.0], [5, 5.0]),
    "lifetime.recency_without_repeat": ([0, 2], [1, 1.0], [5, 5.0]),
    "lifetime.repeat_without_recency": ([1, 2], [0, 1.0], [5, 5.0]),
    "lifetime.age_not_positive": ([0, 2], [0, 1.0], [0, 5.0]),
    "lifetime.not_finite": ([0, 2], [0, 1.0], [np.inf, 5.0]),
    "lifetime.not_numbers": (["many", 2], [1, 1.0], [5, 5.0]),
    "lifetime.lengths": ([1, 2, 3], [1, 1.0], [5, 5.0]),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_history_is_refused_for_fitting_and_for_prediction(code):
    assert code in codes(lambda: fit_bg_nbd(*BAD[code]))
    assert codes(lambda: model(*TRUTH).alive(*BAD[code])) == [code]
    assert codes(lambda: model(*TRUTH).expected_purchases(1, *BAD[code])) == [code]


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_missing_value_is_refused_once(column, whole):
    columns = [values.copy() for values in whole]
    columns[column][7] = np.nan
    assert codes(lambda: fit_bg_nbd(*columns)) == ["lifetime.not_finite"]


def test_all_that_is_wrong_is_said_at_once_with_counts_and_positions():
    x, t_x, age = [-1, 0.5, 0, 2, 2, 2, 2, 2, 2, 2], [0, 1, 3, 9, 9, 9, 9, 9, 9, 0], [5.0] * 9 + [-1]
    with pytest.raises(StepError) as caught:
        fit_bg_nbd(x, t_x, age, counts=[1] * 9 + [0])
    faults = {fault.code: dict(fault.fields) for fault in caught.value.faults}
    assert set(faults) == {
        "lifetime.negative", "lifetime.not_whole", "lifetime.recency_without_repeat", "lifetime.recency_after_age",
        "lifetime.repeat_without_recency", "lifetime.age_not_positive", "lifetime.bad_count", "lifetime.few_repeaters",
    }  # fmt: skip
    late = faults["lifetime.recency_after_age"]
    assert (late["count"], late["positions"]) == (7, [3, 4, 5, 6, 7])


def test_numbers_past_those_that_floats_can_count_are_refused():
    assert codes(lambda: fit_bg_nbd([1e300] * 20, [1.0] * 20, [2.0] * 20)) == ["lifetime.not_whole"]


@pytest.mark.parametrize("counts", [[1.5] * 12, [0] * 12, [np.nan] * 12])
def test_multiplicities_are_positive_whole_numbers(counts):
    assert "lifetime.bad_count" in codes(lambda: fit_bg_nbd([1] * 12, [1.0] * 12, [2.0] * 12, counts))


def test_too_few_customers_came_back():
    assert codes(lambda: fit_bg_nbd([0] * 50 + [1] * 9, [0] * 50 + [1] * 9, [5] * 59)) == ["lifetime.few_repeaters"]
    assert codes(lambda: fit_bg_nbd([], [], [])) == ["lifetime.few_repeaters"]


@pytest.mark.parametrize("t", [-1, np.nan, [1, np.inf]])
def test_time_to_look_ahead_is_not_negative(t):
    assert codes(lambda: model(*TRUTH).expected_repeat(t)) == ["lifetime.option"]


def test_customers_who_do_not_differ_and_never_leave_fit_no_model():
    rng = np.random.default_rng(0)
    x = rng.poisson(6, 400)
    assert codes(lambda: fit_bg_nbd(x, np.where(x > 0, 9.99, 0), np.full(400, 10.0))) == ["lifetime.not_converged"]


def test_customers_with_the_same_history_fit_no_model():
    assert codes(lambda: fit_bg_nbd([2] * 20, [5.0] * 20, [9.0] * 20)) == ["lifetime.not_converged"]


@pytest.mark.slow
def test_intervals_of_parameters_cover_the_truth():
    share = covered(fit_bg_nbd, lambda seed: bg_nbd_customers(4000, *TRUTH, seed=seed), np.array(TRUTH), 300)
    assert (np.abs(share - 0.95) < 0.04).all(), share
