"""Bring metrics of different units onto one line, higher always better.

Each function takes one column of shape (n,) in any unit; NaN is left out of the statistics and stays NaN. All but the
ranks also take many columns of shape (b, n), each by itself.
``direction`` is 1 where more is better and -1 where less is. Where a column is constant and the rule needs
a spread, the functions raise ``ValueError``; `build` turns it into an error that names the metric. A spread
of binary noise alone is none.
"""

import numpy as np

from centricity.index.frame import Floats


def min_max(x: Floats, direction: int = 1, low: float = 0.0, high: float = 100.0) -> Floats:
    """Stretch the range of the column onto ``low`` to ``high``."""
    y = direction * x
    return np.asarray(low + (y - _least(y)) / _span(y) * (high - low))


def z_score(x: Floats, direction: int = 1, mean: float = 0.0, sd: float = 1.0) -> Floats:
    """Centre on ``mean`` with standard deviation ``sd``; uses the sample standard deviation (n - 1)."""
    y = direction * x
    _span(y)
    spread = np.nanstd(y, ddof=1, axis=-1, keepdims=True)
    return np.asarray((y - np.nanmean(y, axis=-1, keepdims=True)) / spread * sd + mean)


def ranked(x: Floats, direction: int = 1) -> Floats:
    """Average rank from below: the worst gets 1, ties share the mean of their places."""
    y = direction * x
    out = np.full(len(y), np.nan)
    known = ~np.isnan(y)
    values, inverse, counts = np.unique(y[known], return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    out[known] = (last - (counts - 1) / 2)[inverse] if len(values) else []
    return out


def percentile_rank(x: Floats, direction: int = 1) -> Floats:
    """Share of the others that one is ahead of, 0 to 100, ties counted half."""
    n = int((~np.isnan(x)).sum())
    if n < 2:
        raise ValueError("constant")
    return (ranked(x, direction) - 1) / (n - 1) * 100


def borda(x: Floats, direction: int = 1) -> Floats:
    """Borda points: n - place, so the worst gets 0."""
    return ranked(x, direction) - 1


def share_of_scale(x: Floats, top: float, bottom: float = 0.0, low: float = 0.0, high: float = 100.0) -> Floats:
    """Level as a share of the scale: (x - bottom) / (top - bottom), put onto ``low`` to ``high``.

    With a scale from 0 this is value / max. It looks at no other subject, so a score does not move when
    the field changes.
    """
    return low + (x - bottom) / (top - bottom) * (high - low)


def goalposts(x: Floats, direction: int, posts: tuple[float, float], low: float = 0.0, high: float = 100.0) -> Floats:
    """Stretch fixed goalposts (worst bound, best bound as numbers, low first) onto ``low`` to ``high``; clipped."""
    share = np.clip((x - posts[0]) / (posts[1] - posts[0]), 0, 1)
    return low + (share if direction == 1 else 1 - share) * (high - low)


def distance_to_maximum(x: Floats, direction: int = 1, high: float = 100.0) -> Floats:
    """``high`` less the distance to the best value, as a share of the range."""
    y = direction * x
    return np.asarray(high * (1 - (_most(y) - y) / _span(y)))


def distance_to_reference(x: Floats, direction: int, reference: float, high: float = 100.0) -> Floats:
    """Ratio to a reference value (its inverse where less is better), in units of ``high``; not clipped."""
    if reference == 0 or (direction == -1 and bool((x == 0).any())):
        raise ValueError("zero")
    return high * (x / reference if direction == 1 else reference / x)


def fraction_of_maximum(x: Floats, direction: int = 1, high: float = 100.0) -> Floats:
    """Ratio to the best value: x / max, or min / x where less is better; positive values only."""
    zero_matters = direction == -1 or bool((_most(x) <= 0).any())
    if bool((x < 0).any()) or (zero_matters and bool((x == 0).any())):
        raise ValueError("not_positive")
    return np.asarray(high * (x / _most(x) if direction == 1 else _least(x) / x))


def _least(y: Floats) -> Floats:
    return np.asarray(np.nanmin(y, axis=-1, keepdims=True))


def _most(y: Floats) -> Floats:
    return np.asarray(np.nanmax(y, axis=-1, keepdims=True))


def _span(y: Floats) -> Floats:
    if np.isnan(y).all(axis=-1).any():
        raise ValueError("constant")
    span = _most(y) - _least(y)
    if (span <= 1e-12 * _most(np.abs(y))).any():
        raise ValueError("constant")
    return span
