"""What customers cost and bring: small tables against plain arithmetic."""

import math
from datetime import date, timedelta
from pathlib import Path

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import day, done, excluded, faults, notes, parts, quiet, sizes, table, values, wilson
from numpy.testing import assert_allclose
from scipy.stats import chi2
from scipy.stats import t as student

from centricity.metrics.wording import key_text, sentences

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=12)
settings.load_profile("centricity")

pytestmark = quiet

COSTS = [("web", 600.0, 30), ("web", 400.0, 20), ("shop", 900.0, 10), ("radio", 250.0, 0)]
ORDERS = [
    ("a", "2024-01-01", 100.0), ("a", "2025-01-01", 50.0), ("b", "2024-02-01", 30.0), ("b", "2024-02-15", 30.0),
    ("c", "2024-03-10", 10.0), ("d", "2024-06-30", 0.0), ("d", "2024-12-31", 80.0), ("e", "2025-01-02", 5.0),
]  # fmt: skip


def costs(rows=COSTS):
    return table(rows, "channel", "cost", "new")


def orders(rows=ORDERS):
    return table(rows, "customer", "at", "amount")


def test_r71_the_total_is_the_mean_of_the_channels_weighted_by_new_customers():
    outcome = done("cac", costs())
    assert outcome.by == ("channel",)
    found, new = values(outcome), parts(outcome, "new")
    assert (found["web"], found["shop"], found["*"]) == (20, 90, pytest.approx(2150 / 60, abs=1e-8))
    assert math.isnan(found["radio"])
    won = [channel for channel in ("web", "shop") if new[channel]]
    paid_for = sum(found[channel] * new[channel] for channel in won) / sum(new[channel] for channel in won)
    assert found["*"] == pytest.approx(paid_for + 250 / 60)
    assert notes(outcome)["metric.note_no_new"] == {"channels": ["radio"]}


def test_r71_without_idle_channels_the_weighted_mean_is_the_total():
    rows = [(f"c{i}", 17.5 * i + 3, 2 * i + 1) for i in range(6)]
    found = values(done("cac", costs(rows)))
    weighted = sum(found[name] * new for name, _, new in rows) / sum(new for *_, new in rows)
    assert found["*"] == pytest.approx(weighted)


def test_r71_the_interval_is_garwoods_for_the_customers_won():
    row = done("cac", costs()).by_keys["shop",].estimate
    low, high = chi2.ppf(0.025, 20) / 2, chi2.ppf(0.975, 22) / 2
    assert_allclose([row.low, row.high], [900 / high, 900 / low])


def test_r70_historical_value_is_discounted_to_each_customers_first_purchase():
    outcome = done("historical_cltv", orders(), margin=0.4, discount=0.12)
    worth = {}
    for who, at, amount in ORDERS:
        first = min(day(other) for name, other, _ in ORDERS if name == who)
        years = (day(at) - first).days / 365.25
        worth[who] = worth.get(who, 0) + 0.4 * amount / 1.12**years
    each = list(worth.values())
    row = outcome.rows[0].estimate
    assert (row.n, row.value) == (5, pytest.approx(np.mean(each)))
    half = student.ppf(0.975, 4) * np.std(each, ddof=1) / math.sqrt(5)
    assert_allclose([row.low, row.high], [row.value - half, row.value + half])


def test_r70_one_customer_has_a_value_and_no_interval():
    row = done("historical_cltv", orders([("a", "2025-01-01", 7.0)])).rows[0].estimate
    assert (row.value, row.n, math.isnan(row.low), math.isnan(row.high)) == (7, 1, True, True)


def test_amounts_below_zero_are_left_out_and_told():
    outcome = done("historical_cltv", orders([*ORDERS, ("z", "2025-01-01", -9.0)]))
    assert excluded(outcome) == {("amount", "negative"): 1}
    assert outcome.excluded[0].examples == ("-9.0",)
    assert values(outcome) == values(done("historical_cltv", orders()))


def test_cltv_to_cac_is_one_value_over_the_other():
    both = {"main": orders(), "costs": costs()}
    row = done("cltv_to_cac", both, margin=0.5).rows[0]
    cltv, cac = 0.5 * 305 / 5, 2150 / 60
    assert row.estimate.value == pytest.approx(cltv / cac)
    assert (row.parts["cltv"], row.parts["cac"]) == (pytest.approx(cltv), pytest.approx(cac))


