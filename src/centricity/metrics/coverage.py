"""How far a table tells of what happened, and which periods it tells of to their end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from centricity.engines.fetch import fetch
from centricity.engines.values import Grain
from centricity.errors import Fault
from centricity.metrics.options import Options
from centricity.metrics.periods import EPOCH, day_of, period_label, period_start

RECENT = 30
"""Days with events, from the last one back, whose gaps tell how long a silence is nothing unusual."""


@dataclass(frozen=True)
class Coverage:
    """Days, counted from 1970, of which a table tells.

    Attributes
    ----------
    start, end
        First day and day after the last that were asked for.
    seen
        Day after the last event.
    silence
        Days without an event that are nothing unusual; only an end that was asked for may lie so far behind ``seen``.
    """

    start: int | None
    end: int | None
    seen: int
    silence: int

    @property
    def until(self) -> int:
        """Day before which all that happened is in the table."""
        return self.seen if self.end is None else max(self.seen, min(self.end, self.seen + self.silence))

    @property
    def last(self) -> str:
        """Day of the last event, as it is written."""
        return (EPOCH + timedelta(days=self.seen - 1)).isoformat()

    def reaches(self, day: int) -> bool:
        """Whether all that happened before a day is in the table."""
        return day <= self.until

    def over(self, grain: Grain, code: int) -> bool:
        """Whether all of a period up to its end is in the table."""
        ends = period_start(grain, code + 1)
        return (self.end is None or ends <= self.end) and self.reaches(ends)

    def holds(self, grain: Grain, code: int) -> bool:
        """Whether a period is over, and no day of it lies before the start that was asked for."""
        return self.over(grain, code) and (self.start is None or self.start <= period_start(grain, code))

    def note(self) -> tuple[Fault, ...]:
        """Tell where the data end long before the end that was asked for."""
        if self.end is None or self.reaches(self.end):
            return ()
        fields = {"last": self.last, "end": (EPOCH + timedelta(days=self.end)).isoformat()}
        return (Fault("metric.note_ends_before", fields=fields, severity="warning"),)

    def nothing_over(self) -> Fault:
        """Tell that no period is over."""
        return Fault("metric.none_over", fields={"last": self.last})

    def left_out(self, grain: Grain, codes: Sequence[int]) -> tuple[Fault, ...]:
        """Tell of periods that are not over, or that are cut by what was asked for."""
        if not codes:
            return ()
        named = [period_label(grain, code) for code in sorted(set(codes))]
        fields = {"periods": named, "last": self.last}
        return (Fault("metric.note_unfinished", fields=fields, severity="warning"),)


def coverage(table: Any, options: Options, *days: Any) -> Coverage | None:
    """How far a table tells of what happened on some days, given as expressions; none where nothing happened."""
    last = fetch(table.agg(**{f"last {i}": day.max() for i, day in enumerate(days)})).row(0)
    known = [int(day) for day in last if day is not None]
    if not known:
        return None
    start, end = (None if day is None else day_of(day) for day in (options.start, options.end))
    seen = max(known) + 1
    silence = _silence(table, days) if end is not None and end > seen else 0
    return Coverage(start, end, seen, silence)


def coverage_of_days(days: Collection[int], start: date, end: date) -> Coverage | None:
    """How far days with events, counted from 1970, tell of those from ``start`` to before ``end``, as `coverage` does.

    None where there are none.
    """
    known = set(days)
    if not known:
        return None
    first, after, seen = day_of(start), day_of(end), max(known) + 1
    return Coverage(first, after, seen, _longest_gap(known) if after > seen else 0)


def _silence(table: Any, days: Sequence[Any]) -> int:
    """Longest gap between the last days with events; without two of them nothing can be called unusual."""
    found: set[int] = set()
    for day in days:
        there = table.filter(day.notnull()).group_by(day=day).agg(n=lambda t: t.count())
        latest = fetch(there.order_by(there["day"].desc()).limit(RECENT))
        found |= {int(each) for each in latest["day"]}
    return _longest_gap(found)


def _longest_gap(days: Collection[int]) -> int:
    latest_days = np.array(sorted(days)[-RECENT:])
    return int(np.diff(latest_days).max()) if len(latest_days) > 1 else 10**6
