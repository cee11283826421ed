"""Targets of studies and what is done for them, with the rights of the pages."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import shapes
from centricity.web.api import targets_schemas as told
from centricity.web.api.owners import owner_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.improvement.aims import aim_act, aim_link, aim_unlink
from centricity.web.improvement.selectors import action_for
from centricity.web.improvement.services import Plan
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import voice_right
from centricity.web.research import goals
from centricity.web.research.goal_action_views import plans_for
from centricity.web.research.models import Edition
from centricity.web.research.plans import flag_of, planned, steps_of, today
from centricity.web.research.progress import Results
from centricity.web.research.selectors import Opened, study_for

router = Router(tags=["studies"])
ROOT = "/studies/{slug:code}/targets"
ONE = ROOT + "/{target}"
STEP = ONE + "/actions/{uuid:action}"


@router.get(ROOT, **read(told.Targets))
def list_targets(request: HttpRequest, code: str, window: Query[Window]) -> Any:
    """Targets of the latest edition with how far they are by the current results."""
    opened = study_for(request.user, code, Right.INTERNAL)
    return shapes.page(request, _shapes(request, opened), window, dict)


@router.post(ROOT, **write("write", 201, told.Target))
def set_target(request: HttpRequest, response: HttpResponse, code: str, wanted: told.NewTarget) -> Any:
    """Set a target by a new edition, which is computed."""
    opened = study_for(request.user, code, Right.TARGETS)
    _known(opened, wanted)
    subject = {"subject": wanted.subject} if wanted.subject else {}
    goal = subject | {"node": wanted.node} | _values(wanted)
    made = goals.goal_add(opened.study, goal, _latest(opened).number, actor_of(request))
    target = goals.goals_of(made)[-1]["code"]
    response.headers["Location"] = f"/api/v1/studies/{code}/targets/{target}"
    return Status(201, get_target(request, response, code, target))


@router.get(ONE, **read(told.Target))
def get_target(request: HttpRequest, response: HttpResponse, code: str, target: str) -> Any:
    """One target; its ETag is what a change needs."""
    content = _shape(request, study_for(request.user, code, Right.INTERNAL), target)
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.Target, conditional=True))
def change_target(
    request: HttpRequest, response: HttpResponse, code: str, target: str, wanted: told.TargetChange
) -> Any:
    """Change value, wave, day and owner by a new edition; ``If-Match`` names the target as you read it."""
    opened, after = _as_read(request, code, target)
    goals.goal_change(opened.study, target, _values(wanted), after, actor_of(request))
    return get_target(request, response, code, target)


@router.delete(ONE, **write("write", 204, None, conditional=True))
def drop_target(request: HttpRequest, code: str, target: str) -> Any:
    """Drop a target by a new edition, its actions stay; ``If-Match`` names it as you read it."""
    opened, after = _as_read(request, code, target)
    goals.goal_drop(opened.study, target, after, actor_of(request))
    return Status(204, None)


@router.post(ONE + "/actions", **write("write", 201, told.Target))
def act_for_target(request: HttpRequest, response: HttpResponse, code: str, target: str, wanted: told.NewStep) -> Any:
    """Make an action of the organisation for a target."""
    opened = plans_for(request.user, code, target)
    place = opened.study.organisation
    plan = Plan(wanted.title, owner_of(place, wanted.owner), wanted.due)
    aim_act(place, plan, goals.aim_of(opened.study, target), actor_of(request))
    return Status(201, get_target(request, response, code, target))


@router.put(STEP, **write("write", 200, told.Target))
def link_action(request: HttpRequest, response: HttpResponse, code: str, target: str, action: uuid.UUID) -> Any:
    """Say that an open action of the organisation serves a target, too."""
    opened = plans_for(request.user, code, target)
    _place, found = action_for(request.user, opened.study.organisation.code, action)
    aim_link(found, goals.aim_of(opened.study, target), actor_of(request))
    return get_target(request, response, code, target)


@router.delete(STEP, **write("write", 204, None))
def unlink_action(request: HttpRequest, code: str, target: str, action: uuid.UUID) -> Any:
    """Say that an action does not serve a target; the action stays."""
    opened = plans_for(request.user, code, target)
    _place, found = action_for(request.user, opened.study.organisation.code, action)
    aim_unlink(found, goals.aim_of(opened.study, target), actor_of(request))
    return Status(204, None)


def _as_read(request: HttpRequest, code: str, target: str) -> tuple[Opened, int]:
    """A study whose target may be changed as it was read, with the edition that holds it."""
    opened = study_for(request.user, code, Right.TARGETS)
    content = _shape(request, opened, target)
    as_it_was_read(request, content)
    return opened, content["edition"]


def _latest(opened: Opened) -> Edition:
    found = goals.latest(opened.study)
    if found is None:
        raise Refused(422, [Fault("web.goal_without_study")])
    return found


def _known(opened: Opened, wanted: told.NewTarget) -> None:
    view = opened.view
    if view is None or wanted.node not in {part["code"] for part in view.parts}:
        raise Refused(422, [Fault("method.unknown_node", Place(key="node"), {"code": wanted.node})])
    if wanted.subject and not view.subjects.filter(subject=wanted.subject).exists():
        raise Refused(422, [Fault("web.goal_subject", Place(key="subject"), {"subject": wanted.subject})])


def _values(wanted: told.TargetChange) -> dict[str, Any]:
    owner = {"ru": wanted.owner.ru, "en": wanted.owner.en} if wanted.owner is not None else None
    found = {"target": wanted.target, "wave": wanted.wave, "due": wanted.due, "owner": owner}
    return {name: value for name, value in found.items() if value is not None}


def _shape(request: HttpRequest, opened: Opened, target: str) -> shapes.Shape:
    found = next((each for each in _shapes(request, opened) if each["code"] == target), None)
    if found is None:
        raise Http404
    return found


def _shapes(request: HttpRequest, opened: Opened) -> list[shapes.Shape]:
    edition = goals.latest(opened.study)
    if edition is None:
        return []
    found, results = goals.goals_of(edition), Results(opened.study)
    acted = planned(opened.study, [goal["code"] for goal in found])
    sees = voice_right(request.user, opened.study.organisation.code) >= VoiceRight.HANDLE
    return [_told(goal, edition, results, acted[goal["code"]], sees=sees) for goal in found]


def _told(
    goal: Mapping[str, Any], edition: Edition, results: Results, actions: list[Any], *, sees: bool
) -> shapes.Shape:
    at = results.standing(goal)
    flag = flag_of(steps_of(goal, actions), today(), reached=at.reached)
    return {
        "code": goal["code"], "edition": edition.number, "node": goal["node"], "subject": goal.get("subject"),
        "target": at.target, "wave": str(goal["wave"]), "due": goal.get("due"), "owner": goal.get("owner"),
        "base": at.base, "now": at.now, "low": at.low, "high": at.high, "share": at.share(at.now),
        "verdict": at.verdict, "flag": flag or None, "actions": [each.pk for each in actions] if sees else None,
    }  # fmt: skip
