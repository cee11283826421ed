"""Several raters and sources, one value."""

from statistics import mean, median

import index_kit  # noqa: F401  loads the hypothesis profile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from centricity.index.combine import combine

AVERAGES = {"mean": mean, "median": median}
rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(-20, 20)), min_size=1, max_size=40)


def combined(triples, **how):
    cells, sources, values = zip(*triples, strict=True)
    return combine(np.array(cells), np.array(sources), np.array(values, dtype=float), **how)


def naively(triples, raters, across):
    """Per cell: average within each source, then over the sources."""
    found = {}
    for cell in sorted({cell for cell, _, _ in triples}):
        by_source = {}
        for _, source, value in (row for row in triples if row[0] == cell):
            by_source.setdefault(source, []).append(value)
        found[cell] = AVERAGES[across]([AVERAGES[raters](values) for values in by_source.values()])
    return found


@pytest.mark.parametrize("raters", AVERAGES)
@pytest.mark.parametrize("across", AVERAGES)
@given(triples=rows)
def test_combining_equals_a_naive_average_per_cell(triples, raters, across):
    done = combined(triples, raters=raters, across=across)
    expected = naively(triples, raters, across)
    assert_array_equal(done.cells, list(expected))
    assert_allclose(done.values, list(expected.values()), rtol=0, atol=1e-12)


@given(rows)
def test_counts_and_sources_say_what_stands_behind_a_value(triples):
    done = combined(triples)
    assert_array_equal(done.counts, [sum(row[0] == cell for row in triples) for cell in done.cells])
    assert_array_equal(done.sources, [len({row[1] for row in triples if row[0] == cell}) for cell in done.cells])


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_observations_does_not_matter(triples, random):
    shuffled = list(triples)
    random.shuffle(shuffled)
    assert_allclose(combined(shuffled).values, combined(triples).values, rtol=0, atol=1e-12)


def test_r04_a_cell_rated_two_and_three_becomes_two_and_a_half():
    done = combined([(0, 0, 2), (0, 0, 3)])
    assert_array_equal(done.values, [2.5])
    assert_array_equal(done.counts, [2])


def test_r04_four_raters_give_quarter_points():
    assert_array_equal(combined([(0, 0, 1), (0, 0, 2), (0, 0, 2), (0, 0, 2)]).values, [1.75])


def test_a_source_with_many_raters_does_not_outvote_one_with_few():
    triples = [(0, 0, 3), (0, 0, 3), (0, 0, 3), (0, 1, 1)]
    assert_array_equal(combined(triples).values, [2])


def test_nothing_observed_combines_to_nothing():
    empty = np.zeros(0, dtype=np.int64)
    done = combine(empty, empty, np.zeros(0))
    assert len(done.cells) == len(done.values) == len(done.counts) == len(done.sources) == 0
