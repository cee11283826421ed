"""Weights: stated, equal, by the number of metrics, or taken from the data."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_kit import columns, frame, method, metric, node, two_floors
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.index import Tree, build, changed, recipe_of, replay
from centricity.index.weigh import (
    component_weights,
    effective_weights,
    equal_influence_weights,
    equal_weights,
    metric_count_weights,
    stated_weights,
)

FROM_DATA = {"principal_components", "equal_influence"}
KINDS = ("stated", "equal", "metric_count", "principal_components", "equal_influence")


def stated(*raw):
    """An index over three nodes with weights as given, the first with two metrics and the others with one."""
    nodes = [node("s1", metric("1.1", weight=3.0), metric("1.2", weight=1.0), weight=raw[0])]
    nodes += [node(f"s{i}", metric(f"{i}.1"), weight=weight) for i, weight in enumerate(raw[1:], start=2)]
    return node("index", *nodes)


def correlated(seed, n, m):
    """Columns that share a common part, of different sizes."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=(n, 1))
    return (shared * rng.uniform(0.5, 1.5, m) + rng.normal(size=(n, m)) * 0.6) * rng.uniform(1, 20, m)


@pytest.mark.parametrize("kind", KINDS)
@given(found=columns(6, spread=True, rows=(6, 12)))
def test_weights_add_up_to_one_at_every_node(kind, found):
    trial = two_floors(1, 2, 3, weighting={"kind": kind})
    codes = ("1.1", "2.1", "2.2", "3.1", "3.2", "3.3")
    try:
        done = build(frame(dict(zip(codes, found, strict=True))), trial)
    except StepError:
        assume(kind not in FROM_DATA)  # their weights may make a node the same for everyone
        raise
    for children in done.tree.children.values():
        assert_allclose(sum(done.weights[child] for child in children), 1, atol=1e-12)
        assert all(done.weights[child] >= 0 for child in children)
    assert_allclose(sum(done.effective[code] for code in codes), 1, atol=1e-12)


def test_stated_weights_are_brought_to_add_up_to_one():
    weights = stated_weights(Tree.of(method(stated(2.0, 1.0, 1.0))))
    assert_allclose([weights[code] for code in ("s1", "s2", "s3", "1.1", "1.2")], [0.5, 0.25, 0.25, 0.75, 0.25])


def test_equal_weights_pay_no_heed_to_stated_ones():
    trial = method(stated(2.0, 1.0, 1.0), policies={"weighting": {"kind": "equal"}})
    done = build(frame({"1.1": [1, 2], "1.2": [3, 4], "2.1": [5, 6], "3.1": [7, 8]}), trial)
    assert_allclose([done.weights[code] for code in ("s1", "s2", "s3", "1.1", "1.2")], [1 / 3] * 3 + [0.5] * 2)
    assert done.weights == equal_weights(done.tree)


def test_weights_by_metric_count_let_every_metric_count_the_same():
    tree = Tree.of(two_floors(5, 4, 3, 4))
    weights = metric_count_weights(tree)
    assert_allclose([weights[f"s{i}"] for i in (1, 2, 3, 4)], np.array([5, 4, 3, 4]) / 16)
    effective = effective_weights(tree, weights)
    assert_allclose([effective[code] for code in tree.metrics], 1 / 16)


def test_equal_sub_indices_make_their_metrics_unequal():
    tree = Tree.of(two_floors(5, 4, 3, 4))
    effective = effective_weights(tree, equal_weights(tree))
    assert_allclose([effective["1.1"], effective["3.1"]], [1 / 20, 1 / 12])


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_weights_of_equal_influence_make_every_sibling_equally_correlated_with_the_parent(seed, m):
    table = correlated(seed, 30, m)
    weights = equal_influence_weights(table)
    solution = np.linalg.solve(np.cov(table, rowvar=False), table.std(axis=0, ddof=1))
    assume((solution > 0).all())
    parent = table @ weights
    influence = [np.corrcoef(table[:, i], parent)[0, 1] for i in range(m)]
    assert_allclose(influence, influence[0], atol=1e-8)
    assert_allclose(weights.sum(), 1)


def test_weights_of_equal_influence_hold_for_columns_that_hardly_differ():
    rng = np.random.default_rng(5)
    first = rng.normal(size=40)
    table = first[:, None] + 0.05 * rng.normal(size=(40, 3))
    parent = table @ equal_influence_weights(table)
    influence = [np.corrcoef(column, parent)[0, 1] for column in table.T]
    assert min(influence) > 0.99
    assert_allclose(influence, influence[0], atol=1e-9)


def test_a_column_that_runs_against_the_others_never_gets_a_negative_weight():
    rng = np.random.default_rng(3)
    first = rng.normal(size=30)
    table = np.column_stack([first, first + rng.normal(size=30), -first + 0.5 * rng.normal(size=30)])
    for weights in (equal_influence_weights(table), component_weights(table)):
        assert (weights >= 0).all()
        assert_allclose(weights.sum(), 1)


@given(st.integers(0, 10_000))
def test_two_siblings_get_equal_component_weights(seed):
    assert_allclose(component_weights(correlated(seed, 12, 2)), [0.5, 0.5], atol=1e-9)


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_units_do_not_matter_to_component_weights(seed, m):
    table = correlated(seed, 20, m)
    assert_allclose(component_weights(table * np.arange(1, m + 1) + 7), component_weights(table), atol=1e-9)


def test_an_only_child_takes_the_whole_weight():
    column = np.array([[1.0], [2.0], [4.0]])
    assert_allclose(component_weights(column), [1])
    assert_allclose(equal_influence_weights(column), [1])


@pytest.mark.parametrize("kind", ["principal_components", "equal_influence"])
def test_weights_from_data_need_a_spread_and_say_at_which_node(kind):
    trial = two_floors(2, 1, weighting={"kind": kind})
    with pytest.raises(StepError) as caught:
        build(frame({"1.1": [1, 2, 3, 4], "1.2": [5, 5, 5, 5], "2.1": [1, 3, 2, 5]}), trial)
    assert [(fault.code, fault.fields["node"]) for fault in caught.value.faults] == [("step.weights_need_spread", "s1")]


def test_single_weights_can_be_set_in_a_changed_recipe():
    trial = two_floors(1, 1)
    data = frame({"1.1": [0, 4], "2.1": [4, 0]})
    done = replay(data, Tree.of(trial), changed(recipe_of(trial), "weigh", weights={"s1": 0.75, "s2": 0.25}))
    assert_allclose(done.scores["index"], [1, 3])
