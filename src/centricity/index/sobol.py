"""Variance-based sensitivity: Saltelli's design, first-order and total indices with intervals.

References
----------
Saltelli et al. (2010), Computer Physics Communications 181; Jansen (1999), Computer Physics Communications 117.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from centricity.index.draws import Ints
from centricity.index.frame import Floats


@dataclass(frozen=True)
class Bootstrap:
    """Intervals of indices: percentiles over resamples of the N rows of a design; none for no resamples."""

    confidence: float = 0.95
    resamples: int = 200
    seed: int = 0


@dataclass(frozen=True)
class Indices:
    """Sobol indices of k factors for s outputs.

    Attributes
    ----------
    first, total
        Shape (k, s); NaN where an output does not vary.
    first_low, first_high, total_low, total_high
        Bootstrap intervals, shape (k, s).
    variance
        Shape (s,).
    """

    first: Floats
    total: Floats
    first_low: Floats
    first_high: Floats
    total_low: Floats
    total_high: Floats
    variance: Floats


@dataclass(frozen=True)
class Design:
    """Saltelli's design: two samples of N rows, and for every factor the first with that factor from the second.

    Attributes
    ----------
    source
        Shape (N (k + 2), k): the row of the pooled samples (0 to 2 N - 1) that each factor takes in each run.
    """

    base: int
    factors: int
    source: Ints


def saltelli(base: int, factors: int) -> Design:
    """Make the design; runs come as A, B, then A with factor 1, 2, ... from B."""
    first = np.repeat(np.arange(base)[:, None], factors, axis=1)
    second = first + base
    mixed = []
    for factor in range(factors):
        swapped = first.copy()
        swapped[:, factor] = second[:, factor]
        mixed.append(swapped)
    return Design(base, factors, np.concatenate([first, second, *mixed]))


def indices(
    outputs: Floats,
    base: int,
    factors: int,
    bootstrap: Bootstrap | None = None,
    *,
    as_coinr: bool = False,
) -> Indices:
    """Sobol indices from the runs of a Saltelli design.

    Parameters
    ----------
    outputs
        Shape (N (k + 2), s), in the order of `saltelli`; an output with a NaN has no indices.
    base, factors
        N and k.
    bootstrap
        How intervals are made; 200 resamples and 95 % where left out.
    as_coinr
        COINr's estimator: outputs are not centred first, by which the first order varies more, and the variance
        divides by 2 N - 1.

    Notes
    -----
    First order: mean of B (A_i - A) over the variance (Saltelli et al. 2010); total: half the mean of (A - A_i)
    squared over the variance (Jansen 1999). Each is a mean over rows, so that a bootstrap sample is one matrix product.
    """
    rows = outputs.reshape(factors + 2, base, -1)
    first_rows, second_rows, mixed = rows[0], rows[1], rows[2:]
    centre = (first_rows.mean(axis=0) + second_rows.mean(axis=0)) / 2
    if not as_coinr:
        first_rows, second_rows, mixed = first_rows - centre, second_rows - centre, mixed - centre
    product = second_rows * (mixed - first_rows)
    square = (first_rows - mixed) ** 2 / 2
    sums, squares = (first_rows + second_rows) / 2, (first_rows**2 + second_rows**2) / 2
    floor = (1e-11 * np.abs(centre)) ** 2
    spread = _Spread(2 * base, int(as_coinr), floor)
    variance = spread.variance(squares.mean(axis=0), sums.mean(axis=0))
    first, total = product.mean(axis=1) / variance, square.mean(axis=1) / variance
    edges = _edges((product, square, sums, squares), spread, bootstrap or Bootstrap())
    return Indices(first, total, *edges, np.nan_to_num(variance))


@dataclass(frozen=True)
class _Spread:
    """Variance of 2 N outputs; NaN where it is no more than binary noise of their size."""

    n: int
    ddof: int
    floor: Floats

    def variance(self, squares: Floats, mean: Floats) -> Floats:
        variance = (squares - mean**2) * self.n / (self.n - self.ddof)
        return np.where(variance > np.maximum(self.floor, 1e-14 * squares), variance, np.nan)


def _edges(parts: Sequence[Floats], spread: _Spread, how: Bootstrap) -> tuple[Floats, Floats, Floats, Floats]:
    product, square, sums, squares = parts
    k, base, s = product.shape
    if how.resamples == 0:
        none = np.full((k, s), np.nan)
        return none, none, none, none
    draw = np.random.default_rng(how.seed)
    weights = draw.multinomial(base, np.full(base, 1 / base), size=how.resamples) / base
    variance = spread.variance(np.asarray(weights @ squares), np.asarray(weights @ sums))
    tail = (1 - how.confidence) / 2
    edges = []
    for part in (product, square):
        made = np.stack([(weights @ part[i]) / variance for i in range(k)])
        edges += list(np.quantile(made, (tail, 1 - tail), axis=1))
    return edges[0], edges[1], edges[2], edges[3]
