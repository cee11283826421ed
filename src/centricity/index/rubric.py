"""From a raw value to a level of the scale. A missing raw value stays missing."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.str_]


def bins(values: Floats, cuts: Sequence[float], *, descending: bool = False) -> Floats:
    """Count the cuts that each value reaches.

    Parameters
    ----------
    values
        Shape (n,); NaN stays NaN.
    cuts
        Rising; falling where ``descending``, and then a value reaches a cut from above. A value short of a
        cut by binary noise (0.6 + 0.3 + 0.1 is less than 1) reaches it.
    """
    sign = -1.0 if descending else 1.0
    edges = sign * np.asarray(cuts, dtype=float)
    reached = np.searchsorted(edges - 1e-12 * np.abs(edges), sign * values, side="right").astype(float)
    reached[np.isnan(values)] = np.nan
    return reached


def bins_by_group(
    values: Floats,
    cuts: Sequence[float],
    by_group: Mapping[str, Sequence[float]],
    labels: Labels,
    *,
    descending: bool = False,
) -> Floats:
    """Count the cuts reached, with cuts of its own for each group that has some.

    Shapes as in `bins`; ``labels`` has shape (n,).
    """
    reached = bins(values, cuts, descending=descending)
    for group, own in by_group.items():
        here = labels == group
        reached[here] = bins(values[here], own, descending=descending)
    return reached


def percentile_cuts(values: Floats, percentiles: Sequence[float], *, above_zero: bool = False) -> tuple[float, ...]:
    """Cut points of a reference distribution, to be frozen and carried to the next wave.

    Parameters
    ----------
    values
        Shape (n,), the reference distribution; NaN is left out.
    percentiles
        0 to 100, rising. Quantiles of type 7 (Hyndman and Fan 1996).
    above_zero
        Leave exact zeros out of the distribution, where 0 has a level of its own.

    Returns
    -------
    tuple of float
        Empty where no value remains.
    """
    known = values[~np.isnan(values)]
    known = known[known != 0] if above_zero else known
    return tuple(float(cut) for cut in np.percentile(known, percentiles)) if len(known) else ()


def checklist_sum(answers: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Weighted sum of the answers to a checklist, each answer 0 to 1, shape (n,).

    A checklist of which any line is unanswered is missing: an unasked question is not a "no".
    """
    total = np.zeros(len(next(iter(answers.values()))))
    for item, weight in weights.items():
        total = total + weight * answers[item]
    return total


def matrix_levels(rows: Floats, columns: Floats, table: Sequence[Sequence[float]]) -> Floats:
    """Look levels up in a table by two binned indicators, shape (n,); NaN where either is missing."""
    known = ~(np.isnan(rows) | np.isnan(columns))
    levels = np.full(len(rows), np.nan)
    levels[known] = np.asarray(table, dtype=float)[rows[known].astype(int), columns[known].astype(int)]
    return levels


def capped(levels: Floats, indicator: Floats, ceiling: float, *, below: float | None, at_least: float | None) -> Floats:
    """Hold levels down to a ceiling where another indicator is below, or reaches, a value.

    A missing indicator caps nothing. Shapes (n,).
    """
    hit = np.zeros(len(levels), dtype=bool)
    if below is not None:
        hit |= indicator < below
    if at_least is not None:
        hit |= indicator >= at_least
    return np.where(hit & (levels > ceiling), ceiling, levels)
