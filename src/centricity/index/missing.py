"""Missing data: three kinds of nothing kept apart, coverage counted, cells filled only when asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import ASSESSED, NOT_APPLICABLE, Floats, Labels, States

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Coverage:
    """How much of a node rests on assessed metrics.

    Attributes
    ----------
    assessed, applicable
        Shape (n,): metrics assessed, and metrics that apply to the subject.
    share
        Shape (n,): assessed / applicable; NaN where nothing applies.
    """

    assessed: Ints
    applicable: Ints
    share: Floats


def coverage(states: list[States]) -> Coverage:
    """Count the coverage of a node from the states of the m metrics below it, each of shape (n,).

    An imputed cell is not an assessed one.
    """
    n = len(states[0])
    assessed = np.zeros(n, dtype=np.int64)
    applicable = np.zeros(n, dtype=np.int64)
    for column in states:
        assessed += column == ASSESSED
        applicable += column != NOT_APPLICABLE
    return Coverage(assessed, applicable, _share(assessed, applicable))


def joined(parts: list[Coverage]) -> Coverage:
    """Coverage of a node from that of its children."""
    assessed = np.sum([part.assessed for part in parts], axis=0)
    applicable = np.sum([part.applicable for part in parts], axis=0)
    return Coverage(assessed, applicable, _share(assessed, applicable))


def filled(covered: Coverage, given: NDArray[np.bool_], metrics: int) -> Coverage:
    """Count all ``metrics`` below a node as assessed for the subjects whose score was given there."""
    assessed = np.where(given, metrics, covered.assessed)
    applicable = np.where(given, metrics, covered.applicable)
    return Coverage(assessed, applicable, _share(assessed, applicable))


def impute_constant(values: Floats, fill: NDArray[np.bool_], value: float) -> Floats:
    """Fill the marked cells with a constant. Shapes (n,)."""
    return np.where(fill, value, values)


def impute_by_group(values: Floats, fill: NDArray[np.bool_], labels: Labels | None, how: str) -> Floats:
    """Fill the marked cells with the mean or median of their group (of all, where ``labels`` is None).

    Shapes (n,). A group without any known value leaves its cells missing.
    """
    average = np.nanmedian if how == "group_median" else np.nanmean
    filled = values.copy()
    groups = [np.ones(len(values), dtype=bool)] if labels is None else [labels == g for g in np.unique(labels[fill])]
    for group in groups:
        known = values[group & ~np.isnan(values)]
        if len(known):
            filled[group & fill] = average(known)
    return filled


def impute_by_denominator(
    values: Floats, fill: NDArray[np.bool_], denominator: Floats, labels: Labels | None
) -> Floats:
    """Fill the marked cells with the subject's denominator times the mean ratio of its group. Shapes (n,)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(denominator != 0, values / denominator, np.nan)
    return np.where(fill, impute_by_group(ratio, fill, labels, "group_mean") * denominator, values)


def _share(assessed: Ints, applicable: Ints) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(applicable > 0, assessed / applicable, np.nan)
