"""Who stays, who leaves and why, and who buys again: small tables against plain loops."""

import math
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import day, done, excluded, faults, notes, parts, quiet, sizes, table, values, wilson
from numpy.testing import assert_allclose

from centricity.metrics import changes

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=6)
settings.load_profile("centricity")

pytestmark = quiet

PEOPLE = [
    ("a", "2024-11-02", None, "", "north"),
    ("b", "2024-12-30", "2025-01-15", "price", "north"),
    ("c", "2025-01-01", "2025-01-20", "price", "north"),
    ("d", "2025-01-10", "2025-02-01", None, "south"),
    ("e", "2025-01-31", "2025-03-05", "moved", "south"),
    ("f", "2024-12-01", "2025-02-28", "price", "south"),
    ("g", "2025-02-14", None, "", "south"),
    ("h", "2025-03-01", None, "", "north"),
]
NAMES = ("customer", "joined", "left", "reason", "segment")


def people(rows=PEOPLE):
    return table(rows, *NAMES)


def ledger(rows, start, end):
    """Customers on the first day, who came, who of these stayed, customers on the day after the last."""
    spans = [(day(joined), day(left) if left else date.max) for _, joined, left, *_ in rows]
    opening = [span for span in spans if span[0] < start <= span[1]]
    came = [span for span in spans if start <= span[0] < end]
    new = [span for span in came if span[1] >= end]
    closing = [span for span in spans if span[0] < end <= span[1]]
    return len(opening), len(came), len(new), len(closing)


MONTHS = [
    (f"{day:%Y-%m}", day) for day in map(date.fromisoformat, ("2024-12-01", "2025-01-01", "2025-02-01", "2025-03-01"))
]


def after(start):
    return (start + timedelta(days=31)).replace(day=1)


def test_r65_retention_and_churn_by_month_come_from_one_ledger():
    kept, lost = (done(metric, people(), ["month"], end=date(2025, 4, 1)) for metric in ("retention", "churn"))
    for label, start in MONTHS:
        opening, _, new, closing = ledger(PEOPLE, start, after(start))
        row = kept.by_keys[label,]
        assert dict(row.parts) == {"start": opening, "new": new, "end": closing}
        assert row.estimate.value == pytest.approx(100 * (closing - new) / opening)
        assert_allclose([row.estimate.low, row.estimate.high], wilson(closing - new, opening))
        assert row.estimate.value + lost.by_keys[label,].estimate.value == pytest.approx(100)
        assert lost.by_keys[label,].parts["lost"] == opening - (closing - new)
    assert "metric.note_base_opening" in notes(lost)


def test_r122_all_served_are_those_of_the_opening_day_and_those_who_came():
    lost = done("churn", people(), ["month"], base="served", end=date(2025, 4, 1))
    for label, start in MONTHS:
        opening, came, _, closing = ledger(PEOPLE, start, after(start))
        row = lost.by_keys[label,]
        assert (row.parts["base"], row.parts["lost"]) == (opening + came, opening + came - closing)
        assert row.estimate.value == pytest.approx(100 * (opening + came - closing) / (opening + came))


def test_retention_of_a_period_by_segment():
    outcome = done("retention", people(), ["segment"], start=date(2025, 1, 1), end=date(2025, 3, 1))
    for segment in ("north", "south"):
        rows = [row for row in PEOPLE if row[4] == segment]
        opening, _, new, closing = ledger(rows, date(2025, 1, 1), date(2025, 3, 1))
        assert values(outcome)[segment] == pytest.approx(100 * (closing - new) / opening)


def test_who_leaves_on_the_day_after_the_period_was_there_to_its_end():
    rows = [("a", "2024-01-01", "2025-02-01", "", ""), ("b", "2024-01-01", "2025-01-31", "", "")]
    assert values(done("retention", people(rows), start=date(2025, 1, 1), end=date(2025, 2, 1))) == {(): 50}


