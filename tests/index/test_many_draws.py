"""All draws at once give what one draw after another gives through `replay`."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_kit import NAN, columns, frame, two_floors
from numpy.testing import assert_allclose

from centricity.errors import StepError
from centricity.index import Tree, changed, recipe_of, replay, without
from centricity.index.draws import Alternatives, Draws
from centricity.index.erring import LevelErrors, as_observed, confused, shifted
from centricity.index.many import Many

LEAVES = ("1.1", "1.2", "2.1", "2.2", "2.3")
NODES = ("s1", "s2", "index")
ADJUSTED = {"column": "market", "coefficients": {"a": 1.1, "b": 0.9}, "status": {"ru": "-", "en": "-"}}
STEPS = {
    "impute": ({"kind": "group_mean", "group": "market"}, {"kind": "constant", "value": 2.0}, None),
    "treat": ({"kind": "winsorise", "max_points": 1}, {"kind": "winsorise", "max_points": 3, "then": "nothing"}, None),
    "normalise": ({"kind": "min_max", "low": 1.0}, {"kind": "z_score", "mean": 10.0, "sd": 2.0},
                  {"kind": "percentile_rank"}),
    "weigh": ({"kind": "equal"}, {"kind": "metric_count"}),
    "aggregate": ({"rule": "arithmetic"}, {"rule": "geometric"}, {"rule": "harmonic"}, {"rule": "copeland"},
                  {"rule": "sum"}, {"rule": "power", "power": 2.0},
                  {"rule": "arithmetic", "levels": [{"depth": 0, "rule": "geometric"}]}),
    "adjust": (ADJUSTED | {"cap": 50.0}, ADJUSTED | {"depth": 1}, None),
}  # fmt: skip
POLICIES = [
    {"normalisation": {"kind": "min_max", "low": 1.0}},
    {"normalisation": {"kind": "min_max"}, "adjustment": ADJUSTED,
     "missing": {"thresholds": [{"depth": 1, "share": 0.6}]}},
    {"normalisation": {"kind": "min_max"}, "missing": {"thresholds": [{"depth": 0, "children": 2, "metrics": 3}]}},
]  # fmt: skip


def data(found):
    n = len(found[0])
    return frame(dict(zip(LEAVES, found, strict=True)), labels={"market": np.array(["a", "b", "b"] * n)[:n]})


def one_by_one(frame_, tree, recipe, draws):
    """The same draws through `replay`, one at a time."""
    rows = []
    for i in range(draws.size):
        own = recipe
        for name, step in draws.steps.items():
            option = step.options[step.which[i]]
            own = without(own, name) if option is None else changed(own, name, **option)
        base = replay(frame_, tree, own)
        if draws.tilts:
            tilted = {code: base.weights[code] * draws.tilts.get(code, np.ones(draws.size))[i] for code in base.weights}
            own = changed(own, "weigh", weights=tilted)
        if draws.coefficients:
            how = next(step.arguments for step in own if step.name == "adjust")
            own = changed(
                own, "adjust", coefficients=how["coefficients"] | {g: v[i] for g, v in draws.coefficients.items()}
            )
        rows.append(replay(frame_, tree, own))
    return rows


def held(frame_, method, draws, **more):
    tree, recipe = Tree.of(method), recipe_of(method)
    many = Many(frame_, tree, recipe, draws, **more)
    try:
        wanted = one_by_one(frame_, tree, recipe, draws)
    except StepError:
        with pytest.raises(StepError):
            list(many.blocks(NODES))
        return
    got = {node: np.full((draws.size, frame_.n), NAN) for node in NODES}
    for block in many.blocks(NODES):
        for node in NODES:
            got[node][block.draws] = block.scores[node]
    for i, build in enumerate(wanted):
        for node in NODES:
            assert_allclose(got[node][i], build.scores[node], rtol=1e-9, atol=1e-9, err_msg=f"{node} in draw {i}")


@pytest.mark.parametrize("policies", POLICIES)
@pytest.mark.parametrize("tilted", [False, True])
@given(found=columns(5, low=1, missing=True, spread=True, rows=(5, 9)), random=st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_every_draw_is_what_replay_makes_of_it(policies, tilted, found, random):
    size = 14
    method = two_floors(2, 3, **policies)
    names = [name for name in STEPS if name != "adjust" or "adjustment" in policies]
    rng = np.random.default_rng(random.randint(0, 10**6))
    steps = {n: Alternatives(STEPS[n], rng.integers(0, len(STEPS[n]), size)) for n in names if random.random() < 0.7}
    tilts = {code: rng.uniform(0.5, 1.5, size) for code in ("s1", "2.1", "2.2")} if tilted else {}
    held(data(found), method, Draws(size, steps, tilts=tilts), block_bytes=random.choice([1_000, 50_000_000]))


@given(found=columns(5, low=0, missing=True, spread=True, rows=(4, 8)))
@settings(max_examples=10)
def test_coefficients_that_vary_act_as_they_would_alone(found):
    rng = np.random.default_rng(len(found[0]))
    method = two_floors(2, 3, normalisation={"kind": "min_max"}, adjustment=ADJUSTED | {"cap": 95.0})
    held(data(found), method, Draws(9, coefficients={"a": rng.uniform(1, 1.3, 9)}))
    both = Draws(
        9, coefficients={"a": rng.uniform(1, 1.3, 9), "b": rng.uniform(0.5, 1, 9)}, tilts={"1.1": rng.random(9)}
    )
    held(data(found), method, both)


def test_a_share_mixes_coefficients_in_every_draw():
    mixed = {"column": "market", "coefficients": {"a": 1.2, "b": 1.0}, "status": {"ru": "-", "en": "-"},
             "mix": {"column": "share", "full": "a", "empty": "b"}}  # fmt: skip
    method = two_floors(2, 3, normalisation={"kind": "none"}, adjustment=mixed)
    one = dataclasses.replace(data([np.full(3, 10.0)] * 5), numbers={"share": np.array([0.5, NAN, 0.0])})
    many = Many(one, Tree.of(method), recipe_of(method), Draws(2, coefficients={"a": np.array([1.0, 2.0])}))
    (block,) = many.blocks()
    assert_allclose(block.scores["index"], [[10.0, 10.0, 10.0], [15.0, 10.0, 10.0]])


def test_nodes_that_are_given_stay_given():
    method = two_floors(2, 3)
    given_ = {"s1": np.array([7.0, NAN, NAN])}
    held(
        frame({code: [1.0, 2.0, 3.0] for code in LEAVES}, given=given_),
        method,
        Draws(3, tilts={"s1": np.array([0, 1, 5.0])}),
    )


def test_a_part_left_out_takes_no_part_not_even_by_a_zero():
    method = two_floors(2, 3, aggregation={"rule": "geometric"})
    zero = frame({"1.1": [0.0, 4], "1.2": [9.0, 4], "2.1": [4.0, 4], "2.2": [4.0, 4], "2.3": [4.0, 4]})
    draws = Draws(2, tilts={"1.1": np.array([0.0, 1.0])})
    (block,) = Many(zero, Tree.of(method), recipe_of(method), draws).blocks()
    assert_allclose(block.scores["index"], [[6.0, 4.0], [0.0, 4.0]])


def test_other_frames_are_other_data():
    method = two_floors(2, 3)
    frames = [data([np.full(3, x)] * 5) for x in (1.0, 2.0)]
    draws = Draws(3, frames=frames, frame=np.array([1, 0, 1]), tilts={"s1": np.ones(3)})
    (block,) = Many(frames[0], Tree.of(method), recipe_of(method), draws).blocks()
    scores = np.empty((3, 3))
    scores[block.draws] = block.scores["index"]
    assert_allclose(scores[:, 0], [2.0, 1.0, 2.0])


def test_a_draw_that_cannot_be_computed_is_named_with_its_choices():
    method = two_floors(2, 3, normalisation={"kind": "min_max"})
    constant = data([np.array([1.0, 2, 3]), *[np.array([2.0, 2, 5])] * 4])
    low = {"kind": "z_score"}
    steps = {
        "normalise": Alternatives(({"kind": "min_max"}, low), np.array([0, 0, 1])),
        "aggregate": Alternatives(({"rule": "arithmetic"}, {"rule": "geometric"}), np.array([0, 1, 1])),
    }
    with pytest.raises(StepError) as caught:
        list(Many(constant, Tree.of(method), recipe_of(method), Draws(3, steps)).blocks())
    (fault,) = caught.value.faults
    assert fault.code == "robustness.draw_failed"
    assert fault.fields["draw"] == 3
    assert "z_score" in fault.text("en")
    assert "geometric" in fault.text("ru")


def errors_of(turn, levels, seed=5):
    rated = {code: ~np.isnan(column) for code, column in levels.items()}
    return LevelErrors(seed, rated, dict.fromkeys(levels, turn), 0.0, 3.0)


def test_levels_err_by_a_step_in_the_share_that_is_said_and_stay_on_the_scale():
    levels = {code: np.tile([0.0, 1.0, 2.0, 3.0, NAN], 40) for code in LEAVES}
    made = errors_of(shifted(0.2, 1.0), levels).added(levels, np.arange(500))
    moved = made["1.1"] - levels["1.1"]
    assert set(np.unique(moved[~np.isnan(moved)])) == {-1.0, 0.0, 1.0}
    inner = moved[:, np.isin(levels["1.1"], (1.0, 2.0))]
    assert_allclose([(inner == 1).mean(), (inner == -1).mean()], [0.1, 0.1], atol=0.005)
    assert (np.isnan(made["1.1"]) == np.isnan(levels["1.1"])).all()
    assert made["1.1"][:, :4].min() == 0
    assert made["1.1"][:, :4].max() == 3


def test_a_confusion_matrix_moves_levels_as_it_says():
    matrix = [[0.5, 0.5, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]]
    levels = {"1.1": np.array([0.0, 1.0, 2.0, 2.25, 3.0])}
    made = errors_of(confused(matrix, 0.0), levels).added(levels, np.arange(4000))["1.1"]
    assert_allclose((made[:, 0] == 1).mean(), 0.5, atol=0.02)
    assert set(map(tuple, made[:, 1:].tolist())) == {(1.0, 3.0, 3.0, 3.0)}


def test_errors_of_several_raters_are_smaller_than_those_of_one():
    residuals = np.array([-1.0, 1.0])
    turn = as_observed(residuals, np.array([1, 4, 0]), seed=1)
    made = turn(np.full(3, 1.5), np.random.default_rng(2).random((20_000, 3)))
    assert_allclose(made.std(axis=0), [1.0, 0.5, 0.0], atol=0.02)


def test_errors_depend_on_the_draw_alone():
    levels = {code: np.array([1.0, 2.0, 1.0]) for code in LEAVES}
    errors = errors_of(shifted(0.5, 1.0), levels)
    together = errors.added(levels, np.arange(10))
    alone = errors.added(levels, np.array([7]))
    for code in LEAVES:
        np.testing.assert_array_equal(together[code][7], alone[code][0])


@pytest.mark.parametrize("policies", [
    {"normalisation": {"kind": "share_of_scale"}}, {"normalisation": {"kind": "min_max"}},
    {"normalisation": {"kind": "z_score"}},
    {"normalisation": {"kind": "min_max"}, "treatment": {"kind": "winsorise"}}, {"normalisation": {"kind": "borda"}},
])  # fmt: skip
def test_erring_levels_go_through_the_chain_like_any_others(policies):
    method = two_floors(2, 3, **policies)
    if policies["normalisation"]["kind"] == "share_of_scale":
        method = method.model_copy(update={"scale": _scale()})
    rng = np.random.default_rng(4)
    one = data([rng.integers(0, 13, 9) / 4 for _ in LEAVES])
    errors = errors_of(shifted(0.3, 1.0), {code: one.values[code] for code in LEAVES})
    draws = Draws(6, errors=errors, streams=np.arange(6), tilts={"s1": rng.random(6) + 0.5})
    tree, recipe = Tree.of(method), recipe_of(method)
    (block,) = Many(one, tree, recipe, draws).blocks(NODES)
    for row, draw in enumerate(block.draws):
        values = {code: column[0] for code, column in errors.added(one.values, np.array([draw])).items()}
        tilted = dict.fromkeys(tree.depths, 1.0) | {"s1": draws.tilts["s1"][draw]}
        alone = replay(dataclasses.replace(one, values=values), tree, changed(recipe, "weigh", weights=tilted))
        for node in NODES:
            assert_allclose(block.scores[node][row], alone.scores[node], rtol=1e-9, atol=1e-9)


def _scale():
    from centricity.methods.tree import Scale

    return Scale(min=0.0, max=3.0)
