"""Do raters agree? Weighted kappa, Krippendorff's alpha, with intervals by resampling what was rated."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from centricity.stats.estimate import Estimate

Floats = NDArray[np.float64]

THRESHOLD = 0.67
"""Below it conclusions are not even tentative (Krippendorff 2004, Content Analysis, p. 241)."""


def weighted_kappa(
    first: Floats, second: Floats, confidence: float = 0.95, draws: int = 500, seed: int = 0
) -> Estimate:
    """Cohen's kappa of two raters, disagreement weighted by its square.

    Parameters
    ----------
    first, second
        Shape (n,), what each gave to the same units, on a scale whose steps are equal; NaN where one did not.

    Returns
    -------
    Estimate
        n counts units both rated. NaN where both gave one and the same level to all. The interval resamples units.

    References
    ----------
    Cohen (1968), Psychological Bulletin 70. With squared weights kappa is
    1 - mean (a - b)^2 / (var a + var b + (mean a - mean b)^2) (Fleiss and Cohen 1973).
    """
    both = ~(np.isnan(first) | np.isnan(second))
    pairs = np.column_stack([first[both], second[both]])
    return _resampled(pairs, _kappa, "quadratic kappa, bootstrap", confidence, draws, seed)


def _kappa(pairs: Floats) -> float:
    a, b = pairs[:, 0], pairs[:, 1]
    expected = a.var() + b.var() + (a.mean() - b.mean()) ** 2 if len(a) else 0.0
    return float(1 - ((a - b) ** 2).mean() / expected) if expected > 0 else math.nan


def mean_kappa(ratings: Floats, confidence: float = 0.95, draws: int = 200, seed: int = 0) -> Estimate:
    """Quadratic kappa of several raters: the mean over pairs, each counted by the units that it shares (Light 1971).

    Parameters
    ----------
    ratings
        Shape (raters, units); NaN where a rater did not rate.

    Returns
    -------
    Estimate
        n counts units with two ratings or more. The interval resamples units.
    """
    units = ratings[:, (~np.isnan(ratings)).sum(axis=0) > 1].T
    return _resampled(units, _pairs_mean, "quadratic kappa, mean of pairs, bootstrap", confidence, draws, seed)


def _pairs_mean(units: Floats) -> float:
    top = bottom = 0.0
    for i in range(units.shape[1]):
        for j in range(i + 1, units.shape[1]):
            both = ~(np.isnan(units[:, i]) | np.isnan(units[:, j]))
            value = _kappa(units[both][:, [i, j]]) if both.any() else math.nan
            if not math.isnan(value):
                top, bottom = top + value * float(both.sum()), bottom + float(both.sum())
    return top / bottom if bottom else math.nan


def krippendorff(
    ratings: Floats, kind: str = "ordinal", confidence: float = 0.95, draws: int = 500, seed: int = 0
) -> Estimate:
    """Krippendorff's alpha of any number of raters with any gaps.

    Parameters
    ----------
    ratings
        Shape (raters, units); NaN where a rater did not rate.
    kind
        ``ordinal``, ``interval`` or ``nominal``: how far two levels are apart.

    Returns
    -------
    Estimate
        n counts units with two ratings or more. NaN where all ratings are alike. The interval resamples units; the
        distances of ordinal levels stay those of the whole sample.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    rated = ratings[:, (~np.isnan(ratings)).sum(axis=0) > 1].T
    levels = np.unique(rated[~np.isnan(rated)])
    counts = np.array([(unit[:, None] == levels).sum(axis=0) for unit in rated]).reshape(len(rated), len(levels))
    distances = _distances(counts.sum(axis=0), levels, kind)

    def alpha(units: Floats) -> float:
        return _alpha(units, distances)

    return _resampled(counts.astype(float), alpha, f"Krippendorff, {kind}, bootstrap", confidence, draws, seed)


def _distances(totals: NDArray[np.int64], levels: Floats, kind: str) -> Floats:
    """Squared distance of every two levels."""
    if kind == "nominal":
        return 1.0 - np.eye(len(levels))
    if kind == "interval":
        return np.asarray((levels[:, None] - levels[None, :]) ** 2)
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def _alpha(counts: Floats, distances: Floats) -> float:
    """From ratings counted per unit and level."""
    size = counts.sum(axis=1)
    totals = counts.sum(axis=0)
    n = totals.sum()
    expected = float(totals @ distances @ totals) / (n - 1) if n > 1 else 0.0
    if expected <= 0:
        return math.nan
    observed = float((np.einsum("ui,ij,uj->u", counts, distances, counts) / (size - 1)).sum())
    return float(1 - observed / expected)


def _resampled(
    units: Floats, of: Callable[[Floats], float], method: str, confidence: float, draws: int, seed: int
) -> Estimate:
    value = of(units) if len(units) else math.nan
    if len(units) < 3 or math.isnan(value):
        return Estimate(value, math.nan, math.nan, len(units), method)
    draw = np.random.default_rng(seed)
    made = np.array([of(units[draw.integers(0, len(units), len(units))]) for _ in range(draws)])
    made = made[~np.isnan(made)]  # a resample of like units alone says nothing
    tail = (1 - confidence) / 2
    low, high = np.quantile(made, (tail, 1 - tail)) if len(made) else (math.nan, math.nan)
    return Estimate(value, float(low), float(high), len(units), method)
