"""Working time: a calendar of days, summed up so that the working seconds between two moments are one subtraction."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from centricity.errors import Fault, MisuseError
from centricity.methods.part import Flag, Part

DAY = 86_400

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


def working_seconds(calendar: Calendar, first: int, last: int) -> Any:
    """Days from ``first`` to ``last`` (counted from 1970): working seconds before the day, opening, closing."""
    import ibis

    start = datetime.fromtimestamp(first * DAY, UTC).date()
    days = [start + timedelta(days=i) for i in range(last - first + 1)]
    public = calendar.public(range(start.year, days[-1].year + 1))
    rows: dict[str, list[int]] = {"work day": [], "work before": [], "work opens": [], "work closes": []}
    before = 0
    for i, day in enumerate(days):
        opens, closes = calendar.open_seconds(day, public)
        for name, value in zip(rows, (first + i, before, opens, closes), strict=True):
            rows[name].append(value)
        before += closes - opens
    return ibis.memtable(rows)


def worked_until(table: Any, wall: str, name: str, days: Any) -> Any:
    """Add the working seconds until a moment of wall time; the difference of two is what lies between."""
    day = table[wall] // DAY
    within = (table[wall] % DAY).clip(days["work opens"], days["work closes"]) - days["work opens"]
    kept = [column for column in table.columns if column != name]
    joined = table.left_join(days, day == days["work day"])
    return joined.select(*(table[column] for column in kept), **{name: days["work before"] + within})
