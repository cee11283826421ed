"""What may be wrong with working hours, all of it at once; time zones and countries that there are."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from centricity.errors import Fault, Place
from centricity.web.people.working import DAYS, WEEK, Wanted, clock, days_ahead

MOST_DAYS = 366
FIRST_YEAR, LAST_YEAR = 1970, 2100
MIDNIGHT = 24 * 60
"""Minutes of a day."""


def faults_of(wanted: Wanted) -> list[Fault]:
    """Everything that is wrong with working hours; the place of a fault names what it is about."""
    faults = [*_of_clock(wanted), *_of_place(wanted)]
    for name in DAYS:
        faults += _of_days(name, getattr(wanted, name))
    if both := sorted(set(wanted.days_off) & set(wanted.days_on)):
        faults.append(_fault("web.hours_both", "days_on", days=[f"{day}" for day in both]))
    return faults or _of_year(wanted)


def _fault(code: str, key: str, **fields: Any) -> Fault:
    return Fault(code, Place(key=key), fields)


def _of_clock(wanted: Wanted) -> list[Fault]:
    faults = [
        _fault("web.hours_time", name, time=clock(minute))
        for name, minute in (("opens", wanted.opens), ("closes", wanted.closes))
        if not 0 <= minute <= MIDNIGHT
    ]
    if not wanted.round_the_clock and wanted.closes <= wanted.opens:
        faults.append(_fault("web.hours_order", "closes", opens=clock(wanted.opens), closes=clock(wanted.closes)))
    if not set(wanted.weekdays) <= set(WEEK) or not (wanted.weekdays or wanted.round_the_clock):
        faults.append(_fault("web.hours_weekdays", "weekdays"))
    return faults


def _of_place(wanted: Wanted) -> list[Fault]:
    faults = [] if wanted.zone in zones() else [_fault("web.hours_zone", "zone", zone=wanted.zone)]
    if wanted.country and wanted.country not in countries():
        faults.append(_fault("web.hours_country", "country", country=wanted.country))
    return faults


def _of_days(name: str, days: tuple[date, ...]) -> list[Fault]:
    faults = [] if len(days) <= MOST_DAYS else [_fault("web.hours_many_days", name, n=len(days), most=MOST_DAYS)]
    beyond = (day for day in days if not FIRST_YEAR <= day.year <= LAST_YEAR)
    return [*faults, *(_fault("web.hours_day", name, day=f"{day}", first=FIRST_YEAR, last=LAST_YEAR) for day in beyond)]


def _of_year(wanted: Wanted) -> list[Fault]:
    """Refuse hours in which nobody ever works."""
    worked = any(day.closes > day.opens for day in days_ahead(wanted.hours, MOST_DAYS))
    return [] if worked else [_fault("web.hours_never", "weekdays")]


@cache
def zones() -> frozenset[str]:
    """Names of time zones, as IANA gives them."""
    return frozenset(available_timezones())


@cache
def countries() -> dict[str, dict[str, str]]:
    """Countries whose public holidays are known, with their names."""
    import holidays
    import yaml

    known = holidays.list_supported_countries()
    names = yaml.safe_load(Path(__file__).with_name("countries.yaml").read_text("utf-8"))
    return {code: name for code, name in names.items() if code in known}
