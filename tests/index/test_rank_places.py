"""Places from the best, with the rule for ties, and the best few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, quarters
from numpy.testing import assert_array_equal

from centricity.index.rank import best, rank

TIES = ("min", "max", "average", "dense")
scores = st.lists(quarters(0, 10) | st.just(NAN), min_size=1, max_size=15).map(np.array)
distinct = st.lists(quarters(0, 100), min_size=1, max_size=20, unique=True).map(np.array)


@pytest.mark.parametrize("ties", TIES)
@given(x=distinct)
def test_without_ties_places_are_a_permutation_and_the_highest_score_is_first(ties, x):
    places = rank(x, ties)
    assert_array_equal(np.sort(places), np.arange(1, len(x) + 1))
    assert_array_equal(np.argsort(places), np.argsort(-x))


@given(scores)
def test_a_place_is_one_more_than_the_number_of_better_subjects(x):
    expected = [NAN if np.isnan(score) else 1 + sum(other > score for other in x) for score in x]
    assert_array_equal(rank(x, "min"), expected)


@given(scores)
def test_the_rules_for_ties_agree_with_one_another(x):
    low, high = rank(x, "min"), rank(x, "max")
    known = ~np.isnan(x)
    assert_array_equal(rank(x, "average"), (low + high) / 2)
    assert_array_equal(high[known], [(x[known] >= score).sum() for score in x[known]])
    assert_array_equal(rank(x, "dense")[known], [1 + len(np.unique(x[known & (x > score)])) for score in x[known]])


def test_r01_ties_are_placed_by_a_stated_rule():
    x = np.array([70.0, 90, 70, 50])
    assert_array_equal(rank(x, "min"), [2, 1, 2, 4])
    assert_array_equal(rank(x, "max"), [3, 1, 3, 4])
    assert_array_equal(rank(x, "average"), [2.5, 1, 2.5, 4])
    assert_array_equal(rank(x, "dense"), [2, 1, 2, 3])


def test_equal_sums_in_another_order_are_tied_despite_binary_noise():
    x = np.array([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1])
    assert x[0] != x[1]
    assert_array_equal(rank(x), [1, 1])


def test_a_difference_that_a_reader_could_see_is_no_tie():
    assert_array_equal(rank(np.array([50.0, 50.00001])), [2, 1])


def test_who_has_no_score_takes_no_place():
    assert_array_equal(rank(np.array([NAN, 3, NAN])), [NAN, 1, NAN])
    assert_array_equal(rank(np.array([NAN])), [NAN])


@given(scores, st.integers(1, 8))
def test_the_best_few_have_no_better_subject_outside(x, top):
    codes = np.array([f"S{i:02d}" for i in range(len(x))])
    chosen = best(x, top, [], codes)
    known = np.flatnonzero(~np.isnan(x))
    assert len(chosen) == min(top, len(known))
    outside = [i for i in known if i not in chosen]
    assert all(x[i] <= x[chosen].min() for i in outside)
    assert_array_equal(x[chosen], np.sort(x[chosen])[::-1])


def test_r33_a_tie_at_the_border_is_settled_by_the_named_columns_and_then_by_code():
    x = np.array([90.0, 70, 70, 70])
    codes = np.array(["D", "C", "B", "A"])
    s3, s1 = np.array([0.0, 1, 2, 2]), np.array([0.0, 9, 3, 4])
    assert_array_equal(best(x, 2, [s3, s1], codes), [0, 3])
    assert_array_equal(best(x, 2, [s3], codes), [0, 3])
    assert_array_equal(best(x, 3, [s1], codes), [0, 1, 3])
    assert_array_equal(best(x, 3, [], codes), [0, 3, 2])


def test_a_missing_tie_breaker_loses():
    assert_array_equal(best(np.array([70.0, 70]), 1, [np.array([NAN, 0])], np.array(["A", "B"])), [1])
