"""What is usual of a count or a share in one period, and how unlikely more than that is."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_WEEK: Final = 7


def benjamini_hochberg(p: Floats) -> Floats:
    """Probabilities adjusted for how many there are, so that a level bounds the share of false discoveries.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    order = np.argsort(p, kind="stable")
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return adjusted


@dataclass(frozen=True)
class Usual:
    """What is usual in one period: its value, its band, and the tail of a count under it.

    Attributes
    ----------
    first, second
        Parameters of the beta-binomial law of the tail; infinite ``second`` stands for a binomial with share ``first``.
    total
        Trials of the law beside the count itself (mentions before), or the trials as a whole (``of_share``).
    """

    value: float
    low: float
    high: float
    first: float
    second: float
    total: int
    of_share: bool

    def tail(self, count: float) -> float:
        """Probability of this count or more."""
        from scipy import stats

        trials = self.total if self.of_share else self.total + int(count)
        if math.isinf(self.second):
            return float(stats.binom.sf(count - 1, trials, self.first))
        return float(min(1.0, max(0.0, stats.betabinom.sf(count - 1, trials, self.first, self.second))))


_RATIO: Final = 1.02
"""A ratio of variance to mean below this is Poisson for the arithmetic."""

_CAUTION: Final = 0.1


def usual_count(counts: Floats, weekdays: NDArray[Any] | None, today: int) -> Usual:
    """What is usual for a count.

    Parameters
    ----------
    counts
        Shape (n,), mentions of each period before.
    weekdays
        Shape (n,), 0 to 6, or None where periods are weeks.
    today
        Weekday of the period that is watched.

    Notes
    -----
    Days of the week differ by factors that are shrunk to one (positive-part James-Stein) as far as they may be noise.
    The ratio of variance to mean is the upper end of a one-sided 90 % interval, so that a short history is not
    taken for a quiet one. The uncertainty of mean and factor widens the law: it is that of fewer mentions before.
    """
    counts = _without_spikes(counts)
    kept = ~np.isnan(counts)
    counts, days = counts[kept], None if weekdays is None else weekdays[kept]
    factors, weight = _factors(counts, days)
    expected = np.ones(len(counts)) if days is None else factors[days]
    mean = (counts.sum() + 0.5) / expected.sum()
    ratio = _ratio(counts, mean * expected, len(counts) - 1 - 6 * weight)
    factor = 1.0 if days is None else float(factors[today])
    same = counts.sum() if days is None else max(counts[days == today].sum(), 0.5)
    loose = 1 / (counts.sum() + 0.5) + weight**2 * max(0.0, 1 / same - 1 / (counts.sum() + 0.5))
    before = 1 / loose
    low, high = _band(mean * factor, ratio, loose)
    exposure = before / mean
    share = factor / (factor + exposure)
    if ratio < _RATIO:
        return Usual(mean * factor, low, high, share, math.inf, round(before), of_share=False)
    size = mean / (ratio - 1)
    return Usual(mean * factor, low, high, size * factor, size * exposure, round(before), of_share=False)


def _without_spikes(counts: Floats) -> Floats:
    """Take out former spikes, far above the rest, lest one alert hides the next."""
    middle = np.median(counts)
    spread = max(1.4826 * float(np.median(np.abs(counts - middle))), math.sqrt(max(middle, 1.0)))
    return np.where(counts > middle + 6 * spread, math.nan, counts)


def _factors(counts: Floats, days: NDArray[Any] | None) -> tuple[Floats, float]:
    """Factors of the days of the week, and how far they are believed, 0 to 1."""
    ones = np.ones(_WEEK)
    if days is None or counts.sum() == 0 or len(counts) < 3 * _WEEK:
        return ones, 0.0
    number = np.bincount(days, minlength=_WEEK).astype(float)
    sums = np.bincount(days, weights=counts, minlength=_WEEK)
    expected = counts.mean() * number
    raw = np.divide(sums, expected, out=ones.copy(), where=expected > 0)
    within = _ratio(counts, np.maximum(counts.mean() * raw[days], 1e-9), len(counts) - _WEEK, cautious=False)
    between = float((np.divide((sums - expected) ** 2, expected, out=np.zeros(_WEEK), where=expected > 0)).sum())
    weight = max(0.0, 1 - 4 * within / between) if between > 0 else 0.0
    return 1 + weight * (raw - 1), weight


def _ratio(counts: Floats, expected: Floats, freedom: float, *, cautious: bool = True) -> float:
    """Variance over mean from Pearson's statistic, at least 1."""
    from scipy import stats

    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = max(freedom, 1.0)
    return max(1.0, statistic / (float(stats.chi2.ppf(_CAUTION, freedom)) if cautious else freedom))


def _band(mean: float, ratio: float, loose: float) -> tuple[float, float]:
    """Band of 95 % for a count: negative binomial with the variance of the count and of its mean."""
    from scipy import stats

    variance = mean * ratio + ratio * mean**2 * loose
    if variance <= mean * 1.0001:
        return float(stats.poisson.ppf(0.025, mean)), float(stats.poisson.ppf(0.975, mean))
    size = mean**2 / (variance - mean)
    law = stats.nbinom(size, size / (size + mean))
    return float(law.ppf(0.025)), float(law.ppf(0.975))


def usual_share(negative: Floats, toned: Floats, trials: int) -> Usual:
    """What is usual for the negative ones among ``trials`` mentions with a tone.

    Parameters
    ----------
    negative, toned
        Shape (n,), negative mentions and all with a tone, of each period before.

    Notes
    -----
    The share of a period varies about the usual one by a beta law; its correlation comes from Pearson's statistic as
    for counts, and the uncertainty of the usual share is added to it.
    """
    from scipy import stats

    held = toned > 0
    x, n = negative[held], toned[held]
    share = float((x.sum() + 0.5) / (n.sum() + 1))
    statistic = float(((x - n * share) ** 2 / (n * share * (1 - share))).sum())
    quantile = float(stats.chi2.ppf(_CAUTION, max(len(n) - 1, 1)))
    typical = float((n**2).sum() / n.sum())
    within = min(0.9, max(0.0, statistic / quantile - 1) / max(typical - 1, 1.0))
    spread = within + (1 - within) * (1 + (typical - 1) * within) / float(n.sum() + 1)
    size = max(1 / spread - 1, 0.1)
    law = stats.betabinom(trials, size * share, size * (1 - share))
    low, high = (float(law.ppf(q)) / trials for q in (0.025, 0.975))
    return Usual(share, low, high, size * share, size * (1 - share), trials, of_share=True)
