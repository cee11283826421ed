"""The whole chain: what may not matter does not, what must follow does, and a run can be made again."""

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_kit import MEANS, NAN, columns, flat, frame, method, metric, node, quarters, two_floors
from numpy.testing import assert_allclose, assert_array_equal

from centricity.errors import StepError
from centricity.index import Step, Tree, build, changed, recipe_of, replay, without
from centricity.methods import bundled_method

HSE = bundled_method("hse_it_2025")
LEAVES = ("1.1", "1.2", "2.1", "2.2", "2.3")

POLICIES = [
    {"normalisation": {"kind": "min_max"}},
    {"normalisation": {"kind": "z_score"}},
    {"normalisation": {"kind": "percentile_rank"}},
    {"normalisation": {"kind": "borda"}, "aggregation": {"rule": "copeland"}},
    {"normalisation": {"kind": "none"}, "aggregation": {"rule": "geometric"}},
    {"normalisation": {"kind": "none"}, "weighting": {"kind": "metric_count"}},
    {"normalisation": {"kind": "min_max"}, "aggregation": {"levels": [{"depth": 0, "rule": "sum"}]}},
    {"normalisation": {"kind": "min_max"}, "missing": {"imputation": {"kind": "group_mean", "group": "segment"}}},
    {"treatment": {"kind": "winsorise"}, "normalisation": {"kind": "none"}},
    {"missing": {"thresholds": [{"depth": 1, "share": 0.6}, {"depth": 0, "children": 2}]}},
]


def data(found, order=None):
    """Five metrics in two segments and markets; rows in another order where one is given."""
    order = np.arange(len(found[0])) if order is None else np.asarray(order)
    n = len(order)
    segment = np.array(["a", "b", "b"] * n)[:n][order]
    values = {code: column[order] for code, column in zip(LEAVES, found, strict=True)}
    return frame(values, labels={"segment": segment})


@pytest.mark.parametrize("policies", POLICIES)
@given(found=columns(5, low=1, missing=True, spread=True), random=st.randoms(use_true_random=False))
def test_the_order_of_subjects_does_not_matter(policies, found, random):
    order = list(range(len(found[0])))
    random.shuffle(order)
    trial = two_floors(2, 3, **policies)
    straight, turned = build(data(found), trial), build(data(found, order), trial)
    for code in (*LEAVES, "s1", "s2", "index"):
        assert_allclose(turned.scores[code], straight.scores[code][order], atol=1e-7)
    assert_array_equal(turned.states["index"], straight.states["index"][order])
    assert_array_equal(turned.ranks["index"], straight.ranks["index"][order])


@pytest.mark.parametrize(("rule", "power"), [*MEANS, ("sum", None)])
@given(
    levels=columns(5, low=0, high=3, missing=True),
    metric_no=st.integers(0, 4),
    row=st.integers(0, 2),
    raised=quarters(0, 3),
)
def test_raising_one_metric_of_one_subject_never_lowers_its_index_and_moves_no_other(
    rule, power, levels, metric_no, row, raised
):
    assume(not np.isnan(levels[metric_no][row]))
    aggregation = {"rule": rule} | ({"power": power} if power else {})
    trial = method(
        two_floors(2, 3).index.model_dump(mode="json", exclude_none=True),
        scale={"min": 0, "max": 3},
        policies={"normalisation": {"kind": "share_of_scale"}, "aggregation": aggregation},
    )
    better = [column.copy() for column in levels]
    better[metric_no][row] = max(better[metric_no][row], raised)
    before, after = build(data(levels), trial), build(data(better), trial)
    assert after.scores["index"][row] >= before.scores["index"][row] - 1e-9
    others = np.arange(len(levels[0])) != row
    assert_array_equal(after.scores["index"][others], before.scores["index"][others])


@given(columns(5, low=1, spread=True))
def test_dropping_a_metric_that_equals_the_mean_of_its_siblings_leaves_the_index_unchanged(found):
    third = (found[2] + found[3]) / 2
    full = build(data([*found[:4], third]), two_floors(2, 3))
    gone = build(data([*found[:4], np.full(len(third), NAN)]), two_floors(2, 3))
    assert_allclose(gone.scores["s2"], full.scores["s2"])
    assert_allclose(gone.scores["index"], full.scores["index"])


@given(columns(5, low=1, spread=True))
def test_a_metric_nobody_was_assessed_on_equals_a_method_without_it(found):
    gone = build(data([*found[:4], np.full(len(found[0]), NAN)]), two_floors(2, 3))
    without_it = build(frame(dict(zip(LEAVES[:4], found[:4], strict=True))), two_floors(2, 2))
    assert_allclose(gone.scores["index"], without_it.scores["index"])


