"""Targets of the dashboard's metrics and what is done for them, with the rights of the pages."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import goals_schemas as told
from centricity.web.api import shapes
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.api.targets_schemas import NewStep
from centricity.web.audit.services import actor_of
from centricity.web.home.goal_progress import Aiming, aiming_of, aimings
from centricity.web.home.goal_setting import Aimed, goal_change, goal_drop, goal_or_404, goal_set
from centricity.web.home.models import Goal
from centricity.web.home.watch_words import part_address
from centricity.web.home.watches import Number
from centricity.web.improvement.aims import aim_act, aim_link, aim_unlink
from centricity.web.improvement.selectors import action_for
from centricity.web.improvement.services import Plan
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders, organisation_for, voice_right

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/targets"
ONE = ROOT + "/{int:goal}"
STEP = ONE + "/actions/{uuid:action}"
_PLAIN = ("metric", "key", "stated", "amount", "base", "base_low", "base_high", "base_n", "base_month", "due",
          "version")  # fmt: skip


@router.get(ROOT, **read(told.MetricTargets))
def list_metric_targets(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Targets of the organisation's metrics with how far they are."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    sees = voice_right(request.user, organisation) >= VoiceRight.HANDLE
    return shapes.page(request, aimings(place), window, lambda each: _shape(each, sees=sees))


@router.post(ROOT, **write("write", 201, told.MetricTarget))
def set_metric_target(
    request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewMetricTarget
) -> Any:
    """Set a target of a metric from the newest number that the dashboard shows."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    number = Number(wanted.metric, wanted.column or "", wanted.key)
    made = goal_set(place, number, _aimed(place, wanted), actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/targets/{made.pk}"
    return Status(201, get_metric_target(request, response, organisation, made.pk))


@router.get(ONE, **read(told.MetricTarget))
def get_metric_target(request: HttpRequest, response: HttpResponse, organisation: str, goal: int) -> Any:
    """One target; its ETag is what a change needs."""
    content = _read(request, _goal(request, organisation, goal, VoiceRight.RESULTS))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.MetricTarget, conditional=True))
def change_metric_target(
    request: HttpRequest, response: HttpResponse, organisation: str, goal: int, wanted: told.MetricTargetChange
) -> Any:
    """Change how far, by when and who answers for it; ``If-Match`` names the target as you read it."""
    found = _as_read(request, organisation, goal)
    goal_change(found, _aimed(found.organisation, wanted), found.version, actor_of(request))
    return get_metric_target(request, response, organisation, goal)


@router.delete(ONE, **write("write", 204, None, conditional=True))
def drop_metric_target(request: HttpRequest, organisation: str, goal: int) -> Any:
    """Drop a target, its actions stay; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, goal)
    goal_drop(found, found.version, actor_of(request))
    return Status(204, None)


@router.post(ONE + "/actions", **write("write", 201, told.MetricTarget))
def act_for_metric_target(
    request: HttpRequest, response: HttpResponse, organisation: str, goal: int, wanted: NewStep
) -> Any:
    """Make an action for a target."""
    found = _goal(request, organisation, goal, VoiceRight.EDIT)
    plan = Plan(wanted.title, _person(found.organisation, wanted.owner), wanted.due)
    aim_act(found.organisation, plan, found.target, actor_of(request))
    return Status(201, get_metric_target(request, response, organisation, goal))


@router.put(STEP, **write("write", 200, told.MetricTarget))
def link_to_metric_target(
    request: HttpRequest, response: HttpResponse, organisation: str, goal: int, action: uuid.UUID
) -> Any:
    """Say that an open action serves a target, too."""
    found = _goal(request, organisation, goal, VoiceRight.EDIT)
    aim_link(action_for(request.user, organisation, action)[1], found.target, actor_of(request))
    return get_metric_target(request, response, organisation, goal)


@router.delete(STEP, **write("write", 204, None))
def unlink_from_metric_target(request: HttpRequest, organisation: str, goal: int, action: uuid.UUID) -> Any:
    """Say that an action does not serve a target; the action stays."""
    found = _goal(request, organisation, goal, VoiceRight.EDIT)
    aim_unlink(action_for(request.user, organisation, action)[1], found.target, actor_of(request))
    return Status(204, None)


def _goal(request: HttpRequest, organisation: str, goal: int, need: VoiceRight) -> Goal:
    return goal_or_404(organisation_for(request.user, organisation, need), goal)


def _as_read(request: HttpRequest, organisation: str, goal: int) -> Goal:
    """A target that is to be changed, and is as the program read it."""
    found = _goal(request, organisation, goal, VoiceRight.MANAGE)
    as_it_was_read(request, _read(request, found))
    return found


def _aimed(place: Organisation, wanted: told.NewMetricTarget | told.MetricTargetChange) -> Aimed:
    return Aimed(wanted.stated, wanted.amount, wanted.due, _person(place, wanted.owner))


def _person(place: Organisation, number: int | None) -> User | None:
    if number is None:
        return None
    found = holders(place.code).filter(pk=number).first()
    if found is None:
        raise Refused(422, [Fault("web.owner_without_role", Place(key="owner"))])
    return found


def _read(request: HttpRequest, found: Goal) -> shapes.Shape:
    sees = voice_right(request.user, found.organisation.code) >= VoiceRight.HANDLE
    return _shape(aiming_of(found), sees=sees)


def _shape(aiming: Aiming, *, sees: bool) -> shapes.Shape:
    row, at = aiming.goal, aiming.standing
    return {name: getattr(row, name) for name in _PLAIN} | {
        "id": row.pk, "column": row.column or None, "target": row.value, "points": aiming.points,
        "percent": aiming.percent, "owner": str(row.owner) if row.owner else None,
        "month": aiming.now.month if aiming.now else None, "now": at.now, "low": at.low, "high": at.high,
        "share": at.share(at.now), "verdict": at.verdict, "flag": aiming.flag or None,
        "actions": [each.pk for each in aiming.actions] if sees else None,
        "address": part_address(row.organisation.code, row.metric, row.column, row.key),
    }  # fmt: skip
