"""Do the parts of a scale belong together? Cronbach's alpha, principal components, influence by smoothing."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from centricity.stats.estimate import Estimate

Floats = NDArray[np.float64]


def cronbach(columns: Floats, confidence: float = 0.95) -> Estimate:
    """Cronbach's alpha of standardised or raw columns as they come.

    Parameters
    ----------
    columns
        Shape (n, k), k >= 2 columns on one line; rows with a NaN are left out.

    Returns
    -------
    Estimate
        NaN for fewer than two columns or three rows, or where the sum does not vary. Feldt's interval.

    References
    ----------
    Cronbach (1951), Psychometrika 16; Feldt (1965), Psychometrika 30.
    """
    complete = columns[~np.isnan(columns).any(axis=1)]
    n, k = complete.shape
    total = float(complete.sum(axis=1).var(ddof=1)) if n > 2 and k > 1 else 0.0
    if total <= 0:
        return Estimate(math.nan, math.nan, math.nan, n, "Cronbach, Feldt")
    alpha = k / (k - 1) * (1 - float(complete.var(axis=0, ddof=1).sum()) / total)
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - alpha) * float(fdtri(n - 1, (n - 1) * (k - 1), share)) for share in (1 - tail, tail))
    return Estimate(alpha, low, high, n, "Cronbach, Feldt")


def without_each(columns: Floats) -> list[float]:
    """Cronbach's alpha of the others when each column is left out, shape (n, k); NaN where one column remains."""
    return [cronbach(np.delete(columns, j, axis=1)).value for j in range(columns.shape[1])]


@dataclass(frozen=True)
class Components:
    """Principal components of a correlation matrix: eigenvalues, largest first, and loadings of the first.

    Attributes
    ----------
    shares
        Shape (k,): share of the variance that each explains.
    loadings
        Shape (k,): correlations of the columns with the first component.
    """

    values: Floats
    shares: Floats
    loadings: Floats
    n: int

    @property
    def beyond_one(self) -> int:
        """Components with an eigenvalue above 1 (Kaiser's rule)."""
        return int((self.values > 1).sum())


def components(columns: Floats) -> Components | None:
    """Principal components, shape (n, k); None where a column is constant or fewer than three rows are complete."""
    complete = columns[~np.isnan(columns).any(axis=1)]
    if len(complete) < 3 or complete.shape[1] < 2 or bool((np.ptp(complete, axis=0) == 0).any()):
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(complete, rowvar=False))
    first = vectors[:, -1] * math.sqrt(max(float(values[-1]), 0.0))
    values = np.maximum(values[::-1], 0.0)
    return Components(values, values / values.sum(), first if first.sum() >= 0 else -first, len(complete))


def correlation_ratio(x: Floats, y: Floats, bandwidths: int = 12) -> float:
    """Share of the variance of y that x explains, whatever the shape: local linear smoothing.

    Parameters
    ----------
    x, y
        Shape (n,), NaN left out in pairs.

    Returns
    -------
    float
        0 to 1; NaN for fewer than five pairs or where either does not vary. The bandwidth is that of the least error
        of prediction when each pair is left out.

    References
    ----------
    Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science? JRSS A 176.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    a, b = x[both], y[both]
    if len(a) < 5 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan
    scaled = (a - a.mean()) / a.std()
    best, fitted = math.inf, np.full(len(a), b.mean())
    for width in np.geomspace(0.2, 5.0, bandwidths):
        smoother = _local_linear(scaled, float(width))
        made = smoother @ b
        own = np.clip(np.diag(smoother), None, 1 - 1e-9)
        error = float((((b - made) / (1 - own)) ** 2).mean())
        if error < best:
            best, fitted = error, made
    return float(min(1.0, fitted.var() / b.var()))


def _local_linear(x: Floats, width: float) -> Floats:
    """Matrix that smooths: rows are the weights of a line fitted around each point; (n, n)."""
    gap = x[None, :] - x[:, None]
    kernel = np.exp(-0.5 * (gap / width) ** 2)
    s0, s1, s2 = (np.sum(kernel * gap**p, axis=1, keepdims=True) for p in (0, 1, 2))
    bottom = s0 * s2 - s1**2
    line = kernel * (s2 - s1 * gap) / np.where(bottom > 1e-12, bottom, 1.0)
    return np.asarray(np.where(bottom > 1e-12, line, kernel / s0))
