"""An estimate is never a bare number: it carries its interval, its n and how it was made."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from centricity.stats.moments import weighted_mean, weighted_sd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value with a two-sided interval; ``low`` and ``high`` are NaN where n is too small to tell."""

    value: float
    low: float
    high: float
    n: int
    method: str


def mean_estimate(values: Floats, weights: Floats | None = None, confidence: float = 0.95) -> Estimate:
    """Estimate a mean with Student's t interval.

    Parameters
    ----------
    values
        Shape (n,), any unit; NaN is missing and left out.
    weights
        Shape (n,), positive; equal where left out. The interval uses Kish's effective n.
    confidence
        Coverage of the interval, 0 to 1.

    Notes
    -----
    The interval speaks of the population from which the values could have been drawn. Where the values
    are the whole population (every company of a market) the mean itself has no sampling error.
    """
    known = ~np.isnan(values)
    x = values[known]
    w = np.ones(len(x)) if weights is None else weights[known]
    if len(x) == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, "t")
    mean = weighted_mean(x, w)
    effective = float(w.sum() ** 2 / (w**2).sum())
    if len(x) < 2 or effective <= 1:
        return Estimate(mean, math.nan, math.nan, len(x), "t")
    variance = weighted_sd(x, w, ddof=0) ** 2 * effective / (effective - 1)
    half = float(stdtrit(effective - 1, (1 + confidence) / 2)) * math.sqrt(variance / effective)
    return Estimate(mean, mean - half, mean + half, len(x), "t")


def difference(after: Estimate, before: Estimate) -> Estimate:
    """Estimate the difference of two independent means, from the half-widths of their intervals.

    The half-widths are added as squares (Newcombe's way of joining intervals); NaN where either is missing.
    """
    value = after.value - before.value
    half = math.hypot((after.high - after.low) / 2, (before.high - before.low) / 2)
    return Estimate(value, value - half, value + half, min(after.n, before.n), "t, joined")
