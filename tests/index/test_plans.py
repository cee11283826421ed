"""Cheapest plans against trying everything, and what-if against the chain itself."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_kit import NAN, frame, two_floors
from numpy.testing import assert_allclose

from centricity.index import build
from centricity.index.plan import Room, additive, cheapest, steps_of
from centricity.index.simulate import simulate
from centricity.index.sweep import sweep

CODES = ("a", "b", "c", "d")


def by_trying(room, target, ladders):
    """Least effort of all sets of steps that reach the target; None where none does."""
    best = None
    for counts in itertools.product(*(range(len(ladder) + 1) for ladder in ladders)):
        taken = [step for ladder, n in zip(ladders, counts, strict=True) for step in ladder[:n]]
        reached = room.now + sum(step.gain for step in taken)
        effort = sum(step.effort for step in taken)
        if reached >= target - 1e-9 and (best is None or effort < best - 1e-9):
            best = effort
    return best


rooms = st.fixed_dictionaries({
    "levels": st.lists(st.integers(0, 12).map(lambda q: q / 4), min_size=4, max_size=4),
    "slopes": st.lists(st.integers(1, 9).map(float), min_size=4, max_size=4),
    "efforts": st.lists(st.integers(1, 9).map(float), min_size=4, max_size=4),
    "lift": st.integers(0, 60).map(float),
})  # fmt: skip


@given(rooms)
@settings(max_examples=40)
def test_no_cheaper_plan_is_found_by_trying_everything(found):
    slopes, levels = dict(zip(CODES, found["slopes"], strict=True)), dict(zip(CODES, found["levels"], strict=True))
    room = Room(10.0, slopes, levels, dict.fromkeys(CODES, 3.0))
    ladders = steps_of(room, 1.0, dict(zip(CODES, found["efforts"], strict=True)), {})
    target = 10.0 + found["lift"]
    plans = cheapest(room, target, ladders)
    best = by_trying(room, target, ladders)
    if best is None:
        assert plans == []
        assert room.most < target
        return
    if best == 0:
        assert plans == [] or plans[0].steps == ()
        return
    assert_allclose(plans[0].effort, best)
    assert plans[0].reached >= target - 1e-9
    order = [(plan.effort, -plan.reached) for plan in plans]
    assert order == sorted(order)
    for first, second in itertools.combinations(plans, 2):
        assert not set(first.steps) <= set(second.steps)


@pytest.mark.parametrize("size", [1e-9, 1e-6, 1.0, 1e6, 1e12])
def test_of_equal_efforts_of_any_size_the_better_index_comes_first(size):
    gains = dict(zip("abcdefgh", (3.0, 8.0, 5.0, 6.0, 4.0, 7.0, 2.000001, 2.0), strict=True))
    room = Room(70.0, gains, dict.fromkeys(gains, 2.0), dict.fromkeys(gains, 3.0))
    ladders = steps_of(room, 1.0, dict.fromkeys(gains, size), {})
    plans = cheapest(room, 72.0, ladders, 8)
    assert [plan.reached for plan in plans] == pytest.approx([78, 77, 76, 75, 74, 73, 72.000001, 72], abs=1e-9)
    assert [plan.effort for plan in plans] == [size] * 8


def test_small_efforts_are_told_apart():
    gains = {"a": 5.0, "b": 5.0, "c": 9.0}
    room = Room(70.0, gains, dict.fromkeys(gains, 2.0), dict.fromkeys(gains, 3.0))
    ladders = steps_of(room, 1.0, {"a": 3e-8, "b": 2e-8, "c": 4e-8}, {})
    assert [plan.effort for plan in cheapest(room, 74.0, ladders, 3)] == [2e-8, 3e-8, 4e-8]


def test_a_part_of_a_step_costs_a_part_and_leads_to_the_top():
    room = Room(0.0, {"a": 10.0}, {"a": 2.25}, {"a": 3.0})
    ((step,),) = steps_of(room, 1.0, {"a": 4.0}, {})
    assert (step.after, step.effort, step.gain) == (3.0, 3.0, 7.5)


def test_a_metric_takes_no_more_steps_than_it_may_and_less_is_better_goes_down():
    room = Room(0.0, {"a": 10.0, "b": -10.0}, {"a": 0.0, "b": 5.0}, {"a": 3.0, "b": 1.0})
    first, second = steps_of(room, 1.0, {}, {"a": 2})
    assert [step.after for step in first] == [1.0, 2.0]
    assert [(step.after, step.gain) for step in second] == [(4.0, 10.0), (3.0, 10.0), (2.0, 10.0), (1.0, 10.0)]


def test_nothing_exceeds_the_cap():
    room = Room(90.0, {"a": 10.0}, {"a": 0.0}, {"a": 3.0}, cap=100.0)
    assert room.most == 100
    assert cheapest(room, 101.0, steps_of(room, 1.0, {}, {})) == []
    assert cheapest(room, 100.0, steps_of(room, 1.0, {}, {}))[0].reached == 100


@pytest.mark.parametrize(("normalisation", "rule", "sound"), [
    ("share_of_scale", "arithmetic", True), ("none", "sum", True), ("min_max", "arithmetic", False),
    ("share_of_scale", "geometric", False),
])  # fmt: skip
def test_only_a_weighted_sum_of_levels_is_additive(normalisation, rule, sound):
    from centricity.index import Tree

    tree = Tree.of(two_floors(2, 2))
    assert additive(tree, {"kind": normalisation}, {"rule": rule}) is sound
    assert (
        additive(tree, {"kind": "none"}, {"rule": "arithmetic", "levels": [{"depth": 0, "rule": "geometric"}]}) is False
    )


def made():
    method = two_floors(1, 1)
    return build(frame({"1.1": [1.0, 5.0, 9.0, NAN], "2.1": [1.0, 5.0, 9.0, 4.0]}), method)


def test_what_if_is_what_the_chain_makes_of_the_changed_data():
    before = made()
    done = simulate(before, 0, {"1.1": 10.0, "2.1": 6.0})
    assert done.after.scores["index"][0] == 8
    assert (done.before.ranks["index"][0], done.after.ranks["index"][0]) == (4, 2)
    assert done.overtaken == (1, 3)
    assert done.passed_by == ()
    assert done.changes == {"1.1": (1.0, 10.0), "2.1": (1.0, 6.0)}
    assert before.scores["index"][0] == 1


def test_a_fall_is_told_by_those_who_pass():
    done = simulate(made(), 2, {"1.1": 0.0, "2.1": 0.0})
    assert done.passed_by == (0, 1, 3)
    assert done.overtaken == ()


def test_a_level_given_to_a_missing_metric_counts_as_assessed():
    done = simulate(made(), 3, {"1.1": 8.0})
    assert done.after.coverage["index"].assessed[3] == 2
    assert np.isnan(done.changes["1.1"][0])


def test_crossings_are_where_the_lines_cross():
    adjusted = {"column": "market", "coefficients": {"a": 1.0, "b": 1.0}, "status": {"ru": "-", "en": "-"}}
    method = two_floors(1, 1, adjustment=adjusted)
    data = frame({"1.1": [40.0, 50.0, 60.0], "2.1": [40.0, 50.0, 60.0]}, labels={"market": np.array(["a", "b", "b"])})
    done = sweep(build(data, method), "a", 1.0, 2.0, 21)
    assert [(c.ahead, c.behind) for c in done.crossings] == [(0, 1), (0, 2)]
    assert_allclose([c.coefficient for c in done.crossings], [1.25, 1.5], atol=1e-9)
    assert list(done.ranks[0]) == [3, 2, 1]
    assert list(done.ranks[-1]) == [1, 3, 2]
