"""From sums per group to estimates: shares, net shares, means, ratios, counts; no engine is needed here."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.stats.counts import poisson_limits
from centricity.stats.estimate import Estimate, critical, mean_interval
from centricity.stats.proportions import net_share, wilson

Floats = NDArray[np.float64]

WILSON, NET, STUDENT, RANKS, RATIO = "Wilson", "adjusted Wald", "t", "order statistics", "linearised ratio"
POISSON, COUNT = "Poisson", "count"
ENDLESS = (-np.inf, np.inf)
"""Ends of what may take any value."""


def column(frame: pl.DataFrame, name: str) -> Floats:
    """Column of numbers, NaN where missing."""
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)


def sizes(frame: pl.DataFrame) -> tuple[Floats, Floats]:
    """Sum of the weights and effective n (Kish) of each group; both are n where there are no weights."""
    n = column(frame, "n")
    if "w" not in frame.columns:
        return n, n
    w, ww = column(frame, "w"), column(frame, "ww")
    return w, np.divide(w**2, ww, out=np.zeros_like(w), where=ww > 0)


def shares(frame: pl.DataFrame, confidence: float, scale: float = 100) -> list[Estimate]:
    """Shares with Wilson's interval."""
    w, effective = sizes(frame)
    share = _ratio(column(frame, "hit"), w)
    low, high = wilson(share, effective, confidence)
    return estimates(share, low, high, column(frame, "n"), WILSON, scale)


def net_shares(frame: pl.DataFrame, confidence: float) -> list[Estimate]:
    """Net shares in points, with the adjusted Wald interval."""
    w, effective = sizes(frame)
    positive, negative = _ratio(column(frame, "positive"), w), _ratio(column(frame, "negative"), w)
    low, high = net_share(positive, negative, effective, confidence)
    return estimates(positive - negative, low, high, column(frame, "n"), NET, 100)


def means(frame: pl.DataFrame, confidence: float, ends: tuple[float, float] = ENDLESS) -> list[Estimate]:
    """Means with Student's interval, cut at the ends of a scale."""
    w, effective = sizes(frame)
    mean = _ratio(column(frame, "x"), w)
    spread = np.maximum(_ratio(column(frame, "xx"), w) - mean**2, 0)
    sd = np.sqrt(_ratio(spread * effective, effective - 1))
    low, high = mean_interval(mean, sd, effective, confidence)
    return [each.within(*ends) for each in estimates(mean, low, high, column(frame, "n"), STUDENT, 1)]


def ratios(frame: pl.DataFrame, confidence: float, scale: float) -> list[Estimate]:
    """Ratios of two sums, by linearisation: columns n, a, b, aa, ab, bb."""
    a, b, n = (column(frame, name) for name in ("a", "b", "n"))
    ratio = _ratio(a, b)
    squares = column(frame, "aa") - 2 * ratio * column(frame, "ab") + ratio**2 * column(frame, "bb")
    error = _ratio(np.sqrt(np.maximum(squares, 0) * _ratio(n, n - 1)), b)
    half = np.where(n > 1, critical(confidence, np.maximum(n - 1, 1)), np.nan) * error
    return estimates(ratio, np.maximum(ratio - half, 0), np.minimum(ratio + half, 1), n, RATIO, scale)


def per_hundred(n: Floats, base: Floats, confidence: float) -> list[Estimate]:
    """Counts per hundred of a base that is taken as known, with exact Poisson limits; NaN where the base is nought."""
    low, high = poisson_limits(n, confidence)
    per = np.divide(100, base, out=np.full(len(base), np.nan), where=base > 0)
    return estimates(n * per, low * per, high * per, n, POISSON)


def estimates(value: Floats, low: Floats, high: Floats, n: Floats, method: str, scale: float = 1) -> list[Estimate]:
    """Estimates, one per group."""
    rows = zip(value * scale, low * scale, high * scale, np.nan_to_num(n), strict=True)
    return [Estimate(float(v), float(a), float(b), int(k), method) for v, a, b, k in rows]


def _ratio(a: Floats, b: Floats) -> Floats:
    """Quotient; NaN where the divisor is not positive."""
    made: Floats = np.divide(a, b, out=np.full(len(a), np.nan), where=b > 0)
    return made
