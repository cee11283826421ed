"""Not applicable, not assessed and zero are three things; coverage, thresholds and imputation."""

import numpy as np
import pytest
from index_kit import NAN, flat, frame, method, metric, node, two_floors
from numpy.testing import assert_allclose, assert_array_equal

from centricity.index import NODE_STATES, build
from centricity.index.frame import ASSESSED, IMPUTED, NOT_APPLICABLE, NOT_ASSESSED
from centricity.methods import bundled_method

HSE = bundled_method("hse_it_2025")
CODES = tuple(HSE.metrics)


def states(**columns):
    return {code: np.array(column, dtype=np.int8) for code, column in columns.items()}


def hse(gaps=(), *, state=NOT_ASSESSED):
    """One company of the bundled index at level 2 everywhere but on the metrics named."""
    values = {code: [NAN if code in gaps else 2.0] for code in CODES}
    marks = {code: np.array([state], dtype=np.int8) for code in gaps}
    return build(frame(values, states=marks, labels={"market": np.array(["B2C"])}), HSE)


def word(done, node_code):
    return NODE_STATES[done.states[node_code][0]]


def test_not_applicable_not_assessed_and_zero_stay_apart():
    sample = frame(
        {"m1": [0.0, NAN, NAN], "m2": [80.0, 80, 80]},
        states=states(m1=[ASSESSED, NOT_ASSESSED, NOT_APPLICABLE]),
    )
    done = build(sample, flat(2))
    assert_array_equal(done.scores["index"], [40, 80, 80])
    assert_array_equal(done.metric_states["m1"], [ASSESSED, NOT_ASSESSED, NOT_APPLICABLE])
    covered = done.coverage["index"]
    assert_array_equal(covered.assessed, [2, 1, 1])
    assert_array_equal(covered.applicable, [2, 2, 1])
    assert_array_equal(covered.share, [1, 0.5, 1])


def test_a_cell_without_a_value_cannot_pass_for_assessed():
    done = build(frame({"m1": [1.0, NAN], "m2": [1.0, 1]}, states=states(m1=[ASSESSED, ASSESSED])), flat(2))
    assert_array_equal(done.metric_states["m1"], [ASSESSED, NOT_ASSESSED])


def test_a_subject_to_whom_nothing_applies_has_no_score_and_no_coverage():
    done = build(frame({"m1": [NAN, 1.0]}, states=states(m1=[NOT_APPLICABLE, ASSESSED])), flat(1))
    assert np.isnan(done.scores["index"][0])
    assert np.isnan(done.coverage["index"].share[0])
    assert word(done, "index") == "not_assessed"


def test_thirteen_of_sixteen_metrics_are_enough_for_an_index():
    done = hse(("1.1", "1.2", "2.1"))
    assert done.coverage["index"].assessed[0] == 13
    assert word(done, "index") == "scored"
    assert_allclose(done.scores["index"], 1.02 * 200 / 3)


def test_twelve_of_sixteen_metrics_are_not_enough():
    done = hse(("1.1", "1.2", "2.1", "4.1"))
    assert [word(done, code) for code in ("s1", "s2", "s3", "s4")] == ["scored"] * 4
    assert word(done, "index") == "withheld"
    assert np.isnan(done.scores["index"][0])
    assert np.isnan(done.ranks["index"][0])


def test_a_sub_index_needs_sixty_per_cent_of_its_metrics():
    assert word(hse(("1.1", "1.2")), "s1") == "scored"
    assert word(hse(("1.1", "1.2", "1.3")), "s1") == "withheld"
    assert word(hse(("3.1",)), "s3") == "scored"
    assert word(hse(("3.1", "3.2")), "s3") == "withheld"
    assert word(hse(("4.1",)), "s4") == "scored"
    assert word(hse(("4.1", "4.2")), "s4") == "withheld"


def test_an_index_needs_all_four_sub_indices():
    done = hse(("3.1", "3.2"))
    assert done.coverage["index"].assessed[0] == 14
    assert word(done, "index") == "withheld"


def test_a_metric_that_does_not_apply_leaves_the_share_of_its_sub_index_whole():
    done = hse(("3.1", "3.2"), state=NOT_APPLICABLE)
    assert done.coverage["s3"].share[0] == 1
    assert word(done, "s3") == word(done, "index") == "scored"


def test_a_node_without_any_data_is_not_assessed_rather_than_withheld():
    assert word(hse(("3.1", "3.2", "3.3")), "s3") == "not_assessed"


