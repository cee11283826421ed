"""Every interval covers the truth as often as it promises: nominal 95 %, from 30 answers on.

Counts are discrete, so that the coverage at one true share and one n oscillates around the nominal one. As is
usual since Brown, Cai and DasGupta (2001), shares are judged by the average over a grid of true values.
"""

import math

import numpy as np
import pytest
from scipy import stats

from centricity.stats.association import lagged
from centricity.stats.drivers import drivers
from centricity.stats.estimate import Estimate, difference, mean_interval
from centricity.stats.proportions import net_share, wilson
from centricity.stats.quantiles import order_ranks
from centricity.stats.shrink import shrink
from centricity.stats.survival import kaplan_meier

pytestmark = pytest.mark.slow

LOW, HIGH = 0.94, 0.965
SIZES = [30, 50, 100, 300]


def inside(low, high, truth):
    return (low <= truth) & (truth <= high)


def wilson_of_all(n):
    found = np.arange(n + 1) / n
    return found, *wilson(found, np.full(n + 1, float(n)))


@pytest.mark.parametrize("n", SIZES)
def test_wilson_on_average_over_shares(n):
    _, low, high = wilson_of_all(n)
    grid = np.linspace(0.02, 0.98, 97)
    chances = stats.binom.pmf(np.arange(n + 1), n, grid[:, None])
    covered = (chances * inside(low, high, grid[:, None])).sum(axis=1)
    assert LOW < covered.mean() < HIGH
    assert covered.min() > 0.92


@pytest.mark.parametrize("n", SIZES)
def test_net_share_on_average_over_pairs_of_shares(n):
    rng = np.random.default_rng(n)
    covered = []
    for good in np.linspace(0.1, 0.8, 8):
        for bad in np.linspace(0.05, 0.6, 8)[np.linspace(0.05, 0.6, 8) < 0.97 - good]:
            found = rng.multinomial(n, [good, bad, 1 - good - bad], 5000) / n
            low, high = net_share(found[:, 0], found[:, 1], np.full(5000, n))
            covered.append(inside(low, high, good - bad).mean())
    assert LOW < np.mean(covered) < HIGH
    assert min(covered) > 0.92


@pytest.mark.parametrize("n", [30, 50])
def test_difference_of_shares_on_average_over_pairs_of_shares(n):
    shares = [Estimate(*map(float, row), n, "Wilson") for row in np.transpose(wilson_of_all(n))]
    joined = [[difference(after, before) for before in shares] for after in shares]
    low, high = (np.array([[getattr(cell, side) for cell in row] for row in joined]) for side in ("low", "high"))
    covered = []
    for after in np.linspace(0.1, 0.9, 9):
        for before in np.linspace(0.1, 0.9, 9):
            chances = np.outer(*(stats.binom.pmf(np.arange(n + 1), n, share) for share in (after, before)))
            covered.append((chances * inside(low, high, after - before)).sum())
    assert LOW < np.mean(covered) < HIGH
    assert min(covered) > 0.92


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(("shape", "least"), [(math.inf, LOW), (16, LOW), (4, LOW), (1, 0.925)])
def test_student_for_normal_and_skewed_answers(n, shape, least):
    """Skewness 0, 0.5, 1 and 2; the last, far from moderate, is known to fall short in small groups."""
    rng = np.random.default_rng(n)
    x = rng.normal(size=(20000, n)) if shape == math.inf else rng.gamma(shape, size=(20000, n)) - shape
    low, high = mean_interval(x.mean(axis=1), x.std(axis=1, ddof=1), np.full(20000, n))
    assert least < inside(low, high, 0).mean() < HIGH


@pytest.mark.parametrize("q", [0.1, 0.25, 0.5, 0.9])
def test_order_statistics_cover_at_least_as_often(q):
    n = np.arange(30, 500)
    low, high = order_ranks(n, q)
    covered = stats.binom.cdf(np.where(high > 0, high - 1, n), n, q) - stats.binom.cdf(low - 1, n, q)
    assert covered.min() >= 0.95
    assert covered.max() < 0.996


