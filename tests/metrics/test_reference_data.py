"""Real tables: purchases of CDNOW's customers and churn of a telecom company."""

import csv
from collections import defaultdict
from datetime import date

import ibis
import polars as pl
import pytest
from metric_kit import done, excluded, faults, notes, parts, quiet, reference, sizes, table, values, wilson
from numpy.testing import assert_allclose

from centricity.engines import Source, connect, open_source
from centricity.metrics import definition

pytestmark = quiet

CALIBRATION_END = date(1997, 10, 1)


@pytest.fixture(scope="module")
def purchases():
    """Rows of CDNOW's master file."""
    lines = reference("CDNOW_master.txt").read_text("utf-8").splitlines()[1:]
    rows = [line.split() for line in lines]
    frame = pl.DataFrame(rows, schema=["customer", "at", "cds", "amount"], orient="row")
    return frame.with_columns(
        day=pl.col("at").str.strptime(pl.Date, "%Y%m%d"), paid=pl.col("amount").cast(pl.Float64)
    )  # fmt: skip


@pytest.fixture(scope="module")
def orders(purchases, tmp_path_factory):
    """The same as a CSV file that DuckDB reads."""
    path = tmp_path_factory.mktemp("cdnow") / "orders.csv"
    purchases.select("customer", "at", "amount").write_csv(path)
    return open_source(connect(), Source(str(path)))


@pytest.fixture(scope="module")
def histories(purchases):
    """Repeat purchases, recency and age in weeks, mean repeat spend of the calibration period."""
    days = purchases.filter(pl.col("day") < CALIBRATION_END).group_by("customer", "day").agg(pl.col("paid").sum())
    days = days.with_columns(first=pl.col("day").min().over("customer"))
    last = pl.lit(date(1997, 9, 30))
    return (
        days.group_by("customer", "first")
        .agg(
            x=pl.len().cast(pl.Int64) - 1,
            t_x=(pl.col("day").max() - pl.col("first").first()).dt.total_days() / 7,
            T=(last - pl.col("first").first()).dt.total_days() / 7,
            z=pl.col("paid").filter(pl.col("day") > pl.col("first")).mean().fill_null(0),
        )
        .sort("customer")
    )


@pytest.fixture(scope="module")
def sample(histories):
    """For each customer of the published summary one of the master file with the same history."""
    summary = pl.read_csv(reference("cdnow_customers_summary_with_transactions.csv"))
    free = defaultdict(list)
    for customer, x, t_x, age, z in histories.select("customer", "x", "t_x", "T", "z").iter_rows():
        free[x, round(t_x, 2), round(age, 2)].append((z, customer))
    found, lost = [], []
    for x, t_x, age, z in summary.sort("zbar", descending=True).select("x", "t_x", "T", "zbar").iter_rows():
        near = [pair for pair in free[x, t_x, age] if abs(pair[0] - z) < 0.0051]
        if near:
            free[x, t_x, age].remove(near[0])
            found.append(near[0][1])
        else:
            lost.append((x, t_x, age, z))
    return found, lost


def test_the_master_file_holds_69659_purchases_of_23570_customers(orders):
    outcome = done("repeat_purchase", orders)
    assert (outcome.total, outcome.excluded, sizes(outcome)) == (69_659, (), {(): 23_570})


def test_r117_repeat_buyers_bought_on_two_days_or_more(orders, purchases):
    days = purchases.group_by("customer").agg(pl.col("day").n_unique())["day"]
    hit = int((days >= 2).sum())
    row = done("repeat_purchase", orders).rows[0]
    assert (row.parts["hit"], row.estimate.value) == (hit, pytest.approx(100 * hit / 23_570))
    assert_allclose([row.estimate.low, row.estimate.high], wilson(hit, 23_570))


def test_r117_repeat_buyers_of_a_period(orders, purchases):
    asked = purchases.filter(pl.col("day").is_between(date(1997, 4, 1), date(1997, 6, 30)))
    days = asked.group_by("customer").agg(pl.col("day").n_unique())["day"]
    outcome = done("repeat_purchase", orders, start=date(1997, 4, 1), end=date(1997, 7, 1))
    assert (sizes(outcome)[()], parts(outcome, "hit")[()]) == (len(days), (days >= 2).sum())


