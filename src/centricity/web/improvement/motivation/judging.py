"""Whether a figure bears a reward: how far it is from floor to target, with its interval, and what speaks against it.

A change within noise bears none, unless the whole interval lies beyond the target or short of the floor: there chance
moves nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from centricity.metrics.change import verdict
from centricity.stats.estimate import Estimate, difference
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.collecting import Own, own_of, response_rate, surveys_of
from centricity.web.improvement.motivation.measures import NOTHING, Part, figure, measure
from centricity.web.improvement.motivation.spans import Span

MOST_OWN = 20.0
"""Share of the answers, in per cent, that the rewarded may have collected themselves, or of which nobody knows."""


@dataclass(frozen=True)
class Reason:
    """Why a part is not payable."""

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """How far a figure is from floor to target, 0 to 1, with what the ends of its interval come to."""

    value: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the whole interval comes to the same: past the target, or short of the floor."""
        return self.low == self.high and self.low in {0.0, 1.0}


@dataclass(frozen=True)
class Judged:
    """A part in a period: its figure, the one before, how far it is, how answers came in, and what speaks against."""

    part: Part
    now: Estimate
    before: Estimate
    change: Estimate
    reach: Reach
    rate: Estimate = NOTHING
    rate_before: Estimate = NOTHING
    own: Own | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def payable(self) -> bool:
        return not self.reasons


def judged(incentive: Incentive, part: Part, span: Span) -> Judged:
    """A part of a scheme in a period."""
    place = incentive.organisation
    now, before = figure(place, part, span), figure(place, part, span.before)
    rate, rate_before, own = NOTHING, NOTHING, None
    if measure(part.metric).asked:
        surveys = surveys_of(place, part, span, span.before)
        rate, rate_before = response_rate(surveys, span), response_rate(surveys, span.before)
        own = own_of(place, part, span, incentive.own_channels)
    found = Judged(part, now, before, difference(now, before), reach(part, now), rate, rate_before, own)
    return Judged(**{**found.__dict__, "reasons": tuple(_reasons(incentive, found))})


def reach(part: Part, found: Estimate) -> Reach:
    """How far a figure is from floor to target, linear between."""
    ends = sorted((_reached(part, found.low), _reached(part, found.high)))
    return Reach(_reached(part, found.value), *ends)


def _reached(part: Part, value: float) -> float:
    if math.isnan(value):
        return math.nan
    return min(1.0, max(0.0, (value - part.floor) / (part.target - part.floor)))


def _reasons(incentive: Incentive, found: Judged) -> list[Reason]:
    if found.now.n < incentive.least:
        return [Reason("few", {"n": found.now.n, "least": incentive.least})]
    if math.isnan(found.reach.low) or math.isnan(found.reach.high):
        return [Reason("no_interval")]
    return [each for each in (_rate(incentive, found), _own(incentive, found), _noise(found)) if each is not None]


def _rate(incentive: Incentive, found: Judged) -> Reason | None:
    fall = found.rate_before.value - found.rate.value
    if math.isnan(fall) or fall <= incentive.most_fall:
        return None
    return Reason("rate_fell", {"fall": fall, "most": incentive.most_fall})


def _own(incentive: Incentive, found: Judged) -> Reason | None:
    if found.own is None:
        return None
    if not incentive.own_known:
        return Reason("own_unknown")
    unknown, own = (100 * count / found.own.n for count in (found.own.unknown, found.own.own))
    if unknown > MOST_OWN:
        return Reason("channel_unknown", {"share": unknown, "most": MOST_OWN})
    return Reason("own_many", {"share": own, "most": MOST_OWN}) if own > MOST_OWN else None


def _noise(found: Judged) -> Reason | None:
    if found.reach.certain:
        return None
    if not found.before.n or math.isnan(found.change.low):
        return Reason("no_before")
    better = measure(found.part.metric).metric.better
    return Reason("noise") if verdict(found.change, better) == "cannot_tell" else None