def test_the_limits_of_the_ratio_join_those_of_both_on_the_log_scale():
    rows = [(str(i), "2025-01-01", 50.0 + i) for i in range(40)]
    row = done("cltv_to_cac", {"main": orders(rows), "costs": costs()}).rows[0].estimate
    value = done("historical_cltv", orders(rows)).rows[0].estimate
    cost = done("cac", costs()).by_keys["*",].estimate
    low = math.exp(-math.hypot(math.log(value.low / value.value), math.log(cost.high / cost.value)))
    high = math.exp(math.hypot(math.log(value.high / value.value), math.log(cost.low / cost.value)))
    assert_allclose([row.low, row.high], [row.value * low, row.value * high])


def test_a_ratio_to_no_cost_is_refused():
    for rows in ([("web", 0.0, 5)], [("web", 10.0, 0)]):
        both = {"main": orders(), "costs": costs(rows)}
        assert set(faults(lambda both=both: done("cltv_to_cac", both))) == {"metric.no_cac"}
        assert set(faults(lambda both=both: done("payback", both))) == {"metric.no_cac"}
    assert set(faults(lambda: done("payback", orders()))) == {"metric.needs_table"}


MONTH = 365.25 / 12


def paid_back(rows, end, margin, cost):
    """Months of the plain loop: a month counts those who have been watched through it."""
    firsts = {}
    for who, at, _ in rows:
        firsts[who] = min(firsts.get(who, date.max), day(at))
    watched = {who: int((end - first).days / MONTH) for who, first in firsts.items()}
    total = 0.0
    for month in range(max(watched.values())):
        there = [who for who in watched if watched[who] > month]
        brought = sum(
            amount for who, at, amount in rows
            if who in there and int((day(at) - firsts[who]).days / MONTH) == month
        )  # fmt: skip
        total += margin * brought / len(there)
        if total >= cost:
            return month + 1
    return math.nan


@pytest.mark.parametrize(
    ("margin", "end"),
    [(1.0, "2025-01-03"), (0.3, "2025-01-03"), (0.6, "2024-09-01"), (0.05, "2025-01-03")],
)
def test_payback_is_the_month_in_which_the_mean_margin_covers_the_cost(margin, end):
    asked = {"main": orders(), "costs": costs()}
    end = day(end)
    row = done("payback", asked, margin=margin, end=end).rows[0]
    before = [order for order in ORDERS if day(order[1]) < end]
    expected = paid_back(before, end, margin, 2150 / 60)
    assert row.estimate.value == pytest.approx(expected, nan_ok=True)
    assert row.parts["cac"] == pytest.approx(2150 / 60)


def test_what_is_never_paid_back_is_blank_and_not_zero():
    row = done("payback", {"main": orders(), "costs": costs([("web", 1e6, 1)])}).rows[0]
    assert math.isnan(row.estimate.value)
    assert row.parts["covered"] < 1e6


def test_customers_who_have_not_been_watched_for_a_month_say_nothing():
    row = done("payback", {"main": orders([("a", "2025-01-01", 1e9)]), "costs": costs()}).rows[0]
    assert (math.isnan(row.estimate.value), row.estimate.n) == (True, 1)
    later = [("a", "2025-01-01", 1.0), ("a", "2025-01-25", 1e9), ("b", "2025-02-20", 1e9), ("c", "2025-03-01", 0.0)]
    row = done("payback", {"main": orders(later), "costs": costs()}, end=date(2025, 3, 2)).rows[0]
    # b was watched for ten days only: her purchase is in no month
    assert (row.estimate.value, row.parts["covered"]) == (1, 1e9 + 1)


