"""What draws leave certain, where it is known in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, flat, frame, two_floors
from numpy.testing import assert_allclose, assert_array_equal

from centricity.index import Tree, recipe_of
from centricity.index.assume import Observed, draws_of, factors_of
from centricity.index.draws import Draws
from centricity.index.groups import Group, benchmark, everyone
from centricity.index.many import Many
from centricity.index.matrices import quantiles
from centricity.index.rank import places, rank
from centricity.index.sensitivity import left_out, sensitivity, uncertain_draws
from centricity.index.uncertainty import Reading, uncertainty
from centricity.methods.robustness import Robustness


def many_of(method, data, draws):
    return Many(data, Tree.of(method), recipe_of(method), draws)


def factors(method, data, *choices, observed=None, seed=1):
    asked = Robustness.model_validate({"assumptions": list(choices)})
    nominal = many_of(method, data, Draws(1)).nominal
    return factors_of(asked.assumptions, method, nominal, observed or Observed(), seed)


WEIGHTS = {"code": "weights", "kind": "weights", "spread": 0.5}


def test_the_chance_that_two_subjects_swap_is_known():
    """A leads on m1 by 1, B on m2 by 1.2: A is ahead where w1 / w2 > 1.2; w2 is fixed, w1 uniform on 0.5 to 1.5."""
    method = flat(2)
    data = frame({"m1": [2.0, 1.0], "m2": [1.0, 2.2]})
    made, idle = factors(method, data, WEIGHTS | {"parts": ["m1"]})
    found = uncertainty(many_of(method, data, uncertain_draws(made, 8192, 1)), [])
    assert idle == []
    assert found.above is not None
    assert_allclose(found.above[0, 1], 0.3, atol=1e-3)
    assert_allclose(found.above[1, 0], 0.7, atol=1e-3)
    assert_allclose(found.spreads["index"].rank_mean, [1.7, 1.3], atol=1e-3)
    assert list(found.tiers) == [1, 1]


def test_weights_within_a_spread_give_the_interval_of_the_ratio():
    """Score m1 100, m2 0: the index is 100 w / (w + 1) with w uniform on 0.5 to 1.5."""
    method = flat(2)
    data = frame({"m1": [100.0, 0.0], "m2": [0.0, 0.0]})
    made, _ = factors(method, data, WEIGHTS | {"parts": ["m1"]})
    spread = uncertainty(many_of(method, data, uncertain_draws(made, 16384, 1)), [], Reading(0.9)).spreads["index"]
    wanted = [100 * w / (w + 1) for w in (0.55, 1.0, 1.45)]
    assert_allclose([spread.low[0], spread.median[0], spread.high[0]], wanted, atol=0.02)
    assert spread.nominal[0] == 50


def test_only_what_can_vary_is_drawn_and_coefficients_within_their_bounds():
    adjusted = {"column": "market", "coefficients": {"a": 1.0, "b": 1.0}, "status": {"ru": "-", "en": "-"}}
    method = flat(1, adjustment=adjusted)
    data = frame({"m1": [10.0, 20.0]}, labels={"market": np.array(["a", "b"])})
    ranges = {"a": [0.9, 1.1], "b": [0.9, 1.1]}
    made, idle = factors(
        method, data, {"code": "ka", "kind": "coefficients", "ranges": ranges}, WEIGHTS | {"parts": ["m1"]}
    )
    assert [factor.choice.code for factor in made] == ["ka"]
    assert [fault.code for fault in idle] == ["robustness.idle_weights"]
    found = uncertainty(many_of(method, data, uncertain_draws(made, 4096, 1)), []).spreads["index"]
    assert_allclose(found.low, [9.1, 18.2], atol=0.01)
    assert_allclose(found.high, [10.9, 21.8], atol=0.01)


def test_what_moves_only_one_subject_is_its_only_cause():
    adjusted = {"column": "market", "coefficients": {"a": 1.0, "b": 1.0}, "status": {"ru": "-", "en": "-"}}
    method = two_floors(2, 2, adjustment=adjusted)
    data = frame({"1.1": [10.0, 20, 5], "1.2": [10.0, 20, 5], "2.1": [10.0, 20, 5], "2.2": [10.0, 20, 5]},
                 labels={"market": np.array(["a", "b", "b"])})  # fmt: skip
    made, _ = factors(
        method, data, {"code": "k", "kind": "coefficients", "ranges": {"a": [0.9, 1.1]}}, WEIGHTS | {"code": "w"}
    )
    found = sensitivity(data, Tree.of(method), recipe_of(method), made, base=512)
    assert found.choices == ("k", "w")
    assert found.scores is not None
    assert_allclose(found.scores.first[:, 0], [1.0, 0.0], atol=0.01)
    assert np.isnan(found.scores.first[:, 1:]).all()
    assert found.runs == 512 * 4
    assert [size for size, _ in found.growth] == [32, 64, 128, 256, 512]


def test_an_unsettled_index_is_named():
    method = flat(2)
    rng = np.random.default_rng(1)
    data = frame({"m1": rng.random(12), "m2": rng.random(12)})
    made, _ = factors(method, data, WEIGHTS | {"code": "a", "parts": ["m1"]}, WEIGHTS | {"code": "b", "parts": ["m2"]})
    few = sensitivity(data, Tree.of(method), recipe_of(method), made, base=16)
    assert set(few.unsettled) <= {"a", "b"}
    assert few.unsettled
    assert sensitivity(data, Tree.of(method), recipe_of(method), made, base=8192).unsettled == []


def test_leaving_a_part_out_gives_the_places_of_the_rest():
    method = two_floors(2, 1)
    data = frame({"1.1": [1.0, 2, 3], "1.2": [3.0, 2, 0], "2.1": [0.0, 0, 9]})
    found = {omitted.code: omitted for omitted in left_out(data, Tree.of(method), recipe_of(method))}
    assert set(found) == {"s1", "s2", "1.1", "1.2"}
    assert list(found["s2"].ranks) == [1, 1, 3]
    assert (found["s2"].mean, found["s2"].most) == (4 / 3, 2)


def test_chances_of_the_benchmark_add_up_to_its_size_and_sizes_may_vary():
    method, rng = flat(3), np.random.default_rng(2)
    data = frame({f"m{i}": rng.random(10) for i in (1, 2, 3)})
    made, _ = factors(method, data, WEIGHTS, {"code": "top", "kind": "benchmark", "sizes": [2, 4]})
    many = many_of(method, data, uncertain_draws(made, 2048, 1))
    assert_allclose(uncertainty(many, [], Reading(top=5)).top.sum(), 3.0, atol=0.01)


def test_reference_rows_take_no_place_and_are_in_no_benchmark():
    method = flat(2)
    data = frame({"m1": [9.0, 2, 1], "m2": [9.0, 1, 2]}, reference=np.array([True, False, False]))
    made, _ = factors(method, data, WEIGHTS)
    found = uncertainty(many_of(method, data, uncertain_draws(made, 512, 1)), [], Reading(top=1))
    spread = found.spreads["index"]
    assert np.isnan([spread.rank[0], spread.rank_low[0], found.top[0]]).all()
    assert not np.isnan(spread.low[0])
    assert_allclose(found.top[1:].sum(), 1.0)
    assert found.tiers[0] == 0


def test_groups_have_the_intervals_of_their_means():
    method, rng = two_floors(2, 2), np.random.default_rng(3)
    data = frame({code: rng.random(6) * 100 for code in ("1.1", "1.2", "2.1", "2.2")})
    made, _ = factors(method, data, WEIGHTS)
    many = many_of(method, data, uncertain_draws(made, 1000, 1))
    nominal = many.nominal.scores["index"]
    groups = [benchmark(nominal, 2, [], data.subjects), everyone(np.arange(6)), Group("g", "low", np.array([0, 1, 2])),
              Group("g", "up", np.array([3, 4, 5]))]  # fmt: skip
    found = uncertainty(many, ["s1"], Reading(top=2), groups=groups)
    scores = np.empty((1000, 6))
    for block in many.blocks():
        scores[block.draws] = block.scores["index"]
    by_key = {(g.group, g.node): g for g in found.groups}
    assert_allclose(by_key["low", "index"].mean, scores[:, :3].mean())
    assert_allclose([by_key["low", "index"].low, by_key["low", "index"].high],
                    np.quantile(scores[:, :3].mean(axis=1), [0.05, 0.95]))  # fmt: skip
    best = np.sort(scores, axis=1)[:, -2:].mean(axis=1)
    assert_allclose(
        [by_key["benchmark", "index"].low, by_key["benchmark", "index"].high], np.quantile(best, [0.05, 0.95])
    )
    gap = scores[:, :3].mean(axis=1) - scores.mean(axis=1)
    assert_allclose(
        [by_key["low", "index"].gap_low, by_key["low", "index"].gap_high], np.quantile(gap, [0.05, 0.95]), atol=1e-9
    )
    (pair,) = [pair for pair in found.group_pairs if pair.grouping == "g"]
    lead = scores[:, :3].mean(axis=1) - scores[:, 3:].mean(axis=1)
    assert (pair.first, pair.second) == ("low", "up")
    assert_allclose([pair.ahead, pair.low, pair.high], [(lead > 0).mean(), *np.quantile(lead, [0.05, 0.95])])


def test_the_same_seed_gives_the_same_numbers():
    method, rng = flat(3), np.random.default_rng(4)
    data = frame({f"m{i}": rng.random(8) for i in (1, 2, 3)})
    made, _ = factors(method, data, WEIGHTS)
    first, second = (uncertainty(many_of(method, data, uncertain_draws(made, 500, 9)), []) for _ in range(2))
    assert_array_equal(first.spreads["index"].low, second.spreads["index"].low)
    assert_array_equal(first.above, second.above)


def test_dirichlet_weights_are_those_of_numpy_in_distribution():
    method = flat(3)
    data = frame({"m1": [100.0, 0], "m2": [0.0, 0], "m3": [0.0, 1]})
    made, _ = factors(method, data, {"code": "d", "kind": "weights", "concentration": 30.0})
    many = many_of(method, data, uncertain_draws(made, 8192, 1))
    (scores,) = [np.concatenate([block.scores["index"][:, 0] for block in many.blocks()])]
    beta = np.random.default_rng(1).beta(10, 20, 400_000) * 100
    assert_allclose(np.quantile(scores, [0.05, 0.5, 0.95]), np.quantile(beta, [0.05, 0.5, 0.95]), atol=0.3)


@pytest.mark.parametrize("choice", [
    {"code": "x", "kind": "cuts"}, {"code": "x", "kind": "evidence"},
    {"code": "x", "kind": "rater_error", "shift": {"share": 0.2}}, {"code": "x", "kind": "adjustment"},
    {"code": "x", "kind": "normalisation", "alternatives": [{"kind": "none"}]},
])  # fmt: skip
def test_a_choice_that_varies_nothing_here_is_said(choice):
    method = flat(2)
    made, idle = factors(method, frame({"m1": [1.0, 2], "m2": [1.0, 2]}), choice)
    assert made == []
    (fault,) = idle
    assert fault.severity == "warning"
    assert "x" in fault.text("ru")
    assert "x" in fault.text("en")


@given(
    st.lists(st.lists(st.floats(-50, 50) | st.just(NAN), min_size=4, max_size=4), min_size=1, max_size=20),
    st.sampled_from([0.0, 0.05, 0.5, 0.9, 1.0]),
)
def test_quantiles_are_those_of_numpy(rows, share):
    matrix = np.array(rows)
    (found,) = quantiles(matrix, (share,), columns=3)
    for j, column in enumerate(matrix.T):
        known = column[~np.isnan(column)]
        wanted = np.quantile(known, share) if len(known) else NAN
        assert_allclose(found[j], wanted, atol=1e-9)


@given(
    st.lists(st.lists(st.integers(0, 4).map(float) | st.just(NAN), min_size=5, max_size=5), min_size=1, max_size=6),
    st.sampled_from(["min", "max", "average", "dense"]),
)
def test_places_of_many_rows_are_those_of_each(rows, ties):
    matrix = np.array(rows)
    together = places(matrix, ties)
    for own, row in zip(together, matrix, strict=True):
        assert_array_equal(own, rank(row, ties))
        known = row[~np.isnan(row)]
        for value, place in zip(row, own, strict=True):
            if np.isnan(value):
                assert np.isnan(place)
                continue
            ahead, equal = int((known > value).sum()), int((known == value).sum())
            wanted = {
                "min": ahead + 1, "max": ahead + equal, "average": ahead + (equal + 1) / 2,
                "dense": len(set(known[known > value])) + 1,
            }[ties]  # fmt: skip
            assert place == wanted


def test_draws_can_be_put_together_from_two_samples():
    method, rng = flat(2), np.random.default_rng(5)
    data = frame({"m1": rng.random(5), "m2": rng.random(5)})
    made, _ = factors(method, data, WEIGHTS | {"code": "a", "parts": ["m1"]}, WEIGHTS | {"code": "b", "parts": ["m2"]})
    units = rng.random((4, 2))
    swapped = draws_of(made, units, np.array([[0, 2], [3, 3]]))
    assert_allclose(swapped.tilts["m1"], 0.5 + units[[0, 3], 0])
    assert_allclose(swapped.tilts["m2"], 0.5 + units[[2, 3], 1])