def test_a_withheld_node_is_a_gap_to_its_parent_and_no_zero():
    thresholds = {"thresholds": [{"depth": 1, "share": 0.6}]}
    done = build(
        frame({"1.1": [90.0], "1.2": [NAN], "2.1": [30.0], "2.2": [30.0]}), two_floors(2, 2, missing=thresholds)
    )
    assert np.isnan(done.scores["s1"][0])
    assert_array_equal(done.scores["index"], [30])


def test_sixty_per_cent_exactly_is_enough_despite_binary_noise():
    thresholds = {"thresholds": [{"depth": 0, "share": 0.6}]}
    values = {f"m{i}": [1.0 if i <= 3 else NAN] for i in range(1, 6)}
    assert_array_equal(build(frame(values), flat(5, missing=thresholds)).scores["index"], [1])


def test_a_frame_with_given_sub_indices_only_runs():
    given = {code: np.array([62.0, NAN]) for code in ("s1", "s2", "s3", "s4")}
    done = build(frame({}, n=2, given=given, labels={"market": np.array(["B2B", "B2B"])}), HSE)
    assert_allclose(done.scores["index"][0], 62 * 1.115)
    assert np.isnan(done.scores["index"][1])
    assert word(done, "s1") == "given"
    assert word(done, "index") == "scored"
    assert_array_equal(done.coverage["index"].assessed, [16, 0])


def test_a_given_node_takes_the_place_of_what_is_computed_for_that_subject_only():
    sample = frame({"1.1": [10.0, 10], "2.1": [20.0, 20]}, given={"s1": np.array([50.0, NAN])})
    done = build(sample, two_floors(1, 1))
    assert_array_equal(done.scores["s1"], [50, 10])
    assert_array_equal(done.scores["index"], [35, 15])


def imputed(kind, values, marks=None, **options):
    labels = {"segment": np.array(["a", "a", "a", "b", "b", "b"])}
    numbers = {"staff": np.array([10.0, 20, 30, 10, 20, 30])}
    sample = frame({"m1": values}, states=states(m1=marks) if marks else {}, labels=labels, numbers=numbers)
    return build(sample, flat(1, missing={"imputation": {"kind": kind, **options}}))


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("constant", {"value": 7.0}, 7),
        ("group_mean", {}, 4),
        ("group_median", {}, 2),
        ("group_mean", {"group": "segment"}, 1.5),
        ("group_median", {"group": "segment"}, 1.5),
        ("denominator", {"denominator": "staff", "group": "segment"}, 3),
    ],
)
def test_a_gap_is_filled_only_as_the_method_says(kind, options, expected):
    done = imputed(kind, [1.0, 2, NAN, 2, 5, 10], **options)
    assert_allclose(done.values["m1"], [1, 2, expected, 2, 5, 10])
    assert done.metric_states["m1"][2] == IMPUTED
    assert [(change.step, change.metric, list(change.rows)) for change in done.changes] == [("impute", "m1", [2])]


def test_an_imputed_cell_does_not_count_as_assessed():
    done = imputed("constant", [1.0, 2, NAN, 2, 5, 10], value=0.0)
    assert done.coverage["index"].share[2] == 0


def test_what_does_not_apply_is_never_imputed():
    done = imputed("constant", [1.0, 2, NAN, 2, 5, NAN], [0, 0, NOT_APPLICABLE, 0, 0, NOT_ASSESSED], value=9.0)
    assert_array_equal(done.values["m1"], [1, 2, NAN, 2, 5, 9])


def test_a_group_without_any_value_keeps_its_gaps():
    done = imputed("group_mean", [NAN, NAN, NAN, 1, 2, NAN], group="segment")
    assert_allclose(done.values["m1"], [NAN, NAN, NAN, 1, 2, 1.5])


def test_without_a_rule_nothing_is_filled():
    done = build(frame({"m1": [1.0, NAN]}), flat(1))
    assert_array_equal(done.values["m1"], [1, NAN])
    assert done.changes == []


def test_r19_a_count_is_divided_by_the_size_of_the_subject_and_no_size_gives_no_value():
    trial = method(node("index", metric("mentions", denominator="staff")))
    sample = frame({"mentions": [10.0, 10, 10]}, numbers={"staff": np.array([5.0, 0, NAN])})
    done = build(sample, trial)
    assert_array_equal(done.values["mentions"], [2, NAN, NAN])
    assert_array_equal(done.metric_states["mentions"], [ASSESSED, NOT_ASSESSED, NOT_ASSESSED])
