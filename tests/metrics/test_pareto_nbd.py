"""The Pareto/NBD model against the paper, the hypergeometric form, brute force and its own simulation."""

from itertools import pairwise

import numpy as np
import pytest
from lifetime_kit import codes, covered, derivatives, pareto_nbd_customers, reference
from numpy.testing import assert_allclose
from scipy import integrate, stats
from scipy.special import gammaln, hyp2f1

from centricity.metrics.lifetime import ParetoNbd, fit_pareto_nbd
from centricity.metrics.lifetime.histories import Histories, histories
from centricity.metrics.lifetime.pareto_nbd import log_likelihood

TRUTH = (0.6, 6.0, 0.8, 12.0)
CUSTOMERS = [(0, 0.0, 38.9), (1, 1.7, 38.9), (2, 30.4, 38.9), (7, 20.0, 20.0), (26, 25.0, 30.0), (3, 0.5, 12.0)]
PARAMETERS = [(0.55, 10.6, 0.61, 11.7), (0.55, 3.0, 0.9, 40.0), (1.4, 20.0, 2.3, 0.05), (2.0, 5.0, 1.0, 5.0)]


def model(r, alpha, s, beta) -> ParetoNbd:
    return ParetoNbd(r, alpha, s, beta, 0.0, 0, np.eye(4), np.ones(4), 0)


def rows(*customers) -> Histories:
    x, t_x, age = np.array(customers).T
    return Histories(x.astype(int), t_x, age, np.ones(len(x)))


@pytest.fixture(scope="module")
def cdnow():
    table = reference("cdnow_customers_summary.csv")
    return table["frequency"], table["recency"], table["T"]


def test_cdnow_is_fitted_as_published(cdnow):
    done = fit_pareto_nbd(*cdnow)
    assert_allclose(done.parameters, [0.5533, 10.578, 0.6062, 11.669], rtol=2e-4)
    assert_allclose(done.log_likelihood, -9594.98, atol=0.01)


def hypergeometric(customer, r, alpha, s, beta):
    """The log-likelihood as Fader and Hardie's note has it."""
    x, t_x, age = customer
    third, top = (s + 1, alpha) if alpha >= beta else (r + x, beta)

    def part(time):
        argument = abs(alpha - beta) / (top + time)
        return hyp2f1(r + s + x, third, r + s + x + 1, argument) / (top + time) ** (r + s + x)

    alive = (alpha + age) ** -(r + x) * (beta + age) ** -s
    left = s / (r + s + x) * (part(t_x) - part(age))
    return gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(alive + left)


@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_the_likelihood_is_the_hypergeometric_one(customer, parameters):
    found = log_likelihood(rows(customer), np.array(parameters)).value
    assert_allclose(found, hypergeometric(customer, *parameters), rtol=1e-9)


def likelihood_of(customer, r, alpha, s, beta):
    """Integrate over both rates the likelihood of one who buys at one rate and leaves at the other."""
    x, t_x, age = customer
    buying, leaving = np.exp(np.linspace(-30, 8, 1500))[:, None], np.exp(np.linspace(-30, 8, 1500))
    both = buying + leaving
    seen = buying**x * (leaving * np.exp(-both * t_x) + buying * np.exp(-both * age)) / both
    density = stats.gamma.pdf(buying, r, scale=1 / alpha) * stats.gamma.pdf(leaving, s, scale=1 / beta)
    return (seen * density * buying * leaving).sum() * (38 / 1499) ** 2


@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_the_likelihood_is_the_integral_over_both_rates(customer):
    parameters = (1.4, 6.0, 1.7, 9.0)
    found = log_likelihood(rows(customer), np.array(parameters)).value
    assert_allclose(found, np.log(likelihood_of(customer, *parameters)), rtol=1e-6)


@pytest.mark.parametrize("customer", [(800, 3.0, 900.0), (5000, 4999.0, 5000.0), (1, 0.001, 2000.0), (0, 0.0, 5000.0)])
@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
def test_extreme_customers_are_as_exact_as_piecewise_integration(customer, parameters):
    r, alpha, s, beta = parameters
    x, t_x, age = customer

    def leaving(time):  # relative to the likelihood of what was seen at t_x, to stay within floats
        fall = (r + x) * np.log((alpha + time) / (alpha + t_x)) + (s + 1) * np.log((beta + time) / (beta + t_x))
        return s * np.exp(-fall)

    cuts = t_x + (age - t_x) * np.concatenate([[0], np.logspace(-9, 0, 60)])
    left = sum(integrate.quad(leaving, *ends, epsabs=0)[0] for ends in pairwise(cuts))
    alive = np.exp(-(r + x) * np.log((alpha + age) / (alpha + t_x)) - s * np.log((beta + age) / (beta + t_x)))
    alive *= beta + t_x
    assert_allclose(model(*parameters).alive(*customer), alive / (alive + left), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
def test_gradient_and_hessian_are_those_of_the_likelihood(parameters):
    data, at = histories(*pareto_nbd_customers(2000, *TRUTH, seed=5)), np.array(parameters)
    done = log_likelihood(data, at)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).value, at), done.gradient, rtol=1e-5, atol=1e-3)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).gradient, at), done.hessian, rtol=1e-5, atol=1e-3)