@given(st.lists(st.tuples(st.integers(0, 120), st.none() | st.integers(0, 90)), min_size=1, max_size=25))
def test_retention_and_churn_add_up_whatever_the_customers(spans):
    zero = date(2024, 12, 1)
    rows = [
        (
            str(i),
            str(zero + timedelta(days=come)),
            None if stay is None else str(zero + timedelta(days=come + stay)),
            "",
            "",
        )
        for i, (come, stay) in enumerate(spans)
    ]
    start, end = date(2025, 1, 1), date(2025, 2, 1)
    opening, _, new, closing = ledger(rows, start, end)
    if opening == 0:
        assert set(faults(lambda: done("retention", people(rows), start=start, end=end))) == {"metric.no_start"}
        return
    kept = values(done("retention", people(rows), start=start, end=end))[()]
    lost = values(done("churn", people(rows), start=start, end=end))[()]
    assert (kept, kept + lost) == (pytest.approx(100 * (closing - new) / opening), pytest.approx(100))


def test_a_month_without_a_customer_at_its_start_has_no_rate():
    rows = [("a", "2025-01-09", None, "", "")]
    assert set(faults(lambda: done("retention", people(rows), ["month"]))) == {"metric.no_start"}
    only = {"start": date(2025, 1, 1)}
    assert set(faults(lambda: done("retention", people(rows), ["month"], **only))) == {"metric.none_over"}
    rows.append(("b", "2025-02-09", "2025-03-01", "", ""))
    outcome = done("retention", people(rows), ["month"], end=date(2025, 4, 1))
    assert sizes(outcome) == {"2025-02": 1, "2025-03": 2}


def test_a_period_must_be_given_and_end_after_its_start():
    assert set(faults(lambda: done("retention", people()))) == {"metric.needs_period"}
    asked = {"start": date(2025, 2, 1), "end": date(2025, 2, 1)}
    assert set(faults(lambda: done("churn", people(), **asked))) == {"metric.period_order"}


def test_who_left_before_coming_is_left_out_and_told():
    rows = [*PEOPLE, ("x", "2025-02-01", "2025-01-01", "price", "north"), ("a", "2024-11-02", None, "", "north")]
    outcome = done("retention", people(rows), start=date(2025, 1, 1), end=date(2025, 2, 1))
    assert excluded(outcome) == {("left", "before_joined"): 1, ("customer", "duplicate"): 1}
    assert outcome.excluded[1].examples == ("2025-01-01",)
    plain = done("retention", people(), start=date(2025, 1, 1), end=date(2025, 2, 1))
    assert values(outcome) == values(plain)


def test_r132_the_reasons_of_those_who_gave_one():
    outcome = done("exit_reasons", people())
    assert values(outcome) == {"price": 75, "moved": 25}
    assert (parts(outcome, "hit"), sizes(outcome)) == ({"price": 3, "moved": 1}, {"price": 4, "moved": 4})
    assert notes(outcome)["metric.note_no_reason"] == {"n": 1}
    row = outcome.by_keys["price",]
    assert_allclose([row.estimate.low, row.estimate.high], wilson(3, 4))


def test_r132_reasons_by_segment_and_period():
    outcome = done("exit_reasons", people(), ["segment"], start=date(2025, 1, 1), end=date(2025, 3, 1))
    assert values(outcome) == {("north", "price"): 100, ("south", "price"): 100}
    assert notes(outcome)["metric.note_no_reason"] == {"n": 1}


def test_r132_where_nobody_gave_a_reason_there_is_no_share():
    outcome = done("exit_reasons", people([("a", "2025-01-01", "2025-02-01", None, "")]))
    assert outcome.rows == ()
    assert set(notes(outcome)) >= {"metric.note_no_reason", "metric.note_nothing"}


