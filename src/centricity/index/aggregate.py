"""Children into their parent, with one rule for missing values in all of them.

A missing child is left out and the weights of the others are renormalised; it never acts as zero.

Each function takes m columns of shape (n,) on one line and m weights that add up to 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats

Columns = Sequence[Floats]
Weight = float | Floats

_NOISE = 1e-12


@dataclass(frozen=True)
class Mean:
    """A quasi-arithmetic mean: values are bent, averaged and bent back.

    Attributes
    ----------
    absorbs
        Whether a single zero makes the mean zero; such means take no negative values.
    """

    bend: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    absorbs: bool = False
    signed: bool = False


def mean_of(rule: str, power: float | None = None) -> Mean:
    """Mean behind a rule; ``sum`` is the arithmetic one, stretched afterwards."""
    p = {"geometric": 0.0, "harmonic": -1.0, "arithmetic": 1.0, "sum": 1.0}.get(rule, 1.0 if power is None else power)
    if rule in {"arithmetic", "sum"}:
        return Mean(_same, _same, signed=True)
    if p == 0:
        return Mean(np.log, np.exp, absorbs=True)
    return Mean(lambda x: _raised(x, p), lambda x: _raised(x, 1 / p), absorbs=p < 0)


def _same(x: Floats) -> Floats:
    return x


def _raised(x: Floats, power: float) -> Floats:
    with np.errstate(divide="ignore", over="ignore"):  # endless both ways, and back again
        return np.asarray(x**power)


def averaged(columns: Columns, weights: Sequence[Weight], mean: Mean) -> Floats:
    """Mean of m columns of any one shape; missing values are left out and the weights of the others renormalised.

    A child of weight zero takes no part, not even by a zero that would pull the mean down.

    Parameters
    ----------
    columns
        m arrays of one shape, NaN where missing.
    weights
        m numbers, or arrays that broadcast against the columns.

    Raises
    ------
    ValueError
        ``negative``, where the mean takes no negative values.
    """
    shape = np.broadcast_shapes(*(np.shape(x) for x in columns), *(np.shape(w) for w in weights))
    top, bottom = np.zeros(shape), np.zeros(shape)
    nothing = np.zeros(shape, dtype=bool)
    for x, w in zip(columns, weights, strict=True):
        if not mean.signed and bool((x < 0).any()):
            raise ValueError("negative")
        missing = np.isnan(x)
        zero = (x == 0) if mean.absorbs else None
        if zero is not None and zero.any():
            nothing |= zero & (np.asarray(w) > 0)
            missing = missing | zero
            bottom += np.where(zero, w, 0.0)
        if missing.any():
            top += np.where(missing, 0.0, w * mean.bend(np.where(missing, 1.0, x)))
            bottom += np.where(missing, 0.0, w)
        else:
            top += w * mean.bend(x)
            bottom += w
    bottom[bottom <= 0] = np.nan
    score = mean.back(top / bottom)
    return np.where(nothing & ~np.isnan(bottom), 0.0, score) if mean.absorbs else score


def arithmetic(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted mean: a weakness can be made up for in full."""
    return averaged(columns, weights, mean_of("arithmetic"))


def total(columns: Columns, weights: Sequence[float]) -> Floats:
    """Sum of the children, with weights relative to their mean.

    A missing child is replaced, in effect, by the mean of the others: the sum keeps its range.
    """
    return arithmetic(columns, weights) * len(columns)


def geometric(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted geometric mean: a weakness can be made up for in part. Values must not be negative."""
    return averaged(columns, weights, mean_of("geometric"))


def harmonic(columns: Columns, weights: Sequence[float]) -> Floats:
    """Weighted harmonic mean: hardest on weaknesses. Values must not be negative."""
    return averaged(columns, weights, mean_of("harmonic"))


def power_mean(columns: Columns, weights: Sequence[float], power: float) -> Floats:
    """Weighted generalised mean of the given power. Values must not be negative."""
    return averaged(columns, weights, mean_of("power", power))


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