def test_parameters_are_recovered_from_simulated_customers():
    done = fit_pareto_nbd(*pareto_nbd_customers(30_000, *TRUTH, seed=2))
    assert (np.abs(done.parameters - TRUTH) < 4 * done.standard_errors).all()
    assert_allclose(done.parameters, TRUTH, rtol=0.25)


def test_counts_stand_for_repeated_rows_and_whole_times_are_merged():
    x, t_x, age = pareto_nbd_customers(1500, *TRUTH, seed=6)
    whole = (x, np.ceil(t_x), np.ceil(age))
    counts = np.random.default_rng(1).integers(1, 5, len(x))
    one = fit_pareto_nbd(*whole, counts=counts)
    other = fit_pareto_nbd(*(np.repeat(column, counts) for column in whole))
    assert_allclose(one.parameters, other.parameters, rtol=1e-7)
    assert one.n == other.n == counts.sum()


def test_another_unit_of_time_changes_alpha_and_beta_alone(cdnow):
    one, other = fit_pareto_nbd(*cdnow), fit_pareto_nbd(cdnow[0], cdnow[1] * 7, cdnow[2] * 7)
    assert_allclose(other.parameters, one.parameters * [1, 7, 1, 7], rtol=1e-6)


def test_alive_is_a_chance_and_falls_with_silence():
    fitted = model(*TRUTH)
    chance = fitted.alive(*pareto_nbd_customers(2000, *TRUTH, seed=4))
    assert ((chance > 0) & (chance <= 1)).all()
    assert (np.diff(fitted.alive(np.full(9, 4), np.full(9, 10.0), np.linspace(10, 500, 9))) < 0).all()
    assert fitted.alive(4, 10.0, 10.0) == 1
    assert fitted.alive([], [], []).shape == (0,)


@pytest.mark.parametrize("s", [0.3, 1.0, 1.0000001, 2.6])
@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_expected_purchases_are_the_integral_of_those_still_alive(customer, s):
    fitted = model(0.7, 4.4, s, 9.0)
    x, _, age = customer
    lived = integrate.quad(lambda u: ((9 + age) / (9 + age + u)) ** s, 0, 26, epsrel=1e-11)[0]
    expected = fitted.alive(*customer) * (0.7 + x) / (4.4 + age) * lived
    assert_allclose(fitted.expected_purchases(26, *customer), expected, rtol=1e-8)


@pytest.mark.parametrize("s", [0.3, 1.0, 2.6])
@pytest.mark.parametrize("rate", [0.0005, 0.02, 1.5])
def test_discounted_purchases_are_the_discounted_integral(s, rate):
    fitted = model(0.7, 4.4, s, 9.0)
    for x, t_x, age in CUSTOMERS:
        worth = integrate.quad(
            lambda u, age=age: np.exp(-u) * ((9 + age) / (9 + age + u / rate)) ** s, 0, np.inf, limit=500
        )[0]
        expected = fitted.alive(x, t_x, age) * (0.7 + x) / (4.4 + age) * worth / rate
        assert_allclose(fitted.discounted_purchases(rate, x, t_x, age), expected, rtol=1e-6)


def test_expected_repeat_is_what_customers_do_on_average():
    x, _, age = pareto_nbd_customers(80_000, *TRUTH, seed=8)
    assert_allclose(model(*TRUTH).expected_repeat(age).mean(), x.mean(), rtol=0.02)


@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf])
def test_a_discount_rate_is_above_zero(rate):
    assert codes(lambda: model(*TRUTH).discounted_purchases(rate, 1, 1, 2)) == ["lifetime.option"]


def test_bad_histories_are_refused():
    said = ["lifetime.not_whole", "lifetime.recency_after_age"]
    assert codes(lambda: fit_pareto_nbd([1.5] * 20, [3] * 20, [2] * 20)) == said
    assert codes(lambda: model(*TRUTH).alive(1.5, 3, 2)) == said


def test_customers_who_do_not_differ_and_never_leave_fit_no_model():
    rng = np.random.default_rng(0)
    x = rng.poisson(6, 400)
    done = codes(lambda: fit_pareto_nbd(x, np.where(x > 0, 9.99, 0), np.full(400, 10.0)))
    assert done == ["lifetime.not_converged"]


@pytest.mark.slow
def test_intervals_of_parameters_cover_the_truth():
    share = covered(fit_pareto_nbd, lambda seed: pareto_nbd_customers(4000, *TRUTH, seed=seed), np.array(TRUTH), 200)
    assert (np.abs(share - 0.95) < 0.05).all(), share
