"""What changed from period to period: a difference with its interval, and a plain verdict."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from centricity.metrics.outcome import TOTAL, Outcome, Row
from centricity.stats.estimate import Estimate, difference

Verdict = Literal["better", "worse", "changed", "cannot_tell"]


@dataclass(frozen=True)
class Change:
    """The difference of a group from the same group one period before."""

    keys: tuple[str, ...]
    before: tuple[str, ...]
    difference: Estimate
    verdict: Verdict


def verdict(change: Estimate, better: str) -> Verdict:
    """Say what a difference means: only an interval that leaves out zero says anything."""
    if math.isnan(change.low) or math.isnan(change.high) or change.low <= 0 <= change.high:
        return "cannot_tell"
    if better == "neither":
        return "changed"
    return "better" if (change.value > 0) == (better == "up") else "worse"


def changes(outcome: Outcome) -> tuple[Change, ...]:
    """Changes between neighbouring periods, group by group; none where no key is a period.

    What a metric counts at one moment, such as open requests by the month they were filed in, is no series: the
    older the month, the fewer are left.
    """
    found = outcome.periods
    if len(found) != 1 or outcome.metric.unit == "correlation" or outcome.metric.snapshot:
        return ()
    return tuple(_changes(outcome, found[0]))


def _changes(outcome: Outcome, at: int) -> Iterator[Change]:
    series: dict[tuple[str, ...], list[Row]] = {}
    for row in outcome.shown:
        series.setdefault(row.keys[:at] + row.keys[at + 1 :], []).append(row)
    for rows in series.values():
        ordered = sorted((row for row in rows if row.keys[at] not in {"", TOTAL}), key=lambda row: row.keys[at])
        for before, after in pairwise(ordered):
            gap = difference(after.estimate, before.estimate)
            yield Change(after.keys, before.keys, gap, verdict(gap, outcome.metric.better))
