"""Figures of the columns of matrices of draws by subjects, with bounded copies; NaN is left out."""

from collections.abc import Iterator, Sequence

import numpy as np

from centricity.index.frame import Floats

PART_CELLS = 4_000_000


def parts_of(matrix: Floats) -> Iterator[Floats]:
    """A matrix in stretches of rows that bound what is copied of it."""
    rows = max(1, PART_CELLS // max(matrix.shape[1], 1))
    return (matrix[start : start + rows] for start in range(0, len(matrix), rows))


def mean_of_columns(matrix: Floats) -> Floats:
    """Means of the columns, NaN left out; some rows at a time."""
    count, total = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    for part in parts_of(matrix):
        known = ~np.isnan(part)
        count += known.sum(axis=0)
        total += np.where(known, part, 0.0).sum(axis=0, dtype=float)
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


def quantiles(matrix: Floats, wanted: Sequence[float], columns: int = 2_000) -> list[Floats]:
    """Quantiles (type 7) of every column of a matrix of shape (d, n), NaN left out; some columns at a time."""
    found = np.full((len(wanted), matrix.shape[1]), np.nan)
    for start in range(0, matrix.shape[1], columns):
        part = np.sort(np.ascontiguousarray(matrix[:, start : start + columns].T), axis=1)
        count = (~np.isnan(part)).sum(axis=1)
        for k, share in enumerate(wanted):
            at = share * np.maximum(count - 1, 0)
            below = np.floor(at).astype(np.int64)
            above = np.minimum(below + 1, np.maximum(count - 1, 0))
            row = np.arange(len(part))
            first, second = part[row, below].astype(float), part[row, above].astype(float)
            value = first + (second - first) * (at - below)
            found[k, start : start + columns] = np.where(count > 0, value, np.nan)
    return list(found)
