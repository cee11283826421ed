"""Counts of chance events."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from centricity.stats.estimate import Estimate

Floats = NDArray[np.float64]


def poisson_limits(count: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact limits of a count of chance events (Garwood 1936).

    Parameters
    ----------
    count
        Any shape; none may be negative.
    """
    tail = (1 - confidence) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return low, gammaincinv(count + 1.0, 1 - tail)


def rate_estimates(*daily: Floats, confidence: float = 0.95) -> tuple[Estimate, ...]:
    """Events per day of several stretches of days, each with its interval.

    Parameters
    ----------
    daily
        Each of shape (d,), events of every day of a stretch; d is at least 1.
    confidence
        Coverage of the intervals, 0 to 1.

    Notes
    -----
    Exact limits of a Poisson count are too narrow where events come in bursts. They are widened by the root of how
    much more the days of all stretches differ than chance has it (Pearson's X2 over its degrees of freedom), and
    never narrowed: McCullagh and Nelder (1989), Generalized Linear Models, 6.2.3.
    """
    wider = _unevenness(daily)
    return tuple(_rate(each, wider, confidence) for each in daily)


def _rate(daily: Floats, wider: float, confidence: float) -> Estimate:
    total, days = float(daily.sum()), len(daily)
    low, high = (float(limit) / days for limit in poisson_limits(np.array(total), confidence))
    value = total / days
    ends = max(value - (value - low) * wider, 0.0), value + (high - value) * wider
    return Estimate(value, *ends, int(total), "Poisson, widened")


def _unevenness(stretches: Sequence[Floats]) -> float:
    """By how much the days of the stretches differ more than chance has it; 1 where they do not."""
    told = [daily for daily in stretches if daily.sum() > 0]
    freedom = sum(len(daily) - 1 for daily in told)
    if freedom < 1:
        return 1.0
    squares = sum(float(((daily - daily.mean()) ** 2).sum() / daily.mean()) for daily in told)
    return math.sqrt(max(squares / freedom, 1.0))