def fifth(values_, value):
    """Fifth of a value: equals alike, by the number of smaller ones."""
    return min(1 + sum(other < value for other in values_) * 5 // len(values_), 5)


def scored(rows):
    """Scores and segment of every customer, from the rules."""
    end = max(day(at) for _, at, _ in rows)
    people = {}
    for who, at, amount in rows:
        days, total = people.setdefault(who, [set(), 0.0])
        days.add(day(at))
        people[who][1] = total + amount
    recency = {who: (end - max(days)).days for who, (days, _) in people.items()}
    frequency = {who: len(days) for who, (days, _) in people.items()}
    amount = {who: total for who, (_, total) in people.items()}
    found = {}
    for who in people:
        r = 6 - fifth(list(recency.values()), recency[who])
        value = (fifth(list(frequency.values()), frequency[who]) + fifth(list(amount.values()), amount[who])) / 2
        if r >= 4:
            segment = "champions" if value >= 4 else "recent" if value >= 2 else "new"
        elif r >= 2 and value >= 4:
            segment = "loyal"
        elif value >= 3:
            segment = "at_risk"
        elif r == 3 and value >= 2:
            segment = "need_attention"
        else:
            segment = "hibernating"
        found[who] = segment
    return found, recency, frequency, amount


purchases = st.lists(
    st.tuples(st.sampled_from("abcdefghijkl"), st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=60
)  # fmt: skip


@given(purchases)
def test_r135_segments_are_those_of_the_rules_with_ties_alike(bought):
    rows = [(who, str(date(2025, 1, 1) + timedelta(days=at)), float(amount)) for who, at, amount in bought]
    found, recency, frequency, amount = scored(rows)
    outcome = done("rfm", orders(rows))
    revenue = sum(amount.values())
    expected = {}
    for segment in set(found.values()):
        inside = [who for who in found if found[who] == segment]
        expected[segment] = {
            "customers": len(inside),
            "revenue_share": 100 * sum(amount[who] for who in inside) / revenue if revenue else math.nan,
            "recency": np.mean([recency[who] for who in inside]),
            "frequency": np.mean([frequency[who] for who in inside]),
            "amount": np.mean([amount[who] for who in inside]),
        }
    assert {row.keys[0]: pytest.approx(dict(row.parts), nan_ok=True) for row in outcome.rows} == expected
    assert sum(row.estimate.value for row in outcome.rows) == pytest.approx(100)
    for row in outcome.rows:
        assert row.estimate.value == pytest.approx(100 * row.parts["customers"] / len(found))
        assert row.estimate.n == len(found)
        assert_allclose([row.estimate.low, row.estimate.high], wilson(row.parts["customers"], len(found)), atol=1e-9)


def test_r135_equal_customers_stand_in_one_segment():
    rows = [(str(i), "2025-01-01", 10.0) for i in range(20)]
    assert values(done("rfm", orders(rows))) == {"new": 100}


def test_r135_recency_is_counted_to_the_last_day_asked_for():
    rows = [("a", "2025-01-01", 10.0), ("b", "2025-01-11", 10.0)]
    later = done("rfm", orders(rows), end=date(2025, 2, 1))
    assert sorted(row.parts["recency"] for row in later.rows) == [20, 30]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=40), st.sampled_from([0.1, 0.2, 0.25, 0.5]))
def test_r135_the_share_of_the_best_counts_a_part_of_a_customer_in_part(amounts, top):
    rows = [(str(i), "2025-01-01", float(amount)) for i, amount in enumerate(amounts)]
    outcome = done("pareto_share", orders(rows), top=top, draws=50)
    left, held = top * len(amounts), 0.0
    for amount in sorted(amounts, reverse=True):
        held += min(max(left, 0), 1) * amount
        left -= 1
    row = outcome.rows[0]
    assert row.estimate.value == pytest.approx(100 * held / sum(amounts))
    assert (row.parts["revenue"], row.estimate.n) == (sum(amounts), len(amounts))


def test_r135_a_customers_orders_are_added_before_the_best_are_found():
    rows = [("a", "2025-01-01", 30.0), ("a", "2025-01-02", 30.0), ("b", "2025-01-01", 40.0)]
    assert values(done("pareto_share", orders(rows), top=0.5)) == {(): 60}


def test_revenue_of_nothing_has_no_share():
    assert math.isnan(values(done("pareto_share", orders([("a", "2025-01-01", 0.0)])))[()])


def test_one_seed_gives_the_same_limits_and_another_others():
    rows = [(str(i), "2025-01-01", float(i**2)) for i in range(60)]
    one, same, other = (done("pareto_share", orders(rows), seed=seed, draws=200).rows[0].estimate for seed in (1, 1, 2))
    assert one == same
    assert (one.value, one.low) != (other.value, other.low)


def test_r70_first_purchases_of_the_last_day_are_not_modelled_and_told():
    rng = np.random.default_rng(0)
    rows = []
    for i in range(1500):
        at, rate = int(rng.integers(0, 200)), rng.gamma(1.0, 1 / 40)
        chance, scale = rng.beta(0.8, 2.4), 40 / rng.gamma(3)
        while at < 365:
            rows.append((str(i), str(date(2024, 1, 1) + timedelta(days=at)), float(rng.gamma(4, scale))))
            if rng.random() < chance:
                break
            at += int(rng.exponential(1 / rate)) + 1
    last = max(at for _, at, _ in rows)
    outcome = done("predictive_cltv", orders([*rows, ("late", last, 9.0)]), draws=50)
    assert notes(outcome)["metric.note_last_day"]["n"] >= 1
    assert sizes(outcome)[()] <= 1500
    row = outcome.rows[0]
    assert 0 < row.parts["alive"] < 1
    assert row.estimate.low <= row.estimate.value <= row.estimate.high
    half = done("predictive_cltv", orders([*rows, ("late", last, 9.0)]), draws=50, margin=0.5)
    assert values(half)[()] == pytest.approx(row.estimate.value / 2)
    other = done("predictive_cltv", orders(rows), draws=50, model="pareto_nbd")
    assert set(other.rows[0].parts) >= {"r", "alpha", "s", "beta"}


