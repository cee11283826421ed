"""The numbers that the sources work out by hand, on lists, arrays, series, counts and tables."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from metric_kit import column, done, faults, net, notes, parts, quiet, table, values, wilson
from numpy.testing import assert_allclose
from scipy.stats import t as student

from centricity.errors import MetricError
from centricity.metrics import ces, churn, cli, csat, enps, esi, mean_score, nps, retention, service_csat, top2

pytestmark = quiet

SIX = [10, 9, 8, 7, 6, 0]


def test_r118_the_six_answers_give_zero_with_an_interval():
    made = nps(SIX)
    assert (made.value, made.n, made.method) == (0.0, 6, "adjusted Wald")
    assert_allclose([made.low, made.high], net(2, 2, 2))
    assert made.low < 0 < made.high


def test_r67_r118_promoters_begin_at_nine_and_detractors_end_at_six():
    assert [nps([score]).value for score in range(11)] == [-100] * 7 + [0] * 2 + [100] * 2


@pytest.mark.parametrize("wrong", [11, -1, 8.5, "9", "ten", math.inf, True, [9]])
def test_r118_an_answer_off_the_scale_is_refused_with_an_example(wrong):
    said = faults(lambda: nps([*SIX, wrong]))
    assert said["metric.answers_outside"] == {"n": 1, "examples": [wrong], "scale": "0-10"}


@pytest.mark.parametrize("blank", [None, "", " ", math.nan, np.float32("nan"), pd.NA, np.nan])
def test_r118_a_blank_is_refused_and_is_no_zero(blank):
    assert faults(lambda: nps([10, blank, 10])) == {"metric.blank_answers": {"n": 1, "places": [2]}}
    assert nps([10, blank, 10], strict=False).value == 100


def test_r118_without_strictness_the_faulty_are_counted_and_left_out():
    made = nps([10, None, 11, "x", 10, 0], strict=False)
    assert (made.value, made.n) == (pytest.approx(100 / 3), 3)
    assert {fault.code: fault.fields["n"] for fault in made.warnings} == {
        "metric.blank_answers": 1, "metric.answers_outside": 2,
    }  # fmt: skip
    assert {fault.severity for fault in made.warnings} == {"warning"}


def test_blanks_and_answers_off_the_scale_are_told_at_once():
    assert set(faults(lambda: nps([None, 11]))) == {"metric.blank_answers", "metric.answers_outside"}


def test_nothing_is_not_zero():
    assert set(faults(lambda: nps([]))) == {"metric.nothing_left"}
    assert "metric.nothing_left" in faults(lambda: nps([None], strict=False))


@pytest.mark.parametrize("given", [None, 9, "9"])
def test_what_is_no_list_is_refused(given):
    assert set(faults(lambda: nps(given))) == {"metric.not_list"}


@pytest.mark.parametrize(
    "made",
    [
        list, tuple, iter, np.array, pl.Series, pd.Series,
        lambda v: np.array(v, "float32"), lambda v: np.array(v, "int8"), lambda v: pl.Series(v, dtype=pl.Float64),
        lambda v: pd.Series(v, dtype="Int64"), lambda v: pd.Series(v, index=range(10, 16)),
    ],
)  # fmt: skip
def test_a_list_an_array_and_a_series_give_the_same(made):
    assert nps(made(SIX)) == nps(SIX)


def test_r119_csat_counts_fours_and_fives_among_all():
    made = csat([5, 4, 3, 2, 1])
    assert (made.value, made.n) == (40, 5)
    assert_allclose([made.low, made.high], wilson(2, 5))


def test_r64_r119_csat_is_given_per_touchpoint():
    rows = [(5, "shop"), (4, "shop"), (1, "shop"), (2, "site"), (5, "site")]
    outcome = done("csat", table(rows, "score", "touchpoint"), ["touchpoint"])
    assert values(outcome) == {"shop": pytest.approx(200 / 3), "site": 50}
    assert parts(outcome, "hit") == {"shop": 2, "site": 1}


def test_r120_ces_has_csats_formula_on_the_scale_of_ease():
    made = ces([5, 5, 4, 2])
    assert made.value == 75
    assert_allclose([made.low, made.high], wilson(3, 4))
    assert ces.definition.rule.scale.better == "high"


def test_r68_r120_a_scale_of_effort_is_refused_until_it_is_reversed():
    assert set(faults(lambda: ces([5, 5, 4, 2], direction="low"))) == {"metric.direction"}
    assert set(faults(lambda: done("ces", column("score", [5, 5, 4, 2]), direction="low"))) == {"metric.direction"}
    assert set(faults(lambda: ces.query(column("score", [5, 4]), direction="low"))) == {"metric.direction"}
    reversed_ = [1, 1, 2, 4]
    assert ces(reversed_, direction="low", reverse=True).value == 75
    assert values(done("ces", column("score", reversed_), direction="low", reverse=True)) == {(): 75}


def test_r66_r69_the_shares_of_the_other_scales_of_five():
    for metric in (cli, esi, top2, service_csat):
        assert metric([1, 2, 3, 4, 5, 5]).value == 50


def test_r69_enps_is_the_nps_of_employees():
    assert enps(SIX) == nps(SIX)


def test_top_two_and_the_mean_take_other_scales():
    assert top2([7, 6, 5, 1], scale="1-7").value == 50
    assert mean_score([0, 10, 5], scale="0-10").value == 5
    assert mean_score([-5, 5, 3], scale="-5-5").value == 1
    assert mean_score([1.5, 4.25]).value == 2.875
    assert set(faults(lambda: top2([1], scale="7-1"))) == {"metric.option_value"}
    assert set(faults(lambda: csat([1], scale="1-7"))) == {"metric.option"}


def test_the_mean_has_students_interval():
    scores = [1, 2, 2, 3, 5, 5, 4]
    made = mean_score(scores)
    mean = sum(scores) / 7
    sd = math.sqrt(sum((score - mean) ** 2 for score in scores) / 6)
    half = student.ppf(0.975, 6) * sd / math.sqrt(7)
    assert_allclose([made.value, made.low, made.high], [mean, mean - half, mean + half])


def test_weights_move_the_value_and_the_interval_follows_the_effective_n():
    made = csat([5, 1, 4, 2], weights=[3, 1, 1, 1])
    assert made.value == pytest.approx(100 * 4 / 6)
    effective = 6**2 / (9 + 1 + 1 + 1)
    assert_allclose([made.low, made.high], wilson(4 / 6 * effective, effective))
    assert made.n == 4


@pytest.mark.parametrize("weights", [[1], [1, 0], [1, -1], [1, math.nan], [1, math.inf], [1, "a"], [1, None]])
def test_a_weight_is_a_positive_number_for_each_answer(weights):
    assert set(faults(lambda: csat([5, 1], weights=weights))) == {"metric.weights"}


def test_r121_retention_of_the_worked_example_is_80_per_cent():
    made = retention(start=2000, new=300, end=1900)
    assert (made.value, made.n) == (80, 2000)
    assert_allclose([made.low, made.high], wilson(1600, 2000))


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ((0, 3, 5), "metric.no_start"),
        ((10, 6, 5), "metric.end_below_new"),
        ((10, 1, 12), "metric.end_above_served"),
        ((10, -1, 5), "metric.bad_counts"),
        ((math.nan, 1, 5), "metric.bad_counts"),
        ((10, math.inf, 5), "metric.bad_counts"),
        (("10", 1, 5), "metric.bad_counts"),
        ((10, True, 5), "metric.bad_counts"),
        ((None, 1, 5), "metric.bad_counts"),
    ],
)
def test_r121_counts_that_cannot_be_are_refused(counts, code):
    start, new, end = counts
    assert set(faults(lambda: retention(start=start, new=new, end=end))) == {code}


def test_r121_all_the_counts_are_needed():
    assert faults(lambda: retention(start=10)) == {"metric.needs_counts": {"metric": "retention", "counts": "new, end"}}


def test_r121_the_same_from_a_ledger():
    ledger = table([(2000, 300, 1900)], "start", "new", "end")
    assert values(done("retention", ledger)) == {(): 80}
    wrong = table([(0, 5, 5), (10, 6, 5), (10, 1, 12), (10, 1, 12)], "start", "new", "end")
    assert {code: fields["rows"] for code, fields in faults(lambda: done("retention", wrong)).items()} == {
        "metric.no_start": 1, "metric.end_below_new": 1, "metric.end_above_served": 2,
    }  # fmt: skip


def test_r65_r122_churn_is_20_per_cent_of_the_opening_base_and_17_of_all_served():
    opening, served = (churn(start=2000, new=300, end=1900, base=base) for base in ("opening", "served"))
    assert (opening.value, opening.n) == (20, 2000)
    assert (round(served.value, 1), served.n) == (17.4, 2300)
    assert served.value == pytest.approx(100 * 400 / 2300)


def test_r65_r122_the_result_says_which_base_adds_up_to_100():
    counts = {"start": 2000, "new": 300, "end": 1900}
    opening = churn(**counts)
    assert opening.value + retention(**counts).value == 100
    assert [fault.code for fault in opening.warnings] == ["metric.note_base_opening"]
    assert "100%" in opening.warnings[0].sentence("en")
    served = churn(**counts, base="served")
    assert served.value + retention(**counts).value != 100
    assert [fault.code for fault in served.warnings] == ["metric.note_base_served"]


def test_r122_a_ledger_names_its_base_too():
    ledger = table([(2000, 300, 1900)], "start", "new", "end")
    opening, served = (done("churn", ledger, base=base) for base in ("opening", "served"))
    assert (values(opening), values(served, 3)) == ({(): 20}, {(): 17.391})
    assert ("metric.note_base_opening" in notes(opening), "metric.note_base_served" in notes(served)) == (True, True)
    assert (parts(served, "lost"), parts(served, "base")) == ({(): 400}, {(): 2300})


def test_what_a_list_cannot_listen_to_is_refused():
    assert set(faults(lambda: nps(SIX, one_per_customer=True))) == {"metric.option"}
    assert set(faults(lambda: nps(SIX, base="served"))) == {"metric.option"}
    assert set(faults(lambda: nps(SIX, colour="red"))) == {"metric.no_option"}
    assert set(faults(lambda: nps(SIX, confidence=2))) == {"metric.option_value"}
    assert set(faults(lambda: retention(start=1, new=0, end=1, base="served"))) == {"metric.option"}


def test_a_metric_of_tables_takes_no_list():
    from centricity.metrics import backlog, sla_attainment

    for metric in (backlog, sla_attainment):
        assert set(faults(lambda metric=metric: metric([5, 4]))) == {"metric.no_list"}
        assert set(faults(lambda metric=metric: metric.query(column("score", [1])))) == {"metric.no_query"}


def test_confidence_widens_the_interval():
    wide, narrow = nps(SIX, confidence=0.99), nps(SIX, confidence=0.8)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_query_holds_the_sums_that_the_estimate_is_made_of():
    rows = [(10, "a", "1"), (0, "a", "2"), (None, "a", "3"), (9, "b", "4"), (9, "b", "4")]
    made = nps.query(table(rows, "score", "segment", "response"), by=["segment"]).to_pyarrow().to_pylist()
    assert sorted(made, key=lambda row: row["segment"]) == [
        {"segment": "a", "n": 2, "positive": 1, "negative": 1}, {"segment": "b", "n": 1, "positive": 1, "negative": 0},
    ]  # fmt: skip


def test_a_refusal_is_one_of_ours():
    with pytest.raises(MetricError, match=r"metric\.answers_outside"):
        nps([11])


def test_the_interval_of_a_mean_ends_with_the_scale():
    made = mean_score([5, 5, 5, 4])
    assert made.high == 5
    assert made.low == pytest.approx(4.75 - student.ppf(0.975, 3) * 0.25)
    assert mean_score([0, 0, 1], scale="0-10").low == 0
    made = mean_score([1, 5])
    assert (made.low, made.high) == (1, 5)
    assert np.ptp(made.limits) == pytest.approx(2 * student.ppf(0.975, 1) * 2)


def test_groups_and_weights_do_not_pass_the_scale_either():
    rows = done("mean_score", table([("a", 5), ("a", 4), ("b", 1), ("b", 2)], "shop", "score"), ["shop"]).rows
    assert [(row.estimate.low, row.estimate.high) for row in rows] == [(1, 5), (1, 5)]
    weighted = mean_score([5, 5, 4], weights=[3, 2, 1])
    assert weighted.high == 5
    assert weighted.low > 1
