"""Counts of chance events."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def poisson_limits(count: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact limits of a count of chance events (Garwood 1936).

    Parameters
    ----------
    count
        Any shape; none may be negative.
    """
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1e-9)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * count + 2) / 2