def test_not_being_assessed_is_better_than_a_zero():
    zero = build(data([np.array([v]) for v in (80.0, 80, 80, 80, 0)]), two_floors(2, 3))
    gap = build(data([np.array([v]) for v in (80.0, 80, 80, 80, NAN)]), two_floors(2, 3))
    assert gap.scores["index"][0] == 80 > zero.scores["index"][0]


def hse_frame(n=12, seed=2):
    """Levels in quarter steps for the bundled index, with gaps, markets and some shares."""
    rng = np.random.default_rng(seed)
    values = {code: rng.integers(0, 13, n) / 4 for code in HSE.metrics}
    for code in ("1.1", "4.2"):
        values[code][rng.integers(0, n, 2)] = NAN
    share = np.where(np.arange(n) % 3 == 0, rng.random(n), NAN)
    return frame(values, labels={"market": np.array(["B2B", "B2C"] * n)[:n]}, numbers={"b2b_share": share})


def same(first, second):
    for code, column in first.scores.items():
        assert_array_equal(second.scores[code], column)
    for code, places in first.ranks.items():
        assert_array_equal(second.ranks[code], places)
    assert second.weights == first.weights


def test_replaying_the_log_gives_identical_scores():
    sample = hse_frame()
    first = build(sample, HSE)
    again = replay(sample, first.tree, tuple(first.log))
    same(first, again)
    assert [step.name for step in again.log] == [step.name for step in first.log]


@pytest.mark.parametrize("policies", POLICIES)
@given(found=columns(5, low=1, missing=True, spread=True))
def test_a_log_written_down_as_json_and_read_again_gives_identical_scores(policies, found):
    sample = data(found)
    first = build(sample, two_floors(2, 3, **policies))
    written = json.dumps([[step.name, step.arguments] for step in first.log])
    read = tuple(Step(name, arguments) for name, arguments in json.loads(written))
    same(first, replay(sample, first.tree, read))


def test_a_log_of_rubrics_and_frozen_cuts_survives_json():
    rng = np.random.default_rng(8)
    raw = {"1.1": {"rd_output_per_1000": rng.integers(0, 9, 12).astype(float), "rd_unit": np.ones(12)}}
    sample = frame({code: np.full(12, 2.0) for code in HSE.metrics if code != "1.1"}, raw=raw,
                   labels={"market": np.array(["B2B", "B2C"] * 6)})  # fmt: skip
    first = build(sample, HSE)
    read = tuple(Step(*pair) for pair in json.loads(json.dumps([[s.name, s.arguments] for s in first.log])))
    same(first, replay(sample, first.tree, read))
    assert first.cuts["1.1"].keys() == {"B2B", "B2C"}


def test_the_same_input_gives_the_same_bits_twice():
    same(build(hse_frame(), HSE), build(hse_frame(), HSE))


def test_steps_run_in_the_order_of_the_handbook():
    names = [step.name for step in recipe_of(HSE)]
    assert names == ["score", "normalise", "weigh", "aggregate", "adjust", "rank"]


def test_changing_a_step_changes_that_step_only():
    recipe = recipe_of(HSE)
    other = changed(recipe, "adjust", cap=80.0)
    assert [step.name for step in other] == [step.name for step in recipe]
    for before, after in zip(recipe, other, strict=True):
        if before.name == "adjust":
            assert after.arguments == dict(before.arguments) | {"cap": 80.0}
        else:
            assert after is before


@given(st.sampled_from(["impute", "treat", "denominate"]))
def test_a_step_that_was_not_there_is_put_in_its_place(name):
    recipe = changed(recipe_of(HSE), name, kind="constant")
    order = ["score", "denominate", "impute", "treat", "normalise", "weigh", "aggregate", "adjust", "rank"]
    names = [step.name for step in recipe]
    assert name in names
    assert names == [step for step in order if step in names]


def test_leaving_a_step_out_leaves_the_others_as_they_are():
    recipe = recipe_of(HSE)
    shorter = without(recipe, "adjust")
    assert shorter == tuple(step for step in recipe if step.name != "adjust")
    assert len(shorter) == len(recipe) - 1


def test_a_changed_recipe_leaves_the_first_one_as_it_was():
    recipe = recipe_of(HSE)
    before = json.dumps([[step.name, step.arguments] for step in recipe])
    changed(recipe, "adjust", coefficients={"B2B": 1.0, "B2C": 1.0})
    without(recipe, "rank")
    assert json.dumps([[step.name, step.arguments] for step in recipe]) == before


def test_a_build_does_not_write_into_its_frame():
    sample = hse_frame()
    before = {code: column.copy() for code, column in sample.values.items()}
    build(sample, HSE)
    for code, column in before.items():
        assert_array_equal(sample.values[code], column)


