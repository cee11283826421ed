"""Working time of moments at hand: what lies between two of them, and when the work of a day to come is over."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from centricity.metrics.calendar import DAY, EPOCH, Calendar, days_worked, within

Floats = NDArray[np.float64]
FAR = 800
"""Days in which an end of work is looked for."""
_SECOND = timedelta(seconds=1)


def worked_between(calendar: Calendar, zone: tzinfo, pairs: Iterable[tuple[datetime, datetime]]) -> Floats:
    """Working seconds between two moments, for many pairs at once.

    Work follows the clock on the wall: a day on which the clock is put forward has no working hour less.

    Parameters
    ----------
    calendar
        When work is done.
    zone
        Where it is done.
    pairs
        Beginning and end of each time; both know their zone, which may be another one.

    Returns
    -------
    ndarray
        Shape (n,), in seconds; NaN where the end is before the beginning, as such rows of a table are left out too.

    Raises
    ------
    MisuseError
        Where the public holidays of the calendar's country are not known.
    """
    both = [(_wall(begun, zone), _wall(ended, zone), ended >= begun) for begun, ended in pairs]
    if not both:
        return np.empty(0)
    known = np.array(both, dtype=np.float64)
    walls, sound = known[:, :2], known[:, 2] > 0
    day = (walls // DAY).astype(np.int64)
    days = days_worked(calendar, int(day.min()), int(day.max()))
    at = day - days.first
    until = days.before[at] + within(walls, days.opens[at], days.closes[at])
    # where the clock is put back, a later moment may have an earlier hour on the wall
    return np.where(sound, np.maximum(until[:, 1] - until[:, 0], 0.0), np.nan)


def closing(calendar: Calendar, zone: tzinfo, moment: datetime, days: int) -> datetime | None:
    """When work ends, so many working days after the day that a moment counts to.

    A moment counts to its own day while work goes on or is still to begin; after closing, and on a day off, to the
    next working day.

    Parameters
    ----------
    calendar
        When work is done.
    zone
        Where it is done.
    moment
        Knows its zone, which may be another one.
    days
        Working days after that day; 0 is the day itself.

    Returns
    -------
    datetime or None
        In UTC; none where nobody works for more than two years.

    Raises
    ------
    MisuseError
        Where the public holidays of the calendar's country are not known.
    """
    wall = _wall(moment, zone)
    first = int(wall // DAY)
    known = days_worked(calendar, first, first + FAR)
    ends = (first + np.arange(FAR + 1)) * DAY + known.closes
    coming = ends[(known.closes > known.opens) & (ends > wall)]
    if len(coming) <= days:
        return None
    return (EPOCH + timedelta(seconds=int(coming[days]))).replace(tzinfo=zone).astimezone(UTC)


def _wall(moment: datetime, zone: tzinfo) -> float:
    """Seconds from 1970 as the clock on the wall counts them."""
    return (moment.astimezone(zone).replace(tzinfo=None) - EPOCH) / _SECOND
