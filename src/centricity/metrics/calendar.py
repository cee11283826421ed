"""Working time: a calendar of days, summed up so that the working seconds between two moments are one subtraction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from centricity.errors import Fault, MisuseError
from centricity.methods.part import Flag, Part

DAY = 86_400
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  wall time is counted from here, in whatever zone

Seconds = NDArray[np.int64]
Hour = Annotated[float, Field(ge=0, le=24)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Week = Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]


class Calendar(Part):
    """When work is done.

    Attributes
    ----------
    opens, closes
        Hours of a working day on the wall clock: 9 and 18, 9.5 is half past nine.
    weekdays
        Working days of the week, Monday is 0.
    country
        Two letters, such as RU: its public holidays are days off, with the transfers of days that
        the ``holidays`` library knows. Look them over: no library knows every decree.
    days_off, days_on
        Single days that are off, or on, whatever else is said.
    short
        Days on which work ends an hour earlier.
    round_the_clock
        Every hour of every day is a working hour.
    """

    opens: Hour = 9
    closes: Hour = 18
    weekdays: Week = (0, 1, 2, 3, 4)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()
    short: tuple[date, ...] = ()
    round_the_clock: Flag = False

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.closes <= self.opens and not self.round_the_clock:
            raise ValueError(f"closes ({self.closes:g}) must be after opens ({self.opens:g})")
        return self

    def open_seconds(self, day: date, public: frozenset[date]) -> tuple[int, int]:
        """Second of the day when work begins and when it ends; equal on a day off."""
        if self.round_the_clock:
            return 0, DAY
        working = day.weekday() in self.weekdays and day not in public
        if day in self.days_on or (working and day not in self.days_off):
            closes = self.closes - 1 if day in self.short else self.closes
            return round(self.opens * 3600), max(round(closes * 3600), round(self.opens * 3600))
        return 0, 0

    def public(self, years: range) -> frozenset[date]:
        """Public holidays of the country in these years.

        Raises
        ------
        MisuseError
            Where the library does not know the country.
        """
        if self.country is None:
            return frozenset()
        import holidays

        try:
            return frozenset(holidays.country_holidays(self.country, years=list(years)))
        except NotImplementedError as error:
            raise MisuseError([Fault("metric.country", fields={"country": self.country})]) from error


@dataclass(frozen=True)
class Days:
    """Days on end from the day ``first`` (counted from 1970), and what is worked on them.

    Attributes
    ----------
    before
        Working seconds of all days before each, shape (d,).
    opens, closes
        Second of each day when work begins and when it ends, shape (d,); equal on a day off.
    """

    first: int
    before: Seconds
    opens: Seconds
    closes: Seconds


def days_worked(calendar: Calendar, first: int, last: int) -> Days:
    """Days from ``first`` to ``last``, both counted from 1970 and both of them in it.

    Raises
    ------
    MisuseError
        Where the public holidays of the calendar's country are not known.
    """
    start = EPOCH.date() + timedelta(days=first)
    days = [start + timedelta(days=i) for i in range(last - first + 1)]
    public = calendar.public(range(start.year, days[-1].year + 1))
    spans = np.array([calendar.open_seconds(day, public) for day in days], dtype=np.int64)
    opens, closes = spans[:, 0], spans[:, 1]
    until = np.cumsum(closes - opens)
    return Days(first, until - (closes - opens), opens, closes)


def within(wall: Any, opens: Any, closes: Any) -> Any:
    """Working seconds of its own day that are over at a moment of wall time, in arrays as in columns."""
    return (wall % DAY).clip(opens, closes) - opens


def working_seconds(calendar: Calendar, first: int, last: int) -> Any:
    """Days from ``first`` to ``last`` (counted from 1970): working seconds before the day, opening, closing."""
    import ibis

    days = days_worked(calendar, first, last)
    columns = {"work before": days.before, "work opens": days.opens, "work closes": days.closes}
    rows = {"work day": list(range(first, last + 1))} | {name: each.tolist() for name, each in columns.items()}
    return ibis.memtable(rows)


def worked_until(table: Any, wall: str, name: str, days: Any) -> Any:
    """Add the working seconds until a moment of wall time; the difference of two is what lies between."""
    day = table[wall] // DAY
    over = within(table[wall], days["work opens"], days["work closes"])
    kept = [column for column in table.columns if column != name]
    joined = table.left_join(days, day == days["work day"])
    return joined.select(*(table[column] for column in kept), **{name: days["work before"] + over})
