"""Shares and differences of shares of one sample, with intervals that hold in small groups."""

import math

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError
from centricity.stats.estimate import critical

Floats = NDArray[np.float64]

# shares computed from weights add up to one only to rounding
_ROUNDING = 1e-9


def wilson(share: Floats, n: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score interval of many shares at once.

    Parameters
    ----------
    share
        Shape (m,), 0 to 1, one per group; NaN is missing.
    n
        Shape (m,), answers, or effective answers where they are weighted.
    confidence
        Coverage of the interval, 0 to 1, on average over true shares; at one share and one n it oscillates.

    Returns
    -------
    tuple
        Lower and upper limits, shape (m,), within 0 to 1 and around the share; NaN where n = 0.

    Raises
    ------
    StepError
        Where a share lies outside 0 to 1.

    References
    ----------
    Wilson (1927), JASA 22, 209-212; Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    _check_shares(share)
    z = critical(confidence)
    answers = np.where(n > 0, n, math.nan)
    centre = (answers * share + z**2 / 2) / (answers + z**2)
    spread = np.maximum(answers * share * (1 - share), 0) + z**2 / 4
    half = z * np.sqrt(spread) / (answers + z**2)
    return _around(share, centre - half, centre + half, 0, 1)


def net_share(positive: Floats, negative: Floats, n: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of the difference of two shares of the same answers, such as the NPS, for many groups at once.

    The adjusted Wald interval: 3/4 of an answer is added to the positive and to the negative ones and 3/2 to
    the neutral ones.

    Parameters
    ----------
    positive, negative
        Shape (m,), shares of the same n answers, 0 to 1 and together at most 1; NaN is missing.
    n
        Shape (m,), answers, or effective answers where they are weighted.
    confidence
        Coverage of the interval, 0 to 1, on average over true shares.

    Returns
    -------
    tuple
        Lower and upper limits, shape (m,), within -1 to 1 and around the difference; NaN where n = 0.

    Raises
    ------
    StepError
        Where a share, or two together, lie outside 0 to 1.

    References
    ----------
    Rocks (2016), The American Statistician 70, 365-372.
    """
    positive, negative, n = (np.asarray(array, dtype=float) for array in (positive, negative, n))
    _check_shares(positive, negative, positive + negative)
    answers = np.where(n > 0, n, math.nan) + 3
    plus, minus = ((answers - 3) * share / answers + 0.75 / answers for share in (positive, negative))
    centre = plus - minus
    half = critical(confidence) * np.sqrt((plus + minus - centre**2) / answers)
    return _around(positive - negative, centre - half, centre + half, -1, 1)


def _check_shares(*shares: Floats) -> None:
    outside = sum(int(((share < -_ROUNDING) | (share > 1 + _ROUNDING)).sum()) for share in shares)
    if outside:
        raise StepError([Fault("stats.not_share", fields={"count": outside})])


def _around(value: Floats, low: Floats, high: Floats, least: float, most: float) -> tuple[Floats, Floats]:
    """Keep limits within the scale and around the value, which rounding or a low confidence may leave out."""
    return np.clip(np.minimum(low, value), least, most), np.clip(np.maximum(high, value), least, most)
