"""Children into their parent, with one rule for missing values in all of them.

A missing child is left out and the weights of the others are renormalised; it never acts as zero.

Each function takes m columns of shape (n,) on one line and m weights that add up to 1.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats

Columns = Sequence[Floats]

_NOISE = 1e-12


def arithmetic(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted mean: a weakness can be made up for in full."""
    total, weight = _sums(columns, weights, lambda x: x)
    return total / weight


def total(columns: Columns, weights: Sequence[float]) -> Floats:
    """Sum of the children, with weights relative to their mean.

    A missing child is replaced, in effect, by the mean of the others: the sum keeps its range.
    """
    return arithmetic(columns, weights) * len(columns)


def geometric(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted geometric mean: a weakness can be made up for in part. Values must not be negative."""
    _not_negative(columns)
    with np.errstate(divide="ignore"):
        logs, weight = _sums(columns, weights, np.log)
    return np.exp(logs / weight)


def harmonic(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted harmonic mean: hardest on weaknesses. Values must not be negative."""
    _not_negative(columns)
    with np.errstate(divide="ignore"):
        inverse, weight = _sums(columns, weights, lambda x: 1 / x)
        return weight / inverse


def power_mean(columns: Columns, weights: Sequence[float], power: float) -> Floats:
    """Weighted generalised mean of the given power. Values must not be negative."""
    if power == 0:
        return geometric(columns, weights)
    _not_negative(columns)
    with np.errstate(divide="ignore"):
        powers, weight = _sums(columns, weights, lambda x: x**power)
        return np.asarray((powers / weight) ** (1 / power))


def outranking(columns: Columns, weights: Sequence[float]) -> Floats:
    """Matrix (n, n): the weight of the children on which the row subject beats the column subject.

    Ties count half to each side, and values that differ by less than 1e-12 of the largest (binary noise of equal
    sums) are tied; a child missing for either subject is left out of that pair. The diagonal is zero.
    """
    n = len(columns[0])
    beats = np.zeros((n, n))
    shared = np.zeros((n, n))
    for x, w in zip(columns, weights, strict=True):
        known = ~np.isnan(x)
        both = known[:, None] & known[None, :]
        lead = x[:, None] - x[None, :]
        tie = _NOISE * np.abs(x[known]).max(initial=0.0)
        ahead = np.where(lead > tie, 1.0, np.where(lead < -tie, 0.0, 0.5))
        beats += w * np.where(both, ahead, 0.0)
        shared += w * both
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = np.where(shared > 0, beats / shared, 0.5)
    np.fill_diagonal(matrix, 0.0)
    return matrix


def copeland(columns: Columns, weights: Sequence[float]) -> Floats:
    """Copeland score: pairwise majorities won less those lost. Nothing is made up for, only order counts.

    Majorities by less than 1e-12 (binary noise of equal weights) are neither won nor lost.
    """
    matrix = outranking(columns, weights)
    margin = matrix - matrix.T
    score = (margin > _NOISE).sum(axis=1) - (margin < -_NOISE).sum(axis=1)
    known = ~np.all([np.isnan(x) for x in columns], axis=0)
    return np.where(known, score, np.nan)


def aggregate(columns: Columns, weights: Sequence[float], rule: str, power: float | None = None) -> Floats:
    """Aggregate by the name of a rule; a subject with no child at all stays missing."""
    if rule == "power":
        return power_mean(columns, weights, 1.0 if power is None else power)
    return _RULES[rule](columns, weights)


def contributions(
    columns: Columns, weights: Sequence[float], score: Floats, rule: str, power: float | None = None
) -> list[Floats]:
    """What each child adds to the score, so that the contributions of a node add up to its score.

    All rules but Copeland are homogeneous of degree one, so value times slope adds up to the score (Euler).
    Where a zero pulls the score down to zero, every contribution is zero. For Copeland there is no such
    division: all contributions are NaN.
    """
    weight = np.zeros(len(score))
    for x, w in zip(columns, weights, strict=True):
        weight += np.where(np.isnan(x), 0.0, w)
    weight[weight == 0] = np.nan
    return [
        _contribution(x, w / weight, score, rule, power, len(columns)) for x, w in zip(columns, weights, strict=True)
    ]


def _contribution(x: Floats, w: Floats, score: Floats, rule: str, power: float | None, m: int) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        match rule:
            case "arithmetic":
                part = w * x
            case "sum":
                part = w * x * m
            case "geometric" | "power" if rule == "geometric" or power == 0:
                part = np.where(np.isnan(x), np.nan, w * score)
            case "harmonic":
                part = _zero_where(score == 0, x, w * score**2 / x)
            case "power":
                p = 1.0 if power is None else power
                part = _zero_where(score == 0, x, w * x**p * score ** (1 - p))
            case _:
                part = np.full(len(x), np.nan)
    return part


def _zero_where(nothing: NDArray[np.bool_], x: Floats, part: Floats) -> Floats:
    return np.where(nothing & ~np.isnan(x), 0.0, part)


_RULES: dict[str, Callable[[Columns, Sequence[float]], Floats]] = {
    "arithmetic": arithmetic,
    "sum": total,
    "geometric": geometric,
    "harmonic": harmonic,
    "copeland": copeland,
}


def _sums(columns: Columns, weights: Sequence[float], of: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
    """Weighted sum over the children that are there, and the weight that is there (NaN where none)."""
    n = len(columns[0])
    total_ = np.zeros(n)
    weight = np.zeros(n)
    for x, w in zip(columns, weights, strict=True):
        missing = np.isnan(x)
        if missing.any():
            total_ += np.where(missing, 0.0, w * of(np.where(missing, 1.0, x)))
            weight += np.where(missing, 0.0, w)
        else:
            total_ += w * of(x)
            weight += w
    weight[weight == 0] = np.nan
    return total_, weight


def _not_negative(columns: Columns) -> None:
    if any(bool((x < 0).any()) for x in columns):
        raise ValueError("negative")
