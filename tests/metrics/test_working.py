"""Working time between moments at hand, held against a count minute by minute; ends of working days to come."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.metrics.calendar import DAY, Calendar, days_worked
from centricity.metrics.working import closing, worked_between

BERLIN, MOSCOW, KOLKATA = (ZoneInfo(name) for name in ("Europe/Berlin", "Europe/Moscow", "Asia/Kolkata"))
START = datetime(2025, 3, 20, tzinfo=UTC)
"""Ten days before the clocks of Europe are put forward."""
days = st.dates(date(2025, 3, 19), date(2025, 4, 5))
sets = st.lists(days, max_size=3, unique=True).map(tuple)
minutes = st.integers(0, 15 * 24 * 60)


@st.composite
def calendars(draw):
    opens, closes = sorted(draw(st.lists(st.integers(0, 48), min_size=2, max_size=2, unique=True)))
    return Calendar(
        opens=opens / 2, closes=closes / 2, weekdays=tuple(draw(st.sets(st.integers(0, 6), min_size=1))),
        country=draw(st.sampled_from([None, "RU", "DE"])), days_off=draw(sets), days_on=draw(sets), short=draw(sets),
        round_the_clock=draw(st.booleans()),
    )  # fmt: skip


def counted(calendar, zone, begun, ended):
    """Minutes on the wall in which work is done, counted one by one."""
    public = calendar.public(range(2025, 2026))
    wall, end = (each.astimezone(zone).replace(tzinfo=None) for each in (begun, ended))
    worked = 0
    while wall < end:
        second = wall.hour * 3600 + wall.minute * 60
        opens, closes = calendar.open_seconds(wall.date(), public)
        worked += opens <= second < closes
        wall += timedelta(minutes=1)
    return worked * 60


@settings(max_examples=60, deadline=None)
@given(calendars(), st.sampled_from([BERLIN, MOSCOW, KOLKATA]), minutes, minutes)
def test_what_is_worked_is_what_is_counted_minute_by_minute(calendar, zone, first, second):
    begun, ended = (START + timedelta(minutes=each) for each in sorted((first, second)))
    assert worked_between(calendar, zone, [(begun, ended)]) == [counted(calendar, zone, begun, ended)]


@settings(max_examples=60, deadline=None)
@given(calendars(), st.lists(minutes, min_size=3, max_size=12))
def test_times_on_end_add_up_and_many_at_once_are_as_one_by_one(calendar, told):
    moments = [START + timedelta(minutes=each) for each in sorted(told)]
    pairs = [*pairwise(moments), (moments[0], moments[-1])]
    found = worked_between(calendar, BERLIN, pairs)
    assert found[:-1].sum() == pytest.approx(found[-1])
    assert found.tolist() == [worked_between(calendar, BERLIN, [pair])[0] for pair in pairs]


def test_seconds_and_their_parts_are_counted():
    begun = datetime(2025, 3, 20, 8, 59, 58, 500_000, tzinfo=UTC)
    found = worked_between(Calendar(), UTC, [(begun, begun + timedelta(seconds=2)), (begun, begun)])
    assert found == pytest.approx([0.5, 0])


def test_an_end_before_its_beginning_is_no_time_and_never_nought():
    begun = datetime(2025, 3, 20, 12, tzinfo=UTC)
    found = worked_between(Calendar(), UTC, [(begun, begun - timedelta(hours=1)), (begun, begun + timedelta(hours=1))])
    assert np.isnan(found[0])
    assert found[1] == 3600
    assert len(worked_between(Calendar(), UTC, [])) == 0


def test_work_follows_the_wall_through_both_changes_of_the_clock():
    night = Calendar(opens=0, closes=8, weekdays=(0, 1, 2, 3, 4, 5, 6))
    forward = [datetime(2025, 3, day, 12, tzinfo=UTC) for day in (29, 30)]
    back = [datetime(2025, 10, day, 12, tzinfo=UTC) for day in (25, 26)]
    assert (worked_between(night, BERLIN, [tuple(forward), tuple(back)]) / 3600).tolist() == [8, 8]
    again = [datetime(2025, 10, 26, 0, 45, tzinfo=UTC), datetime(2025, 10, 26, 1, 15, tzinfo=UTC)]
    assert worked_between(night, BERLIN, [tuple(again)]) == [0]


def test_a_holiday_is_no_working_day():
    pair = (datetime(2025, 5, 8, 17, tzinfo=MOSCOW), datetime(2025, 5, 12, 10, tzinfo=MOSCOW))
    assert worked_between(Calendar(country="RU"), MOSCOW, [pair]) == [3600]
    assert worked_between(Calendar(), MOSCOW, [pair]) == [3600 * (1 + 9 + 1)]
    with pytest.raises(MisuseError):
        worked_between(Calendar(country="XX"), MOSCOW, [pair])


def test_days_hold_what_was_worked_before_them():
    found = days_worked(Calendar(), 20_000, 20_013)
    assert (found.closes - found.opens)[:-1].cumsum().tolist() == found.before[1:].tolist()
    assert (found.first, found.before[0], found.before.dtype) == (20_000, 0, np.int64)


FRIDAY = datetime(2025, 3, 28, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "days", "day"),
    [
        (FRIDAY, 0, 28),
        (FRIDAY, 1, 31),
        (FRIDAY.replace(hour=7), 0, 28),
        (FRIDAY.replace(hour=17, minute=59), 0, 28),
        (FRIDAY.replace(hour=18), 0, 31),
        (FRIDAY.replace(day=29), 0, 31),
    ],
    ids=["at work", "over a weekend", "before opening", "a minute before", "at closing", "on a day off"],
)
def test_work_ends_on_the_day_that_a_moment_counts_to_or_working_days_after(moment, days, day):
    found = closing(Calendar(), BERLIN, moment, days)
    assert found == datetime(2025, 3, day, 18, tzinfo=BERLIN)
    assert found.tzinfo is UTC


def test_short_days_and_midnight_are_ends_too():
    short = Calendar(short=(FRIDAY.date(),))
    assert closing(short, BERLIN, FRIDAY, 0) == FRIDAY.replace(hour=17)
    assert closing(short, BERLIN, FRIDAY.replace(hour=17), 0) == datetime(2025, 3, 31, 18, tzinfo=BERLIN)
    through = Calendar(round_the_clock=True)
    assert closing(through, BERLIN, FRIDAY, 0) == datetime(2025, 3, 29, tzinfo=BERLIN)
    assert closing(through, BERLIN, FRIDAY, 2) == datetime(2025, 3, 31, tzinfo=BERLIN)


def test_who_never_works_has_no_end_of_work():
    nobody = Calendar(weekdays=(6,), days_off=tuple(date(2025, 3, 23) + timedelta(days=7 * n) for n in range(130)))
    assert closing(nobody, BERLIN, FRIDAY, 0) is None


@settings(max_examples=40, deadline=None)
@given(calendars(), minutes, st.integers(0, 3))
def test_nothing_is_worked_between_an_end_and_just_after_it(calendar, minute, days):
    moment = START + timedelta(minutes=minute)
    end = closing(calendar, BERLIN, moment, days)
    if end is None:
        return
    assert end > moment
    assert counted(calendar, BERLIN, end - timedelta(minutes=1), end) == 60
    whole = worked_between(calendar, BERLIN, [(moment, end)])[0]
    longest = max(1, calendar.closes - calendar.opens) * 3600 if not calendar.round_the_clock else DAY
    assert whole <= (days + 1) * longest