def test_r01_an_index_runs_from_0_to_100_and_places_the_companies():
    done = build(hse_frame(), HSE)
    scores, places = done.scores["index"], done.ranks["index"]
    assert ((scores >= 0) & (scores <= 100)).all()
    assert_array_equal(places, [1 + (scores > own + 1e-9).sum() for own in scores])
    assert done.step("rank") == {"ties": "min"}


def test_r36_the_index_is_the_mean_of_four_sub_indices_times_the_coefficient_of_the_market():
    done = build(hse_frame(), HSE)
    mean = np.mean([done.scores[code] for code in ("s1", "s2", "s3", "s4")], axis=0)
    assert_allclose(done.scores["index"], np.minimum(mean * done.coefficients, 100))
    assert_allclose(done.unadjusted["index"], mean)


def test_reference_rows_are_scored_but_take_no_place():
    sample = frame({"m1": [10, 90, 50]}, reference=np.array([False, True, False]))
    done = build(sample, flat(1))
    assert_array_equal(done.scores["index"], [10, 90, 50])
    assert_array_equal(done.ranks["index"], [2, NAN, 1])
    assert_array_equal(done.rank_of("m1"), [2, NAN, 1])


def test_places_without_smoothing_stand_beside_those_with_it():
    sample = frame({code: [2.0, 2.1] for code in HSE.metrics}, labels={"market": np.array(["B2B", "B2C"])})
    done = build(sample, HSE)
    assert_array_equal(done.ranks["index"], [1, 2])
    assert_array_equal(done.unadjusted_ranks, [2, 1])


def test_each_depth_may_have_a_rule_of_its_own():
    trial = two_floors(2, 3, aggregation={"rule": "geometric", "levels": [{"depth": 0, "rule": "sum"}]})
    done = build(data([np.array([v]) for v in (2.0, 8, 3, 3, 3)]), trial)
    assert done.rule("index") == ("sum", None)
    assert done.rule("s1") == ("geometric", None)
    assert_allclose(done.scores["index"], [7])


def test_trees_may_have_any_depth():
    deep = node("index", node("a", node("b", node("c", metric("x"), metric("y")), metric("z"))), metric("w"))
    done = build(frame({"x": [0.0], "y": [100.0], "z": [100.0], "w": [25.0]}), method(deep))
    assert [done.scores[code][0] for code in ("c", "b", "a", "index")] == [50, 75, 75, 50]
    assert_allclose([done.effective[code] for code in ("x", "z", "w")], [0.125, 0.25, 0.5])


def test_negative_children_of_a_geometric_mean_are_named_by_node():
    trial = two_floors(1, 1, aggregation={"rule": "geometric"})
    with pytest.raises(StepError) as caught:
        build(frame({"1.1": [-1.0, 2], "2.1": [1.0, 2]}), trial)
    assert [(fault.code, fault.fields["node"]) for fault in caught.value.faults] == [("step.negative_column", "s1")]


def test_a_denominator_that_is_not_there_is_named():
    trial = method(node("index", metric("m1", denominator="staff")))
    with pytest.raises(StepError) as caught:
        build(frame({"m1": [1.0]}), trial)
    fault = caught.value.faults[0]
    assert (fault.code, fault.fields["metric"], fault.fields["column"]) == ("step.no_denominator", "m1", "staff")


def test_what_treatment_changed_is_kept_cell_by_cell():
    found = [*range(1, 12), 500.0]
    done = build(frame({"m1": found}), flat(1, treatment={"kind": "winsorise"}))
    change = done.changes[0]
    assert (change.metric, change.step, change.kind) == ("m1", "treat", "winsorised")
    assert (list(change.rows), list(change.before), list(change.after)) == ([11], [500], [11])
    assert_array_equal(done.levels["m1"], found)


@given(columns(1, rows=(4, 12)).map(lambda found: found[0]))
def test_treatment_without_a_further_transform_keeps_the_order_of_the_subjects(x):
    trial = flat(1, treatment={"kind": "winsorise", "then": "nothing"})
    done = build(frame({"m1": x}), trial).values["m1"]
    assert (np.diff(done[np.argsort(x, kind="stable")]) >= 0).all()
    assert ((done >= x.min()) & (done <= x.max())).all()


def test_the_tree_of_the_bundled_index_holds_the_metrics_below_each_node():
    tree = Tree.of(HSE)
    assert [len(tree.leaves[code]) for code in ("s1", "s2", "s3", "s4", "index")] == [5, 4, 3, 4, 16]
    assert tree.nodes[-1] == "index"
