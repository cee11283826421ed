"""What moves the outcome: the share of the explained variance that belongs to each driver."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from centricity.errors import Fault, StepError
from centricity.stats.estimate import Estimate, critical
from centricity.stats.rake import effective_n

Floats = NDArray[np.float64]
Kind = Literal["johnson", "shapley"]

_METHODS = {"johnson": "relative weights, bootstrap", "shapley": "Shapley, bootstrap"}
_MOST_SHAPLEY = 15
_SINGULAR = 1e-9
# an R squared below this is rounding
_NOTHING = 1e-12
# numbers held at a time; 4 million are 32 MB
_CELLS = 4_000_000


@dataclass(frozen=True)
class Drivers:
    """Drivers of one outcome, in the order they were given.

    Attributes
    ----------
    shares
        Share of the explained variance, adding up to 1 over the drivers.
    signs
        1 or -1 as the simple correlation of driver and outcome, 0 for none; a share has no direction.
    r2
        Share of the variance of the outcome that the drivers explain together; its interval allows for the
        part of it that is owed to chance, so that the value lies in its upper half.
    n, left_out
        Rows used, and rows left out for a missing value or a weight that is not above 0.
    """

    names: tuple[str, ...]
    shares: tuple[Estimate, ...]
    signs: tuple[int, ...]
    r2: Estimate
    n: int
    left_out: int


def drivers(  # noqa: PLR0913  what to divide, how to divide it, how to bound it
    names: Sequence[str],
    x: Floats,
    y: Floats,
    weights: Floats | None = None,
    kind: Kind = "johnson",
    *,
    draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Drivers:
    """Divide the R squared of a linear regression among its correlated drivers.

    Parameters
    ----------
    names
        Of the k drivers, for the faults and the answer.
    x, y
        Shapes (n, k) and (n,), any unit; rows with a NaN are left out and counted.
    weights
        Shape (n,), positive; equal where left out.
    kind
        ``johnson`` for relative weights; ``shapley`` for the mean gain of R squared over all orders of the
        drivers (LMG), at most 15 of them.
    draws, seed
        Bootstrap samples of rows and their seed; the same seed gives the same limits.
    confidence
        Coverage of the expanded percentile intervals, 0 to 1. That of a driver whose share is nearly 0 is
        above it in truth and never reaches 0, for a share cannot be negative.

    Raises
    ------
    StepError
        With all constant drivers, all drivers that determine one another, too many of them, too few rows, or
        drivers that explain nothing at all, so that there is nothing to divide.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19; Lindeman, Merenda and Gold (1980), p. 119;
    Tonidandel, LeBreton and Johnson (2009), Psychological Methods 14, 387-399, for the bootstrap; Hesterberg
    (2015), The American Statistician 69, 371-386, for the expanded percentiles.
    """
    critical(confidence)
    table, w = _complete(x, y, weights)
    _check(names, table, kind)
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    whole = _correlations(table, w[None, :])
    _check_collinear(names, whole[0, :-1, :-1])
    parts = _parts(whole, kind)[0]
    if parts.sum() <= _NOTHING:
        raise StepError([Fault("stats.nothing_explained", fields={"n": len(table)})])
    drawn = np.concatenate([_parts(sample, kind) for sample in _samples(table, w, kind, draws, seed)])
    signs = tuple(np.sign(np.round(whole[0, :-1, -1], 12)).astype(int).tolist())
    *shares, r2 = _estimates(parts, drawn, w, _METHODS[kind], confidence, _lost(draws - len(drawn), draws))
    return Drivers(tuple(names), tuple(shares), signs, r2, len(table), len(y) - len(table))


def _estimates(
    parts: Floats, drawn: Floats, w: Floats, method: str, confidence: float, warnings: tuple[Fault, ...]
) -> Iterator[Estimate]:
    """Estimates of every share and, last, of R squared, from the parts of R squared in the bootstrap samples."""
    k = len(parts)
    n = effective_n(w)
    df = max(n - k - 1, 1.0)
    totals = drawn.sum(axis=1, keepdims=True)
    # each fit raises R squared by chance, the samples' fits once more
    honest = np.clip(1 - (1 - totals) * ((n - 1) / df) ** 2, 0, 1)
    values = [*_shares(parts), parts.sum()]
    tail = float(ndtr(-math.sqrt(n / df) * critical(confidence, df)))
    for value, found in zip(values, np.hstack([_shares(drawn), honest]).T, strict=True):
        found = found[~np.isnan(found)]  # noqa: PLW2901  a sample that explains nothing tells of no share
        low, high = np.quantile(found, [tail, 1 - tail]) if len(found) else (math.nan, math.nan)
        yield Estimate(float(value), float(low), float(high), len(w), method, warnings)


def _shares(parts: Floats) -> Floats:
    """Parts as shares of their sum; NaN where there is nothing to be shared."""
    whole = parts.sum(axis=-1, keepdims=True)
    return parts / np.where(whole > _NOTHING, whole, math.nan)


def _complete(x: Floats, y: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    table = np.column_stack([x, y]).astype(np.float64)
    w = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    kept = ~np.isnan(table).any(axis=1) & (w > 0)
    return table[kept], w[kept]


def _check(names: Sequence[str], table: Floats, kind: Kind) -> None:
    faults = []
    n, k = len(table), len(names)
    needed = 2 * k + 10
    if n < needed:
        faults.append(Fault("stats.few_rows", fields={"n": n, "needed": needed, "drivers": k}))
    if kind == "shapley" and k > _MOST_SHAPLEY:
        faults.append(Fault("stats.many_drivers", fields={"count": k, "most": _MOST_SHAPLEY}))
    if n and np.ptp(table[:, -1]) == 0:
        faults.append(Fault("stats.constant_outcome", fields={"n": n}))
    constant = [name for name, column in zip(names, table.T[:-1], strict=True) if n and np.ptp(column) == 0]
    faults += [Fault("stats.constant_driver", fields={"driver": name}) for name in constant]
    if faults:
        raise StepError(faults)


def _check_collinear(names: Sequence[str], correlations: Floats) -> None:
    roots, vectors = np.linalg.eigh(correlations)
    together = np.abs(vectors[:, roots < _SINGULAR]).max(axis=1, initial=0) > 1e-4
    if together.any():
        involved = ", ".join(name for name, yes in zip(names, together, strict=True) if yes)
        raise StepError([Fault("stats.collinear_drivers", fields={"drivers": involved})])


def _samples(table: Floats, w: Floats, kind: Kind, draws: int, seed: int) -> Iterator[Floats]:
    """Correlations of bootstrap samples of rows, a batch at a time; those that cannot be inverted are left out."""
    n, columns = table.shape
    rng = np.random.default_rng(seed)
    each = max(n, 4 * 2 ** (columns - 1) if kind == "shapley" else 1)
    batch = max(_CELLS // each, 1)
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        rows = rng.integers(n, size=(size, n)) + n * np.arange(size)[:, None]
        times = np.bincount(rows.ravel(), minlength=size * n).reshape(size, n)
        found = _correlations(table, times * w)
        found = found[np.isfinite(found).all(axis=(1, 2))]
        yield found[np.linalg.eigvalsh(found[:, :-1, :-1])[:, 0] > _SINGULAR]


def _correlations(table: Floats, weights: Floats) -> Floats:
    """Correlations of standardised columns (n, p) under many weightings (d, n), shape (d, p, p); NaN if constant."""
    n, p = table.shape
    a, b = np.triu_indices(p)
    sums, products = np.zeros((len(weights), p)), np.zeros((len(weights), len(a)))
    # products of a block stay in the cache of the processor
    block = 2**18 // len(a)
    for start in range(0, n, block):
        rows, w = table[start : start + block], weights[:, start : start + block]
        sums += w @ rows
        products += w @ (rows[:, a] * rows[:, b])
    mass = weights.sum(axis=1, keepdims=True)
    covariance = np.zeros((len(weights), p, p))
    covariance[:, a, b] = covariance[:, b, a] = products / mass - (sums / mass)[:, a] * (sums / mass)[:, b]
    variance = np.einsum("dii->di", covariance)
    sd = np.sqrt(np.where(variance > _SINGULAR, variance, math.nan))
    covariance /= sd[:, :, None] * sd[:, None, :]
    return covariance


def _parts(correlations: Floats, kind: Kind) -> Floats:
    """Part of R squared that belongs to each driver, shape (d, k), from correlations of shape (d, k + 1, k + 1)."""
    return _johnson(correlations) if kind == "johnson" else _shapley(correlations)


def _johnson(correlations: Floats) -> Floats:
    roots, vectors = np.linalg.eigh(correlations[:, :-1, :-1])
    turned = vectors.swapaxes(1, 2)
    loadings = (vectors * np.sqrt(roots)[:, None, :]) @ turned
    inverse = (vectors / np.sqrt(roots)[:, None, :]) @ turned
    slopes = inverse @ correlations[:, :-1, -1:]
    parts: Floats = (loadings**2 @ slopes**2)[:, :, 0]
    return parts


def _shapley(correlations: Floats) -> Floats:
    k = correlations.shape[1] - 1
    unexplained = _unexplained(correlations)
    size = np.bitwise_count(np.arange(2**k))
    orders = np.array([1 / (k * math.comb(k - 1, min(s, k - 1))) for s in range(k + 1)])[size]
    parts = np.empty((len(correlations), k))
    for j in range(k):
        split = (-1, 2 ** (k - j - 1), 2, 2**j)
        pairs = unexplained.reshape(split)
        parts[:, j] = ((pairs[:, :, 0] - pairs[:, :, 1]) * orders.reshape(split)[:, :, 0]).sum(axis=(1, 2))
    return parts


def _unexplained(correlations: Floats) -> Floats:
    """1 - R squared of every subset of the drivers, shape (d, 2^k); bit j of the place says that driver j is in.

    Each driver in turn is either dropped or swept out, so all subsets cost little more than their number.
    """
    left = correlations[:, None]
    for _ in range(correlations.shape[1] - 1):
        rest, column, pivot = left[..., 1:, 1:], left[..., 1:, :1], left[..., :1, :1]
        left = np.concatenate([rest, rest - column * column.swapaxes(-1, -2) / pivot], axis=1)
    return left[..., 0, 0]


def _lost(lost: int, draws: int) -> tuple[Fault, ...]:
    if lost <= draws // 10:
        return ()
    return (Fault("stats.draws_lost", fields={"lost": lost, "draws": draws}, severity="warning"),)