RENEWALS = [("x", 0, 1000), ("x", 1, 869), ("x", 2, 743), ("x", 3, 653)]


def test_a_lifetime_needs_a_discount_and_a_cohort_that_shrinks():
    names = ("cohort", "period", "customers")
    assert set(faults(lambda: done("subscription_cltv", table(RENEWALS, *names)))) == {"metric.needs_discount"}
    for rows in ([*RENEWALS, ("x", 4, 700)], RENEWALS[:2]):
        said = faults(lambda rows=rows: done("subscription_cltv", table(rows, *names), discount=0.1))
        assert said == {"metric.cohort_grows": {"cohort": "x"}}


def test_a_channel_is_divided_by_what_its_own_customers_cost():
    bought = [("a", "2025-01-01", 60.0, "web"), ("b", "2025-01-02", 60.0, "web"), ("c", "2025-01-03", 60.0, "shop")]
    spent = [("web", 100.0, 10), ("shop", 900.0, 10)]
    tables = {"main": table(bought, "customer", "at", "amount", "channel"), "costs": costs(spent)}
    outcome = done("cltv_to_cac", tables, ["channel"])
    assert parts(outcome, "cac") == {"web": 10, "shop": 90}
    assert values(outcome, 6) == {"web": 6, "shop": 0.666667}
    assert values(done("cltv_to_cac", tables)) == {(): 1.2}
    assert parts(done("payback", tables, ["channel"]), "cac") == {"web": 10, "shop": 90}


def test_groups_of_which_the_costs_tell_nothing_are_told():
    bought = [("a", "2025-01-01", 60.0, "web", "x"), ("b", "2025-01-02", 60.0, "app", "x")]
    names = ("customer", "at", "amount", "channel", "segment")
    tables = {"main": table(bought, *names), "costs": costs([("web", 100.0, 10), ("shop", 900.0, 10)])}
    outcome = done("cltv_to_cac", tables, ["segment"])
    assert notes(outcome)["metric.note_total_cac"] == {"by": ["segment"]}
    assert parts(outcome, "cac") == {"x": 50}
    outcome = done("cltv_to_cac", tables, ["channel"])
    assert notes(outcome)["metric.note_no_own_cac"] == {"groups": ["app"]}
    assert math.isnan(values(outcome)["app"])
    assert values(outcome)["web"] == 6


@pytest.mark.parametrize("metric", ["historical_cltv", "predictive_cltv", "rfm", "pareto_share"])
def test_a_period_of_the_purchase_may_not_cut_a_lifetime(metric):
    bought = orders([("a", "2025-01-01", 10.0), ("a", "2025-04-01", 10.0)])
    assert faults(lambda: done(metric, bought, ["quarter"])) == {
        "metric.by_period": {"metric": metric, "name": "quarter"}
    }
    renewals = table([("x", 0, 10), ("x", 1, 5), ("x", 2, 4)], "cohort", "period", "customers")
    said = faults(lambda: done("subscription_cltv", renewals, ["period"], discount=0.1))
    assert set(said) == {"metric.by_period"}


def test_an_interval_from_parameters_that_data_hardly_determine_is_said_to_be_rough():
    example = pl.read_csv(Path(__file__).parents[2] / "examples" / "cx-dashboard" / "orders.csv")
    bought = ibis.memtable(example.filter(pl.col("customer") < "C00400"))
    said = notes(done("predictive_cltv", bought, draws=50, model="pareto_nbd"))
    assert "bg_nbd" in said["metric.note_rough"]["advice"]["en"]
    assert "metric.note_rough" not in notes(done("predictive_cltv", bought, draws=50))


def test_a_label_that_looks_like_the_total_is_another():
    outcome = done("cac", costs([("*", 100.0, 10), ("web", 100.0, 5)]))
    assert values(outcome, 6) == {"\\*": 10, "web": 20, "*": 13.333333}
    assert key_text("channel", "\\*", "en") == "\\*"
    assert key_text("reason", "*", "en") == "*"


def test_amounts_beyond_all_reason_are_still_a_number():
    outcome = done("historical_cltv", orders([(who, "2025-01-01", 1e30) for who in "abc"]))
    assert values(outcome)[()] == pytest.approx(1e30)
    assert "1e30" in next(sentences(outcome, "en"))
