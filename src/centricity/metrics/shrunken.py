"""Ranking groups of unequal size: estimates drawn towards the mean of all as far as chance may have made them."""

import math
from dataclasses import dataclass

import numpy as np

from centricity.metrics.figures import ENDLESS
from centricity.metrics.outcome import TOTAL, Outcome, Row
from centricity.metrics.rules import rule_of
from centricity.stats.estimate import critical
from centricity.stats.shrink import shrink

FEWEST = 4
"""Groups that it takes to tell how much groups differ."""
HANDFUL = 5
"""Events, or of them that did not happen, that say nothing of who is better."""
_ENDS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}
"""Beyond these no value can be, whatever the normal limits say."""


@dataclass(frozen=True)
class Shrunken:
    """A group's value as it may well be, and its place among the groups by that, 1 is best."""

    value: float
    low: float
    high: float
    place: int


def shrunken(outcome: Outcome) -> dict[tuple[str, ...], Shrunken]:
    """Shrunken values by group, beside the raw ones; none where groups are periods or fewer than four.

    The sampling variance of a group is taken from the width of its interval. See `centricity.stats.shrink`.
    """
    rows = [row for row in outcome.shown if _fits(row)]
    plain = outcome.metric.shape == "groups" and outcome.metric.better != "neither" and "quantile" not in outcome.by
    if not plain or len(rows) < FEWEST or _scarce(rows) or outcome.periods:
        return {}
    z = float(critical(outcome.options.confidence))
    values = np.array([row.estimate.value for row in rows])
    errors = np.array([np.ptp(row.estimate.limits) / (2 * z) for row in rows])
    made = shrink(values, errors**2, outcome.options.confidence)
    ends = _ends(outcome)
    order = np.argsort(-made.values if outcome.metric.better == "up" else made.values, kind="stable")
    places = np.empty(len(rows), int)
    places[order] = np.arange(1, len(rows) + 1)
    limits = zip(made.values, np.clip(made.low, *ends), np.clip(made.high, *ends), places, strict=True)
    return {
        row.keys: Shrunken(float(v), float(low), float(high), int(place))
        for row, (v, low, high, place) in zip(rows, limits, strict=True)
    }


def _ends(outcome: Outcome) -> tuple[float, float]:
    if outcome.metric.unit == "score" and outcome.metric.rule is not None:
        return rule_of(outcome.metric, outcome.options).scale.ends
    return _ENDS.get(outcome.metric.unit, ENDLESS)


def _scarce(rows: list[Row]) -> bool:
    """Whether what is counted hardly ever happened in any group, or hardly ever failed to."""
    if any("hit" not in row.parts for row in rows):
        return sum(row.estimate.n for row in rows) <= HANDFUL
    hits = sum(row.parts["hit"] for row in rows)
    return min(hits, sum(row.estimate.n for row in rows) - hits) <= HANDFUL


def _fits(row: Row) -> bool:
    estimate = row.estimate
    known = all(math.isfinite(x) for x in (estimate.value, estimate.low, estimate.high))
    return known and estimate.high > estimate.low and TOTAL not in row.keys
