"""Requests: response, resolution, SLA, backlog, self-service; small tables against plain loops."""

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from metric_kit import done, excluded, faults, notes, parts, quiet, sizes, table, values, wilson
from numpy.testing import assert_allclose
from scipy.stats import chi2

from centricity.metrics import changes
from centricity.metrics.calendar import Calendar

pytestmark = quiet


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(first, last):
    return (moment(last) - moment(first)).total_seconds() / 3600


REQUESTS = [
    ("1", "a", "2025-03-03 09:00", "2025-03-03 09:30", "2025-03-03 12:00", "mail"),
    ("2", "a", "2025-03-03 23:00", "2025-03-04 10:00", "2025-03-05 10:00", "mail"),
    ("3", "b", "2025-03-07 17:30", "2025-03-10 09:15", "2025-03-10 18:30", "chat"),
    ("4", "b", "2025-03-08 12:00", "2025-03-10 09:00", "2025-03-11 09:00", "chat"),
    ("5", "c", "2025-03-10 08:00", "2025-03-10 09:00", None, "chat"),
    ("6", "c", "2025-03-12 10:00", None, None, "mail"),
    ("7", "d", "2025-03-12 10:00", "2025-03-12 10:00", "2025-03-12 10:00", "mail"),
]
NAMES = ("request", "customer", "created", "first_response", "resolved", "channel")


def requests(rows=REQUESTS, names=NAMES):
    return table(rows, *names)


def test_r91_first_response_in_calendar_hours_with_those_still_waiting_beside():
    waits = sorted(hours(row[2], row[3]) for row in REQUESTS if row[3])
    outcome = done("first_response", requests(), quantiles=(0.5, 0.9))
    assert outcome.by == ("quantile",)
    assert values(outcome) == {"p50": np.quantile(waits, 0.5), "p90": pytest.approx(np.quantile(waits, 0.9))}
    row = outcome.by_keys["p50",].estimate
    assert (row.low, row.high, row.n) == (waits[0], waits[-1], 6)
    assert math.isnan(outcome.by_keys["p90",].estimate.high)
    assert notes(outcome)["metric.note_waiting"] == {"n": 1}


def test_r155_resolution_time_by_channel_and_by_period():
    outcome = done("resolution_time", requests(), ["channel"], quantiles=(0.5,))
    expected = {
        channel: np.median([hours(row[2], row[4]) for row in REQUESTS if row[4] and row[5] == channel])
        for channel in ("mail", "chat")
    }
    assert {keys[0]: value for keys, value in values(outcome).items()} == expected
    week = done("resolution_time", requests(), start=date(2025, 3, 8), end=date(2025, 3, 13), quantiles=(0.5,))
    assert (values(week), notes(week)["metric.note_waiting"]) == ({"p50": 34.5}, {"n": 2})


def test_many_times_have_the_quantiles_of_numpy_and_limits_by_the_binomial():
    rng = np.random.default_rng(3)
    seconds = np.sort(rng.integers(0, 10**6, 300))
    start = datetime(2025, 1, 1)  # noqa: DTZ001  wall time, as tables hold it
    rows = [(str(i), start, start + timedelta(seconds=int(s))) for i, s in enumerate(rng.permutation(seconds))]
    outcome = done("resolution_time", table(rows, "request", "created", "resolved"), quantiles=(0.25, 0.5))
    for q, name in ((0.25, "p25"), (0.5, "p50")):
        row = outcome.by_keys[name,].estimate
        assert row.value == pytest.approx(np.quantile(seconds, q) / 3600)
        below = (seconds / 3600 < row.low).sum()
        above = (seconds / 3600 <= row.high).sum()
        chance = sum(math.comb(300, k) * q**k * (1 - q) ** (300 - k) for k in range(below + 1, above))
        assert 0.95 <= chance < 0.97


