"""Smoothing: one coefficient per group, a mixture in between, a cap at the top."""

from collections.abc import Mapping

import numpy as np

from centricity.index.frame import Floats, Labels


def coefficients(
    labels: Labels,
    by_group: Mapping[str, float],
    share: Floats | None = None,
    full: str = "",
    empty: str = "",
) -> Floats:
    """Coefficient of each subject.

    Parameters
    ----------
    labels
        Shape (n,), the group of each subject; a group without a coefficient gives NaN.
    share
        Shape (n,), 0 to 1: where known, the coefficient is ``share * k[full] + (1 - share) * k[empty]``;
        where NaN, the subject's own group decides.
    """
    k = np.full(len(labels), np.nan)
    for group, value in by_group.items():
        k[labels == group] = value
    if share is None:
        return k
    mixed = share * by_group[full] + (1 - share) * by_group[empty]
    return np.where(np.isnan(share), k, mixed)


def adjusted(scores: Floats, k: Floats, cap: float | None = None) -> Floats:
    """Multiply scores by their coefficients and hold them at the cap. Shapes (n,)."""
    product = scores * k
    return product if cap is None else np.minimum(product, cap)