def test_survival_is_the_product_of_a_plain_loop():
    outcome = done("survival", people(), as_of=date(2025, 3, 10))
    spans = [
        (((day(left) if left else date(2025, 3, 10)) - day(joined)).days, left is not None)
        for _, joined, left, *_ in PEOPLE
    ]
    stays = 1.0
    expected = {}
    for time in sorted({time for time, _ in spans}):
        at_risk = sum(other >= time for other, _ in spans)
        stays *= 1 - sum(other == time and gone for other, gone in spans) / at_risk
        expected[str(time)] = round(100 * stays, 9)
    assert values(outcome) == expected


def test_one_customer_alone_has_a_curve_of_one_step():
    outcome = done("survival", table([(5, "yes")], "tenure", "churned"))
    assert values(outcome) == {"5": 0}


ORDERS = [
    ("a", "2025-01-01", 10.0, "web"), ("a", "2025-01-01", 5.0, "web"), ("a", "2025-02-03", 20.0, "web"),
    ("b", "2025-01-09", 7.0, "web"), ("b", "2025-03-02", 8.0, "app"), ("b", "2025-03-03", 8.0, "app"),
    ("c", "2025-02-11", 100.0, "app"), ("d", "2025-02-12", 1.0, "app"), ("d", "2025-02-13", 1.0, "app"),
    ("e", "2025-03-30", 3.0, "web"),
]  # fmt: skip


def orders(rows=ORDERS):
    return table(rows, "customer", "at", "amount", "channel")


def test_r117_two_purchases_of_one_day_make_no_repeat_buyer():
    outcome = done("repeat_purchase", orders([("a", "2025-01-01 09:00", 1.0, ""), ("a", "2025-01-01 21:00", 1.0, "")]))
    assert values(outcome) == {(): 0}
    outcome = done("repeat_purchase", orders([("a", "2025-01-01 23:59", 1.0, ""), ("a", "2025-01-02 00:01", 1.0, "")]))
    assert values(outcome) == {(): 100}


def test_r117_repeat_buyers_by_channel_and_period():
    assert values(done("repeat_purchase", orders())) == {(): 60}
    assert values(done("repeat_purchase", orders(), ["channel"]), 3) == {"app": 66.667, "web": 33.333}
    assert values(done("repeat_purchase", orders(), start=date(2025, 2, 1), end=date(2025, 3, 1)), 3) == {(): 33.333}


def test_cohorts_of_one_customer_and_periods_without_purchases():
    outcome = done("cohort_retention", orders(), end=date(2025, 4, 1))
    assert parts(outcome, "active") == {
        ("2025-01", "0"): 2, ("2025-01", "1"): 1, ("2025-01", "2"): 1,
        ("2025-02", "0"): 2, ("2025-02", "1"): 0, ("2025-03", "0"): 1,
    }  # fmt: skip
    assert values(outcome)["2025-01", "2"] == 50
    row = outcome.by_keys["2025-01", "2"].estimate
    assert_allclose([row.low, row.high], wilson(1, 2))


def test_a_cohort_is_whole_at_its_start_by_definition_and_without_interval():
    alone = done("cohort_retention", orders(), end=date(2025, 4, 1)).by_keys["2025-03", "0"].estimate
    assert (alone.value, alone.n) == (100, 1)
    assert math.isnan(alone.low)
    assert math.isnan(alone.high)


def test_a_period_that_is_not_over_is_left_out_of_the_cohorts_and_told():
    outcome = done("cohort_retention", orders())
    assert set(values(outcome)) == {
        ("2025-01", "0"), ("2025-01", "1"), ("2025-02", "0"), ("2025-03", "0"),
    }  # fmt: skip
    assert notes(outcome)["metric.note_unfinished"] == {"periods": ["2025-03"], "last": "2025-03-30"}
    assert "metric.note_unfinished" not in notes(done("cohort_retention", orders(), end=date(2025, 4, 1)))


def test_a_period_that_is_not_over_has_no_verdict_and_is_told():
    rows = [(str(i), "2025-12-01", "2026-02-10" if i < 20 else None, "", "") for i in range(200)]
    rows.append(("x", "2026-01-01", "2026-04-10", "", ""))
    for metric in ("retention", "churn"):
        outcome = done(metric, people(rows), ["quarter"])
        assert set(values(outcome)) == {"2026-Q1"}
        assert notes(outcome)["metric.note_unfinished"] == {"periods": ["2026-Q2"], "last": "2026-04-10"}
        assert changes(outcome) == ()


