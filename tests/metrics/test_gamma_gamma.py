"""The Gamma-Gamma model against the paper, brute force and its own simulation."""

import math

import numpy as np
import pytest
from lifetime_kit import codes, covered, derivatives, reference, spends
from numpy.testing import assert_allclose
from scipy import stats

from centricity.metrics.lifetime import GammaGamma, fit_gamma_gamma
from centricity.metrics.lifetime.gamma_gamma import Spends, log_likelihood

TRUTH = (4.0, 3.5, 20.0)


def model(p, q, v) -> GammaGamma:
    return GammaGamma(p, q, v, 0.0, 0, np.eye(3), np.ones(3), 0, 0.0)


def customers(n, seed=0):
    x = np.random.default_rng(seed + 1000).poisson(2.0, n)
    return x, spends(x, *TRUTH, seed=seed)


@pytest.fixture(scope="module")
def cdnow():
    table = reference("cdnow_customers_summary_with_transactions.csv")
    return table["x"], table["zbar"]


def test_cdnow_is_fitted_as_published(cdnow):
    done = fit_gamma_gamma(*cdnow)
    assert_allclose(done.parameters, [6.2488, 3.7446, 15.4477], atol=1e-3)
    assert done.n == 946
    back = cdnow[0] > 0
    assert_allclose(done.correlation, np.corrcoef(cdnow[0][back], cdnow[1][back])[0, 1])


@pytest.mark.parametrize(("x", "mean"), [(1, 9.0), (3, 40.0), (12, 6.5)])
def test_the_likelihood_and_the_expectation_are_integrals_over_rates(x, mean):
    p, q, v = TRUTH
    rate = np.exp(np.linspace(-30, 15, 8001))
    density = stats.gamma.pdf(mean, p * x, scale=1 / (rate * x)) * stats.gamma.pdf(rate, q, scale=1 / v) * rate
    data = Spends(np.array([x * 1.0]), np.array([x * mean]), np.ones(1))
    found = log_likelihood(data, np.array(TRUTH)).value - math.log(mean)
    assert_allclose(found, math.log(density.sum() * 45 / 8000), rtol=1e-8)
    assert_allclose(model(*TRUTH).expected_spend(x, mean), (density * p / rate).sum() / density.sum(), rtol=1e-8)


@pytest.mark.parametrize("at", [(4.0, 3.5, 20.0), (0.3, 0.8, 2.0), (9.0, 30.0, 0.4)], ids=str)
def test_gradient_and_hessian_are_those_of_the_likelihood(at):
    x, mean = customers(2000)
    back = x > 0
    data, at = Spends(x[back].astype(float), (x * mean)[back], np.ones(back.sum())), np.array(at)
    done = log_likelihood(data, at)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).value, at), done.gradient, rtol=1e-5, atol=1e-3)
    assert_allclose(derivatives(lambda p: log_likelihood(data, p).gradient, at), done.hessian, rtol=1e-5, atol=1e-3)


def test_parameters_are_recovered_and_nothing_is_correlated():
    done = fit_gamma_gamma(*customers(50_000))
    assert_allclose(done.parameters, TRUTH, rtol=0.1)
    assert (np.abs(done.parameters - TRUTH) < 4 * done.standard_errors).all()
    assert abs(done.correlation) < 0.02


def test_customers_without_repeat_purchases_tell_nothing_and_get_the_mean_of_all():
    x, mean = customers(3000)
    one = fit_gamma_gamma(x, np.where(x > 0, mean, np.nan))
    other = fit_gamma_gamma(x[x > 0], mean[x > 0])
    assert_allclose(one.parameters, other.parameters, rtol=1e-12)
    assert_allclose(one.expected_spend(0, math.nan), one.p * one.v / (one.q - 1))


def test_the_more_purchases_the_closer_is_the_expectation_to_what_was_spent():
    gaps = np.abs(model(*TRUTH).expected_spend([1, 2, 5, 50, 5000], [90.0] * 5) - 90)
    assert (np.diff(gaps) < 0).all()
    assert gaps[-1] < 0.1


def test_a_mean_that_does_not_exist_is_infinite():
    found = model(2.0, 0.9, 5.0).expected_spend([0, 3], [0, 8.0])
    assert found[0] == math.inf
    assert_allclose(found[1], 2 * (5 + 3 * 8) / (2 * 3 + 0.9 - 1))


def test_counts_stand_for_repeated_rows():
    x, mean = customers(1500)
    counts = np.random.default_rng(1).integers(1, 5, len(x))
    one, other = fit_gamma_gamma(x, mean, counts), fit_gamma_gamma(np.repeat(x, counts), np.repeat(mean, counts))
    assert_allclose(one.parameters, other.parameters, rtol=1e-8)
    assert_allclose([one.log_likelihood, one.correlation], [other.log_likelihood, other.correlation], rtol=1e-9)
    assert one.n == other.n


def test_another_currency_changes_v_alone():
    x, mean = customers(3000)
    one, other = fit_gamma_gamma(x, mean), fit_gamma_gamma(x, 90 * mean)
    assert_allclose(other.parameters, one.parameters * [1, 1, 90], rtol=1e-7)
    assert_allclose(other.log_likelihood, one.log_likelihood - one.n * math.log(90), rtol=1e-10)


def test_a_correlation_of_what_does_not_vary_is_unknown():
    mean = spends(np.full(300, 2), *TRUTH)
    assert math.isnan(fit_gamma_gamma(np.full(300, 2), mean).correlation)


@pytest.mark.parametrize(
    ("x", "mean", "said"),
    [
        ([1] * 20, [0.0] * 20, ["lifetime.spend_not_positive"]),
        ([1] * 20, [-3.0] * 20, ["lifetime.spend_not_positive"]),
        ([1] * 20, [math.nan] * 20, ["lifetime.not_finite"]),
        ([-1, 0.5] * 20, [1.0, 2.0] * 20, ["lifetime.negative", "lifetime.not_whole"]),
        ([0] * 20, [1.0] * 20, ["lifetime.few_repeaters"]),
        ([1] * 20, [1.0] * 19, ["lifetime.lengths"]),
        ([2] * 20, [7.0] * 20, ["lifetime.not_converged"]),
    ],
)
def test_bad_input_is_refused(x, mean, said):
    assert codes(lambda: fit_gamma_gamma(x, mean)) == said


def test_bad_input_for_a_prediction_is_refused_at_once():
    said = codes(lambda: model(*TRUTH).expected_spend([1, -1, math.nan], [0, 1, 1]))
    assert said == ["lifetime.not_finite", "lifetime.negative", "lifetime.spend_not_positive"]


@pytest.mark.slow
def test_intervals_of_parameters_cover_the_truth():
    share = covered(fit_gamma_gamma, lambda seed: customers(3000, seed), np.array(TRUTH), 300)
    assert (np.abs(share - 0.95) < 0.04).all(), share
