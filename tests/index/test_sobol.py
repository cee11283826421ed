"""Sobol indices where they are known in closed form, and beside scipy's."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

from centricity.index.samples import keyed_rows, latin_rows, sobol_rows
from centricity.index.sobol import Bootstrap, indices, saltelli

BASE = 4096


def runs(function, factors, base=BASE, seed=3):
    units = sobol_rows(base, 2 * factors, seed)
    pooled = np.concatenate([units[:, :factors], units[:, factors:]])
    design = saltelli(base, factors)
    return function(np.take_along_axis(pooled, design.source, axis=0))


def ishigami(u, a=7.0, b=0.1):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami():
    """Ishigami and Homma (1990): the third input acts only together with the first."""
    a, b = 7.0, 0.1
    first = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    second = a**2 / 8
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first + second + both
    done = indices(runs(ishigami, 3)[:, None], BASE, 3)
    assert_allclose(done.first[:, 0], np.array([first, second, 0]) / variance, atol=0.01)
    assert_allclose(done.total[:, 0], np.array([first + both, second, both]) / variance, atol=0.01)
    assert_allclose(done.variance, variance, rtol=0.01)
    for low, value, high in (
        (done.first_low, done.first, done.first_high),
        (done.total_low, done.total, done.total_high),
    ):
        assert (low <= value).all()
        assert (value <= high).all()


def test_an_additive_model_has_the_shares_of_its_terms():
    """Uniform inputs times 1, 2 and 4: variances 1, 4 and 16 of 21, and nothing by interaction."""
    done = indices((runs(lambda u: u @ [1.0, 2.0, 4.0], 3))[:, None], BASE, 3)
    assert_allclose(done.first[:, 0], np.array([1, 4, 16]) / 21, atol=2e-3)
    assert_allclose(done.total[:, 0], np.array([1, 4, 16]) / 21, atol=2e-3)


def test_scipy_finds_the_same():
    from scipy.stats import sobol_indices

    outputs = runs(ishigami, 3)
    parts = outputs.reshape(5, BASE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = sobol_indices(func={"f_A": parts[:1], "f_B": parts[1:2], "f_AB": parts[2:][:, None, :]}, n=BASE)
    done = indices(outputs[:, None], BASE, 3)
    assert_allclose(done.first[:, 0], np.squeeze(other.first_order), atol=1e-10)
    assert_allclose(done.total[:, 0], np.squeeze(other.total_order), atol=1e-10)


def test_many_outputs_are_each_as_alone():
    outputs = runs(lambda u: np.column_stack([u @ [1.0, 2.0], u[:, 0] * u[:, 1], np.ones(len(u))]), 2)
    together = indices(outputs, BASE, 2, Bootstrap(seed=5))
    for j in range(2):
        alone = indices(outputs[:, [j]], BASE, 2, Bootstrap(seed=5))
        assert_allclose(together.first[:, j], alone.first[:, 0])
        assert_allclose(together.total_high[:, j], alone.total_high[:, 0])


def test_what_does_not_vary_has_no_indices():
    done = indices(np.full((16 * 4, 1), 5.0), 16, 2)
    assert np.isnan(done.first).all()
    assert np.isnan(done.total_low).all()
    assert done.variance == 0


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Additive model, 60 independent designs: a 90 % interval of the first order misses a few times."""
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pooled = rng.random((512, 2))
        made = np.take_along_axis(pooled, saltelli(256, 2).source, axis=0) @ [1.0, 2.0]
        done = indices(made[:, None], 256, 2, Bootstrap(confidence=0.9, seed=seed))
        held.append(done.total_low[1, 0] <= 0.8 <= done.total_high[1, 0])
    assert 0.78 <= np.mean(held) <= 0.98


def test_the_design_exchanges_one_factor_at_a_time():
    design = saltelli(2, 2)
    assert design.source.tolist() == [[0, 0], [1, 1], [2, 2], [3, 3], [2, 0], [3, 1], [0, 2], [1, 3]]


def test_keyed_numbers_are_uniform_unrelated_and_the_same_wherever_they_are_asked_for():
    from scipy.stats import kstest

    made = keyed_rows(7, np.arange(2000), 300)
    assert kstest(made.ravel()[::7], "uniform").pvalue > 0.001
    assert abs(np.corrcoef(made[:-1].ravel(), made[1:].ravel())[0, 1]) < 0.005
    assert abs(np.corrcoef(made[:, :-1].ravel(), made[:, 1:].ravel())[0, 1]) < 0.005
    assert abs(np.corrcoef(made.ravel(), keyed_rows(8, np.arange(2000), 300).ravel())[0, 1]) < 0.005
    np.testing.assert_array_equal(keyed_rows(7, np.array([5, 1999]), 300), made[[5, 1999]])
    assert len(np.unique(made)) == made.size


@pytest.mark.parametrize("rows_of", [latin_rows, sobol_rows])
@pytest.mark.parametrize(("size", "dimensions"), [(1, 1), (100, 3), (1024, 40), (5, 0)])
def test_rows_fill_the_cube_and_are_the_same_for_the_same_seed(rows_of, size, dimensions):
    rows = rows_of(size, dimensions, 7)
    assert rows.shape == (size, dimensions)
    np.testing.assert_array_equal(rows, rows_of(size, dimensions, 7))
    assert ((rows >= 0) & (rows < 1)).all()
    if size == 1024:
        assert_allclose(rows.mean(axis=0), 0.5, atol=1e-3)
        assert (np.sort((rows * 1024).astype(int), axis=0) == np.arange(1024)[:, None]).all()
