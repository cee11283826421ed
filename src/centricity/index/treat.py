"""Outliers, as the OECD/JRC handbook and COINr do it: winsorise a few points, else transform."""

import math
from dataclasses import dataclass

import numpy as np

from centricity.index.frame import Floats
from centricity.stats.moments import kurtosis, skewness


@dataclass(frozen=True)
class Treated:
    """A treated column and what was done: nothing, winsorised (how many points) or transformed."""

    values: Floats
    kind: str
    points: int
    passed: bool


def passes(values: Floats, skew_limit: float = 2.0, kurtosis_limit: float = 3.5) -> bool:
    """Tell whether a column needs no treatment: ``|skewness| < limit`` or ``kurtosis < limit``.

    Shape (n,), NaN left out. A column whose moments do not exist (constant, too short) passes.
    """
    skew, kurt = skewness(values), kurtosis(values)
    if math.isnan(skew) or math.isnan(kurt):
        return True
    return abs(skew) < skew_limit or kurt < kurtosis_limit


def winsorise(
    values: Floats, max_points: int = 5, skew_limit: float = 2.0, kurtosis_limit: float = 3.5
) -> tuple[Floats, int]:
    """Pull the most extreme value in to the next one, until the column passes or ``max_points`` are moved.

    Parameters
    ----------
    values
        Shape (n,), NaN left out. High values are pulled in while skewness is positive, low ones otherwise.

    Returns
    -------
    tuple
        The column and the number of rounds.
    """
    column = values.copy()
    rounds = 0
    while rounds < max_points and not passes(column, skew_limit, kurtosis_limit):
        if skewness(column) > 0:
            extreme = np.nanmax(column)
            column[column == extreme] = np.nanmax(column[column < extreme])
        else:
            extreme = np.nanmin(column)
            column[column == extreme] = np.nanmin(column[column > extreme])
        rounds += 1
    return column, rounds


def shifted_log(values: Floats) -> Floats:
    """``ln(x - min + 0.01 range)``, shape (n,); defined for zeros and negative values (COINr's log_CT)."""
    low, high = np.nanmin(values), np.nanmax(values)
    logged: Floats = np.log(values - low + 0.01 * (high - low))
    return logged


def box_cox(values: Floats) -> Floats:
    """Box-Cox transform with the lambda of greatest likelihood, shape (n,).

    Values are first shifted by 1 % of their range above zero, where any is not positive.
    """
    from scipy.optimize import minimize_scalar

    low, high = np.nanmin(values), np.nanmax(values)
    positive = values if low > 0 else values - low + 0.01 * (high - low)
    known = positive[~np.isnan(positive)]
    log_sum = float(np.log(known).sum())

    def loss(power: float) -> float:
        return 0.5 * len(known) * math.log(float(np.var(_power(known, power)))) - (power - 1) * log_sum

    best = minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10})
    return _power(positive, float(best.x))


def _power(values: Floats, power: float) -> Floats:
    transformed: Floats = np.log(values) if abs(power) < 1e-9 else (values**power - 1) / power
    return transformed


def treat(
    values: Floats,
    *,
    max_points: int = 5,
    skew_limit: float = 2.0,
    kurtosis_limit: float = 3.5,
    then: str = "log",
) -> Treated:
    """Treat one column: leave it if it passes, else winsorise, else transform the original values.

    Parameters
    ----------
    values
        Shape (n,), any unit; NaN stays NaN.
    then
        ``log``, ``box_cox`` or ``nothing`` for a column that winsorisation alone does not bring to pass.

    References
    ----------
    Becker et al., COINr (R package), function Treat; OECD/JRC Handbook (2008), step 5.
    """
    if passes(values, skew_limit, kurtosis_limit):
        return Treated(values, "nothing", 0, passed=True)
    column, points = winsorise(values, max_points, skew_limit, kurtosis_limit)
    if passes(column, skew_limit, kurtosis_limit) or then == "nothing":
        return Treated(column, "winsorised", points, passes(column, skew_limit, kurtosis_limit))
    column = shifted_log(values) if then == "log" else box_cox(values)
    return Treated(column, then, 0, passes(column, skew_limit, kurtosis_limit))
