"""Children into their parent in many draws: by matrix products where draws share the children, else draw by draw."""

from collections.abc import Sequence

import numpy as np

from centricity.index.aggregate import Mean, averaged, copeland, mean_of, outranking
from centricity.index.frame import Floats


def aggregated(columns: Sequence[Floats], weights: Floats, rule: str, power: float | None) -> Floats:
    """Columns of shape (b, n) or (1, n) into their parent, with weights of shape (b, m) or (1, m); shape (b, n).

    Raises
    ------
    ValueError
        ``negative``, where the rule takes no negative values.
    """
    if rule == "copeland":
        shape = np.broadcast_shapes(*(x.shape for x in columns), (len(weights), 1))
        full = [np.broadcast_to(x, shape) for x in columns]
        own = np.broadcast_to(weights, (shape[0], weights.shape[1]))
        return np.stack([copeland([x[i] for x in full], own[i].tolist()) for i in range(shape[0])])
    each = [weights[:, j : j + 1] for j in range(weights.shape[1])]
    score = averaged(columns, each, mean_of(rule, power))
    return score * len(columns) if rule == "sum" else score


def product(columns: Floats, weights: Floats, rule: str, power: float | None) -> Floats:
    """Columns of shape (m, n), the same in all draws, by weights of shape (b, m); shape (b, n). See `aggregated`."""
    if rule == "copeland":
        return _copelands(columns, weights)
    mean = mean_of(rule, power)
    if not mean.signed and bool((columns < 0).any()):
        raise ValueError("negative")
    score = _mean_product(columns, weights, mean)
    return score * len(columns) if rule == "sum" else score


def _mean_product(columns: Floats, weights: Floats, mean: Mean) -> Floats:
    missing = np.isnan(columns)
    zero = (columns == 0) & mean.absorbs
    aside = missing | zero
    if not aside.any():
        return mean.back(weights @ mean.bend(columns))
    top = weights @ np.where(aside, 0.0, mean.bend(np.where(aside, 1.0, columns)))
    bottom = weights @ (~missing).astype(float)
    bottom[bottom <= 0] = np.nan
    score = mean.back(top / bottom)
    return np.where((weights @ zero > 0) & ~np.isnan(bottom), 0.0, score) if zero.any() else score


def _copelands(columns: Floats, weights: Floats) -> Floats:
    """Copeland scores under many weights: the weight of wins less that of losses is linear in the weights."""
    m, n = columns.shape
    fits = max(1, 1_000_000 // (n * n))
    if len(weights) > fits:
        return np.concatenate([_copelands(columns, part) for part in np.array_split(weights, -(-len(weights) // fits))])
    single = [outranking([x], [1.0]) for x in columns]
    known = ~np.isnan(columns)
    both = known[:, :, None] & known[:, None, :]
    leads = np.stack([own - own.T for own in single]) * both
    margin = (weights @ leads.reshape(m, -1)).reshape(-1, n, n)
    shared = (weights @ both.reshape(m, -1).astype(float)).reshape(-1, n, n)
    noise = 1e-12 * shared
    score = (margin > noise).sum(axis=2) - (margin < -noise).sum(axis=2)
    return np.where(known.any(axis=0), score, np.nan)
