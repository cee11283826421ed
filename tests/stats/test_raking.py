"""Weights that meet known shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.stats.rake import effective_n, rake

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

SEX = np.array(["f", "m"])
tables = st.lists(st.integers(1, 60), min_size=6, max_size=6).map(lambda cells: np.array(cells, dtype=float))
parts = st.integers(1, 20)


def cells():
    """Every sex in every age, one row each."""
    return {"sex": np.repeat(SEX, 3), "age": np.tile([1, 2, 3], 2)}


def goals(a, b, c, d):
    return {
        "sex": {"f": a / (a + b), "m": b / (a + b)},
        "age": {1: c / (c + d + 4), 2: d / (c + d + 4), 3: 4 / (c + d + 4)},
    }


def held(categories, weights, counts):
    return {
        name: {
            code: float((weights * counts)[codes == code].sum() / counts.sum()) for code in np.unique(codes).tolist()
        }
        for name, codes in categories.items()
    }


@given(tables, parts, parts, parts, parts)
def test_every_share_is_met_and_the_average_weight_is_one(counts, a, b, c, d):
    targets = goals(a, b, c, d)
    done = rake(cells(), targets, counts)
    found = held(cells(), done.weights, counts)
    for name, shares in targets.items():
        assert_allclose([found[name][code] for code in shares], list(shares.values()), atol=1e-9)
    assert_allclose((done.weights * counts).sum(), counts.sum())


@given(tables, parts, parts, parts, parts)
def test_weights_are_a_factor_of_each_margin(counts, a, b, c, d):
    weights = rake(cells(), goals(a, b, c, d), counts).weights.reshape(2, 3)
    assert_allclose(weights[0, 0] * weights[1], weights[1, 0] * weights[0], rtol=1e-7)


def test_counted_rows_weigh_as_the_people_they_stand_for():
    counts = np.array([3.0, 1, 4, 1, 5, 9])
    rows = {name: np.repeat(codes, counts.astype(int)) for name, codes in cells().items()}
    targets = goals(1, 1, 3, 2)
    counted, single = rake(cells(), targets, counts), rake(rows, targets)
    assert_allclose(np.repeat(counted.weights, counts.astype(int)), single.weights)
    assert_allclose(counted.effective_n, single.effective_n)
    assert_allclose(counted.design_effect, 23 / counted.effective_n)


def test_one_margin_is_poststratification():
    done = rake({"sex": np.array(["f", "m", "m", "m"])}, {"sex": {"f": 0.5, "m": 0.5}})
    assert_allclose(done.weights, [2, 2 / 3, 2 / 3, 2 / 3])
    assert done.iterations == 1


def test_a_sample_that_is_right_stays_as_it_is_whatever_the_scale_of_its_weights():
    done = rake(cells(), goals(1, 1, 4, 4), base=np.full(6, 250.0))
    assert_allclose(done.weights, np.ones(6))
    assert_allclose([done.effective_n, done.design_effect], [6, 1])


def test_design_weights_are_kept_within_a_cell():
    done = rake({"sex": np.array(["f", "f", "m"])}, {"sex": {"f": 0.5, "m": 0.5}}, base=np.array([1.0, 3, 1]))
    assert_allclose(done.weights, [0.375, 1.125, 1.5])


def test_a_largest_weight_is_kept_and_the_shares_are_still_met():
    rng = np.random.default_rng(1)
    rows = {"sex": rng.choice(SEX, 200), "age": rng.integers(1, 4, 200)}
    targets = {"sex": {"f": 0.7, "m": 0.3}, "age": {1: 0.5, 2: 0.3, 3: 0.2}}
    free, bound = rake(rows, targets), rake(rows, targets, largest=1.9)
    assert free.weights.max() > 2
    assert bound.weights.max() <= 1.9
    assert_allclose(bound.weights.mean(), 1)
    assert_allclose(held(rows, bound.weights, np.ones(200))["age"][1], 0.5, atol=1e-9)


def test_a_code_that_nobody_has_and_nobody_should_have_does_no_harm():
    done = rake({"sex": SEX}, {"sex": {"f": 0.5, "m": 0.5, "x": 0.0}})
    assert_allclose(done.weights, [1, 1])


def test_all_that_is_wrong_is_said_at_once():
    targets = {"sex": {"f": 0.6, "x": 0.3}, "age": {1: 0.5, 2: 0.5}}
    with pytest.raises(StepError) as raised:
        rake(cells(), targets, np.array([1.0, 2, 3, 4, 5, 6]))
    assert [(fault.code, dict(fault.fields)) for fault in raised.value.faults] == [
        ("stats.target_sum", {"margin": "sex", "total": pytest.approx(0.9)}),
        ("stats.target_empty", {"margin": "sex", "code": "x", "share": 0.3}),
        ("stats.target_missing", {"margin": "sex", "code": "m", "count": 15}),
        ("stats.target_missing", {"margin": "age", "code": 3, "count": 9}),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        {
            "categories": {"a": np.array([1, 2]), "b": np.array([1, 2])},
            "targets": {"a": {1: 0.2, 2: 0.8}, "b": {1: 0.6, 2: 0.4}},
        },
        {"categories": {"a": np.array([1, 2, 2])}, "targets": {"a": {1: 0.9, 2: 0.1}}, "largest": 2.0},
    ],
)
def test_shares_that_cannot_all_be_met_are_refused(arguments):
    with pytest.raises(StepError) as raised:
        rake(**arguments)
    assert [fault.code for fault in raised.value.faults] == ["stats.rake_stuck"]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=9).filter(any))
def test_the_effective_number_lies_between_one_and_all(weights):
    w = np.array(weights, dtype=float)
    assert 1 - 1e-9 <= effective_n(w) <= len(w) + 1e-9
    assert_allclose(effective_n(7 * w), effective_n(w))
    assert_allclose(effective_n(np.ones(3), np.array([4.0, 5, 6])), 15)


def test_nobody_tells_nothing():
    assert effective_n(np.zeros(3)) == effective_n(np.zeros(0)) == 0
