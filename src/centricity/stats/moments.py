"""Moments of a sample, with weights and with the conventions of the field named."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weighted_mean(x: Floats, w: Floats) -> float:
    """Mean of ``x`` with positive weights ``w``, both of shape (n,) without NaN; NaN for n = 0."""
    return float((x * w).sum() / w.sum()) if len(x) else math.nan


def weighted_sd(x: Floats, w: Floats, ddof: int) -> float:
    """Standard deviation of ``x`` with weights ``w``, shape (n,), no NaN.

    ``ddof`` 0 divides by n (population), 1 by n - 1 (sample); with unequal weights the sum of squares is
    scaled by n / (n - ddof). NaN where n <= ddof.
    """
    n = len(x)
    if n <= ddof:
        return math.nan
    variance = float((w * (x - weighted_mean(x, w)) ** 2).sum() / w.sum())
    return math.sqrt(variance * n / (n - ddof))


def skewness(x: Floats) -> float:
    """Bias-corrected skewness (type 2 of Joanes and Gill 1998) of shape (n,); NaN is left out.

    NaN where fewer than three values remain or all are equal.
    """
    known = x[~np.isnan(x)]
    n = len(known)
    centred = known - known.mean() if n else known
    m2 = float((centred**2).mean()) if n else 0.0
    if n < 3 or m2 == 0:
        return math.nan
    g1 = float((centred**3).mean()) / m2**1.5
    return float(g1 * math.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(x: Floats) -> float:
    """Bias-corrected excess kurtosis (type 2 of Joanes and Gill 1998) of shape (n,); NaN is left out.

    NaN where fewer than four values remain or all are equal.
    """
    known = x[~np.isnan(x)]
    n = len(known)
    centred = known - known.mean() if n else known
    m2 = float((centred**2).mean()) if n else 0.0
    if n < 4 or m2 == 0:
        return math.nan
    g2 = float((centred**4).mean()) / m2**2 - 3
    return ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))
