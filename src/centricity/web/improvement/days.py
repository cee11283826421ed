"""The days of what comes again and again, reckoned from its first day: a short month has its last one."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from centricity.web.improvement.models import Ritual

MONTHS = {Ritual.Every.MONTH: 1, Ritual.Every.QUARTER: 3, Ritual.Every.YEAR: 12}


def days(first: date, every: str) -> Iterator[date]:
    """Days in their order, without an end unless it is held once."""
    if every == str(Ritual.Every.ONCE):
        yield first
    elif every == str(Ritual.Every.WEEK):
        yield from (first + timedelta(weeks=n) for n in count())
    else:
        yield from (_months_later(first, n * MONTHS[Ritual.Every(every)]) for n in count())


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
