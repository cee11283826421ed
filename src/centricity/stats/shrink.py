"""Small groups borrow from all the others: empirical Bayes means, so that a top ten is not a list of the smallest."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError
from centricity.stats.estimate import critical

Floats = NDArray[np.float64]

_GRID = 200


@dataclass(frozen=True)
class Shrunk:
    """Group means drawn towards their common mean.

    Attributes
    ----------
    values, low, high
        Shape (m,), in the unit of the means; NaN where the mean or its variance is missing.
    mean
        The common mean, weighted by precision.
    between
        Variance of the true means between groups; 0 where the groups differ no more than by chance.
    """

    values: Floats
    low: Floats
    high: Floats
    mean: float
    between: float


def shrink(values: Floats, variances: Floats, confidence: float = 0.95) -> Shrunk:
    """Shrink group means towards their common mean, each the more the less is known of it.

    Parameters
    ----------
    values
        Shape (m,), group means of any unit; NaN is missing and stays so.
    variances
        Shape (m,), squared standard errors of the means, above 0.
    confidence
        Coverage of the intervals averaged over the groups, 0 to 1: close to it where the groups differ by as
        much as their standard errors, above it where they hardly differ. A single group far from all others
        is covered less often, for it is drawn towards them.

    Raises
    ------
    StepError
        Where a known mean has a variance that is not above 0.

    Notes
    -----
    The variance between groups is that of Paule and Mandel, and the shrinkage carries Morris's factor for its
    being estimated, which leaves fewer than four groups unchanged. The limits do not trust that one variance:
    they take the mean square error around the value over all variances, weighed by their restricted
    likelihood (a flat prior). With the estimated variance alone they covered as little as 91 % of 100 groups.

    References
    ----------
    Paule and Mandel (1982), J. Res. NBS 87, 377-385; Morris (1983), JASA 78, 47-55; Morris and Tang (2011),
    Statistical Science 26, 271-287, for the limits.
    """
    known = ~np.isnan(values) & ~np.isnan(variances)
    y, v = values[known], variances[known]
    bad = int((v <= 0).sum() + np.isinf(v).sum())
    if bad:
        raise StepError([Fault("stats.variance_not_positive", fields={"count": bad})])
    between = between_variance(y, v)
    mean = _fit(y, v, between)[0] if len(y) else np.nan
    pull = max(len(y) - 3, 0) / max(len(y) - 1, 1) * v / (v + between)
    centre = y - pull * (y - mean)
    half = critical(confidence) * np.sqrt(_square_error(y, v, centre) if len(y) > 3 else v)
    done = np.full((3, len(values)), np.nan)
    done[:, known] = centre, centre - half, centre + half
    return Shrunk(done[0], done[1], done[2], mean, between)


def between_variance(y: Floats, v: Floats) -> float:
    """Paule and Mandel's variance between groups, from means and squared standard errors of shape (m,), no NaN.

    The variance at which the weighted squares add up to m - 1; 0 where they never exceed it.
    """
    from scipy.optimize import brentq

    def excess(between: float) -> float:
        return _fit(y, v, between)[1] - (len(y) - 1)

    if len(y) < 2 or excess(0.0) <= 0:
        return 0.0
    # with so large a variance between the groups the weighted squares add up to less than 1
    most = float(((y - y.mean()) ** 2).sum())
    return float(brentq(excess, 0.0, most, xtol=1e-12 * most))


def _fit(y: Floats, v: Floats, between: float) -> tuple[float, float, float]:
    """Common mean, weighted sum of squares around it and sum of weights."""
    w = 1 / (v + between)
    total = float(w.sum())
    mean = float((w * y).sum()) / total
    return mean, float((w * (y - mean) ** 2).sum()), total


def _square_error(y: Floats, v: Floats, centre: Floats) -> Floats:
    """Posterior mean of the squared distance between truth and ``centre``, shape (m,)."""
    betweens, chances = _variances(y, v)
    error = np.zeros(len(y))
    for between, chance in zip(betweens, chances, strict=True):
        mean, _, total = _fit(y, v, between)
        pull = v / (v + between)
        error += chance * (v * (1 - pull) + pull**2 / total + (y - pull * (y - mean) - centre) ** 2)
    return error


def _variances(y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Variances between groups and their posterior chances, on an even grid of the shrinkage of a typical group."""
    typical = 1 / (1 / v).mean()
    pulls = (np.arange(_GRID) + 0.5) / _GRID
    betweens = typical * (1 / pulls - 1)
    # an even step of the shrinkage is a step of typical / pull^2 of the variance, whose prior is flat
    logs = -2 * np.log(pulls)
    for i, between in enumerate(betweens):
        _, squares, total = _fit(y, v, between)
        logs[i] -= (np.log(v + between).sum() + math.log(total) + squares) / 2
    chances = np.exp(logs - logs.max())
    return betweens, chances / chances.sum()
