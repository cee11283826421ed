"""Loadings of the first principal component."""

import numpy as np
from numpy.testing import assert_allclose

from centricity.stats.components import first_component


def table(seed=0, n=40, m=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) * rng.uniform(0.5, 1.5, m) + 0.7 * rng.normal(size=(n, m))


def test_the_loadings_solve_the_eigenvalue_equation_for_the_largest_root():
    found = table()
    correlation = np.corrcoef(found, rowvar=False)
    loadings = first_component(found)
    root = loadings @ correlation @ loadings
    assert_allclose(correlation @ loadings, root * loadings, atol=1e-12)
    assert_allclose(root, np.linalg.eigvalsh(correlation).max())


def test_no_other_direction_explains_more():
    found = table(3)
    correlation = np.corrcoef(found, rowvar=False)
    loadings = first_component(found)
    rng = np.random.default_rng(9)
    others = rng.normal(size=(200, 4))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert (np.einsum("ij,jk,ik->i", others, correlation, others) <= loadings @ correlation @ loadings + 1e-12).all()


def test_loadings_have_unit_length_and_a_positive_sum():
    for seed in range(5):
        loadings = first_component(table(seed))
        assert_allclose(np.linalg.norm(loadings), 1)
        assert loadings.sum() > 0


def test_units_do_not_matter():
    found = table(2)
    assert_allclose(first_component(found * [1, 10, 0.1, 7] + 5), first_component(found), atol=1e-10)


def test_rows_with_a_gap_are_left_out():
    found = table(1)
    gaps = np.vstack([found, [np.nan, 1, 2, 3]])
    assert_allclose(first_component(gaps), first_component(found))


def test_two_columns_load_equally():
    assert_allclose(first_component(table(4, m=2)), np.sqrt([0.5, 0.5]))
