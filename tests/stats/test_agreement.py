"""Agreement of raters against worked examples in print and by their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from centricity.stats.agreement import krippendorff, mean_kappa, weighted_kappa

NAN = float("nan")
KRIPPENDORFF = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
])  # fmt: skip
"""Four observers, twelve units, with gaps (Krippendorff 2011, section C and D)."""


@pytest.mark.parametrize(("kind", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_own_example(kind, alpha):
    done = krippendorff(KRIPPENDORFF, kind)
    assert_allclose(done.value, alpha, atol=5e-4)
    assert done.n == 11
    assert done.low <= done.value <= done.high


def test_two_observers_of_binary_data_as_in_krippendorff():
    """Ten articles by two observers (Krippendorff 2011, section A): alpha 0.095."""
    ratings = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float)
    assert_allclose(krippendorff(ratings, "nominal").value, 0.095, atol=5e-4)


def by_table(first, second, levels):
    """Weighted kappa from its table of counts, as Cohen defines it."""
    size = len(levels)
    table = np.zeros((size, size))
    for a, b in zip(first, second, strict=True):
        table[levels.index(a), levels.index(b)] += 1
    table /= table.sum()
    weights = np.subtract.outer(np.array(levels), np.array(levels)) ** 2
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    return 1 - (weights * table).sum() / (weights * expected).sum()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=3, max_size=30))
def test_weighted_kappa_is_that_of_the_table(pairs):
    first, second = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    done = weighted_kappa(first, second, draws=5)
    if len(set(first) | set(second)) == 1:
        assert np.isnan(done.value)
        return
    assert_allclose(done.value, by_table(first, second, [0.0, 1.0, 2.0, 3.0]), atol=1e-12)


def test_the_kappa_of_several_raters_is_the_mean_of_pairs():
    ratings = np.array([[0, 1, 2, 3, 1], [0, 1, 2, 2, 1], [1, 1, NAN, 3, 0]], dtype=float)
    pairs = [weighted_kappa(ratings[i], ratings[j], draws=2) for i, j in ((0, 1), (0, 2), (1, 2))]
    done = mean_kappa(ratings)
    assert_allclose(done.value, sum(p.value * p.n for p in pairs) / sum(p.n for p in pairs))
    assert done.low <= done.value <= done.high
    assert done.n == 5


def test_the_seriousness_of_disagreement_counts():
    levels = np.array([0.0, 1, 2, 3, 0, 1, 2, 3])
    near, far = levels.copy(), levels.copy()
    near[0], far[0] = 1.0, 3.0
    assert weighted_kappa(levels, near).value > weighted_kappa(levels, far).value > 0


def test_agreement_by_chance_is_none_and_perfect_agreement_is_one():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 4, 4000).astype(float), rng.integers(0, 4, 4000).astype(float)
    assert abs(weighted_kappa(a, b, draws=50).value) < 0.05
    assert abs(krippendorff(np.stack([a, b]), draws=50).value) < 0.05
    assert weighted_kappa(a, a).value == 1
    assert krippendorff(np.stack([a, a])).value == 1


def test_what_only_one_rated_does_not_count():
    a, b = np.array([1.0, 2, NAN, 3]), np.array([1.0, NAN, 2, 3])
    assert weighted_kappa(a, b).n == 2
    assert krippendorff(np.stack([a, b])).n == 2


def test_without_any_pair_there_is_no_agreement_to_speak_of():
    none = np.full((2, 3), NAN)
    assert np.isnan(krippendorff(none).value)
    assert np.isnan(weighted_kappa(none[0], none[1]).value)


def test_the_interval_of_alpha_holds_the_truth():
    """A large sample gives the truth; nine of ten small ones hold it."""
    rng = np.random.default_rng(2)

    def sample(n, draws=200):
        truth = rng.integers(0, 4, n)
        return krippendorff(
            np.clip(truth + rng.choice([-1, 0, 0, 0, 1], (2, n)), 0, 3).astype(float), "interval", draws=draws
        )

    truth = sample(200_000, draws=2).value
    held = [made.low <= truth <= made.high for made in (sample(60) for _ in range(120))]
    assert 0.88 <= np.mean(held) <= 1.0