@pytest.mark.parametrize("every", ["month", "quarter", "week"])
def test_the_cohort_matrix_is_that_of_a_plain_count(every, orders, purchases):
    truncate = {"month": "1mo", "quarter": "1q", "week": "1w"}[every]
    periods = purchases.select("customer", period=pl.col("day").dt.truncate(truncate)).unique()
    order = {day: i for i, day in enumerate(sorted(periods["period"].unique()))}
    bought = defaultdict(set)
    for customer, period in periods.iter_rows():
        bought[customer].add(order[period])
    names = {i: _label(every, day) for day, i in order.items()}
    expected, whole = defaultdict(int), defaultdict(int)
    for places in bought.values():
        cohort = min(places)
        whole[cohort] += 1
        for place in places:
            expected[cohort, place - cohort] += 1
    last = max(order.values())
    cells = {
        (names[cohort], str(age)): (expected[cohort, age], whole[cohort])
        for cohort in whole
        for age in range(last - cohort + 1)
        if age == 0 or cohort + age < last or every != "week"  # the last week is not over
    }
    outcome = done("cohort_retention", orders, every=every)
    assert outcome.by == ("cohort", "age")
    made = {row.keys: (row.parts["active"], row.parts["cohort_size"]) for row in outcome.rows}
    assert made == cells
    for row in outcome.rows:
        assert row.estimate.value == pytest.approx(100 * cells[row.keys][0] / cells[row.keys][1])


def _label(every, day):
    if every == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if every == "quarter" else f"{day:%G-W%V}"


def test_the_history_of_every_customer_of_the_summary_is_in_the_master_file(sample, histories):
    found, lost = sample
    assert histories.height == 23_570
    assert (len(found), lost) == (2_357, [])


def test_no_tenth_of_the_master_file_in_order_is_the_summary(histories):
    """The sample is a tenth, but not every tenth: no residue of the customer numbers has its 2,457 repeats."""
    summary = pl.read_csv(reference("cdnow_customers_summary.csv"))
    repeats = histories.group_by(pl.col("customer").cast(int) % 10).agg(pl.col("x").sum(), n=pl.len())
    assert set(repeats["n"]) == {2_357}
    assert summary["frequency"].sum() == 2_457
    assert 2_457 not in set(repeats["x"])


def test_r70_predictive_cltv_of_raw_orders_has_the_published_parameters(sample, purchases):
    chosen = purchases.filter(pl.col("customer").is_in(sample[0])).select("customer", "at", "amount")
    outcome = done("predictive_cltv", ibis.memtable(chosen), end=CALIBRATION_END, draws=50)
    row = outcome.rows[0]
    fitted = row.parts
    # the unit of time is the day, so alpha is seven times that of weeks
    assert_allclose(
        [fitted["r"], fitted["alpha"] / 7, fitted["a"], fitted["b"]], [0.2426, 4.4135, 0.7929, 2.4258], rtol=2e-3
    )
    assert_allclose([fitted["p"], fitted["q"], fitted["v"]], [6.2488, 3.7446, 15.4477], rtol=5e-3)
    assert (row.estimate.n, fitted["customers"]) == (2_357, 2_357)
    assert row.estimate.low < row.estimate.value < row.estimate.high


def test_r70_the_value_expected_is_close_to_what_the_next_39_weeks_brought(sample, purchases):
    chosen = purchases.filter(pl.col("customer").is_in(sample[0]))
    outcome = done(
        "predictive_cltv", ibis.memtable(chosen.select("customer", "at", "amount")), end=CALIBRATION_END,
        horizon_days=273, draws=50,
    )  # fmt: skip
    brought = chosen.filter(pl.col("day") >= CALIBRATION_END)["paid"].sum() / 2_357
    assert outcome.rows[0].estimate.value == pytest.approx(brought, rel=0.25)


def test_the_whole_file_has_one_customer_who_bought_again_for_nothing(orders, histories):
    assert histories.filter((pl.col("x") > 0) & (pl.col("z") == 0)).height == 1
    outcome = done("predictive_cltv", orders, end=CALIBRATION_END, draws=50)
    assert (notes(outcome)["metric.note_free"], sizes(outcome)) == ({"n": 1}, {(): 23_569})


def test_r135_the_best_fifth_of_customers_and_their_share_of_revenue(orders, purchases):
    totals = sorted(purchases.group_by("customer").agg(pl.col("paid").sum())["paid"], reverse=True)
    outcome = done("pareto_share", orders, draws=50)
    row = outcome.rows[0]
    assert row.estimate.value == pytest.approx(100 * sum(totals[:4714]) / sum(totals))
    assert row.estimate.low < row.estimate.value < row.estimate.high


