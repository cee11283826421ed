"""The shifted-beta-geometric model against the paper, sums taken term by term and its own simulation."""

import math

import numpy as np
import pytest
from lifetime_kit import codes, derivatives, reference
from numpy.testing import assert_allclose
from scipy.special import beta as beta_function

from centricity.metrics.lifetime import ShiftedBetaGeometric, fit_sbg
from centricity.metrics.lifetime.sbg import log_likelihood

REGULAR = (0.704, 1.182)


def model(alpha, beta) -> ShiftedBetaGeometric:
    return ShiftedBetaGeometric(alpha, beta, 0.0, 0, np.eye(2), np.ones(2), 0)


def cohort(n, alpha, beta, periods, seed=0):
    """Customers lost at each renewal, and those still there."""
    rng = np.random.default_rng(seed)
    left = rng.geometric(rng.beta(alpha, beta, n))
    lost = np.bincount(np.minimum(left, periods + 1), minlength=periods + 2)[1:]
    return lost[:-1].astype(float), float(lost[-1])


@pytest.mark.parametrize(("segment", "published"), [("highend", (0.668, 3.806)), ("regular", REGULAR)])
def test_the_segments_of_the_paper_are_fitted_as_published(segment, published):
    lost = reference("sbg_fader_hardie_2007_retention.csv")[f"{segment}_lost"][1:]
    done = fit_sbg(lost, 1000 - lost.sum())
    assert_allclose([done.alpha, done.beta], published, atol=6e-4)
    assert done.n == 1000


def test_the_likelihood_is_that_of_the_paper():
    lost, survivors = np.array([120.0, 60, 30]), 90.0
    alpha, beta = 1.3, 2.1
    shares = [beta_function(alpha + 1, beta + t - 1) / beta_function(alpha, beta) for t in (1, 2, 3)]
    stay = beta_function(alpha, beta + 3) / beta_function(alpha, beta)
    kept = survivors + np.array([90.0, 30, 0])
    found = log_likelihood(lost, kept, np.array([alpha, beta]))
    assert_allclose(found.value, lost @ np.log(shares) + survivors * math.log(stay))
    at = np.array([alpha, beta])
    assert_allclose(derivatives(lambda p: log_likelihood(lost, kept, p).value, at), found.gradient, rtol=1e-6)
    assert_allclose(derivatives(lambda p: log_likelihood(lost, kept, p).gradient, at), found.hessian, rtol=1e-6)


def test_survival_is_the_product_of_retention():
    fitted = model(*REGULAR)
    assert_allclose(fitted.survival(np.arange(13))[1:], np.cumprod(fitted.retention(np.arange(1, 13))))
    assert fitted.survival(0) == 1
    assert_allclose(fitted.retention(1), REGULAR[1] / sum(REGULAR))
    assert (np.diff(fitted.retention(np.arange(1, 50))) > 0).all()


@pytest.mark.parametrize("discount", [0.05, 0.1, 1.0])
@pytest.mark.parametrize("parameters", [REGULAR, (2.5, 9.0)], ids=str)
def test_discounted_lifetimes_are_sums_over_renewals(parameters, discount):
    fitted, t = model(*parameters), np.arange(900.0)
    assert_allclose(fitted.discounted_lifetime(discount), (fitted.survival(t) / (1 + discount) ** t).sum())
    for k in (0, 1, 7):
        ahead = t[t > k]
        residual = (fitted.survival(ahead) / fitted.survival(k) / (1 + discount) ** (ahead - k - 1.0)).sum()
        assert_allclose(fitted.discounted_residual_lifetime(k, discount), residual)


