"""The Kaplan-Meier curve against lifelines, scipy and published data."""

import csv
import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from centricity.errors import StepError
from centricity.stats.survival import kaplan_meier

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

customers = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=60)


def curve(durations, left, confidence=0.95):
    """From one row per customer to the counted rows that the function takes."""
    durations, left = np.asarray(durations, dtype=float), np.asarray(left, dtype=bool)
    times, place = np.unique(durations, return_inverse=True)
    return kaplan_meier(times, np.bincount(place, left), np.bincount(place, ~left), confidence)


def fitted(durations, left):
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit(durations, left)


def reference(name):
    stated = os.environ.get("CENTRICITY_REFERENCE_DATA")
    data = Path(stated) if stated else Path(__file__).parents[2].parent / "shared" / "data"
    path = data / "cx" / name
    if not path.is_file():
        pytest.skip(f"no reference data at {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(customers)
@pytest.mark.filterwarnings("ignore")
def test_curve_band_and_median_are_those_of_lifelines(rows):
    from lifelines.utils import median_survival_times

    durations, left = zip(*rows, strict=True)
    done, other = curve(durations, left), fitted(durations, left)
    assert_allclose(done.survival, other.survival_function_.loc[done.times, "KM_estimate"], atol=1e-12)
    band = other.confidence_interval_.loc[done.times].to_numpy()
    inside = (done.survival < 1) & (done.survival > 1e-9)
    assert_allclose(done.low[inside], band[inside, 0], atol=1e-9)
    assert_allclose(done.high[inside], band[inside, 1], atol=1e-9)
    # where the curve stops at exactly a half, lifelines misses the median by a rounding
    assume(np.abs(done.survival - 0.5).min() > 1e-9)
    assert done.median.value == other.median_survival_time_
    if done.survival[-1] > 0:
        limits = median_survival_times(other.confidence_interval_).to_numpy()[0]
        assert (done.median.low, done.median.high) == tuple(limits)


@given(customers.filter(lambda rows: any(left for _, left in rows)))
@pytest.mark.filterwarnings("ignore")
def test_curve_and_band_are_those_of_scipy(rows):
    durations, left = (np.array(column) for column in zip(*rows, strict=True))
    done = curve(durations, left)
    found = stats.ecdf(stats.CensoredData.right_censored(durations, ~left)).sf
    assert_allclose(done.survival, found.evaluate(done.times), atol=1e-12)
    with np.errstate(all="ignore"):
        band = found.confidence_interval(0.95, method="log-log")
    inside = (done.survival < 1) & (done.survival > 1e-9)
    assert_allclose(done.low[inside], band.low.evaluate(done.times)[inside], atol=1e-9)
    assert_allclose(done.high[inside], band.high.evaluate(done.times)[inside], atol=1e-9)


@given(customers, st.sampled_from([0.5, 0.95]))
def test_the_curve_falls_within_its_band(rows, confidence):
    done = curve(*zip(*rows, strict=True), confidence)
    assert (np.diff(done.survival) <= 0).all()
    assert ((done.low >= 0) & (done.low <= done.survival + 1e-12)).all()
    assert ((done.high <= 1) & (done.high >= done.survival - 1e-12)).all()
    assert done.n == len(rows)
    for estimate in (done.median, done.quantile(0.25)):
        assert estimate.low <= estimate.value <= estimate.high


@given(customers)
def test_order_and_repeated_rows_do_not_matter(rows):
    durations, left = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    loose = kaplan_meier(durations, left, 1 - left)
    tidy = curve(durations, left)
    for name in ("times", "at_risk", "events", "survival", "low", "high"):
        assert_allclose(getattr(loose, name), getattr(tidy, name))


@given(customers, st.integers(1, 11))
@pytest.mark.filterwarnings("ignore")
def test_the_restricted_mean_is_that_of_lifelines(rows, until):
    from lifelines.utils import restricted_mean_survival_time

    durations, left = zip(*rows, strict=True)
    done = curve(durations, left).restricted_mean(until)
    if math.isnan(done.value):
        assert [fault.code for fault in done.warnings] == ["stats.beyond_follow_up"]
    else:
        assert_allclose(done.value, restricted_mean_survival_time(fitted(durations, left), t=until), atol=1e-9)
        assert math.isnan(done.low) or 0 <= done.low <= done.value <= done.high <= until


def test_without_losses_the_restricted_mean_has_the_variance_of_a_mean():
    durations = np.array([1.0, 2, 2, 5, 7, 11])
    done = curve(durations, np.ones(6)).restricted_mean(20)
    half = stats.t.ppf(0.975, 5) * durations.std() / math.sqrt(6)
    assert_allclose([done.low, done.value, done.high], durations.mean() + np.array([-half, 0, half]))


@pytest.mark.filterwarnings("ignore")
def test_the_flies_of_walton():
    rows = reference("lifelines_waltons_dataset.csv")
    for group, median in (("", 56), ("control", 58), ("miR-137", 26)):
        chosen = [row for row in rows if group in row["group"]]
        durations, left = [float(row["T"]) for row in chosen], [row["E"] == "1" for row in chosen]
        assert curve(durations, left).median.value == median == fitted(durations, left).median_survival_time_


def test_the_customers_of_the_telephone_company():
    rows = reference("ibm_telco_customer_churn.csv")
    done = curve([float(row["tenure"]) for row in rows], [row["Churn"] == "Yes" for row in rows])
    year = done.at(12)
    assert round(year.value, 4) == 0.8432
    assert year.low < year.value < year.high
    assert year.n == 7043
    assert done.median.value == math.inf


def test_before_the_first_and_after_the_last_customer():
    done = curve([2, 3, 3, 5], [False, True, False, False])
    start = done.at(1)
    assert (start.value, start.high) == (1, 1)
    assert 0 < start.low < 1
    assert done.at(4).value == pytest.approx(2 / 3)
    late = done.at(5.5)
    assert np.isnan([late.value, late.low, late.high]).all()
    assert [fault.code for fault in late.warnings] == ["stats.beyond_follow_up"]
    assert done.median.value == math.inf


def test_where_all_have_left_nobody_is_there_later():
    done = curve([1, 2, 3], [True] * 3)
    last = done.at(99)
    assert (last.value, last.low, last.high) == (0, 0, done.high[1])


def test_no_customers_have_no_curve():
    done = kaplan_meier(np.array([]), np.array([]), np.array([]))
    for estimate in (done.median, done.at(1), done.restricted_mean(1)):
        assert np.isnan([estimate.value, estimate.low, estimate.high]).all()
        assert estimate.n == 0


def test_all_bad_columns_are_named_at_once():
    with pytest.raises(StepError) as raised:
        kaplan_meier(np.array([1, -2.0]), np.array([math.nan, -1]), np.array([1.0, 0]))
    assert [(f.fields["name"], f.fields["count"]) for f in raised.value.faults] == [("durations", 1), ("events", 2)]


def test_a_curve_that_stops_at_exactly_a_half_has_a_median():
    done = curve([1] * 6, [True] * 3 + [False] * 3)
    assert done.median.value == 1
    assert done.median.high == math.inf
