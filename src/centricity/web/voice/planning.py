"""How many answers a survey takes, and how many to invite for them; the statistics are those of the library."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from centricity.errors import Fault, StepError
from centricity.metrics import definition
from centricity.surveys.model import Survey as Questionnaire
from centricity.web.voice.models import Survey

NPS, SHARE, MEAN = "nps", "share", "mean"
MARGIN, CHANGE = "margin", "change"
NEEDED = {NPS: ("promoters", "detractors"), SHARE: ("share",), MEAN: ("sd",)}
"""What must be expected, by what is to be known."""
POWER = 0.8
MOST_ANSWERS = 10**9
"""More answers than anybody will ever be asked for."""
ROUNDS = (50, 100, 200, 400, 1_000)
"""Numbers of answers whose margin is shown."""
FEWEST_ASKED = 30
"""Letters from which on their own response rate is proposed."""
_FIELDS = {
    "margin": "size", "change": "size", "positive": "promoters", "negative": "detractors",
    "positive + negative": "detractors", "response_rate": "response_rate", "share": "share", "sd": "sd",
    "population": "population",
}  # fmt: skip
"""Fields of the form by the names that the planner knows."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to know, in the units of a page: points, percent, or those of the ratings."""

    what: str
    goal: str
    size: float
    confidence: float
    promoters: float = 0.0
    detractors: float = 0.0
    share: float = 0.0
    sd: float = 0.0
    population: float | None = None
    response_rate: float | None = None

    @property
    def scale(self) -> float:
        """Units of the page in one of the planner."""
        return 1 if self.what == MEAN else 100

    @property
    def spread(self) -> float:
        """Standard deviation of one answer, in units of the planner."""
        from centricity.stats import planner

        if self.what == NPS:
            return planner.net_share_sd(self.promoters / 100, self.detractors / 100)
        return planner.share_sd(self.share / 100) if self.what == SHARE else self.sd


@dataclass(frozen=True)
class Line:
    """What a number of answers is good for; there is none where so many people are not there."""

    answers: int
    margin: float | None
    change: float | None
    invite: int | None


@dataclass(frozen=True)
class Planned:
    """How many answers it takes, of each wave where two are compared, and how many to invite."""

    answers: int
    invite: int | None
    lines: list[Line]


class PlanUnfitError(Exception):
    """What keeps a plan from being made, by the field of the form."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def planned(wanted: Wanted) -> Planned:
    """Plan a survey.

    Raises
    ------
    PlanUnfitError
        With every field that will not do.
    """
    from centricity.stats import planner  # scipy is not read by pages that need none

    _varied(wanted)
    try:
        with np.errstate(over="ignore"):
            n = _answers(wanted)
        if n > MOST_ANSWERS:
            raise PlanUnfitError({"size": Fault("voice.plan_endless")})
        asked = planner.invitations(n, (wanted.response_rate or 100) / 100, wanted.population)
    except OverflowError:
        raise PlanUnfitError({"size": Fault("voice.plan_endless")}) from None
    except StepError as error:
        raise PlanUnfitError({_field(fault): fault for fault in error.faults}) from error
    return Planned(n, None if wanted.response_rate is None else asked, [_line(wanted, n) for n in ROUNDS])


def _varied(wanted: Wanted) -> None:
    """Refuse expectations that cannot be, or by which everybody answers alike."""
    if wanted.what == NPS and wanted.promoters + wanted.detractors > 100:
        raise PlanUnfitError({"detractors": Fault("voice.plan_shares")})
    if not wanted.spread > 0:
        raise PlanUnfitError({_spread_field(wanted): Fault("voice.plan_alike")})


def _spread_field(wanted: Wanted) -> str:
    return {NPS: "detractors", SHARE: "share", MEAN: "sd"}[wanted.what]


def _field(fault: Fault) -> str:
    if fault.code == "stats.too_few_people":
        return "population"
    return _FIELDS.get(str(fault.fields.get("name")), "size")


def _answers(wanted: Wanted) -> int:
    from centricity.stats import planner

    size, more = wanted.size / wanted.scale, (wanted.confidence, wanted.population)
    if wanted.goal == CHANGE:
        return planner.answers_for_difference(size, wanted.spread, confidence=wanted.confidence, power=POWER)
    if wanted.what == NPS:
        return planner.answers_for_net_share(size, wanted.promoters / 100, wanted.detractors / 100, *more)
    if wanted.what == SHARE:
        return planner.answers_for_share(size, wanted.share / 100, *more)
    return planner.answers_for_mean(size, wanted.sd, *more)


def line_for(wanted: Wanted, n: int) -> Line:
    """What so many answers are good for, whatever is wanted of them.

    Raises
    ------
    PlanUnfitError
        Where everybody would answer alike.
    """
    _varied(wanted)
    return _line(wanted, n)


def _line(wanted: Wanted, n: int) -> Line:
    from centricity.stats import planner

    people = math.inf if wanted.population is None else wanted.population
    if n > people:
        return Line(n, None, None, None)
    margin = planner.margin_of(n, wanted.spread, wanted.confidence, wanted.population, student=wanted.what == MEAN)
    change = planner.change_of(n, wanted.spread, wanted.confidence, POWER)
    asked = None if wanted.response_rate is None else planner.invitations(n, wanted.response_rate / 100)
    reached = None if asked is None or asked > people else asked
    return Line(n, margin * wanted.scale, change * wanted.scale, reached)


def proposed(survey: Survey | None) -> dict[str, Any]:
    """What the form begins with: the first metric of a survey, and the rate at which its letters were answered."""
    begin: dict[str, Any] = {
        "what": NPS, "goal": MARGIN, "size": 5, "promoters": 50, "detractors": 20, "share": 80, "sd": 1.1,
        "confidence": "0.95", "response_rate": 20,
    }  # fmt: skip
    if survey is None or survey.current is None:
        return begin
    what = _what(survey.current.questionnaire)
    begin |= {"what": what, "size": 0.2 if what == MEAN else 5}
    sent = survey.invites.filter(sent_at__isnull=False, failed=False)
    asked = sent.count()
    if asked >= FEWEST_ASKED:
        begin["response_rate"] = round(100 * sent.filter(used_on__isnull=False).count() / asked, 1) or None
    return begin


def _what(questionnaire: Questionnaire) -> str:
    """What the first rated question is made into."""
    metric = next((question.metric for question in questionnaire.questions if question.metric), None)
    rule = definition(metric).rule if metric else None
    if rule is None or rule.positive is None:
        return MEAN if metric else NPS
    return SHARE if rule.negative is None else NPS
