"""What a scheme comes to in a period: points out of a hundred as an interval, and what is not payable."""

import math
from dataclasses import dataclass

from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.judging import Judged, judged
from centricity.web.improvement.motivation.measures import Part
from centricity.web.improvement.motivation.signs import Sign, signs
from centricity.web.improvement.motivation.spans import Span


@dataclass(frozen=True)
class Score:
    """Points of a hundred: of those that are payable, how many were reached; those of sales are known elsewhere."""

    payable: int
    held: int
    sales: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """A scheme in a period."""

    span: Span
    parts: tuple[Judged, ...]
    score: Score
    signs: tuple[Sign, ...]


def parts_of(incentive: Incentive) -> list[Part]:
    return [Part(**each) for each in incentive.parts]


def result_of(incentive: Incentive, span: Span) -> Result:
    """Everything that a period of a scheme comes to."""
    found = tuple(judged(incentive, part, span) for part in parts_of(incentive))
    return Result(span, found, score_of(incentive.sales, found), tuple(signs(incentive, found, span)))


def flagged(incentive: Incentive, span: Span, code: str, place: str) -> Sign | None:
    """A sign of a period that is there, by its code and the place of its metric; None where it is not flagged."""
    found = (each for each in result_of(incentive, span).signs if each.flagged)
    return next((each for each in found if (each.code, each.place) == (code, place)), None)


def score_of(sales: int, parts: tuple[Judged, ...]) -> Score:
    """Points reached, from the ends of every interval: rather too wide than too narrow."""
    payable = [each for each in parts if each.payable]
    held = sum(each.part.share for each in parts if not each.payable)
    if not payable:
        return Score(0, held, sales, math.nan, math.nan, math.nan)
    value, low, high = (
        sum(each.part.share * getattr(each.reach, name) for each in payable) for name in ("value", "low", "high")
    )
    return Score(sum(each.part.share for each in payable), held, sales, value, low, high)
