"""From a raw value to a level: absolute, percentile, checklist, matrix, caps and cuts by group."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_kit import NAN, frame, method, metric, node, quarters, text
from numpy.testing import assert_array_equal

from centricity.index import build, replay
from centricity.index.rubric import (
    bins,
    bins_by_group,
    capped,
    checklist_sum,
    matrix_levels,
    percentile_cuts,
)
from centricity.methods import bundled_method

SCALE = {"min": 0, "max": 3, "step": 1}


def rated(rubric, **more):
    """A method of one metric with a rubric on the scale 0-3, read as it stands."""
    leaf = metric("m1", rubric=rubric, **more)
    return method(node("index", leaf), scale=SCALE, policies={"normalisation": {"kind": "none"}})


def levels(rubric, raw, *, labels=None, **more):
    """Levels that ``build`` gives for raw indicators."""
    raw = {name: np.asarray(column, dtype=float) for name, column in raw.items()}
    n = len(next(iter(raw.values())))
    data = frame({}, n=n, raw={"m1": raw}, labels=labels or {})
    return build(data, rated(rubric, **more)).values["m1"]


def test_a_value_reaches_a_cut_it_equals():
    assert_array_equal(bins(np.array([0.99, 1, 4.99, 5, 11.9, 12, 50, NAN]), (1, 5, 12)), [0, 1, 1, 2, 2, 3, 3, NAN])


def test_where_less_is_better_a_cut_is_reached_from_above():
    reached = bins(np.array([100, 60.1, 60, 31, 30, 10, 0, NAN]), (60, 30, 10), descending=True)
    assert_array_equal(reached, [0, 0, 1, 1, 2, 3, 3, NAN])


def test_binary_noise_does_not_keep_a_full_checklist_from_its_cut():
    ones = np.ones(1)
    total = checklist_sum({"a": ones, "b": ones, "c": ones}, {"a": 0.6, "b": 0.3, "c": 0.1})
    assert total[0] < 1
    assert_array_equal(bins(total, (0.5, 1.0)), [2])
    assert_array_equal(bins(np.array([1 - 1e-9]), (0.5, 1.0)), [1])


@given(st.lists(quarters(-50, 50), min_size=1, max_size=20), st.sets(quarters(-40, 40), min_size=1, max_size=5))
def test_bins_count_the_cuts_at_or_below_a_value(values, cuts):
    expected = [sum(cut <= value for cut in cuts) for value in values]
    assert_array_equal(bins(np.array(values), sorted(cuts)), expected)


@given(st.lists(quarters(-50, 50), min_size=1, max_size=20), st.sets(quarters(-40, 40), min_size=1, max_size=5))
def test_descending_bins_mirror_ascending_ones(values, cuts):
    down = bins(np.array(values), sorted(cuts, reverse=True), descending=True)
    up = bins(-np.array(values), sorted(-cut for cut in cuts))
    assert_array_equal(down, up)


def test_a_group_with_cuts_of_its_own_is_held_to_them_and_others_to_the_common_ones():
    labels = np.array(["B2B", "B2C", "", "B2B"])
    reached = bins_by_group(np.array([3.0, 3, 3, NAN]), (1, 2, 4), {"B2B": (1, 2, 3)}, labels)
    assert_array_equal(reached, [3, 2, 2, NAN])


def test_percentile_cuts_interpolate_between_order_statistics():
    assert percentile_cuts(np.array([1.0, 2, 3, 4, 5, NAN]), (40, 80)) == (2.6, 4.2)


def test_percentile_cuts_can_leave_exact_zeros_out():
    values = np.array([0.0, 0, 0, 10, 20, 30, 40, 50])
    assert percentile_cuts(values, (50,), above_zero=True) == (30.0,)
    assert percentile_cuts(values, (50,)) == (15.0,)


def test_percentile_cuts_of_nothing_are_empty():
    assert percentile_cuts(np.array([NAN, NAN]), (40, 80)) == ()
    assert percentile_cuts(np.array([0.0, NAN]), (40, 80), above_zero=True) == ()


def test_a_checklist_with_an_unanswered_line_is_missing():
    answers = {"a": np.array([1, 1, 0.5]), "b": np.array([1, NAN, 0.5])}
    assert_array_equal(checklist_sum(answers, {"a": 1.0, "b": 2.0}), [3, NAN, 1.5])


def test_a_matrix_is_read_by_row_and_column_and_missing_where_either_is():
    table = [[0, 0], [1, 2], [1, 3]]
    found = matrix_levels(np.array([0, 1, 2, 2, NAN, 1]), np.array([1, 0, 1, NAN, 1, 1]), table)
    assert_array_equal(found, [0, 1, 3, NAN, NAN, 2])


def test_a_cap_holds_levels_down_and_never_lifts_one():
    held = capped(np.array([3, 3, 1, 3, NAN]), np.array([0.0, 1, 0, NAN, 0]), 2, below=1, at_least=None)
    assert_array_equal(held, [2, 3, 1, 3, NAN])


def test_a_cap_may_strike_from_a_value_upwards():
    held = capped(np.array([3.0, 3, 2]), np.array([0.0, 1, 2]), 0, below=None, at_least=1)
    assert_array_equal(held, [3, 0, 0])


def test_an_absolute_rubric_turns_values_into_levels():
    rubric = {"kind": "absolute", "indicator": "x", "cuts": [25, 50, 80]}
    found = levels(rubric, {"x": [0, 24.9, 25, 50, 79.99, 80, 100, NAN]}, indicators=[{"code": "x", "title": text()}])
    assert_array_equal(found, [0, 0, 1, 2, 2, 3, 3, NAN])


def test_an_absolute_rubric_without_a_named_indicator_reads_the_metric_itself():
    assert_array_equal(levels({"kind": "absolute", "cuts": [1, 2, 4]}, {"m1": [0.5, 1, 2, 4]}), [0, 1, 2, 3])


def test_an_absolute_rubric_where_less_is_better_rewards_the_lower_value():
    found = levels({"kind": "absolute", "cuts": [60, 30, 10]}, {"m1": [90, 45, 20, 5]}, direction="lower_is_better")
    assert_array_equal(found, [0, 1, 2, 3])


def test_an_absolute_rubric_where_less_is_better_turns_its_direction_once_only():
    rubric = {"kind": "absolute", "cuts": [60, 30, 10]}
    leaf = metric("m1", rubric=rubric, direction="lower_is_better")
    policies = {"normalisation": {"kind": "share_of_scale"}}
    trial = method(node("index", leaf), scale=SCALE, policies=policies)
    done = build(frame({}, n=2, raw={"m1": {"m1": np.array([5.0, 90.0])}}), trial)
    assert_array_equal(done.scores["index"], [100, 0])


def test_levels_start_at_the_lowest_of_the_scale():
    leaf = metric("m1", rubric={"kind": "absolute", "cuts": [10, 20]})
    trial = method(node("index", leaf), scale={"min": 1, "max": 5, "step": 1})
    done = build(frame({}, n=3, raw={"m1": {"m1": np.array([5.0, 10, 99])}}), trial)
    assert_array_equal(done.levels["m1"], [1, 2, 3])


def test_cuts_by_group_reach_the_levels():
    by_group = {"column": "market", "cuts": {"B2B": [1, 2, 3]}}
    rubric = {"kind": "absolute", "cuts": [1, 2, 4], "by_group": by_group}
    found = levels(rubric, {"m1": [3, 3]}, labels={"market": np.array(["B2B", "B2C"])})
    assert_array_equal(found, [3, 2])


def test_a_percentile_rubric_gives_zero_a_level_of_its_own():
    rubric = {"kind": "percentile", "cuts": [40, 80], "zero": 0}
    assert_array_equal(levels(rubric, {"m1": [0, 1, 2, 3, 4, 5, NAN]}), [0, 1, 1, 2, 2, 3, NAN])


def test_the_level_of_zero_may_lie_above_the_lowest():
    rubric = {"kind": "percentile", "cuts": [50], "zero": 1}
    assert_array_equal(levels(rubric, {"m1": [0, 1, 2, 3]}), [1, 2, 3, 3])


def test_a_percentile_rubric_without_a_zero_level_starts_at_the_bottom():
    rubric = {"kind": "percentile", "cuts": [25, 50, 75]}
    assert_array_equal(levels(rubric, {"m1": [0, 1, 2, 3, 4]}), [0, 1, 2, 3, 3])


def test_a_percentile_rubric_where_less_is_better_gives_the_lowest_value_the_highest_level():
    rubric = {"kind": "percentile", "cuts": [25, 50, 75]}
    found = levels(rubric, {"m1": [0, 1, 2, 3, 4]}, direction="lower_is_better")
    assert_array_equal(found, [3, 3, 2, 1, 0])


def test_percentiles_are_taken_within_the_group_where_one_is_named():
    rubric = {"kind": "percentile", "cuts": [50], "group": "market"}
    labels = {"market": np.array(["B2B", "B2B", "B2B", "B2C", "B2C", "B2C"])}
    assert_array_equal(levels(rubric, {"m1": [1, 2, 3, 10, 20, 30]}, labels=labels), [0, 1, 1, 0, 1, 1])


def test_a_matrix_rubric_reads_two_indicators():
    rubric = {
        "kind": "matrix",
        "rows": {"indicator": "channels", "cuts": [2, 4]},
        "columns": {"indicator": "handover", "cuts": [0.25, 0.75]},
        "table": [[0, 0, 0], [1, 1, 1], [1, 2, 3]],
    }
    indicators = [{"code": code, "title": text()} for code in ("channels", "handover")]
    raw = {"channels": [1, 3, 4, 4, 9, NAN, 4], "handover": [1, 0.5, 0.2, 0.25, 0.75, 1, NAN]}
    assert_array_equal(levels(rubric, raw, indicators=indicators), [0, 1, 1, 2, 3, NAN, NAN])


def test_a_matrix_holds_levels_of_the_scale_wherever_the_scale_begins():
    axes = {"rows": {"indicator": "x", "cuts": [1]}, "columns": {"indicator": "y", "cuts": [1]}}
    indicators = [{"code": code, "title": text()} for code in ("x", "y")]
    leaf = metric("m1", rubric={"kind": "matrix", "table": [[1, 2], [3, 5]], **axes}, indicators=indicators)
    trial = method(node("index", leaf), scale={"min": 1, "max": 5})
    raw = {"x": np.array([0.0, 0, 1, 1]), "y": np.array([0.0, 1, 0, 1])}
    assert_array_equal(build(frame({}, n=4, raw={"m1": raw}), trial).levels["m1"], [1, 2, 3, 5])


def test_a_checklist_rubric_cuts_the_weighted_sum_and_obeys_its_caps():
    rubric = {
        "kind": "checklist",
        "items": [{"code": "a", "text": text(), "weight": 2.0}, {"code": "b", "text": text()}],
        "cuts": [1, 2, 3],
        "caps": [{"indicator": "flaw", "at_least": 1, "level": 1}],
    }
    raw = {"a": [1, 0.5, 0, 1], "b": [1, 0, 0, 1], "flaw": [0, 0, 0, 1]}
    assert_array_equal(levels(rubric, raw, indicators=[{"code": "flaw", "title": text()}]), [3, 1, 0, 1])


def test_a_level_given_directly_stands_against_no_rubric():
    trial = rated({"kind": "absolute", "cuts": [1, 2, 4]})
    data = frame({"m1": [2.5, NAN]}, raw={"m1": {"m1": np.array([NAN, 4.0])}})
    assert_array_equal(build(data, trial).values["m1"], [2.5, 3])


@given(st.lists(quarters(0, 50), min_size=2, max_size=15), st.lists(quarters(0, 50), min_size=2, max_size=15))
def test_frozen_percentile_cuts_give_the_same_value_the_same_level_in_any_later_wave(base, later):
    rubric = {"kind": "percentile", "cuts": [40, 80], "zero": 0}
    first = build(frame({}, n=len(base), raw={"m1": {"m1": np.array(base)}}), rated(rubric))
    assume(any(base))
    frozen = {"wave": "2025", "cuts": {group: list(cuts) for group, cuts in first.cuts["m1"].items()}}
    data = frame({}, n=len(later) + len(base), raw={"m1": {"m1": np.array(later + base)}})
    carried = build(data, rated(rubric | {"frozen": frozen}))
    assert carried.cuts["m1"] == first.cuts["m1"]
    assert_array_equal(carried.values["m1"][len(later) :], first.values["m1"])


def test_cuts_in_the_log_carry_a_wave_over_to_another_field_of_subjects():
    rubric = {"kind": "percentile", "cuts": [50]}
    first = build(frame({}, n=3, raw={"m1": {"m1": np.array([10.0, 20, 30])}}), rated(rubric))
    other = replay(frame({}, n=2, raw={"m1": {"m1": np.array([19.0, 21])}}), first.tree, tuple(first.log))
    assert_array_equal(other.values["m1"], [0, 1])


def test_a_group_where_nothing_was_found_leaves_no_empty_cuts_to_freeze():
    rubric = {"kind": "percentile", "cuts": [40, 80], "zero": 0}
    done = build(frame({}, n=2, raw={"m1": {"m1": np.zeros(2)}}), rated(rubric))
    assert done.cuts.get("m1", {}) == {}
    assert_array_equal(done.values["m1"], [0, 0])


def hse(code, **raw):
    """Levels of one metric of the bundled index, for raw indicators of some B2B and B2C companies."""
    columns = {name: np.asarray(column, dtype=float) for name, column in raw.items()}
    n = len(next(iter(columns.values())))
    labels = {"market": np.array(["B2B"] * n)}
    return build(frame({}, n=n, raw={code: columns}, labels=labels), bundled_method("hse_it_2025")).values[code]


def test_r14_research_output_counts_by_its_place_in_the_market_and_without_a_unit_is_at_most_two():
    found = hse("1.1", rd_output_per_1000=[0, 1, 2, 3, 4, 5, 5], rd_unit=[1, 1, 1, 1, 1, 1, 0])
    assert_array_equal(found, [0, 1, 1, 2, 2, 3, 2])


def test_r15_missing_revenue_is_not_assessed_and_no_zero():
    assert_array_equal(hse("1.2", capex_rd_ratio=[NAN, 0, 1, 5, 12]), [NAN, 0, 1, 2, 3])


def test_r17_tone_of_mentions_is_a_share_between_minus_one_and_one():
    assert_array_equal(hse("1.4", mcsi=[-1, -0.2, 0.2, 0.6, 1]), [0, 1, 2, 3, 3])


def test_r18_a_bad_channel_caps_a_good_rating():
    assert_array_equal(hse("1.5", rating_shrunk=[4.5, 4.5, 3.8, 2.9], channel_min=[4, 2.9, NAN, 4]), [3, 2, 2, 0])


def test_r20_evidence_items_of_the_drive_towards_customers_add_up():
    codes = ("cx_unit", "cx_owner", "customer_metric", "request_process", "cocreation_programme", "feedback_reply")
    answers = np.array([[0] * 6, [1, 0, 0, 0, 0, 0], [1, 1, 0.5, 0.5, 0, 0], [1] * 5 + [0], [1] * 6])
    found = hse("2.2", **{code: answers[:, i] for i, code in enumerate(codes)})
    assert_array_equal(found, [0, 1, 2, 3, 3])


def test_r24_presence_in_rankings_counts_rankings_and_has_no_indicator_for_a_place():
    part = bundled_method("hse_it_2025").metrics["3.2"]
    assert [indicator.code for indicator in part.indicators] == ["n_rankings"]
    assert_array_equal(hse("3.2", n_rankings=[0, 0.5, 1, 2, 3, 4]), [0, 0, 1, 2, 2, 3])


def test_r25_enps_runs_from_minus_100_to_100():
    part = bundled_method("hse_it_2025").metrics["3.3"]
    assert (part.indicators[0].minimum, part.indicators[0].maximum) == (-100, 100)
    assert_array_equal(hse("3.3", enps_proxy=[-100, -20, 10, 40, 100]), [0, 1, 2, 3, 3])


def test_r26_channels_count_only_with_hand_overs_that_work():
    assert_array_equal(hse("4.1", channels=[1, 3, 6, 6, 6], handover=[0, 1, 0, 0.5, 1]), [0, 1, 1, 2, 3])


def test_r27_accounts_are_held_to_cuts_of_their_own_in_b2b():
    trial = bundled_method("hse_it_2025")
    raw = {"active_accounts": np.array([3.0, 3, 0]), "reply_rate": np.array([0.9, 0.9, 0])}
    labels = {"market": np.array(["B2B", "B2C", "B2B"])}
    done = build(frame({}, n=3, raw={"4.2": raw}, labels=labels), trial)
    assert_array_equal(done.values["4.2"], [3, 2, 0])


@pytest.mark.parametrize(
    ("posture", "load", "level"), [(7, 0, 3), (7, 1, 2), (7, 2, 1), (5, 0, 2), (3, 3, 1), (1, 0, 0)]
)
def test_r29_confirmed_incidents_lower_the_security_level(posture, load, level):
    assert_array_equal(hse("4.4", posture=[posture], incident_load=[load], undisclosed_leak=[0]), [level])


def test_r29_an_undisclosed_leak_takes_everything():
    assert_array_equal(hse("4.4", posture=[7], incident_load=[0], undisclosed_leak=[1]), [0])


def test_r29_another_incident_never_raises_the_security_level():
    for posture in (1, 3, 5, 7):
        found = [hse("4.4", posture=[posture], incident_load=[x], undisclosed_leak=[0])[0] for x in (0, 1, 1.5, 2)]
        assert found == sorted(found, reverse=True)
