"""R squared divided among drivers, against definitions written out in full."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.stats import drivers as room
from centricity.stats.drivers import drivers

NAMES = ("speed", "price", "staff", "app")


def table(seed=0, n=60, k=4):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, k)) @ rng.normal(size=(k, k))
    return x, x @ np.array([1, 0.5, 0, -1, 0.3, 2])[:k] + rng.normal(size=n), rng.uniform(0.5, 2, n)


def values(done):
    return [estimate.value for estimate in done.shares]


def explained(x, y, w):
    """R squared of a regression by statsmodels, 0 for no drivers."""
    from statsmodels.api import WLS, add_constant

    return WLS(y, add_constant(x), weights=w).fit().rsquared if x.shape[1] else 0.0


def lmg(x, y, w):
    """The mean gain of R squared over all orders, as relaimpo defines it."""
    k = x.shape[1]
    gains = np.zeros(k)
    for order in itertools.permutations(range(k)):
        for place, driver in enumerate(order):
            gains[driver] += explained(x[:, order[: place + 1]], y, w) - explained(x[:, order[:place]], y, w)
    return gains / math.factorial(k)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("k", [1, 2, 4])
def test_shapley_is_the_mean_gain_over_all_orders(k):
    x, y, w = table(k=k)
    done = drivers(NAMES[:k], x, y, w, "shapley", draws=20)
    expected = lmg(x, y, w)
    assert_allclose(values(done), expected / expected.sum(), atol=1e-9)
    assert_allclose(done.r2.value, explained(x, y, w), atol=1e-9)


def test_johnson_is_the_detour_over_the_closest_uncorrelated_variables():
    x, y, _ = table(3)
    z, u = ((a - a.mean(axis=0)) / (a.std(axis=0) * math.sqrt(len(a))) for a in (x, y))
    left, _, right = np.linalg.svd(z, full_matrices=False)
    closest = left @ right
    parts = (z.T @ closest) ** 2 @ (closest.T @ u) ** 2
    assert_allclose(values(drivers(NAMES, x, y, draws=20)), parts / parts.sum(), atol=1e-9)


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_uncorrelated_drivers_share_by_their_squared_correlations(kind):
    x, _, _ = table(1)
    x = np.linalg.qr(x - x.mean(axis=0))[0]
    y = x @ np.array([3.0, -2, 1, 0]) + 0.1
    done = drivers(NAMES, x, y, kind=kind, draws=50)
    assert_allclose(values(done), np.array([9, 4, 1, 0]) / 14, atol=1e-9)
    assert done.signs == (1, -1, 1, 0)
    assert_allclose(done.r2.value, 1)


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_shares_add_up_and_lie_in_their_intervals(kind):
    for seed in range(5):
        done = drivers(NAMES, *table(seed), kind=kind, draws=200)
        assert_allclose(sum(values(done)), 1)
        for estimate in (*done.shares, done.r2):
            assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
            assert estimate.n == 60
            assert not estimate.warnings


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_units_do_not_matter_and_the_order_of_drivers_only_orders(kind):
    x, y, w = table(2)
    done = drivers(NAMES, x, y, w, kind, draws=50)
    scaled = drivers(NAMES, x * [1, 1e6, 1e-6, -3] + 5, 7 * y - 2, w, kind, draws=50)
    assert_allclose(values(scaled), values(done), atol=1e-9)
    assert_allclose(scaled.shares[1].low, done.shares[1].low, atol=1e-9)
    assert scaled.signs == (*done.signs[:3], -done.signs[3])
    assert_allclose(values(drivers(NAMES, x[:, ::-1], y, w, kind, draws=9)), values(done)[::-1], atol=1e-9)


def test_whole_weights_count_a_row_as_often_as_they_say():
    x, y, _ = table(4)
    w = np.random.default_rng(5).integers(1, 4, len(y))
    repeated = drivers(NAMES, np.repeat(x, w, axis=0), np.repeat(y, w), draws=9)
    assert_allclose(values(drivers(NAMES, x, y, w, draws=9)), values(repeated))


def test_rows_with_a_gap_or_without_weight_are_left_out_and_counted():
    x, y, w = table(6)
    gaps = x.copy()
    gaps[3, 1] = math.nan
    y[7], w[9] = math.nan, 0
    kept = np.delete(np.arange(60), [3, 7, 9])
    done, plain = drivers(NAMES, gaps, y, w, draws=30), drivers(NAMES, x[kept], y[kept], w[kept], draws=30)
    assert (done.n, done.left_out) == (57, 3)
    assert done.shares == plain.shares


def test_the_same_seed_gives_the_same_limits_however_the_work_is_cut(monkeypatch):
    x, y, w = table(7)
    done = drivers(NAMES, x, y, w, draws=100)
    assert drivers(NAMES, x, y, w, draws=100) == done
    assert drivers(NAMES, x, y, w, draws=100, seed=1).shares != done.shares
    monkeypatch.setattr(room, "_CELLS", 7 * 60)
    cut = drivers(NAMES, x, y, w, draws=100)
    assert_allclose([e.low for e in cut.shares], [e.low for e in done.shares])


def test_fifteen_drivers_can_be_divided_by_shapley():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(200, 15)) + rng.normal(size=(200, 1))
    done = drivers([str(i) for i in range(15)], x, x.sum(axis=1) + rng.normal(size=200), kind="shapley", draws=2)
    assert_allclose(sum(values(done)), 1)


def refused(*arguments):
    with pytest.raises(StepError) as raised:
        drivers(*arguments)
    return [(fault.code, dict(fault.fields)) for fault in raised.value.faults]


def test_everything_that_stands_in_the_way_is_named():
    x = np.ones((12, 2))
    assert refused(("a", "b"), x, np.ones(12)) == [
        ("stats.few_rows", {"n": 12, "needed": 14, "drivers": 2}),
        ("stats.constant_outcome", {"n": 12}),
        ("stats.constant_driver", {"driver": "a"}),
        ("stats.constant_driver", {"driver": "b"}),
    ]
    assert refused(("a",), np.full((3, 1), math.nan), np.ones(3))[0][1]["n"] == 0


def test_drivers_that_determine_one_another_are_named():
    x, y, _ = table()
    x[:, 3] = 2 * x[:, 0] - x[:, 1]
    assert refused(NAMES, x, y) == [("stats.collinear_drivers", {"drivers": "speed, price, app"})]


def test_too_many_drivers_for_shapley_are_refused():
    x = np.random.default_rng(0).normal(size=(100, 16))
    assert refused([str(i) for i in range(16)], x, x[:, 0], None, "shapley") == [
        ("stats.many_drivers", {"count": 16, "most": 15})
    ]


def test_a_driver_that_is_often_constant_in_the_samples_brings_a_warning():
    x, y, _ = table()
    x[:, 0] = 0
    x[5, 0] = 1
    done = drivers(NAMES, x, y, draws=100)
    assert [fault.code for fault in done.r2.warnings] == ["stats.draws_lost"]
    assert 25 <= done.r2.warnings[0].fields["lost"] <= 50


def orthogonal(repeats):
    """Two drivers and an outcome that is exactly uncorrelated with either."""
    corners = np.array([[0.0, 0.0], [0, 1], [1, 0], [1, 1]])
    return np.tile(corners, (repeats, 1)), np.tile([0.0, 1, 1, 0], repeats)


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_drivers_that_explain_nothing_are_refused_and_not_shared_out(kind):
    with pytest.raises(StepError) as refused:
        drivers(NAMES[:2], *orthogonal(6), kind=kind)
    assert [fault.code for fault in refused.value.faults] == ["stats.nothing_explained"]


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_samples_that_explain_nothing_tell_of_no_share(kind, monkeypatch):
    """A single driver has the whole share in every sample that has any."""
    x, y = orthogonal(6)
    nothing = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    usual = room._samples
    monkeypatch.setattr(room, "_samples", lambda *told: [*usual(*told), nothing])
    y[0] = 3.0
    done = drivers(NAMES[:1], x[:, :1], y, kind=kind)
    assert (done.shares[0].value, done.shares[0].low, done.shares[0].high) == (1.0, 1.0, 1.0)
    assert done.r2.low >= 0
