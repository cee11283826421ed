"""Rows of uniform numbers that fill the unit cube more evenly than chance."""

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats


def latin_rows(size: int, dimensions: int, seed: int) -> Floats:
    """Latin hypercube (McKay et al. 1979), shape (size, dimensions): each column falls once into each stratum."""
    draw = np.random.default_rng(seed)
    strata = draw.permuted(np.tile(np.arange(size)[:, None], (1, dimensions)), axis=0)
    return np.asarray((strata + draw.random((size, dimensions))) / size)


def sobol_rows(size: int, dimensions: int, seed: int) -> Floats:
    """Scrambled Sobol sequence, shape (size, dimensions); fills the cube best where size is a power of two."""
    if dimensions == 0:
        return np.zeros((size, 0))
    from scipy.stats import qmc  # takes half a second to import

    power = max(int(np.ceil(np.log2(max(size, 2)))), 1)
    return np.asarray(qmc.Sobol(dimensions, scramble=True, seed=seed).random_base2(power)[:size])


def keyed_rows(seed: int, keys: NDArray[np.int64], width: int) -> Floats:
    """Uniform numbers that depend on the seed, the key of the row and the column alone, shape (len(keys), width).

    SplitMix64 (Steele, Lea and Flood 2014) of the three as one counter: a row is the same wherever it is asked for.
    """
    with np.errstate(over="ignore"):
        start = _mixed(np.array([seed], dtype=np.uint64) * _GOLDEN)
        rows = _mixed(start + (keys.astype(np.uint64) + _ONE) * _GOLDEN)
        cells = _mixed(rows[:, None] + (np.arange(width, dtype=np.uint64) + _ONE) * _GOLDEN)
    return np.asarray((cells >> np.uint64(11)).astype(np.float64) * 2.0**-53)


_ONE = np.uint64(1)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))
