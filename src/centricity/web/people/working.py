"""Working hours as the rest of the platform knows them: their calendar, their clock, and the days to come."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from centricity.metrics.calendar import Calendar

DAYS = ("days_off", "days_on", "short")
"""Lists of single days."""
WEEK = tuple(range(7))
AHEAD = 14
"""Days to come that are looked at."""


@dataclass(frozen=True)
class Hours:
    """The calendar of an organisation, and the clock that it goes by."""

    calendar: Calendar
    zone: ZoneInfo


@dataclass(frozen=True)
class Wanted:
    """Working hours as somebody would have them; ``opens`` and ``closes`` are minutes from midnight."""

    opens: int = 9 * 60
    closes: int = 18 * 60
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    zone: str = field(default_factory=lambda: str(settings.TIME_ZONE))
    country: str = ""
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()
    short: tuple[date, ...] = ()
    round_the_clock: bool = False

    @property
    def hours(self) -> Hours:
        """What comes of them; they must be sound."""
        calendar = Calendar(
            opens=self.opens / 60, closes=self.closes / 60, weekdays=self.weekdays or WEEK,
            country=self.country or None, days_off=self.days_off, days_on=self.days_on, short=self.short,
            round_the_clock=self.round_the_clock,
        )  # fmt: skip
        return Hours(calendar, ZoneInfo(self.zone))

    def kept(self) -> dict[str, Any]:
        """As they are kept and recorded: each day once, in order."""
        days = {name: sorted({f"{day}" for day in getattr(self, name)}) for name in DAYS}
        return asdict(self) | {"weekdays": sorted(set(self.weekdays))} | days


@dataclass(frozen=True)
class Day:
    """A day to come: from which minute to which it is worked, equal on a day off, and what makes it so.

    ``why`` is weekday, weekend, holiday, off, on, short, or round where work never ends.
    """

    day: date
    opens: int
    closes: int
    why: str


def days_ahead(hours: Hours, count: int) -> list[Day]:
    """So many days from today on, by the clock of the organisation."""
    today = timezone.now().astimezone(hours.zone).date()
    days = [today + timedelta(days=n) for n in range(count)]
    public = hours.calendar.public(range(today.year, days[-1].year + 1))
    return [_day(hours.calendar, day, public) for day in days]


def _day(calendar: Calendar, day: date, public: frozenset[date]) -> Day:
    opens, closes = (second // 60 for second in calendar.open_seconds(day, public))
    return Day(day, opens, closes, _why(calendar, day, public, worked=closes > opens))


def _why(calendar: Calendar, day: date, public: frozenset[date], *, worked: bool) -> str:
    if calendar.round_the_clock:
        return "round"
    if worked and day in calendar.short:
        return "short"
    single = next((why for why in ("on", "off") if day in getattr(calendar, f"days_{why}")), "")
    usual = "weekday" if day.weekday() in calendar.weekdays else "weekend"
    return single or ("holiday" if day in public else usual)


def clock(minute: int) -> str:
    """Minutes from midnight as hours and minutes: 09:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
