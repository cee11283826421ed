"""Groups of subjects: who belongs, what their mean and dispersion are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, columns, quarters
from numpy.testing import assert_allclose, assert_array_equal

from centricity.index.groups import benchmark, by_column, everyone, group_scores

CODES = np.array([f"S{i:02d}" for i in range(20)])


def score(x, members=None, **options):
    x = np.asarray(x, dtype=float)
    group = everyone(np.arange(len(x)) if members is None else np.array(members))
    return group_scores([group], {"index": x}, **options)[0]


def test_r33_the_benchmark_is_the_mean_of_the_best_few():
    x = np.array([10.0, 90, 80, NAN, 70, 60])
    group = benchmark(x, 3, [], CODES[:6])
    assert sorted(group.members) == [1, 2, 4]
    assert group_scores([group], {"index": x})[0].mean == 80


def test_r33_how_many_are_best_is_a_parameter():
    x = np.array([10.0, 90, 80, 70])
    assert [benchmark(x, top, [], CODES[:4]).n for top in (1, 2, 5)] == [1, 2, 4]


@given(columns(1, missing=True, rows=(2, 12)).map(lambda found: found[0]))
def test_a_mean_leaves_missing_scores_out_and_says_how_many_remain(x):
    known = x[~np.isnan(x)]
    done = score(x)
    assert done.n == len(known)
    assert_allclose(done.mean, known.mean() if len(known) else NAN)


@given(columns(1, low=1, rows=(2, 12)).map(lambda found: found[0]))
def test_r31_relative_dispersion_is_a_hundred_times_deviation_over_mean(x):
    for ddof in (0, 1):
        done = score(x, ddof=ddof)
        assert_allclose(done.sd, x.std(ddof=ddof))
        assert_allclose(done.rsd, 100 * x.std(ddof=ddof) / x.mean())


@given(columns(1, rows=(3, 12), spread=True).map(lambda found: found[0]))
def test_r191_a_group_mean_carries_an_interval_around_it(x):
    done = score(x)
    assert done.low < done.mean < done.high
    assert_allclose(done.mean - done.low, done.high - done.mean, atol=1e-9)


def test_a_group_of_one_has_a_mean_and_no_interval():
    done = score([50.0])
    assert done.mean == 50
    assert np.isnan(done.low)
    assert np.isnan(done.high)


@given(st.lists(st.tuples(quarters(0, 30), st.integers(1, 9)), min_size=1, max_size=8))
def test_weights_count_a_subject_as_often_as_it_has_respondents(rows):
    x, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    done = score(x, weights=w)
    repeated = np.repeat(x, w.astype(int))
    assert_allclose(done.mean, repeated.mean())
    assert done.n == len(repeated)
    assert_allclose(done.sd, repeated.std(), atol=1e-9)


def test_a_subject_of_weight_zero_does_not_count():
    done = score([10.0, 20, 90], weights=np.array([1.0, 1, 0]))
    assert (done.n, done.mean) == (2, 15)
    assert np.isnan(score([10.0], weights=np.array([0.0])).mean)


def test_every_value_of_a_column_is_a_group_and_the_empty_one_is_none():
    groups = by_column("segment", np.array(["b", "a", "", "b"]))
    assert {group.code: list(group.members) for group in groups} == {"a": [1], "b": [0, 3]}


def test_r41_values_can_be_merged_into_enlarged_groups_and_none_is_lost():
    groups = by_column("enlarged", np.array(["a", "b", "c", "a"]), {"AB": ("a", "b"), "D": ("d",)})
    assert {group.code: list(group.members) for group in groups} == {"AB": [0, 1, 3], "c": [2]}


@given(st.lists(st.tuples(st.sampled_from("abc"), quarters(0, 100)), min_size=1, max_size=12))
def test_r34_the_mean_of_the_whole_is_the_weighted_mean_of_its_parts(rows):
    labels = np.array([label for label, _ in rows])
    x = np.array([value for _, value in rows])
    parts = group_scores(by_column("segment", labels), {"index": x})
    assert sum(part.n for part in parts) == len(x)
    assert_allclose(sum(part.n * part.mean for part in parts) / len(x), score(x).mean, atol=1e-9)


def test_members_of_a_group_are_counted_whether_scored_or_not():
    group = everyone(np.array([0, 2]))
    assert group.n == 2
    assert_array_equal(group_scores([group], {"index": np.array([NAN, 1.0, 5])})[0].n, 1)
