import numpy as np

from centricity.index.frame import Floats


def denominate(values: Floats, denominator: Floats) -> Floats:
    """Divide a size-driven quantity by the subject's size.

    Parameters
    ----------
    values, denominator
        Shape (n,). A missing or zero denominator gives a missing result, never infinity.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(denominator != 0, values / denominator, np.nan)
