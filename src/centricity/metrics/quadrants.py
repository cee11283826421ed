"""Importance beside performance: which driver to mend first, and on which scale they can be compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from centricity.stats.estimate import Estimate, difference

Quadrant = Literal["mend_first", "keep", "mend_later", "leave"]
HUNDRED = 100.0


@dataclass(frozen=True)
class Placed:
    """A driver by what it weighs and how it is rated.

    Attributes
    ----------
    importance
        Share of the explained variance, 0 to 1.
    performance
        Rating from 0 (the low end of its scale) to 100 (the high end).
    sure
        Whether both intervals leave out the lines that part the quadrants.
    """

    name: str
    importance: Estimate
    performance: Estimate
    quadrant: Quadrant
    sure: bool


def hundred(found: Estimate, low: float, high: float) -> Estimate:
    """Bring an estimate from a scale of ``low`` to ``high`` onto one of 0 to 100, its interval with it."""
    value, start, end = ((each - low) / (high - low) * HUNDRED for each in (found.value, found.low, found.high))
    return replace(found, value=value, low=start, high=end)


def gap(one: Estimate, other: Estimate) -> Estimate:
    """How far one independent estimate is above another, both on one scale, with the interval of the difference."""
    return difference(one, other)


def beyond_noise(gap: Estimate) -> bool | None:
    """Whether the interval of a difference leaves out zero; None where there is no interval to tell by."""
    if math.isnan(gap.low) or math.isnan(gap.high):
        return None
    return not gap.low <= 0 <= gap.high


def placed(names: Sequence[str], importances: Sequence[Estimate], performances: Sequence[Estimate]) -> list[Placed]:
    """Place drivers in the quadrants of importance and performance.

    A driver weighs much from an equal share of the explained variance on, and is rated low below the mean of the
    drivers' ratings. What is rated on no side of the mean (its rating is missing) is not placed.
    """
    told = zip(names, importances, performances, strict=True)
    known = [each for each in told if not math.isnan(each[2].value)]
    if not known:
        return []
    equal, mean = 1 / len(names), sum(rated.value for _, _, rated in known) / len(known)
    return [
        Placed(name, weight, rated, _quadrant(weight.value >= equal, low=rated.value < mean),
               _leaves_out(weight, equal) and _leaves_out(rated, mean))
        for name, weight, rated in known
    ]  # fmt: skip


def _quadrant(weighs: bool, *, low: bool) -> Quadrant:
    if weighs:
        return "mend_first" if low else "keep"
    return "mend_later" if low else "leave"


def _leaves_out(found: Estimate, line: float) -> bool:
    return found.high < line or found.low > line
