"""Actions and what they are to show, with the rights of the pages."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import actions_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_shapes import action_shape
from centricity.web.api.owners import plan_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.improvement.barrier_selectors import barriers_known
from centricity.web.improvement.barriers import action_tag
from centricity.web.improvement.experiments import Finding, Trial, experiment_end, experiment_set
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import action_for, actions_of, came_of
from centricity.web.improvement.services import action_change, action_create
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

router = Router(tags=["actions"])
ROOT = "/organisations/{slug:organisation}/actions"
ONE = ROOT + "/{uuid:action}"


@router.get(ROOT, **read(told.Actions))
def list_actions(request: HttpRequest, organisation: str, window: Query[told.ActionsAsked]) -> Any:
    """Actions of an organisation: open ones by their days, ended ones the latest first; or those of an origin."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    rows = actions_of(found, ended=window.ended)
    if window.origin:
        rows = came_of(window.origin).filter(organisation=found).select_related("experiment")
    return shapes.page(request, rows, window, action_shape)


@router.post(ROOT, **write("write", 201, told.Action))
def create_action(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewAction) -> Any:
    """Make an action, as an experiment where that is told."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    plan = plan_of(found, wanted)
    with transaction.atomic():
        made = action_create(found, plan, actor_of(request))
        if wanted.experiment is not None:
            experiment_set(made, Trial(**wanted.experiment.dict()), made.version, actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/actions/{made.pk}"
    return Status(201, get_action(request, response, organisation, made.pk))


@router.get(ONE, **read(told.Action))
def get_action(request: HttpRequest, response: HttpResponse, organisation: str, action: uuid.UUID) -> Any:
    """One action; its ETag is what a change needs."""
    content = action_shape(action_for(request.user, organisation, action)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.Action, conditional=True))
def change_action(
    request: HttpRequest, response: HttpResponse, organisation: str, action: uuid.UUID, wanted: told.NewPlan
) -> Any:
    """Change an open action; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, action, owner=False)
    action_change(found, plan_of(found.organisation, wanted), found.version, actor_of(request))
    return get_action(request, response, organisation, action)


@router.put(ONE + "/barriers", **write("write", 200, told.Action, conditional=True))
def set_action_barriers(
    request: HttpRequest, response: HttpResponse, organisation: str, action: uuid.UUID, wanted: told.ActionBarriers
) -> Any:
    """Say which barriers an open action is to lower, and no others; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, action, owner=False)
    known = {each.pk: each for each in barriers_known(found.organisation).filter(pk__in=wanted.barriers)}
    strange = [n for n, each in enumerate(wanted.barriers) if each not in known]
    if strange:
        raise Refused(422, [Fault("web.barrier_unknown", Place(key=f"barriers.{n}")) for n in strange])
    action_tag(found, list(known.values()), found.version, actor_of(request))
    return get_action(request, response, organisation, action)


@router.put(ONE + "/experiment", **write("write", 200, told.Action, conditional=True))
def set_experiment(
    request: HttpRequest, response: HttpResponse, organisation: str, action: uuid.UUID, trial: told.NewExperiment
) -> Any:
    """Tell what an open action is to show; ``If-Match`` names the action as you read it."""
    found = _as_read(request, organisation, action, owner=False)
    experiment_set(found, Trial(**trial.dict()), found.version, actor_of(request))
    return get_action(request, response, organisation, action)


@router.post(ONE + "/end", **write("write", 200, told.Action, conditional=True))
def end_action(
    request: HttpRequest, response: HttpResponse, organisation: str, action: uuid.UUID, ended: told.EndedAction
) -> Any:
    """End an action with its outcome; its owner may, too. ``If-Match`` names the action as you read it."""
    found = _as_read(request, organisation, action, owner=True)
    finding = Finding(ended.result, ended.after) if ended.result else None
    experiment_end(found, ended.state, ended.outcome, finding, found.version, actor_of(request))
    return get_action(request, response, organisation, action)


def _as_read(request: HttpRequest, organisation: str, action: uuid.UUID, *, owner: bool) -> Action:
    """An action that may be changed, as it was read; by its owner too where that may be."""
    _organisation, found = action_for(request.user, organisation, action)
    owns = owner and found.owner_id == request.user.pk
    if not owns and voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    as_it_was_read(request, action_shape(found))
    return found
