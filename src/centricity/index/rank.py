import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats, Labels

Mask = NDArray[np.bool_]


def rank(scores: Floats, ties: str = "min") -> Floats:
    """Places from the highest score, on unrounded scores.

    Parameters
    ----------
    scores
        Shape (n,); NaN gets no place (NaN).
    ties
        ``min``: the best of the tied places; ``max``: the worst; ``average``: their mean; ``dense``: places
        without gaps. Scores that differ by less than 1e-11 of the largest (binary noise of equal sums) are
        tied.
    """
    return np.asarray(places(scores[None, :], ties)[0])


def places(scores: Floats, ties: str = "min") -> Floats:
    """Places in every row of a matrix of shape (b, n); see `rank`."""
    if scores.size == 0:
        return np.zeros(scores.shape)
    missing = np.isnan(scores)
    descending = np.where(missing, np.inf, -scores) if missing.any() else -scores
    order = np.argsort(descending, axis=1)
    ordered = np.take_along_axis(descending, order, axis=1)
    last = np.maximum(scores.shape[1] - missing.sum(axis=1, keepdims=True) - 1, 0)
    noise = 1e-11 * np.maximum(np.abs(ordered[:, :1]), np.abs(np.take_along_axis(ordered, last, axis=1)))
    new = np.ones(scores.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        np.greater(np.diff(ordered, axis=1), noise, out=new[:, 1:])
    place = _placed(new, ties)
    out = np.empty(scores.shape)
    np.put_along_axis(out, order, place, axis=1)
    if missing.any():
        out[missing] = np.nan
    return out


def _placed(new: Mask, ties: str) -> Floats:
    """Places in sorted order, from where a new score begins."""
    if ties == "dense":
        return np.cumsum(new, axis=1, dtype=float)
    at = np.arange(new.shape[1], dtype=float)
    first = np.maximum.accumulate(np.where(new, at, 0.0), axis=1) + 1
    if ties == "min":
        return np.asarray(first)
    closes = np.ones(new.shape, dtype=bool)
    closes[:, :-1] = new[:, 1:]
    last = np.minimum.accumulate(np.where(closes, at, np.inf)[:, ::-1], axis=1)[:, ::-1] + 1
    return np.asarray(last if ties == "max" else (first + last) / 2)


def best(
    scores: Floats, top: int, tie_breaks: list[Floats], codes: Labels
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions of the ``top`` subjects with the highest scores.

    Parameters
    ----------
    scores
        Shape (n,); NaN is never among the best.
    tie_breaks
        Columns of shape (n,): at the border the higher value of the first goes in, then of the second, and
        so on; at last the smaller code.

    Returns
    -------
    ndarray
        At most ``top`` positions, best first.
    """
    known = np.flatnonzero(~np.isnan(scores))
    keys = [codes[known], *(-np.nan_to_num(column[known], nan=-np.inf) for column in reversed(tie_breaks))]
    order = np.lexsort([*keys, -np.round(scores[known], 9)])
    return known[order][:top]
