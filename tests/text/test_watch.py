"""Alerts: quiet series are quiet, planted spikes are found, young companies are not judged."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.text.usual import benjamini_hochberg, usual_count, usual_share
from centricity.text.watch import Watching, watch

START = date(2026, 3, 2)  # a Monday
WEEKDAYS = np.array([1.2, 1.2, 1.1, 1.1, 1.2, 0.6, 0.6])


def mentions(series, negative=None):
    """Mentions of companies from counts by day, and how many of each day are negative."""
    table = {"company": [], "day": [], "tone": [], "document": []}
    for company, counts in series.items():
        bad = (negative or {}).get(company, [0] * len(counts))
        for day, count in enumerate(counts):
            table["company"] += [company] * int(count)
            table["day"] += [START + timedelta(days=day)] * int(count)
            table["tone"] += [-1] * int(bad[day]) + [1] * int(count - bad[day])
            table["document"] += [f"{company}-{day}-{i}" for i in range(int(count))]
    return table


def poisson(dice, mean=20, days=57):
    return dice.poisson(mean * WEEKDAYS[np.arange(days) % 7])


@pytest.mark.parametrize("kind", ["poisson", "overdispersed", "rare"])
def test_quiet_companies_give_false_alarms_in_less_than_five_runs_of_a_hundred(kind):
    dice = np.random.default_rng(7)
    make = {
        "poisson": lambda: poisson(dice),
        "overdispersed": lambda: poisson(dice, dice.gamma(5, 4, 57)),
        "rare": lambda: poisson(dice, 0.8),
    }[kind]
    runs = [watch(mentions({name: make() for name in "abcde"})) for _ in range(40)]
    assert sum(bool(run.alerts) for run in runs) <= 2


@pytest.mark.parametrize("level", [0.05, 0.01])
def test_the_tail_of_a_quiet_count_is_no_lower_than_it_says(level):
    dice = np.random.default_rng(1)
    days = np.arange(57) % 7
    tails = []
    for _ in range(300):
        counts = poisson(dice).astype(float)
        tails.append(usual_count(counts[:-1], days[:-1], int(days[-1])).tail(counts[-1]))
    assert np.mean(np.array(tails) <= level) <= level


def test_a_planted_spike_of_mentions_is_found_with_its_documents():
    dice = np.random.default_rng(3)
    series = {name: poisson(dice) for name in "abcde"}
    series["c"][-1] = 70
    (alert,) = watch(mentions(series)).alerts
    assert (alert.company, alert.kind, alert.period) == ("c", "mentions", START + timedelta(days=56))
    assert (alert.value, alert.n) == (70, 70)
    assert alert.low < 24 < alert.high < 70
    assert alert.usual == pytest.approx(24, abs=3)
    assert alert.p <= alert.adjusted < 0.001
    assert alert.documents[:2] == ("c-56-0", "c-56-1")
    assert len(alert.documents) == 20


def test_a_planted_wave_of_negative_tone_is_found_though_the_number_is_usual():
    dice = np.random.default_rng(4)
    series = {name: poisson(dice, 30) for name in "abc"}
    bad = {name: dice.binomial(counts, 0.1) for name, counts in series.items()}
    bad["b"][-1] = int(series["b"][-1] * 0.6)
    (alert,) = watch(mentions(series, bad)).alerts
    assert (alert.company, alert.kind) == ("b", "negative")
    assert alert.value == pytest.approx(0.6, abs=0.03)
    assert alert.usual == pytest.approx(0.1, abs=0.02)
    assert alert.high < alert.value
    assert set(alert.documents) <= {f"b-56-{i}" for i in range(bad["b"][-1])}


def test_planted_spikes_are_found_nineteen_times_in_twenty():
    dice = np.random.default_rng(5)
    found = 0
    for _ in range(40):
        counts = poisson(dice, 10)
        counts[-1] = 40
        found += bool(watch(mentions({"a": counts})).alerts)
    assert found >= 38


def test_a_former_spike_does_not_hide_the_next():
    counts = np.full(57, 10)
    counts[30], counts[-1] = 200, 40
    assert [alert.value for alert in watch(mentions({"a": counts})).alerts] == [40]


def test_a_busy_weekday_is_no_alert_and_a_quiet_one_may_be():
    weekly = np.tile([40, 40, 40, 40, 40, 4, 4], 9)
    assert not watch(mentions({"a": weekly[:57]})).alerts  # ends with a Monday
    sunday = weekly[:56].copy()
    sunday[-1] = 30
    assert [alert.value for alert in watch(mentions({"a": sunday})).alerts] == [30]


def test_a_young_company_is_told_and_not_judged():
    young = watch(mentions({"a": [5, 6, 5, 50]}))
    assert (young.alerts, young.looked) == ((), 0)
    assert [fault.code for fault in young.warnings] == ["text.watch_young"]
    assert young.warnings[0].fields["n"] == 3


def test_weeks_are_compared_where_days_are_too_few():
    counts = np.tile([1, 0, 0, 1, 0, 0, 1], 20)
    counts[-7:] = 3
    (alert,) = watch(mentions({"a": counts}), Watching(period="week", history=19, least_history=8)).alerts
    assert (alert.value, alert.usual) == (21, pytest.approx(3, abs=0.1))
    assert alert.period == START + timedelta(weeks=19)


def test_days_that_were_not_observed_are_missing_and_not_zero():
    counts = np.full(60, 10)
    counts[20:40] = 0
    seen = [START + timedelta(days=i) for i in range(60) if not 20 <= i < 40]
    assert watch(mentions({"a": counts}), observed=seen).looked == 2
    zero = usual_count(counts[:-1].astype(float), None, 0)
    held = usual_count(counts[counts > 0][:-1].astype(float), None, 0)
    assert held.value > zero.value


def test_mentions_without_a_date_are_counted():
    table = mentions({"a": [3] * 30})
    table["day"][0] = None
    (warning,) = watch(table).warnings
    assert (warning.code, warning.fields["n"]) == ("text.watch_undated", 1)


def test_options_and_columns_that_do_not_fit_are_refused():
    with pytest.raises(MisuseError) as error:
        Watching(level=2, history=1)
    assert [fault.fields["name"] for fault in error.value.faults][:1] == ["history"]
    with pytest.raises(MisuseError) as error:
        watch({"company": ["a"], "day": [], "tone": [], "document": []})
    assert error.value.faults[0].code == "text.columns_differ"


def test_nothing_gives_nothing():
    empty = watch({"company": [], "day": [], "tone": [], "document": []})
    assert (empty.alerts, empty.looked, empty.warnings) == ((), 0, ())


def test_adjusted_probabilities_are_those_of_benjamini_and_hochberg():
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert benjamini_hochberg(np.zeros(0)).tolist() == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 10_000), min_size=2, max_size=60),
    st.integers(0, 100_000),
    st.integers(1, 1000),
)
def test_tails_are_probabilities_and_bands_are_in_order(counts, now, trials):
    series = np.array(counts, dtype=float)
    usual = usual_count(series, np.arange(len(series)) % 7, 3)
    assert 0 <= usual.tail(now) <= 1
    assert usual.low <= usual.high
    share = usual_share(np.floor(series / 2), np.maximum(series, 1), trials)
    assert 0 <= share.tail(min(now, trials)) <= 1
    assert 0 <= share.low <= share.high <= 1
