"""How long customers stay, of which some have not left yet: the Kaplan-Meier curve from counted rows."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError
from centricity.stats.estimate import Estimate, critical

Floats = NDArray[np.float64]

_METHOD = "Kaplan-Meier, log-log"
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Survival:
    """The share still there after each duration, with a pointwise band.

    Attributes
    ----------
    times, at_risk, events
        Shape (k,): the distinct durations in order, how many came as far as that, and how many left then.
    survival, low, high
        Shape (k,), 0 to 1. Before the first event the band is Wilson's of those at risk and after the last
        one left it keeps its upper limit, for there the log-log band does not exist.
    n
        Number of customers behind the curve.
    """

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    low: Floats
    high: Floats
    n: int
    confidence: float

    def at(self, t: float) -> Estimate:
        """Estimate the share still there after ``t``, in the unit of the durations.

        NaN, with a warning, where ``t`` lies beyond the longest duration and somebody was still there.
        """
        i = int(np.searchsorted(self.times, t, side="right")) - 1
        if self.n == 0 or math.isnan(t):
            return Estimate(math.nan, math.nan, math.nan, self.n, _METHOD)
        if i < 0:
            return Estimate(1.0, 1 / (1 + float(critical(self.confidence)) ** 2 / self.n), 1.0, self.n, _METHOD)
        if t > self.times[-1] and self.survival[-1] > 0:
            fields = {"t": t, "longest": float(self.times[-1])}
            beyond = Fault("stats.beyond_follow_up", fields=fields, severity="warning")
            return Estimate(math.nan, math.nan, math.nan, self.n, _METHOD, (beyond,))
        return Estimate(float(self.survival[i]), float(self.low[i]), float(self.high[i]), self.n, _METHOD)

    def quantile(self, q: float) -> Estimate:
        """Estimate the duration by which the share ``q`` has left, by inverting the curve and its band.

        Infinite where the curve, or its upper limit, does not come down that far; NaN for no customers.

        References
        ----------
        Brookmeyer and Crowley (1982), Biometrics 38, 29-41.
        """
        if self.n == 0:
            return Estimate(math.nan, math.nan, math.nan, 0, _METHOD)
        value, low, high = (self._first_below(curve, 1 - q) for curve in (self.survival, self.low, self.high))
        return Estimate(value, low, high, self.n, _METHOD)

    @property
    def median(self) -> Estimate:
        """The duration by which half have left."""
        return self.quantile(0.5)

    def restricted_mean(self, until: float) -> Estimate:
        """Estimate the mean duration where everything after ``until`` is cut off: the area under the curve.

        Greenwood's variance with Student's t on the events less one, within 0 to ``until``; limits are NaN
        below two events. All NaN, with a warning, where ``until`` lies beyond the longest duration and
        somebody was still there.
        """
        end = self.at(until)
        if math.isnan(end.value):
            return Estimate(math.nan, math.nan, math.nan, self.n, "area, Greenwood", end.warnings)
        before = self.times < until
        times = np.append(self.times[before], until)
        areas = np.diff(times) * self.survival[before]
        mean = float(min(times[0], until) + areas.sum())
        after = np.cumsum(areas[::-1])[::-1]
        variance = float((after**2 * _hazard_terms(self.at_risk[before], self.events[before])).sum())
        half = float(critical(self.confidence, self.events[before].sum() - 1)) * math.sqrt(variance)
        low, high = (float(limit) for limit in np.clip([mean - half, mean + half], 0, until))
        return Estimate(mean, low, high, self.n, "area, Greenwood")

    def _first_below(self, curve: Floats, level: float) -> float:
        reached = np.flatnonzero((curve <= level + _ROUNDING) & (self.survival < 1))
        return float(self.times[reached[0]]) if len(reached) else math.inf


def kaplan_meier(durations: Floats, events: Floats, censored: Floats, confidence: float = 0.95) -> Survival:
    """Kaplan-Meier curve with Greenwood's variance and a log-log band.

    Parameters
    ----------
    durations
        Shape (k,), not negative, any unit, in any order; a duration that repeats is added up.
    events, censored
        Shape (k,), how many left after each duration, and how many were still there when last seen.
    confidence
        Pointwise coverage of the band, 0 to 1.

    Raises
    ------
    StepError
        Where a duration or a count is missing or negative.

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481; Kalbfleisch and Prentice (2002), section 1.4, for the band.
    """
    durations, events, censored = (np.asarray(column, dtype=np.float64) for column in (durations, events, censored))
    _check(durations, events, censored)
    times, place = np.unique(durations, return_inverse=True)
    left = np.bincount(place, events, len(times)).astype(np.float64)
    gone = left + np.bincount(place, censored, len(times))
    at_risk = np.cumsum(gone[::-1])[::-1]
    some = at_risk > 0
    times, left, at_risk = times[some], left[some], at_risk[some]
    survival = np.cumprod(1 - left / at_risk).astype(np.float64)
    low, high = _band(survival, at_risk, left, float(critical(confidence)))
    return Survival(times, at_risk, left, survival, low, high, round(float(gone.sum())), confidence)


def _check(*columns: Floats) -> None:
    faults = []
    for name, column in zip(("durations", "events", "censored"), columns, strict=True):
        bad = int((~np.isfinite(column) | (column < 0)).sum())
        if bad:
            faults.append(Fault("stats.not_count", fields={"name": name, "count": bad}))
    if faults:
        raise StepError(faults)


def _hazard_terms(at_risk: Floats, events: Floats) -> Floats:
    """Greenwood's terms; 0 where everybody left, for nothing after it weighs on them."""
    rest = at_risk - events
    terms: Floats = np.divide(events, at_risk * rest, out=np.zeros(len(rest)), where=rest > 0)
    return terms


def _band(survival: Floats, at_risk: Floats, events: Floats, z: float) -> tuple[Floats, Floats]:
    inside = (survival > 0) & (survival < 1)
    logs = np.log(survival, out=np.full(len(survival), -1.0), where=inside)
    width = np.exp(z * np.sqrt(np.cumsum(_hazard_terms(at_risk, events))) / -logs)
    none_yet = survival >= 1
    low = np.where(inside, survival**width, np.where(none_yet, at_risk / (at_risk + z**2), 0))
    high = np.where(inside, survival ** (1 / width), 1.0)
    last = float(high[inside][-1]) if inside.any() else 1.0
    return low, np.where(survival <= 0, last, high)
