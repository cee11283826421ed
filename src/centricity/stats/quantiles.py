"""Medians and other quantiles, with intervals made of order statistics that assume no shape."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrik

from centricity.errors import Fault
from centricity.stats.estimate import Estimate, critical

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]

_METHOD = "order statistics"


def order_ranks(n: Floats, q: float, confidence: float = 0.95) -> tuple[Ranks, Ranks]:
    """Ranks of the order statistics between which the q-quantile lies.

    Each side is left with at most half of 1 - ``confidence`` by the exact binomial, so the interval covers at
    least as often as it promises, and for few values clearly more often.

    Parameters
    ----------
    n
        Shape (m,), number of values in each group; a part of a value is dropped.
    q
        Between 0 and 1; 0.5 is the median.
    confidence
        Coverage of the interval, 0 to 1.

    Returns
    -------
    tuple
        Lower and upper ranks, shape (m,), counted from 1; 0 where n is too small for such a rank.

    References
    ----------
    David and Nagaraja (2003), Order Statistics, 3rd ed., section 7.1.
    """
    critical(confidence)
    whole = _whole(n)
    tail = (1 - confidence) / 2
    low = np.maximum(_binomial(tail, whole, q), 0)
    high = _binomial(1 - tail, whole, q) + 1
    return low.astype(np.int64), np.where(high > whole, 0, high).astype(np.int64)


def quantile_positions(n: Floats, q: float) -> tuple[Ranks, Ranks, Floats]:
    """Ranks between which the q-quantile is interpolated (type 7 of Hyndman and Fan 1996, numpy's own).

    Parameters
    ----------
    n
        Shape (m,), number of values in each group.
    q
        Between 0 and 1.

    Returns
    -------
    tuple
        Lower rank, upper rank, both counted from 1, and the fraction of the way from one to the other,
        shape (m,); ranks 0 and a fraction of NaN where n = 0.
    """
    count = _whole(n)
    place = np.maximum(count - 1, 0) * q
    lower = np.minimum(np.floor(place) + 1, count)
    upper = np.minimum(lower + 1, count)
    fraction = np.where(count > 0, place - np.floor(place), math.nan)
    return lower.astype(np.int64), upper.astype(np.int64), fraction


def quantile_estimate(values: Floats, q: float = 0.5, confidence: float = 0.95) -> Estimate:
    """Estimate a quantile, with limits that are values of the sample.

    Parameters
    ----------
    values
        Shape (n,), any unit; NaN is missing and left out.
    q
        Between 0 and 1.
    confidence
        Least coverage of the interval, 0 to 1.

    Returns
    -------
    Estimate
        A limit is NaN, with a warning, where n is too small for it: below 6 values for a median at 95 %.
    """
    ordered = np.sort(values[~np.isnan(values)])
    n = len(ordered)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, _METHOD)
    value = float(np.quantile(ordered, q))
    ranks = order_ranks(np.array([n]), q, confidence)
    low, high = (float(ordered[rank[0] - 1]) if rank[0] else math.nan for rank in ranks)
    few = Fault("stats.few_for_quantile", fields={"n": n, "q": q}, severity="warning")
    warnings = () if ranks[0][0] and ranks[1][0] else (few,)
    # at a confidence near 0 two neighbours may lie beside the interpolated value
    return Estimate(value, min(low, value), max(high, value), n, _METHOD, warnings)


def _binomial(tail: float, n: Floats, q: float) -> Floats:
    """The quantile of a binomial count, as scipy.stats gives it, which takes a third of a second to import."""
    count = np.maximum(n, 1)
    found = np.ceil(bdtrik(tail, count, q))
    below = np.maximum(found - 1, 0)
    return np.where(n > 0, np.where(bdtr(below, count.astype(np.int64), q) >= tail, below, found), 0)


def _whole(n: Floats) -> Floats:
    whole: Floats = np.floor(np.nan_to_num(np.asarray(n, dtype=np.float64)))
    return whole
