"""The planner of a sample: how many answers a margin takes, and what margin so many answers bring."""

import math
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import planning_schemas as told
from centricity.web.api.routing import read
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.planning import MARGIN, NEEDED, Line, PlanUnfitError, Wanted, line_for, planned

router = Router(tags=["surveys"])
PLACE = "/organisations/{slug:organisation}/sample"
_NEEDED = {"ru": "план стоит на этом ожидании, а его нет", "en": "the plan rests on it, and it is missing"}


@router.get(f"{PLACE}/answers", **read(told.SamplePlan))
def plan_answers(request: HttpRequest, organisation: str, asked: Query[told.ForMargin]) -> Any:
    """How many answers a margin or a change takes, how many to invite, and what other numbers are good for."""
    organisation_for(request.user, organisation, VoiceRight.RESULTS)
    try:
        made = planned(_wanted(asked, "size", goal=asked.goal, size=asked.size))
    except PlanUnfitError as error:
        raise _misuse(error) from None
    return {"answers": made.answers, "invite": made.invite, "lines": [_line(each) for each in made.lines]}


@router.get(f"{PLACE}/margin", **read(told.GoodFor))
def plan_margin(request: HttpRequest, organisation: str, asked: Query[told.ForAnswers]) -> Any:
    """What so many answers are good for."""
    organisation_for(request.user, organisation, VoiceRight.RESULTS)
    try:
        wanted = _wanted(asked, "answers", goal=MARGIN, size=1.0)
        return _line(line_for(wanted, asked.answers or 0))
    except PlanUnfitError as error:
        raise _misuse(error) from None


def _wanted(asked: told.Expected, first: str, **more: Any) -> Wanted:
    """What is asked for; what the plan rests on must be told, which is seen once the right is."""
    missing = [name for name in ("what", first, *NEEDED.get(asked.what or "", ())) if getattr(asked, name) is None]
    if missing:
        raise MisuseError([Fault("web.value_unfit", Place(key=name), {"problem": _NEEDED}) for name in missing])
    names = ("what", "promoters", "detractors", "share", "sd", "population", "response_rate")
    given = {name: value for name in names if (value := getattr(asked, name)) is not None}
    return Wanted(confidence=float(asked.confidence), **given | more)


def _misuse(error: PlanUnfitError) -> MisuseError:
    return MisuseError([replace(fault, place=Place(key=name)) for name, fault in error.faults.items()])


def _line(found: Line) -> dict[str, Any]:
    """Numbers of a line; a margin without end, as that of one answer's mean, is none."""
    margin = found.margin if found.margin is not None and math.isfinite(found.margin) else None
    return {"answers": found.answers, "margin": margin, "change": found.change, "invite": found.invite}
