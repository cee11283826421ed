"""Who reaches which stage and how long it takes; how one series trails another."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import done, faults, notes, parts, quiet, sizes, table, values, wilson
from numpy.testing import assert_allclose

from centricity.metrics.wording import key_text

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=6)
settings.load_profile("centricity")

pytestmark = quiet

STAGES = ("visit", "cart", "buy")
EVENTS = [
    ("a", "visit", "2025-01-01 10:00", "web"), ("a", "cart", "2025-01-01 11:00", "web"),
    ("a", "buy", "2025-01-03 11:00", "app"),
    ("b", "visit", "2025-01-02 10:00", "web"), ("b", "buy", "2025-01-02 12:00", "web"),
    ("c", "cart", "2025-01-01 10:00", "app"), ("c", "visit", "2025-01-02 10:00", "app"),
    ("d", "cart", "2025-01-01 10:00", "app"), ("d", "visit", "2025-01-02 10:00", "app"),
    ("d", "cart", "2025-01-02 16:00", "app"),
    ("e", "cart", "2025-01-05 10:00", "web"),
    ("f", "visit", "2025-01-31 23:00", "web"), ("f", "cart", "2025-02-01 01:00", "web"),
    ("f", "buy", "2025-02-01 01:00", "web"),
]  # fmt: skip
NAMES = ("customer", "stage", "at", "channel")


def events(rows=EVENTS):
    return table(rows, *NAMES)


def reached(rows, stages):
    """Of those who began: the moment of each stage, the first event that is not before the stage before."""
    paths = {}
    for who in sorted({row[0] for row in rows}):
        before, path = "", []
        for stage in stages:
            found = [at for name, where, at, *_ in rows if (name, where) == (who, stage) and at >= before]
            if not found:
                break
            before = min(found)
            path.append(before)
        if path:
            paths[who] = path
    return paths


def test_r114_conversion_counts_those_who_reached_each_stage_after_the_ones_before():
    outcome = done("conversion", events(), stages=STAGES)
    paths = reached(EVENTS, STAGES)
    assert {who: len(path) for who, path in paths.items()} == {"a": 3, "b": 1, "c": 1, "d": 2, "f": 3}
    assert parts(outcome, "reached") == {"visit": 5, "cart": 3, "buy": 2}
    assert parts(outcome, "dropped") == {"visit": 0, "cart": 2, "buy": 1}
    assert values(outcome) == {"visit": 100, "cart": 60, "buy": 40}
    row = outcome.by_keys["cart",]
    assert_allclose([row.estimate.low, row.estimate.high], wilson(3, 5))
    first = outcome.by_keys["visit",].estimate
    assert math.isnan(first.low)  # all who began, by definition
    last = outcome.by_keys["buy",].parts
    assert_allclose([last["step"], last["step_low"], last["step_high"]], [200 / 3, *wilson(2, 3)])


def test_r114_who_is_later_on_the_way_without_having_begun_is_told():
    assert notes(done("conversion", events(), stages=STAGES))["metric.note_late_start"] == {"n": 1, "stage": "visit"}


def test_r114_the_group_is_that_of_the_beginning():
    by_month = done("conversion", events(), ["month"], stages=STAGES)
    assert values(by_month) == {("2025-01", "visit"): 100, ("2025-01", "cart"): 60, ("2025-01", "buy"): 40}
    by_channel = done("conversion", events(), ["channel"], stages=STAGES)
    assert parts(by_channel, "reached") == {
        ("app", "visit"): 2, ("app", "cart"): 1, ("app", "buy"): 0,
        ("web", "visit"): 3, ("web", "cart"): 2, ("web", "buy"): 2,
    }  # fmt: skip


def test_r114_periods_that_had_less_time_than_most_take_are_told():
    rows = [(f"{month}{i}", stage, day, "") for month in ("01", "02", "03") for i in range(5)
            for stage, day in (("visit", f"2025-{month}-01"), ("buy", f"2025-{month}-21"))]  # fmt: skip
    told = notes(done("conversion", events(rows), ["month"], stages=("visit", "buy")))["metric.note_young"]
    assert told == {"periods": ["2025-03"], "days": 20, "first": "visit", "last": "buy"}
    assert "metric.note_young" not in notes(done("conversion", events(rows), stages=("visit", "buy")))


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from(STAGES), st.integers(0, 30)), min_size=1, max_size=40
    )
)
def test_r114_any_funnel_is_that_of_a_plain_loop(walked):
    rows = [(who, stage, str(date(2025, 1, 1) + timedelta(days=at)), "") for who, stage, at in walked]
    rows += [("z", stage, "2025-01-01", "") for stage in STAGES]
    paths = reached(rows, STAGES)
    outcome = done("conversion", events(rows), stages=STAGES)
    assert parts(outcome, "reached") == {
        stage: sum(len(path) > i for path in paths.values()) for i, stage in enumerate(STAGES)
    }  # fmt: skip


def test_the_order_of_stages_is_how_early_they_are_reached_unless_named():
    rows = [("a", "start here", "2025-01-01", ""), ("a", "then there", "2025-01-05", "")]
    assert list(values(done("conversion", events(rows)))) == ["start here", "then there"]
    assert list(values(done("conversion", events(rows), stages=("start here", "then there")))) == [
        "start here",
        "then there",
    ]


def test_a_stage_nobody_was_at_and_a_journey_of_one_stage_are_refused():
    assert faults(lambda: done("conversion", events(), stages=("visit", "fly")))["metric.no_stage"]["stages"] == ["fly"]
    assert set(faults(lambda: done("step_time", events(EVENTS[:1])))) == {"metric.one_stage"}


def test_r114_the_time_of_a_step_is_that_of_those_who_took_it():
    outcome = done("step_time", events(), stages=STAGES, quantiles=(0.5,))
    assert values(outcome) == {("visit → cart", "p50"): 2, ("cart → buy", "p50"): 24}
    assert sizes(outcome) == {("visit → cart", "p50"): 3, ("cart → buy", "p50"): 2}


def series(**columns):
    rows = [
        (f"{2020 + i // 12}-{i % 12 + 1:02d}", name, float(value), "customer" if name.startswith("c") else "employee")
        for name, column in columns.items()
        for i, value in enumerate(column)
    ]  # fmt: skip
    return table(rows, "period", "measure", "value", "side")


def test_r156_what_trails_by_two_periods_correlates_most_at_lag_two():
    rng = np.random.default_rng(1)
    inside = rng.normal(size=42)
    outside = np.concatenate([rng.normal(size=2), inside[:-2]]) + 0.1 * rng.normal(size=42)
    outcome = done("total_experience", series(esi=inside, csat=outside), lags=3)
    assert outcome.by == ("earlier", "later", "lag")
    found = values(outcome)
    for lag in range(4):
        expected = np.corrcoef(inside[: 42 - lag], outside[lag:])[0, 1]
        assert found["esi", "csat", str(lag)] == pytest.approx(expected)
        assert outcome.by_keys["esi", "csat", str(lag)].estimate.n == 42 - lag
        assert 0 < outcome.by_keys["esi", "csat", str(lag)].parts["effective_n"] <= 42 - lag
    assert max(found, key=found.get) == ("esi", "csat", "2")
    assert found["esi", "csat", "2"] > 0.95


def test_r156_it_is_said_to_be_association_only():
    outcome = done("total_experience", series(esi=range(9), csat=range(9)))
    assert "metric.note_association" in notes(outcome)
    assert outcome.metric.better == "neither"
    assert "not cause" in next(note for note in outcome.notes if note.code == "metric.note_association").sentence("en")


def test_r156_what_is_trailed_is_the_customers_side():
    outcome = done("total_experience", series(esi=range(9), enps=range(9), csat=range(9)), lags=0)
    assert set(values(outcome)) == {("esi", "csat", "0"), ("enps", "csat", "0")}


def test_a_missing_period_of_a_measure_is_a_missing_pair():
    whole = [1.0, 4, 2, 8, 5, 7, 1, 3, 9, 2]
    rows = [
        (f"{i:02d}", name, value + (name == "csat") * (i % 3))
        for name in ("esi", "csat")
        for i, value in enumerate(whole)
    ]
    rows.remove(("04", "esi", 5.0))
    outcome = done("total_experience", table(rows, "period", "measure", "value"), lags=0)
    assert set(sizes(outcome).values()) == {9}


def test_a_measure_twice_in_one_period_is_refused():
    rows = [("1", "esi", 1.0), ("1", "esi", 2.0), ("2", "csat", 1.0)]
    said = faults(lambda: done("total_experience", table(rows, "period", "measure", "value")))
    assert said == {"metric.measure_twice": {"n": 1, "example": "1 esi"}}


def test_series_are_not_divided_further():
    assert set(faults(lambda: done("total_experience", series(esi=range(9), csat=range(9)), ["side"]))) == {"metric.by"}


@pytest.mark.parametrize(
    ("lag", "ru", "en"),
    [
        ("0", "в том же периоде", "in the same period"), ("1", "на 1 период позже", "1 period later"),
        ("3", "на 3 периода позже", "3 periods later"), ("12", "на 12 периодов позже", "12 periods later"),
        ("21", "на 21 период позже", "21 periods later"),
    ],
)  # fmt: skip
def test_a_lag_is_said_in_words(lag, ru, en):
    assert (key_text("lag", lag, "ru"), key_text("lag", lag, "en")) == (ru, en)
