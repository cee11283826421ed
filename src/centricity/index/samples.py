"""Rows of uniform numbers that fill the unit cube more evenly than chance."""

import numpy as np

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
