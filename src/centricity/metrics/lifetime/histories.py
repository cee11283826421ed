# ruff: noqa: N803  the literature calls the age of a customer T
"""Purchase histories: repeat purchases, time of the last of them, age, and how many customers share a row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.metrics.lifetime.check import (
    NOT_NEGATIVE,
    columns,
    count_faults,
    few_repeaters,
    history_faults,
    numbers,
    option_faults,
    refuse,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LARGE = 100_000
SAMPLE = 20_000
LARGEST_TABLE = 1 << 12
LARGEST_KEY = 1 << 62


@dataclass(frozen=True)
class Histories:
    """Rows of shape (n,): ``x`` repeat purchases, ``t_x`` time of the last, ``age``, ``counts`` customers."""

    x: Integers
    t_x: Floats
    age: Floats
    counts: Floats

    def __len__(self) -> int:
        return len(self.x)

    def rows(self, chosen: slice | NDArray[np.bool_] | Integers) -> "Histories":
        """Take some of the rows."""
        return Histories(self.x[chosen], self.t_x[chosen], self.age[chosen], self.counts[chosen])

    def blocks(self, size: int) -> list["Histories"]:
        """Cut into blocks that fit the cache."""
        return [self.rows(slice(start, start + size)) for start in range(0, len(self), size)]

    def scaled(self, unit: float) -> "Histories":
        """Count time in another unit."""
        return Histories(self.x, self.t_x / unit, self.age / unit, self.counts)


def histories(x: ArrayLike, t_x: ArrayLike, T: ArrayLike, counts: ArrayLike | None = None) -> Histories:
    """Check histories from which a model is to be fitted, and merge what is the same.

    Raises
    ------
    StepError
        With every fault found.
    """
    named = {"x": x, "t_x": t_x, "T": T} | ({} if counts is None else {"counts": counts})
    found = columns(named)
    n, recency, age, times = found["x"], found["t_x"], found["T"], found.get("counts")
    faults = [*history_faults(n, recency, age), *(count_faults(times) if times is not None else [])]
    refuse([*faults, *few_repeaters(n, times)])
    return Histories(n.astype(np.int64), recency, age, np.ones(len(n)) if times is None else times)


def customers(x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Histories:
    """Check histories of customers for whom something is to be predicted; a single customer may be numbers."""
    found = columns({"x": x, "t_x": t_x, "T": T})
    refuse(history_faults(found["x"], found["t_x"], found["T"]))
    return Histories(found["x"].astype(np.int64), found["t_x"], found["T"], np.ones(len(found["x"])))


def periods(t: ArrayLike) -> Floats:
    """Check lengths of time to be looked at: none negative, none missing."""
    times = numbers("t", t)
    refuse(option_faults("t", t, NOT_NEGATIVE, fits=bool((times >= 0).all() and np.isfinite(times).all())))
    return times


def merged(rows: Histories) -> Histories:
    """Merge the same rows, where times are whole and the rows are single customers; else leave them as they are.

    A row becomes one integer, so that merging costs one sort.
    """
    span = int(rows.age.max()) + 1
    size = (int(rows.x.max()) + 1) * span * span
    if size > LARGEST_KEY or (rows.counts != 1).any() or not (_whole(rows.t_x) and _whole(rows.age)):
        return rows
    key = np.sort((rows.x * span + rows.t_x.astype(np.int64)) * span + rows.age.astype(np.int64))
    first = np.flatnonzero(np.diff(key, prepend=-1))
    x_and_recency, age = np.divmod(key[first], span)
    x, recency = np.divmod(x_and_recency, span)
    counts = np.diff(first, append=len(key)).astype(np.float64)
    return Histories(x, recency.astype(np.float64), age.astype(np.float64), counts)


def _whole(values: Floats) -> bool:
    return bool((np.floor(values[:1000]) == values[:1000]).all() and (np.floor(values) == values).all())


def sampled(rows: Histories) -> Histories | None:
    """Draw a sample to start from, always the same one; none where it would not pay or hardly anybody came back."""
    if len(rows) <= LARGE:
        return None
    sample = rows.rows(np.random.default_rng(0).integers(0, len(rows), SAMPLE))
    return None if few_repeaters(sample.x, sample.counts) else sample


def customers_by(places: Integers, counts: Floats, size: int) -> Floats:
    """Customers at each place of a table, shape (size,)."""
    by_place: Floats = np.bincount(places, counts, size).astype(np.float64)
    return by_place


def levels(x: Integers) -> tuple[Floats, Integers]:
    """Values that a table over ``x`` must hold, and the place of each row in it."""
    if x.max() < LARGEST_TABLE:
        return np.arange(x.max() + 1, dtype=np.float64), x
    values, places = np.unique(x, return_inverse=True)
    return values.astype(np.float64), places
