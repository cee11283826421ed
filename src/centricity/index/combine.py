"""Many raters and sources, one value: combined within a source first, then across sources."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Combined:
    """One value per cell, with how many values and sources stand behind it.

    Attributes
    ----------
    cells
        Shape (k,), the cells that occur, ascending.
    values
        Shape (k,), the combined values.
    counts, sources
        Shape (k,), numbers of values and of sources.
    """

    cells: Ints
    values: Floats
    counts: Ints
    sources: Ints


def combine(cells: Ints, sources: Ints, values: Floats, *, raters: str = "mean", across: str = "mean") -> Combined:
    """Combine the values of each cell.

    Parameters
    ----------
    cells, sources
        Shape (r,), the cell and the source of each value, as whole numbers >= 0.
    values
        Shape (r,), no NaN; any unit.
    raters, across
        ``mean`` or ``median``: within a source, then across the sources of a cell.

    Notes
    -----
    A cell rated 2 and 3 by two raters becomes 2.5: the fraction is kept, and so are its components, which
    stay where they were, in the observations.
    """
    if len(cells) == 0:
        none = np.zeros(0, dtype=np.int64)
        return Combined(none, np.zeros(0), none, none)
    width = int(sources.max()) + 1
    pairs, within, counts = _reduce(cells * width + sources, values, raters)
    cell_of_pair = pairs // width
    kept, combined, n_sources = _reduce(cell_of_pair, within, across)
    starts = np.searchsorted(cell_of_pair, kept)
    return Combined(kept, combined, np.add.reduceat(counts, starts), n_sources)


def _reduce(keys: Ints, values: Floats, how: str) -> tuple[Ints, Floats, Ints]:
    order = np.lexsort((values, keys)) if how == "median" else np.argsort(keys, kind="stable")
    sorted_keys, sorted_values = keys[order], values[order]
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    counts = np.diff(np.r_[starts, len(keys)]).astype(np.int64)
    if how == "median":
        low = sorted_values[starts + (counts - 1) // 2]
        high = sorted_values[starts + counts // 2]
        return sorted_keys[starts], (low + high) / 2, counts
    return sorted_keys[starts], np.add.reduceat(sorted_values, starts) / counts, counts
