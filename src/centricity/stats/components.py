import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def first_component(columns: Floats) -> Floats:
    """Loadings of the first principal component of the correlation matrix.

    Parameters
    ----------
    columns
        Shape (n, m), m variables of any unit, no constant column; rows with a NaN are left out.

    Returns
    -------
    ndarray
        Shape (m,), unit length, signed so that the loadings add up to a positive number.
    """
    complete = columns[~np.isnan(columns).any(axis=1)]
    correlation = np.corrcoef(complete, rowvar=False)
    _, vectors = np.linalg.eigh(np.atleast_2d(correlation))
    loadings: Floats = vectors[:, -1]
    return loadings if loadings.sum() >= 0 else -loadings
