"""From period to period: a difference with its interval, and a verdict that knows which way is good."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import done, quiet, table, wilson

from centricity.metrics import changes, definition, metric_ids
from centricity.metrics.change import verdict
from centricity.stats.estimate import Estimate, difference

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

pytestmark = quiet


@given(st.floats(-9, 9), st.floats(0, 5), st.floats(0, 5))
def test_r123_only_an_interval_without_zero_says_anything(value, below, above):
    change = Estimate(value, value - below, value + above, 9, "x")
    sure = change.low > 0 or change.high < 0
    said = {better: verdict(change, better) for better in ("up", "down", "neither")}
    if not sure:
        assert set(said.values()) == {"cannot_tell"}
    else:
        good, bad = ("up", "down") if value > 0 else ("down", "up")
        assert said == {good: "better", bad: "worse", "neither": "changed"}


def test_r123_a_missing_interval_says_nothing():
    assert verdict(Estimate(5.0, math.nan, math.nan, 1, "x"), "up") == "cannot_tell"


def test_r123_each_metric_has_its_direction():
    down = {metric for metric in metric_ids() if definition(metric).better == "down"}
    assert {"nps", "csat", "ces", "retention"} <= {
        metric for metric in metric_ids() if definition(metric).better == "up"
    }
    assert {"churn", "cac", "payback", "reopening", "repeat_contacts", "backlog", "first_response"} <= down


def answers(counts):
    return [(5 if i < hit else 1, f"{month}-15", segment) for month, segment, hit, n in counts for i in range(n)]


COUNTS = [
    ("2025-01", "a", 40, 100), ("2025-02", "a", 80, 100), ("2025-03", "a", 78, 100),
    ("2025-01", "b", 80, 100), ("2025-03", "b", 40, 100),
]  # fmt: skip


def test_r123_the_change_of_a_share_is_newcombes_of_the_two_counts():
    outcome = done("csat", table(answers(COUNTS), "score", "at", "segment"), ["month", "segment"])
    found = {change.keys: change for change in changes(outcome)}
    assert {keys: (change.before, change.verdict) for keys, change in found.items()} == {
        ("2025-02", "a"): (("2025-01", "a"), "better"),
        ("2025-03", "a"): (("2025-02", "a"), "cannot_tell"),
        ("2025-03", "b"): (("2025-01", "b"), "worse"),
    }
    low, high = wilson(40, 100)
    least, most = wilson(80, 100)
    change = found["2025-02", "a"].difference
    assert change.value == pytest.approx(40)
    assert change.low == pytest.approx(40 - math.hypot(80 - least, high - 40))
    assert change.high == pytest.approx(40 + math.hypot(most - 80, 40 - low))


months = st.tuples(st.sampled_from(("2025-01", "2025-02", "2025-04")), st.sampled_from("ab"), st.integers(1, 9))


@given(st.lists(months, min_size=2, max_size=9))
@settings(max_examples=5)
def test_r123_every_change_is_the_difference_of_neighbours(groups):
    counts = [(month, segment, n // 2, n) for month, segment, n in groups]
    outcome = done("nps", table(answers(counts), "score", "at", "segment"), ["segment", "month"])
    expected = {}
    for segment in "ab":
        mine = [row for row in outcome.rows if row.keys[0] == segment]
        for before, after in pairwise(mine):
            expected[after.keys] = (before.keys, difference(after.estimate, before.estimate))
    assert {change.keys: (change.before, change.difference) for change in changes(outcome)} == expected


def test_r123_without_a_period_there_is_no_change():
    assert changes(done("csat", table(answers(COUNTS), "score", "at", "segment"), ["segment"])) == ()


def test_the_total_of_all_periods_is_no_period():
    rows = [("web", 100.0, 50, "2025-01-01"), ("web", 400.0, 50, "2025-02-01")]
    outcome = done("cac", table(rows, "channel", "cost", "new", "at"), ["month"])
    assert [row.keys for row in outcome.rows] == [("2025-01",), ("2025-02",), ("*",)]
    assert [(change.before, change.keys, change.verdict) for change in changes(outcome)] == [
        (("2025-01",), ("2025-02",), "worse"),
    ]  # fmt: skip


def test_withheld_groups_take_no_part_in_changes():
    sizes = {"a": (9, 3, 9), "b": (9, 9, 9)}
    rows = [
        (9, f"2025-0{month}-01", name)
        for name, counts in sizes.items()
        for month, n in enumerate(counts, start=1)
        for _ in range(n)
    ]
    outcome = done("enps", table(rows, "score", "at", "department"), ["department", "month"])
    gone = {row.keys for row in outcome.rows if row.hidden}
    assert ("a", "2025-02") in gone
    for change in changes(outcome):
        assert not {change.keys, change.before} & gone


def test_a_column_that_is_called_like_a_period_is_no_series():
    rows = [(5 if i < 30 else 1, "May" if i % 2 else "April") for i in range(60)]
    outcome = done("csat", table(rows, "score", "month"), ["month"])
    assert (outcome.labels, outcome.periods, changes(outcome)) == (("month",), (), ())
