"""How well labels are told: F1 over praise and blame, and folds that hide neither time nor copies."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.text.tone.model import CLASSES


def confusion(truth: ArrayLike, told: ArrayLike, weights: ArrayLike | None = None) -> NDArray[Any]:
    """Counts of mentions, or sums of their weights: rows are the true -1, 0 and 1, columns the told ones."""
    cell = (np.asarray(truth, np.int64) + 1) * 3 + np.asarray(told, np.int64) + 1
    return np.bincount(cell, None if weights is None else np.asarray(weights, np.float64), 9).reshape(3, 3)


def f1(counts: NDArray[Any]) -> dict[int, float]:
    """F1 of each class, from a table of `confusion`; zero where a class is neither there nor told."""
    hits = np.diag(counts)
    of = counts.sum(axis=0) + counts.sum(axis=1)
    return {label: float(2 * hit / n) if n else 0.0 for label, hit, n in zip(CLASSES, hits, of, strict=True)}


def macro_f1(truth: ArrayLike, told: ArrayLike) -> float:
    """Mean F1 of praise and blame; neutral mentions count through what is taken for them."""
    each = f1(confusion(truth, told))
    return (each[1] + each[-1]) / 2


def copy_weights(groups: ArrayLike, power: float = 0.5) -> NDArray[np.float64]:
    """Weight of each mention so that n copies of one text count as n to the power of 1 - `power`."""
    _, place, count = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    return np.asarray(count[place] ** -float(power), np.float64)


def time_folds(groups: ArrayLike, moments: ArrayLike | None, folds: int) -> NDArray[np.int64]:
    """Number of the fold of each mention: blocks of time, copies always together.

    A group goes where its first mention stands. Without moments groups stand in the order in which they come.
    """
    _, place = np.unique(np.asarray(groups), return_inverse=True)
    when = np.arange(len(place)) if moments is None else np.asarray(moments, np.int64)
    first = np.full(place.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, place, when)
    order: NDArray[Any] = np.argsort(first[place], kind="stable")
    block = np.empty(len(place), np.int64)
    block[order] = np.arange(len(place)) * folds // max(1, len(place))
    least = np.full(len(first), folds, np.int64)
    np.minimum.at(least, place, block)
    return least[place]