def test_r135_the_segments_hold_all_customers_and_all_revenue(orders):
    outcome = done("rfm", orders)
    assert sum(row.parts["customers"] for row in outcome.rows) == 23_570
    assert sum(row.estimate.value for row in outcome.rows) == pytest.approx(100)
    assert sum(row.parts["revenue_share"] for row in outcome.rows) == pytest.approx(100)


def test_r70_historical_value_is_the_revenue_per_customer(orders, purchases):
    outcome = done("historical_cltv", orders, margin=0.3)
    assert values(outcome, 6)[()] == pytest.approx(0.3 * purchases["paid"].sum() / 23_570)


# --- telecom ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def telecom():
    return open_source(connect(), Source(str(reference("ibm_telco_customer_churn.csv"))))


TENURES = {"customer": "customerID", "churned": "Churn"}


def test_r65_churn_of_the_telecom_company_is_26_54_per_cent(telecom):
    """The table has no dates: its flags give the counts, and the counts the rate."""
    outcome = done("survival", telecom, mapping=TENURES)
    gone = sum(row.parts["events"] for row in outcome.rows)
    assert (outcome.total, gone) == (7_043, 1_869)
    from centricity.metrics import churn

    made = churn(start=7_043, new=0, end=7_043 - gone)
    assert round(made.value, 2) == 26.54


def test_the_telecom_companys_customers_survive_a_year_with_84_32_per_cent(telecom):
    outcome = done("survival", telecom, mapping=TENURES)
    assert round(values(outcome)["12"], 2) == 84.32
    row = outcome.by_keys["12",]
    assert row.estimate.low < 84.32 < row.estimate.high


def test_survival_by_contract_is_the_product_of_a_plain_loop(telecom):
    frame = pl.read_csv(reference("ibm_telco_customer_churn.csv"))
    outcome = done("survival", telecom, ["Contract"], mapping=TENURES)
    for contract in frame["Contract"].unique():
        rows = frame.filter(pl.col("Contract") == contract).select("tenure", "Churn").rows()
        stays = 1.0
        for time in range(25):
            at_risk = sum(tenure >= time for tenure, _ in rows)
            stays *= 1 - sum(tenure == time and left == "Yes" for tenure, left in rows) / at_risk
        assert outcome.by_keys[contract, "24"].estimate.value == pytest.approx(100 * stays)


def test_eleven_blank_charges_are_told_and_never_zero(telecom):
    with reference("ibm_telco_customer_churn.csv").open(encoding="utf-8") as file:
        charges = [float(row["TotalCharges"]) for row in csv.DictReader(file) if row["TotalCharges"].strip()]
    outcome = done("mean_score", telecom, mapping={"score": "TotalCharges"}, scale="0-10000")
    assert (outcome.total, excluded(outcome)) == (7_043, {("score", "blank"): 11})
    assert (sizes(outcome)[()], len(charges)) == (7_032, 7_032)
    assert values(outcome)[()] == pytest.approx(sum(charges) / 7_032)
    assert outcome.left_out == 11
    said = faults(lambda: done("mean_score", telecom, mapping={"score": "TotalCharges"}, scale="0-10000", strict=True))
    blank = {"ru": "пусто", "en": "blank"}
    assert said["metric.left_out"] == {"column": "score", "reason": blank, "n": 11, "examples": "-"}


def test_two_cohorts_of_renewals_give_the_published_parameters():
    lost = pl.read_csv(reference("sbg_fader_hardie_2007_retention.csv"))
    rows = []
    for cohort, name in (("high end", "highend_lost"), ("regular", "regular_lost")):
        there = 1000
        for year, gone in zip(lost["year"], lost[name], strict=True):
            there -= gone
            rows.append((cohort, year, there))
    outcome = done("subscription_cltv", table(rows, "cohort", "period", "customers"), discount=0.1)
    assert outcome.by == ("cohort",)
    assert_allclose([parts(outcome, "alpha")[k] for k in ("high end", "regular")], [0.668, 0.704], atol=6e-4)
    assert_allclose([parts(outcome, "beta")[k] for k in ("high end", "regular")], [3.806, 1.182], atol=2e-3)
    assert definition("subscription_cltv").unit in {"count", "periods"}
    for cohort, row in zip(("high end", "regular"), outcome.rows, strict=True):
        alpha, beta = row.parts["alpha"], row.parts["beta"]
        stays, total = 1.0, 0.0
        for period in range(2000):
            total += stays / 1.1**period
            stays *= (beta + period) / (alpha + beta + period)
        assert row.estimate.value == pytest.approx(total, rel=1e-6), cohort
        assert row.estimate.low < total < row.estimate.high
