"""Children into their parent: means, sums, what each child adds, and what a gap does."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_kit import MEANS, NAN, columns, weights
from numpy.testing import assert_allclose, assert_array_equal

from centricity.index.aggregate import aggregate, contributions, copeland, outranking

ADDING_UP = [*MEANS, ("power", 0.5), ("power", 0.0), ("sum", None)]
RULES = [*ADDING_UP, ("copeland", None)]

rules = pytest.mark.parametrize(("rule", "power"), RULES)
adding_up = pytest.mark.parametrize(("rule", "power"), ADDING_UP)
means = pytest.mark.parametrize(("rule", "power"), MEANS)


@st.composite
def siblings(draw, *, missing=False, low=0, m=None):
    m = m or draw(st.integers(2, 4))
    return draw(columns(m, low=low, missing=missing)), draw(weights(m))


def test_the_means_of_a_worked_example():
    cols, w = [np.array([1.0]), np.array([4.0])], [0.5, 0.5]
    assert_allclose(aggregate(cols, w, "arithmetic"), 2.5)
    assert_allclose(aggregate(cols, w, "geometric"), 2)
    assert_allclose(aggregate(cols, w, "harmonic"), 1.6)
    assert_allclose(aggregate(cols, w, "power", 2), np.sqrt(8.5))
    assert_allclose(aggregate(cols, w, "sum"), 5)


@given(siblings(low=1))
def test_powers_one_zero_and_minus_one_are_the_three_classical_means(case):
    cols, w = case
    for power, rule in ((1.0, "arithmetic"), (0.0, "geometric"), (-1.0, "harmonic")):
        assert_allclose(aggregate(cols, w, "power", power), aggregate(cols, w, rule))


@given(siblings(missing=True))
def test_a_higher_power_never_lowers_the_mean(case):
    cols, w = case
    rising = [aggregate(cols, w, "power", power) for power in (-2.0, -1.0, 0.0, 0.5, 1.0, 2.0)]
    for lower, higher in pairwise(rising):
        known = ~np.isnan(lower)
        assert (lower[known] <= higher[known] + 1e-7).all()


@means
@given(case=siblings(missing=True))
def test_a_mean_lies_between_the_smallest_and_the_largest_child(rule, power, case):
    cols, w = case
    score = aggregate(cols, w, rule, power)
    known = ~np.isnan(score)
    table = np.array(cols)[:, known]
    assert (score[known] >= np.nanmin(table, axis=0) - 1e-7).all()
    assert (score[known] <= np.nanmax(table, axis=0) + 1e-7).all()


@adding_up
@given(case=siblings(missing=True))
def test_contributions_add_up_to_the_score(rule, power, case):
    cols, w = case
    score = aggregate(cols, w, rule, power)
    parts = np.array(contributions(cols, w, score, rule, power))
    known = ~np.isnan(score)
    assert_allclose(np.nansum(parts, axis=0)[known], score[known], atol=1e-7)
    assert_array_equal(np.isnan(parts[:, known]), np.isnan(np.array(cols)[:, known]))


def test_copeland_scores_have_no_contributions():
    cols, w = [np.array([1.0, 2]), np.array([3.0, 1])], [0.5, 0.5]
    assert np.isnan(contributions(cols, w, copeland(cols, w), "copeland")).all()


@adding_up
@given(case=siblings(missing=True), place=st.integers(0, 100), raised=st.integers(1, 40))
def test_raising_one_child_never_lowers_the_parent(rule, power, case, place, raised):
    cols, w = case
    before = aggregate(cols, w, rule, power)
    child, row = place % len(cols), place % len(cols[0])
    assume(not np.isnan(cols[child][row]))
    better = [column.copy() for column in cols]
    better[child][row] += raised / 4
    after = aggregate(better, w, rule, power)
    assert after[row] >= before[row] - 1e-9
    others = np.arange(len(before)) != row
    assert_array_equal(after[others], before[others])


@means
@given(case=siblings(missing=True))
def test_a_missing_child_equals_no_child(rule, power, case):
    cols, w = case
    gone = [*cols, np.full(len(cols[0]), NAN)]
    assert_allclose(aggregate(gone, [0.6 * x for x in w] + [0.4], rule, power), aggregate(cols, w, rule, power))


@means
@given(case=siblings(low=1))
def test_a_missing_child_acts_as_the_mean_of_the_others_and_never_as_zero(rule, power, case):
    cols, w = case
    first = w[0] / (1 - w[0])
    rest = aggregate(cols[1:], [x * (1 + first) for x in w[1:]], rule, power)
    filled = aggregate([rest, *cols[1:]], w, rule, power)
    left_out = aggregate([np.full(len(rest), NAN), *cols[1:]], w, rule, power)
    assert_allclose(left_out, filled)
    as_zero = aggregate([np.zeros(len(rest)), *cols[1:]], w, rule, power)
    assert (left_out > as_zero).all()


def test_a_sum_with_a_missing_child_keeps_its_range():
    cols = [np.array([3.0, NAN]), np.array([4.0, 4]), np.array([5.0, 5])]
    assert_allclose(aggregate(cols, [1 / 3] * 3, "sum"), [12, 13.5])


@rules
def test_a_subject_without_any_child_stays_missing(rule, power):
    cols = [np.array([1.0, NAN, 2]), np.array([3.0, NAN, 1])]
    assert_array_equal(np.isnan(aggregate(cols, [0.5, 0.5], rule, power)), [False, True, False])


@rules
@given(case=siblings(missing=True), random=st.randoms(use_true_random=False))
def test_the_order_of_children_does_not_matter(rule, power, case, random):
    cols, w = case
    order = list(range(len(cols)))
    random.shuffle(order)
    turned = aggregate([cols[i] for i in order], [w[i] for i in order], rule, power)
    assert_allclose(turned, aggregate(cols, w, rule, power), atol=1e-9)


@pytest.mark.parametrize(("rule", "power"), [("geometric", None), ("harmonic", None), ("power", 2.0)])
def test_rules_for_ratios_refuse_negative_children(rule, power):
    with pytest.raises(ValueError, match="negative"):
        aggregate([np.array([1.0, -0.1]), np.array([1.0, 1])], [0.5, 0.5], rule, power)


def test_one_zero_takes_the_geometric_and_harmonic_mean_to_zero_and_the_arithmetic_only_part_of_the_way():
    cols, w = [np.array([0.0]), np.array([80.0])], [0.5, 0.5]
    found = [aggregate(cols, w, rule)[0] for rule in ("arithmetic", "geometric", "harmonic")]
    assert found == [40, 0, 0]


@given(siblings(missing=True))
def test_copeland_scores_of_a_field_add_up_to_zero(case):
    cols, w = case
    known = ~np.all(np.isnan(cols), axis=0)
    assert np.nansum(copeland([column[known] for column in cols], w)) == 0


@given(siblings(missing=True))
def test_two_subjects_share_the_weight_of_every_pair(case):
    cols, w = case
    matrix = outranking(cols, w)
    both = matrix + matrix.T
    assert_allclose(both[~np.eye(len(both), dtype=bool)], 1)


def test_who_beats_everybody_on_most_of_the_weight_comes_first():
    cols = [np.array([3.0, 2, 1]), np.array([3.0, 2, 1]), np.array([1.0, 2, 3])]
    assert_array_equal(copeland(cols, [0.3, 0.3, 0.4]), [2, 0, -2])