def test_an_end_far_beyond_the_data_is_told_and_no_quarter_is_made_of_silence():
    rows = [(str(i), str(date(2025, 12, 1) + timedelta(days=i)), None, "", "") for i in range(131)]
    outcome = done("churn", people(rows), ["quarter"], end=date(2026, 7, 1))
    assert set(values(outcome)) == {"2026-Q1"}
    assert notes(outcome)["metric.note_ends_before"] == {"last": "2026-04-10", "end": "2026-07-01"}
    whole = done("churn", people(rows), start=date(2026, 1, 1), end=date(2026, 7, 1))
    assert "metric.note_ends_before" in notes(whole)
    near = done("churn", people([*rows, ("y", "2025-12-01", "2026-03-20", "", "")]), ["month"], end=date(2026, 4, 12))
    assert notes(near)["metric.note_unfinished"]["periods"] == ["2026-04"]


@pytest.mark.parametrize("metric", ["repeat_purchase", "cohort_retention"])
def test_a_period_of_the_purchase_may_not_cut_histories(metric):
    assert faults(lambda: done(metric, orders(), ["month"])) == {
        "metric.by_period": {"metric": metric, "name": "month"}
    }


bought_days = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 400)), min_size=1, max_size=30)
CODES = {
    "month": (lambda at: at.year * 12 + at.month - 1, lambda text: int(text[:4]) * 12 + int(text[5:]) - 1),
    "quarter": (lambda at: at.year * 4 + (at.month - 1) // 3, lambda text: int(text[:4]) * 4 + int(text[6:]) - 1),
    "year": (lambda at: at.year, int),
}


@given(bought_days, st.sampled_from(list(CODES)))
def test_any_cohort_matrix_is_that_of_a_plain_count(bought, every):
    zero = date(2024, 5, 5)
    period, code = CODES[every]
    rows = [(who, zero + timedelta(days=at), 1.0, "") for who, at in bought]
    seen = {}
    for who, at, *_ in rows:
        seen.setdefault(who, set()).add(period(at))
    last = max(max(places) for places in seen.values())
    expected = {}
    newest = max(at for _, at, *_ in rows)
    begun = period(newest) == period(newest + timedelta(days=1)) and last > min(min(places) for places in seen.values())
    for first in {min(places) for places in seen.values()}:
        cohort = [places for places in seen.values() if min(places) == first]
        for age in range(last - first + (0 if begun and first < last else 1)):
            expected[first, age] = (sum(first + age in places for places in cohort), len(cohort))
    outcome = done("cohort_retention", orders(rows), every=every)
    made = {
        (code(row.keys[0]), int(row.keys[1])): (row.parts["active"], row.parts["cohort_size"]) for row in outcome.rows
    }
    assert made == expected


def test_r123_churn_that_falls_is_better():
    rows = [
        (str(i), "2024-12-01", "2025-01-20" if i < 80 else "2025-02-10" if i < 85 else None, "", "") for i in range(200)
    ]
    outcome = done("churn", people(rows), ["month"], end=date(2025, 3, 1))
    change = {change.keys[0]: change.verdict for change in changes(outcome)}
    assert change["2025-02"] == "better"
    kept = {
        change.keys[0]: change.verdict
        for change in changes(done("retention", people(rows), ["month"], end=date(2025, 3, 1)))
    }
    assert kept["2025-02"] == "better"


def test_a_database_of_dates_gives_what_texts_give():
    typed = pl.DataFrame(PEOPLE, schema=list(NAMES), orient="row").with_columns(pl.col("joined", "left").str.to_date())
    import ibis

    made = done("retention", ibis.memtable(typed), ["month"])
    assert values(made) == values(done("retention", people(), ["month"]))
    assert "2025-02" in values(made)