def test_lifetime_without_discount_is_finite_only_for_alpha_above_one():
    assert_allclose(model(3.0, 4.0).expected_lifetime, 3.0)
    t = np.arange(2_000_000)
    assert_allclose(model(3.0, 4.0).expected_lifetime, model(3.0, 4.0).survival(t).sum(), rtol=1e-6)
    assert model(1.0, 4.0).expected_lifetime == math.inf
    assert_allclose(model(3.0, 4.0).discounted_lifetime(1e-9), 3.0, rtol=1e-6)
    assert model(*REGULAR).discounted_residual_lifetime([0, 3], 0.0).tolist() == [math.inf] * 2


def test_parameters_are_recovered_from_simulated_customers():
    done = fit_sbg(*cohort(200_000, 0.9, 2.4, 8, seed=3))
    assert_allclose([done.alpha, done.beta], [0.9, 2.4], rtol=0.05)


def test_cohorts_are_added():
    parts = [cohort(4000, 0.9, 2.4, 6, seed=seed) for seed in (1, 2)]
    together = fit_sbg(np.array([lost for lost, _ in parts]), [kept for _, kept in parts])
    added = fit_sbg(parts[0][0] + parts[1][0], parts[0][1] + parts[1][1])
    assert_allclose([together.alpha, together.beta, together.n], [added.alpha, added.beta, added.n], rtol=1e-9)


def test_a_younger_cohort_speaks_of_its_own_renewals_only():
    (old, old_kept), (young, young_kept) = cohort(4000, 0.9, 2.4, 6, seed=1), cohort(4000, 0.9, 2.4, 2, seed=2)
    done = fit_sbg(np.vstack([old, np.append(young, [np.nan] * 4)]), [old_kept, young_kept])
    at = np.array([done.alpha, done.beta])
    values = []
    for lost, kept in ((old, old_kept), (young, young_kept)):
        later = np.cumsum(lost[::-1])[::-1] - lost
        values.append(log_likelihood(lost, later + kept, at))
    assert_allclose(done.log_likelihood, sum(value.value for value in values))
    assert_allclose(sum(value.gradient for value in values), 0, atol=1e-3)
    assert done.n == 8000


@pytest.mark.parametrize(
    ("lost", "survivors", "said"),
    [
        ([-1, 5, 3], 4, ["lifetime.negative"]),
        ([1.5, 5, 3], 4, ["lifetime.not_whole"]),
        ([1, math.nan, 3], 4, ["lifetime.not_finite"]),
        ([1, 5, math.inf], 4, ["lifetime.not_finite"]),
        ([1, 5], math.nan, ["lifetime.not_finite"]),
        ([5], 4, ["lifetime.few_periods"]),
        ([0, 0, 0], 40, ["lifetime.one_outcome"]),
        ([50, 0, 0], 0, ["lifetime.one_outcome"]),
        ([[5, 4], [3, 2]], 4, ["lifetime.lengths"]),
        ([10, 90, 400], 0, ["lifetime.not_converged"]),
    ],
)
def test_bad_input_is_refused(lost, survivors, said):
    assert codes(lambda: fit_sbg(lost, survivors)) == said


@pytest.mark.parametrize(
    "call",
    [
        lambda fitted: fitted.survival(-1),
        lambda fitted: fitted.survival(math.nan),
        lambda fitted: fitted.retention(0),
        lambda fitted: fitted.discounted_lifetime(-0.1),
        lambda fitted: fitted.discounted_residual_lifetime(-1, 0.1),
        lambda fitted: fitted.discounted_residual_lifetime(1, math.nan),
    ],
)
def test_bad_settings_are_refused(call):
    assert codes(lambda: call(model(*REGULAR))) == ["lifetime.option"]


@pytest.mark.slow
def test_intervals_of_parameters_cover_the_truth():
    truth, hits = np.array([0.9, 2.4]), np.zeros(2)
    for seed in range(1000):
        done = fit_sbg(*cohort(3000, *truth, 6, seed=seed))
        errors = np.sqrt(np.diag(done.covariance))
        hits += np.abs(np.log(np.array([done.alpha, done.beta]) / truth)) <= 1.96 * errors
    assert (np.abs(hits / 1000 - 0.95) < 0.025).all(), hits
