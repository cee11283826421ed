"""When the next of a survey or a panel is due, and what it is called."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

AHEAD = timedelta(days=30)
"""So long before its day the next one is told of."""
LONGEST_CODE, LAST_YEAR = 60, 2100
_YEAR = re.compile(r"-(20\d\d)$")


def year_after(day: date) -> date:
    """The same day of the next year; the last of February where that year has no 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def due_after(known: date | None, closed: date) -> date:
    """When the next is due of what is closed now: on the day that was set, else a year later."""
    return known if known is not None and known > closed else year_after(closed)


def code_after(code: str, year: int, taken: Callable[[str], bool]) -> str:
    """A free code for what follows: the old one with its year, and with a number where that is taken."""
    found = _YEAR.search(code)
    if found is not None:
        code, year = code[: found.start()], max(year, int(found[1]) + 1)
    return next(each for each in _codes(code, year) if not taken(each))


def _codes(stem: str, year: int) -> Iterable[str]:
    number = 1
    while True:
        end = f"-{year}" if number == 1 else f"-{year}-{number}"
        yield stem[: LONGEST_CODE - len(end)].rstrip("-") + end
        number += 1


def day_of(told: str) -> date | None:
    """A day of these times as a field of a day sends it; None where it is none."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if 1970 <= day.year <= LAST_YEAR else None


def fits(day: date, today: date) -> bool:
    """Whether the next one may be due on a day: not a past one, nor one that nobody lives to see."""
    return day >= today and day.year <= LAST_YEAR
