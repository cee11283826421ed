"""A period of a scheme as its page shows it."""

import math
from dataclasses import dataclass

from centricity.language import MISSING, in_percent, number
from centricity.metrics.wording import limits, moved, written
from centricity.stats.estimate import Estimate
from centricity.web.home.goal_progress import POINTS
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.judging import Judged
from centricity.web.improvement.motivation.measures import address, measure
from centricity.web.improvement.motivation.results import Result, Score, parts_of
from centricity.web.improvement.motivation.words import (
    name_of,
    percent,
    reason,
    says,
    shown,
    sign_title,
    state,
)
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation


@dataclass(frozen=True)
class PartRow:
    """A metric: its rules, its figure, how far it is, and why it is not payable."""

    name: str
    address: str
    share: str
    rules: str
    value: str
    ends: str
    n: str
    change: str
    reached: str
    reached_ends: str
    rate: str
    reasons: list[str]


@dataclass(frozen=True)
class SignRow:
    """A sign in words; ``part`` is the place of its metric, empty of the whole scheme."""

    code: str
    part: str
    title: str
    state: str
    says: str
    flagged: bool


@dataclass(frozen=True)
class Points:
    """Points of a hundred in words; the value is empty where nothing is payable."""

    payable: str
    held: str
    sales: str
    value: str
    ends: str


def points_of(score: Score) -> Points:
    language = language_now()
    payable, held, sales = (number(each, language) for each in (score.payable, score.held, score.sales))
    if math.isnan(score.value):
        return Points(payable, held, sales, "", "")
    ends = " … ".join(number(each, language, 1) for each in (score.low, score.high))
    return Points(payable, held, sales, number(score.value, language, 1), ends)


def rows_of(place: Organisation, result: Result) -> list[PartRow]:
    return [_row(place, each, result) for each in result.parts]


def _row(place: Organisation, found: Judged, result: Result) -> PartRow:
    part, language = found.part, language_now()
    metric = measure(part.metric).metric
    unit = POINTS[language] if metric.unit == "points" else ""
    rules = " → ".join(written(each, metric.unit, language) for each in (part.floor, part.target)) + unit
    return PartRow(
        name_of(part), address(place, part, result.span), in_percent(part.share, language), rules,
        written(found.now.value, metric.unit, language) + (unit if found.now.n else ""),
        limits(found.now, metric, language),
        number(found.now.n, language), _moved(found.change, metric.unit, unit), _share(found.reach.value),
        _ends(found), shown(found.rate) if measure(part.metric).asked else "",
        [reason(each, found, result.span.before.code) for each in found.reasons],
    )  # fmt: skip


def _moved(found: Estimate, unit: str, word: str) -> str:
    if math.isnan(found.value):
        return ""
    return moved(found.value, unit, language_now()) + word


def _share(value: float) -> str:
    return MISSING if math.isnan(value) else percent(100 * value)


def _ends(found: Judged) -> str:
    ends = (found.reach.low, found.reach.high)
    if any(map(math.isnan, ends)):
        return ""
    return " … ".join(number(100 * each, language_now(), 1) for each in ends)


def names_of(incentive: Incentive) -> list[str]:
    """How parts are called, in the order of the scheme."""
    return [name_of(part) for part in parts_of(incentive)]


def signs_of(incentive: Incentive, result: Result) -> list[SignRow]:
    """Signs, those to be looked at first."""
    names = names_of(incentive)
    rows = [
        SignRow(each.code, each.place, sign_title(each, names), state(each), says(each), each.flagged)
        for each in result.signs
    ]
    return sorted(rows, key=lambda row: not row.flagged)
