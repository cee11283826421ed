"""Weights: stated, equal, or taken from the data; always renormalised among siblings."""

from collections.abc import Callable, Mapping

import numpy as np

from centricity.index.frame import Floats
from centricity.index.tree import Tree
from centricity.stats.components import first_component

Weights = dict[str, float]


def stated_weights(tree: Tree) -> Weights:
    """Weights as the method states them; siblings without any are equal."""
    return _each(tree, lambda child: tree.stated[child] or 1.0)


def equal_weights(tree: Tree) -> Weights:
    """Every child of a node counts the same."""
    return _each(tree, lambda _: 1.0)


def metric_count_weights(tree: Tree) -> Weights:
    """Every metric below a node counts the same: a child weighs as many metrics as it holds."""
    return _each(tree, lambda child: float(len(tree.leaves[child])))


def renormalised(tree: Tree, weights: Mapping[str, float]) -> Weights:
    """Weights of any size, such as those of a changed recipe, scaled to add up to 1 among siblings."""
    return _each(tree, lambda child: weights[child])


def component_weights(columns: Floats) -> Floats:
    """Weights in proportion to the squared loadings of the first principal component.

    ``columns`` has shape (n, m), one column per sibling; the m weights add up to 1. Squares keep a sibling
    that runs against the others from getting a negative weight.
    """
    if columns.shape[1] == 1:
        return np.ones(1)
    squared = first_component(columns) ** 2
    return np.asarray(squared / squared.sum())


def equal_influence_weights(columns: Floats, rounds: int = 500, tolerance: float = 1e-10) -> Floats:
    """Weights under which every sibling is equally correlated with its parent.

    Parameters
    ----------
    columns
        Shape (n, m), one column per sibling; rows with a NaN are left out.

    Returns
    -------
    ndarray
        Shape (m,), adding up to 1. Solved where positive weights can do it, else approached step by step:
        a sibling that no positive weight can bring to the common correlation ends near zero weight.

    References
    ----------
    Becker et al. (2017), Weights and importance in composite indicators, Ecological Indicators 80.
    """
    complete = columns[~np.isnan(columns).any(axis=1)]
    m = complete.shape[1]
    solved = _equally_correlated(complete) if m > 1 else None
    if solved is not None:
        return solved
    weights = np.full(m, 1.0 / m)
    for _ in range(rounds if m > 1 else 0):
        parent = complete @ weights
        influence = np.array([np.corrcoef(complete[:, i], parent)[0, 1] for i in range(m)])
        target = influence.mean()
        step = weights * np.exp(np.clip(target - influence, -0.5, 0.5))
        step /= step.sum()
        moved = float(np.abs(step - weights).max())
        weights = step
        if moved < tolerance:
            break
    return weights


def _equally_correlated(columns: Floats) -> Floats | None:
    """Solve for equal correlations: inverse correlation matrix times ones, over the deviations.

    None where the columns depend on each other or a weight would not be positive.
    """
    try:
        shares = np.linalg.solve(np.corrcoef(columns, rowvar=False), np.ones(columns.shape[1]))
    except np.linalg.LinAlgError:
        return None
    weights = np.asarray(shares / columns.std(axis=0))
    if not (weights > 0).all():
        return None
    weights /= weights.sum()
    influence = np.corrcoef(columns, columns @ weights, rowvar=False)[:-1, -1]
    return weights if np.ptp(influence) < 1e-9 else None


def effective_weights(tree: Tree, weights: Mapping[str, float]) -> Weights:
    """Weight of every part in the index: the product of the weights on the way up."""
    effective = {tree.root: 1.0}
    for node in reversed(tree.nodes):
        for child in tree.children[node]:
            effective[child] = effective[node] * weights[child]
    return effective


def _each(tree: Tree, weight_of: Callable[[str], float]) -> Weights:
    weights = {tree.root: 1.0}
    for children in tree.children.values():
        raw = {child: weight_of(child) for child in children}
        total = sum(raw.values())
        weights |= {child: value / total for child, value in raw.items()}
    return weights
