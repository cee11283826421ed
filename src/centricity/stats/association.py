"""Which figure runs ahead of which: correlations of two series of periods at several lags."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault
from centricity.stats.estimate import Estimate, critical

Floats = NDArray[np.float64]
Kind = Literal["pearson", "spearman"]

_NAMES = {"pearson": "Pearson, Fisher z", "spearman": "Spearman, Fisher z"}


@dataclass(frozen=True)
class Lagged:
    """The correlation of x with what y was ``lag`` periods later; earlier where the lag is negative.

    Attributes
    ----------
    effective
        Pairs that count: fewer than there are where the series carry over from period to period.
    """

    lag: int
    estimate: Estimate
    effective: float = math.nan


def lagged(
    x: Floats,
    y: Floats,
    lags: Iterable[int],
    kind: Kind = "pearson",
    confidence: float = 0.95,
    *,
    autocorrelated: bool = False,
) -> tuple[Lagged, ...]:
    """Correlate x of every period with y of ``lag`` periods later.

    Parameters
    ----------
    x, y
        Shape (t,), one value per period in order and without gaps in time, any unit; NaN is missing and its
        pair is left out.
    lags
        Periods by which y follows x.
    kind
        ``pearson``, or ``spearman`` for correlations of ranks.
    confidence
        Coverage of each interval, 0 to 1; looking at many lags the best one is covered less often.
    autocorrelated
        Reckon with series that carry over from period to period: the number of pairs is replaced by
        Bartlett's effective number n (1 - ab) / (1 + ab) with the lag-one autocorrelations a and b. Where
        both are 0.6, the plain 95 % covers about 83 %.

    Returns
    -------
    tuple of Lagged
        In the order of the lags. Limits are NaN, with a warning, below four (effective) pairs; the value too
        where either series is constant.

    References
    ----------
    Fisher (1921), Metron 1, 3-32; Bonett and Wright (2000), Psychometrika 65, 23-28, for ranks; Bartlett
    (1935), JRSS 98, 536-543, and Quenouille (1952), Associated Measurements, for the effective number.
    """
    return tuple(_lagged(*_pairs(x, y, lag), lag, kind, confidence, autocorrelated) for lag in lags)


def _pairs(x: Floats, y: Floats, lag: int) -> tuple[Floats, Floats]:
    periods = max(len(x) - abs(lag), 0)
    first, second = max(-lag, 0), max(lag, 0)
    return x[first : first + periods], y[second : second + periods]


def _lagged(x: Floats, y: Floats, lag: int, kind: Kind, confidence: float, autocorrelated: bool) -> Lagged:
    both = ~(np.isnan(x) | np.isnan(y))
    n = int(both.sum())
    method = _NAMES[kind] + (", effective n of Bartlett" if autocorrelated else "")
    value = _value(x[both], y[both], kind)
    effective = _effective(x, y, n) if autocorrelated else float(n)
    if math.isnan(value) or effective < 4:
        few = Fault("stats.few_pairs", fields={"n": n, "effective": round(effective, 1)}, severity="warning")
        return Lagged(lag, Estimate(value, math.nan, math.nan, n, method, (few,)), effective)
    low, high = _fisher(value, effective, kind, confidence)
    return Lagged(lag, Estimate(value, low, high, n, method), effective)


def _value(x: Floats, y: Floats, kind: Kind) -> float:
    if kind == "spearman":
        from scipy.stats import rankdata

        x, y = rankdata(x), rankdata(y)
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    a, b = x - x.mean(), y - y.mean()
    # scaled first, for the squares of huge and tiny values leave the range of a float
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    return float(np.clip((a * b).sum() / math.sqrt((a**2).sum() * (b**2).sum()), -1, 1))


def _effective(x: Floats, y: Floats, n: int) -> float:
    """Bartlett's effective number of pairs, never above the number there is."""
    carried = _carried(x) * _carried(y)
    return n * min((1 - carried) / (1 + carried), 1.0) if carried > -1 else float(n)


def _carried(series: Floats) -> float:
    """Lag-one autocorrelation around one mean; 0 where there is none to see."""
    centred = series - np.nanmean(series) if (~np.isnan(series)).any() else series
    square = float(np.nansum(centred**2))
    return float(np.nansum(centred[1:] * centred[:-1])) / square if square > 0 else 0.0


def _fisher(value: float, n: float, kind: Kind, confidence: float) -> tuple[float, float]:
    if abs(value) == 1:
        return value, value
    spread = 1 + value**2 / 2 if kind == "spearman" else 1.0
    half = float(critical(confidence)) * math.sqrt(spread / (n - 3))
    return math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)