@pytest.mark.parametrize("n", [30, 100, 300])
def test_survival_its_quantiles_and_its_area(n):
    rng = np.random.default_rng(n)
    hits = np.zeros(6)
    for _ in range(2000):
        stay, seen = rng.exponential(1, n), rng.uniform(0, 3, n)
        left = (stay <= seen).astype(float)
        done = kaplan_meier(np.minimum(stay, seen), left, 1 - left)
        pairs = [(done.at(t), math.exp(-t)) for t in (0.3, 0.7, 1.2)]
        pairs += [(done.quantile(q), -math.log(1 - q)) for q in (0.25, 0.5)]
        pairs.append((done.restricted_mean(1), 1 - math.exp(-1)))
        hits += [inside(estimate.low, estimate.high, truth) for estimate, truth in pairs]
    # 2000 draws tell the coverage of one line to half a point
    assert (hits / 2000 > LOW - 0.005).all()
    assert (hits / 2000 < HIGH).all()
    assert LOW < hits.mean() / 2000 < HIGH


@pytest.mark.parametrize("groups", [5, 15, 30, 100])
def test_shrinkage_on_average_over_groups(groups):
    """Between 94 and 96.5 % where the groups truly differ; where they do not, the interval is cautious."""
    rng = np.random.default_rng(groups)
    covered = []
    for spread in (0, 0.25, 0.5, 1, 2):
        hits = []
        for _ in range(500):
            v, truth = rng.uniform(0.3, 3, groups), rng.normal(0, spread, groups)
            done = shrink(truth + np.sqrt(v) * rng.normal(size=groups), v)
            hits.append(inside(done.low, done.high, truth).mean())
        covered.append(np.mean(hits))
    assert min(covered) > LOW
    assert covered[-1] < HIGH


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
@pytest.mark.parametrize("n", [30, 100, 300])
def test_shares_of_drivers_and_r_squared(kind, n):
    rng = np.random.default_rng(n)
    together, slopes = np.full((3, 3), 0.4) + 0.6 * np.eye(3), np.array([1, 0.7, 0.4])
    large = rng.multivariate_normal(np.zeros(3), together, 400_000)
    truth = drivers("abc", large, large @ slopes + math.sqrt(2) * rng.normal(size=400_000), kind=kind, draws=1)
    hits = np.zeros(4)
    for seed in range(600):
        x = rng.multivariate_normal(np.zeros(3), together, n)
        done = drivers("abc", x, x @ slopes + math.sqrt(2) * rng.normal(size=n), kind=kind, draws=400, seed=seed)
        pairs = zip((*done.shares, done.r2), (*truth.shares, truth.r2), strict=True)
        hits += [inside(estimate.low, estimate.high, true.value) for estimate, true in pairs]
    # 600 draws tell the coverage of one driver to a point, that of all to half a point
    assert (hits / 600 > 0.92).all()
    assert LOW - 0.005 < hits[:3].mean() / 600 < HIGH
    assert 0.93 < hits[3] / 600 < 0.98


@pytest.mark.parametrize(("kind", "truth"), [("pearson", 0.5), ("spearman", 6 / math.pi * math.asin(0.25))])
@pytest.mark.parametrize("n", [30, 100])
def test_correlations(kind, truth, n):
    rng = np.random.default_rng(n)
    hits = []
    for _ in range(4000):
        x, noise = rng.normal(size=(2, n))
        done = lagged(x, 0.5 * x + math.sqrt(0.75) * noise, [0], kind)[0].estimate
        hits.append(inside(done.low, done.high, truth))
    assert LOW < np.mean(hits) < HIGH


@pytest.mark.parametrize("n", [30, 100])
def test_correlations_of_series_that_carry_over(n):
    rng = np.random.default_rng(n)
    hits = np.zeros((2000, 2))
    for draw in range(2000):
        shocks = rng.normal(size=(2, n + 30))
        walk = shocks.copy()
        for t in range(1, n + 30):
            walk[:, t] += 0.6 * walk[:, t - 1]
        for careful in (0, 1):
            done = lagged(*walk[:, 30:], [0], autocorrelated=bool(careful))[0].estimate
            hits[draw, careful] = inside(done.low, done.high, 0)
    plain, careful = hits.mean(axis=0)
    assert plain < 0.87
    assert 0.935 < careful < HIGH