def worked(calendar, first, last):
    """Working hours between two moments, counted minute by minute."""
    public = calendar.public(range(2024, 2027))
    minutes, at, end = 0, moment(first), moment(last)
    while at < end:
        day, clock = at.date(), at.hour + at.minute / 60
        works = day in calendar.days_on or (
            day.weekday() in calendar.weekdays and day not in public and day not in calendar.days_off
        )
        closes = calendar.closes - (day in calendar.short)
        minutes += calendar.round_the_clock or (works and calendar.opens <= clock < closes)
        at += timedelta(minutes=1)
    return minutes / 60


CALENDARS = {
    "plain": Calendar(),
    "half past": Calendar(opens=8.5, closes=17.25),
    "six days": Calendar(weekdays=(0, 1, 2, 3, 4, 5)),
    "holiday": Calendar(days_off=(date(2025, 3, 10),)),
    "working saturday": Calendar(days_on=(date(2025, 3, 8),)),
    "on beats off": Calendar(days_off=(date(2025, 3, 8),), days_on=(date(2025, 3, 8),)),
    "short day": Calendar(short=(date(2025, 3, 7), date(2025, 3, 10))),
    "round the clock": Calendar(round_the_clock=True),
    "till midnight": Calendar(opens=0, closes=24),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_r91_working_hours_are_those_counted_minute_by_minute(name):
    calendar = CALENDARS[name]
    outcome = done("resolution_time", requests(), ["request"], hours="working", calendar=calendar, quantiles=(0.5,))
    expected = {(row[0], "p50"): worked(calendar, row[2], row[4]) for row in REQUESTS if row[4]}
    assert values(outcome) == pytest.approx(expected)


def test_a_request_of_the_night_waits_from_the_opening():
    outcome = done("first_response", requests(REQUESTS[1:2]), hours="working")
    assert values(outcome)["p50"] == 1
    assert values(done("first_response", requests(REQUESTS[1:2])))["p50"] == 11


def test_public_holidays_of_russia_are_days_off():
    rows = [
        ("1", "a", "2024-12-30 12:00", None, "2025-01-09 10:00", "x"),
        ("2", "a", "2025-05-08 17:00", None, "2025-05-12 10:00", "x"),
    ]
    calendar = Calendar(country="RU")
    outcome = done("resolution_time", requests(rows), ["request"], hours="working", calendar=calendar, quantiles=(0.5,))
    public = calendar.public(range(2024, 2026))
    assert {date(2025, 1, day) for day in range(1, 9)} | {date(2025, 5, 9)} <= public
    assert values(outcome) == pytest.approx({(row[0], "p50"): worked(calendar, row[2], row[4]) for row in rows})
    # 8 May 2025 was off too, moved there from February: an hour of 12 May is left
    assert date(2025, 5, 8) in public
    assert values(outcome)["2", "p50"] == 1


def test_a_calendar_that_cannot_be_is_refused():
    for wrong in (
        {"opens": 18, "closes": 9},
        {"weekdays": (1, 7)},
        {"weekdays": ()},
        {"closes": 25},
        {"country": "ru"},
    ):
        with pytest.raises(ValueError, match="Calendar"):
            Calendar(**wrong)
    said = faults(lambda: done("first_response", requests(), hours="working", calendar=Calendar(country="XX")))
    assert said == {"metric.country": {"country": "XX"}}


SLA = [
    ("1", "2025-03-01 10:00", "2025-03-02 10:00", "2025-03-02 10:00", 5, "x"),
    ("2", "2025-03-01 10:00", "2025-03-02 10:01", "2025-03-02 10:00", 4, "x"),
    ("3", "2025-03-01 10:00", None, "2025-03-02 10:00", None, "x"),
    ("4", "2025-03-01 10:00", None, "2025-03-20 10:00", None, "x"),
    ("5", "2025-03-01 10:00", None, None, None, "y"),
    ("6", "2025-03-01 10:00", "2025-03-03 10:00", None, 1, "y"),
    ("7", "2025-03-02 10:00", "2025-03-12 10:00", "2025-03-15 10:00", 1, "y"),
]
SLA_NAMES = ("request", "created", "resolved", "due", "csat", "service")


def test_r157_sla_counts_what_is_resolved_or_overdue():
    outcome = done("sla_attainment", table(SLA, *SLA_NAMES))
    # 1 and 7 kept, 2 late, 3 overdue; 4 is not due yet, 5 and 6 have no due time
    assert (values(outcome), parts(outcome, "hit")) == ({(): 50}, {(): 2})
    assert_allclose([outcome.rows[0].estimate.low, outcome.rows[0].estimate.high], wilson(2, 4))
    # beside it the CSAT of all rated requests of the group
    assert (outcome.rows[0].parts["rated"], outcome.rows[0].parts["csat"]) == (4, 50)


@pytest.mark.parametrize(
    ("as_of", "hit", "n"),
    [("2025-03-02", 0, 0), ("2025-03-03", 1, 3), ("2025-03-13", 2, 4), ("2025-03-21", 2, 5)],
)
def test_r157_sla_is_that_of_the_day_asked_for(as_of, hit, n):
    outcome = done("sla_attainment", table(SLA, *SLA_NAMES), as_of=date.fromisoformat(as_of))
    assert (sizes(outcome)[()], parts(outcome, "hit")[()]) == (n, hit)


def test_due_times_are_held_against_the_wall_clock_of_the_zone():
    rows = [
        ("1", "2025-03-01 10:00", None, "2025-03-05 01:00", None, "x"),
        ("2", "2025-03-01 10:00", None, "2025-03-04 23:00", None, "x"),
    ]
    outcome = done("sla_attainment", table(rows, *SLA_NAMES), zone="Europe/Moscow", as_of=date(2025, 3, 5))
    assert sizes(outcome) == {(): 1}


def test_a_period_may_have_a_start_alone():
    assert sizes(done("sla_attainment", table(SLA, *SLA_NAMES), start=date(2025, 3, 2))) == {(): 1}


def test_a_green_sla_beside_a_red_csat_is_called_out_where_it_is_sure():
    def rows(service, n, csat):
        return [(f"{service}{i}", "2025-03-01", "2025-03-02", "2025-03-03", csat, service) for i in range(n)]

    few = rows("few", 2, 1)
    outcome = done(
        "sla_attainment", table([*rows("melon", 30, 2), *rows("fine", 30, 5), *few], *SLA_NAMES), ["service"]
    )
    assert wilson(0, 2)[1] < 70
    assert notes(outcome)["metric.note_green_red"] == {
        "groups": {"ru": ["few", "melon"], "en": ["few", "melon"]},
        "red": 70,
    }
    fine = done("sla_attainment", table(rows("fine", 30, 5), *SLA_NAMES), ["service"])
    assert "metric.note_green_red" not in notes(fine)
    late = [(*row[:2], "2025-03-09", *row[3:]) for row in rows("late", 30, 1)]
    assert "metric.note_green_red" not in notes(done("sla_attainment", table(late, *SLA_NAMES)))


DESK = [
    ("1", "2025-03-01", "2025-03-02", 1, 0, "k1", "yes", "yes", "no", 5, "s"),
    ("2", "2025-03-01", "2025-03-02", 2, 0, None, "no", "yes", "yes", 4, "s"),
    ("3", "2025-03-01", "2025-03-02", 1, 2, "k2", "no", "yes", "no", None, "s"),
    ("4", "2025-03-02", "2025-03-03", 1, None, None, "yes", "no", None, 1, "t"),
    ("5", "2025-03-02", None, 1, 0, "k1", "no", "yes", None, None, "t"),
]
DESK_NAMES = (
    "request",
    "created",
    "resolved",
    "contacts",
    "reopened",
    "article",
    "self_service",
    "assistant",
    "handed_over",
    "csat",
    "service",
)


@pytest.mark.parametrize(
    ("metric", "hit", "n", "left_out"),
    [
        ("first_contact_resolution", 2, 4, {}),
        ("reopening", 1, 3, {("reopened", "blank"): 1}),
        ("article_reuse", 2, 4, {}),
        ("self_service", 2, 5, {}),
        ("containment", 2, 3, {}),
        ("service_csat", 2, 3, {}),
    ],
)
def test_r87_r157_shares_of_requests(metric, hit, n, left_out):
    outcome = done(metric, table(DESK, *DESK_NAMES))
    assert (parts(outcome, "hit"), sizes(outcome), excluded(outcome)) == ({(): hit}, {(): n}, left_out)
    row = outcome.rows[0].estimate
    assert row.value == pytest.approx(100 * hit / n)
    assert_allclose([row.low, row.high], wilson(hit, n))


def test_r64_r155_the_csat_of_requests_by_service():
    assert values(done("service_csat", table(DESK, *DESK_NAMES), ["service"])) == {"s": 100, "t": 0}


DAY = timedelta(days=1)
AT = datetime(2025, 3, 1, 10)  # noqa: DTZ001
LATE = ("late", "z", AT + 60 * DAY)
"""A request long after the others, which shows that their time to be followed is over."""


@pytest.mark.parametrize(
    ("gap", "repeated"),
    [
        (timedelta(), True),
        (7 * DAY, True),
        (7 * DAY + timedelta(seconds=1), False),
        (7 * DAY - timedelta(seconds=1), True),
    ],
)
def test_r155_a_contact_is_repeated_up_to_the_very_end_of_the_days(gap, repeated):
    rows = [("1", "a", AT), ("2", "a", AT + gap), LATE]
    outcome = done("repeat_contacts", table(rows, "request", "customer", "created"), within_days=7.0)
    assert (parts(outcome, "hit"), sizes(outcome)) == ({(): int(repeated)}, {(): 2})


def test_r155_only_the_same_customer_on_the_same_theme_repeats_where_the_theme_is_known():
    rows = [
        ("1", "a", AT, "bill"),
        ("2", "a", AT + DAY, "login"),
        ("3", "b", AT + DAY, "bill"),
        ("4", "a", AT + 3 * DAY, "bill"),
        (*LATE, "bill"),
    ]
    names = ("request", "customer", "created", "theme")
    assert parts(done("repeat_contacts", table(rows, *names)), "hit") == {(): 1}
    bare = [row[:3] for row in rows]
    assert parts(done("repeat_contacts", table(bare, *names[:3])), "hit") == {(): 2}


def test_r155_a_request_of_the_period_may_be_followed_after_it():
    rows = [("1", "a", AT), ("2", "a", AT + 5 * DAY), LATE]
    outcome = done(
        "repeat_contacts", table(rows, "request", "customer", "created"), start=date(2025, 3, 1), end=date(2025, 3, 2)
    )
    assert (parts(outcome, "hit"), sizes(outcome)) == ({(): 1}, {(): 1})


def test_requests_of_nobody_are_left_out_of_repeats():
    rows = [("1", "a", AT), ("2", None, AT), ("3", "", AT), LATE]
    outcome = done("repeat_contacts", table(rows, "request", "customer", "created"))
    assert (excluded(outcome), sizes(outcome)) == ({("customer", "blank"): 2}, {(): 1})


def test_of_a_request_whose_time_is_not_over_nothing_is_known():
    rows = [("1", "a", AT), ("2", "a", AT + DAY), ("3", "b", AT + 8 * DAY), ("4", "b", AT + 9 * DAY)]
    requests = table(rows, "request", "customer", "created")
    outcome = done("repeat_contacts", requests, within_days=7)
    assert (parts(outcome, "hit"), sizes(outcome)) == ({(): 1}, {(): 2})
    assert notes(outcome)["metric.note_too_young"] == {"n": 2, "days": 7, "last": "2025-03-10"}
    assert "metric.note_too_young" not in notes(done("repeat_contacts", requests, within_days=7, end=date(2025, 3, 3)))
    assert faults(lambda: done("repeat_contacts", requests, within_days=30))["metric.none_old_enough"]["n"] == 4


@pytest.mark.parametrize(
    ("as_of", "open_"),
    [
        ("2025-03-03", []),
        ("2025-03-04", ["2"]),
        ("2025-03-05", ["2"]),
        ("2025-03-08", ["3"]),
        ("2025-03-11", ["4", "5"]),
        (None, ["5", "6"]),
    ],
)
def test_r157_the_backlog_is_what_was_filed_before_the_day_and_not_resolved_by_it(as_of, open_):
    asked = {} if as_of is None else {"as_of": date.fromisoformat(as_of)}
    outcome = done("backlog", requests(), ["request"], **asked)
    assert values(outcome) == dict.fromkeys(open_, 1)
    whole = done("backlog", requests(), **asked).rows[0].estimate
    assert (whole.value, whole.low, whole.high, whole.method) == (len(open_), len(open_), len(open_), "count")


def test_an_empty_backlog_is_a_zero_that_was_counted():
    outcome = done("backlog", requests(), as_of=date(2025, 3, 3))
    assert values(outcome) == {(): 0}
    assert "metric.note_nothing" not in notes(outcome)


def test_r157_the_age_of_the_backlog_in_days():
    outcome = done("backlog_age", requests(), as_of=date(2025, 3, 13), quantiles=(0.5,))
    ages = [hours("2025-03-10 08:00", "2025-03-13 00:00") / 24, hours("2025-03-12 10:00", "2025-03-13 00:00") / 24]
    assert values(outcome) == {"p50": pytest.approx(np.median(ages))}


def test_r157_what_has_not_moved_for_longer_than_the_days_is_stale():
    rows = [
        ("1", "2025-03-01", None, "2025-03-09 00:00"), ("2", "2025-03-01", None, "2025-03-08 23:59:59"),
        ("3", "2025-03-01", None, None), ("4", "2025-03-01", "2025-03-02", "2025-03-02"),
    ]  # fmt: skip
    outcome = done(
        "stale_requests",
        table(rows, "request", "created", "resolved", "updated"),
        as_of=date(2025, 3, 16),
        within_days=7.0,
    )
    assert (parts(outcome, "hit"), sizes(outcome)) == ({(): 2}, {(): 3})


def test_the_share_of_waiting_has_a_delta_interval_that_the_bootstrap_confirms():
    rng = np.random.default_rng(5)
    total = rng.gamma(2, 5, 400)
    waiting = total * rng.beta(3, 2, 400)
    rows = [(float(w), float(t)) for w, t in zip(waiting, total, strict=True)]
    row = done("wait_share", table(rows, "waiting_hours", "total_hours")).rows[0].estimate
    assert row.value == pytest.approx(100 * waiting.sum() / total.sum())
    drawn = [100 * waiting[i].sum() / total[i].sum() for i in (rng.integers(0, 400, 400) for _ in range(4000))]
    assert_allclose([row.low, row.high], np.percentile(drawn, [2.5, 97.5]), atol=0.2)


def test_who_waited_longer_than_it_took_is_left_out_and_told():
    rows = [(3.0, 4.0), (5.0, 4.0), (0.0, 0.0), (-1.0, 4.0), (1.0, None)]
    outcome = done("wait_share", table(rows, "waiting_hours", "total_hours"))
    assert values(outcome) == {(): 75}
    assert excluded(outcome) == {
        ("waiting_hours", "above_total_hours"): 1, ("waiting_hours", "negative"): 1, ("total_hours", "blank"): 1,
    }  # fmt: skip


PEOPLE = [
    ("a", "2024-01-01", None),
    ("b", "2024-01-01", "2025-02-01"),
    ("c", "2025-01-20", None),
    ("d", "2025-02-10", None),
]
ASKED = [
    ("1", "2025-01-05", "web"),
    ("2", "2025-01-25", "web"),
    ("3", "2025-02-03", "phone"),
    ("4", "2025-02-04", "web"),
    ("5", "2025-02-28", "web"),
]


def contact_tables():
    return {
        "main": table(ASKED, "request", "created", "channel"),
        "customers": table(PEOPLE, "customer", "joined", "left"),
    }


def test_r87_requests_per_hundred_customers_of_the_opening_day():
    outcome = done("contact_rate", contact_tables(), start=date(2025, 1, 1), end=date(2025, 2, 1))
    row = outcome.rows[0]
    assert (row.parts["customers"], row.estimate.value, row.estimate.n) == (2, 100, 2)
    assert_allclose([row.estimate.low, row.estimate.high], [50 * chi2.ppf(0.025, 4) / 2, 50 * chi2.ppf(0.975, 6) / 2])


def test_r87_every_month_has_the_customers_of_its_own_first_day():
    outcome = done("contact_rate", contact_tables(), ["month"])
    assert notes(outcome).keys() <= {"metric.note_few"}
    assert parts(outcome, "customers") == {"2025-01": 2, "2025-02": 3}
    assert values(outcome) == {"2025-01": 100, "2025-02": 100}


FEBRUARY = {"start": date(2025, 2, 1), "end": date(2025, 3, 1)}


def test_r87_by_channel_the_base_is_all_customers():
    outcome = done("contact_rate", contact_tables(), ["channel"], **FEBRUARY)
    assert values(outcome, 6) == {"web": 66.666667, "phone": 33.333333}


def test_r87_by_segment_the_base_is_the_customers_of_the_segment():
    kinds = {"a": "home", "b": "home", "c": "work", "d": "work"}
    people = [(*row, kinds[row[0]]) for row in PEOPLE]
    asked = [
        ("1", "2025-02-03", "home"),
        ("2", "2025-02-04", "work"),
        ("3", "2025-03-05", "work"),
        ("4", "2025-03-06", ""),
    ]
    tables = {
        "main": table(asked, "request", "created", "segment"),
        "customers": table(people, "customer", "joined", "left", "segment"),
    }
    outcome = done("contact_rate", tables, ["month", "segment"], end=date(2025, 4, 1))
    assert parts(outcome, "customers") == {
        ("2025-02", "home"): 2, ("2025-02", "work"): 1, ("2025-03", "work"): 2, ("2025-03", ""): 0,
    }  # fmt: skip
    assert values(outcome)["2025-03", "work"] == 50
    assert "metric.note_all_customers" not in notes(outcome)
    said = notes(done("contact_rate", contact_tables(), ["channel"], **FEBRUARY))
    assert said["metric.note_all_customers"] == {"by": ["channel"]}


def test_without_customers_there_is_no_contact_rate():
    early = {"start": date(2020, 1, 1), "end": date(2025, 3, 1)}
    assert set(faults(lambda: done("contact_rate", contact_tables(), **early))) == {"metric.no_start"}
    assert set(faults(lambda: done("contact_rate", contact_tables()["main"]))) == {"metric.needs_table"}


@pytest.mark.parametrize("asked", [{}, {"start": date(2025, 1, 1)}, {"end": date(2025, 2, 1)}])
def test_the_span_of_a_contact_rate_must_be_named(asked):
    assert faults(lambda: done("contact_rate", contact_tables(), **asked)) == {
        "metric.needs_period": {"metric": "contact_rate"}
    }


def test_a_month_that_is_not_over_has_no_contact_rate():
    tables = contact_tables()
    tables["main"] = table([*ASKED, ("6", "2025-03-02", "web")], "request", "created", "channel")
    outcome = done("contact_rate", tables, ["month"])
    assert set(values(outcome)) == {"2025-01", "2025-02"}
    assert notes(outcome)["metric.note_unfinished"] == {"periods": ["2025-03"], "last": "2025-03-02"}


def test_requests_take_the_segment_of_the_customer_who_asked():
    kinds = {"a": "home", "b": "home", "c": "work", "d": "work"}
    asked = [("1", "a", "2025-02-03"), ("2", "c", "2025-02-04"), ("3", "c", "2025-02-28"), ("4", "?", "2025-02-06")]
    tables = {
        "main": table(asked, "request", "customer", "created"),
        "customers": table([(*row, kinds[row[0]]) for row in PEOPLE], "customer", "joined", "left", "segment"),
    }
    outcome = done("contact_rate", tables, ["segment"], **FEBRUARY)
    assert parts(outcome, "customers") == {"": 0, "home": 2, "work": 1}
    assert (values(outcome)["home"], values(outcome)["work"]) == (50, 200)
    assert values(done("contact_rate", tables, ["month", "segment"]))["2025-02", "work"] == 200


@pytest.mark.parametrize("metric", ["backlog", "backlog_age", "self_service"])
def test_no_csat_of_other_requests_stands_beside(metric):
    assert "csat" not in done(metric, table(DESK, *DESK_NAMES)).part_names


def test_what_is_open_by_the_month_it_was_filed_in_is_no_series():
    rows = [(str(i), "2025-01-05" if i < 50 else "2025-02-05", None) for i in range(250)]
    for metric in ("backlog", "backlog_age"):
        outcome = done(metric, table(rows, "request", "created", "resolved"), ["month"], as_of=date(2025, 3, 1))
        assert changes(outcome) == ()


def test_a_green_sla_beside_a_red_csat_in_all_is_named_in_words():
    rows = [(f"{i}", "2025-03-01", "2025-03-02", "2025-03-03", 1, "x") for i in range(30)]
    outcome = done("sla_attainment", table(rows, *SLA_NAMES))
    said = next(note for note in outcome.notes if note.code == "metric.note_green_red")
    assert "[in all]" in said.sentence("en")
    assert "[всего]" in said.sentence("ru")


def test_requests_wholly_outside_working_hours_are_told():
    rows = [
        ("1", "a", "2025-03-08 12:00", None, "2025-03-08 15:00", "x"),
        ("2", "a", "2025-03-10 10:00", None, "2025-03-10 12:00", "x"),
    ]
    said = notes(done("resolution_time", requests(rows), hours="working"))
    assert said["metric.note_outside_hours"] == {"n": 1}
    assert "metric.note_outside_hours" not in notes(done("resolution_time", requests(rows)))


def test_calendar_hours_pass_through_the_change_of_the_clock_and_working_hours_do_not():
    rows = [("1", "a", "2025-03-29 12:00", None, "2025-03-31 12:00", "x")]
    zone = "Europe/Berlin"
    assert values(done("resolution_time", requests(rows), zone=zone))["p50"] == 47
    calendar = Calendar(round_the_clock=True)
    assert values(done("resolution_time", requests(rows), zone=zone, hours="working", calendar=calendar))["p50"] == 48
    wall = [datetime(2025, 3, day, 12, tzinfo=ZoneInfo(zone)) for day in (29, 31)]
    assert (wall[1].astimezone(UTC) - wall[0].astimezone(UTC)).total_seconds() == 47 * 3600


def test_a_response_before_the_request_is_left_out_and_told():
    rows = [("1", "a", "2025-03-02 10:00", "2025-03-02 09:00", None, "x"), *REQUESTS[:1]]
    outcome = done("first_response", requests(rows))
    assert excluded(outcome) == {("first_response", "before_created"): 1}
    assert values(outcome)["p50"] == 0.5
