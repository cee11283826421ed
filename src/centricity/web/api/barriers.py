"""Barriers, with the rights of the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import improvement_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action, NewPlan
from centricity.web.api.owners import acted, owner_of, plan_of
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.improvement.barrier_selectors import barrier_for, barriers_of
from centricity.web.improvement.barriers import Wall, barrier_act, barrier_change, barrier_create
from centricity.web.improvement.models import Barrier
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

router = Router(tags=["actions"])
ROOT = "/organisations/{slug:organisation}/barriers"
ONE = ROOT + "/{int:barrier}"


@router.get(ROOT, **read(told.Barriers))
def list_barriers(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Barriers of an organisation, those that no action is to lower first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, barriers_of(found).prefetch_related("actions"), window, _shape)


@router.post(ROOT, **write("write", 201, told.Barrier))
def create_barrier(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewBarrier) -> Any:
    """Add a barrier."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    made = barrier_create(found, _wall(found, wanted), actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/barriers/{made.pk}"
    return Status(201, get_barrier(request, response, organisation, made.pk))


@router.get(ONE, **read(told.Barrier))
def get_barrier(request: HttpRequest, response: HttpResponse, organisation: str, barrier: int) -> Any:
    """One barrier; its ETag is what a change needs."""
    content = _shape(barrier_for(request.user, organisation, barrier)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.Barrier, conditional=True))
def change_barrier(
    request: HttpRequest, response: HttpResponse, organisation: str, barrier: int, wanted: told.NewBarrier
) -> Any:
    """Change a barrier; ``If-Match`` names it as you read it."""
    place, found = barrier_for(request.user, organisation, barrier)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    as_it_was_read(request, _shape(found))
    barrier_change(found, _wall(place, wanted), found.version, actor_of(request))
    return get_barrier(request, response, organisation, barrier)


@router.post(ONE + "/actions", **write("write", 201, Action))
def act_on_barrier(
    request: HttpRequest, response: HttpResponse, organisation: str, barrier: int, wanted: NewPlan
) -> Any:  # fmt: skip
    """Make an action that is to lower a barrier."""
    place, found = barrier_for(request.user, organisation, barrier)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    return acted(response, barrier_act(found, plan_of(place, wanted), actor_of(request)))


def _wall(place: Organisation, wanted: told.NewBarrier) -> Wall:
    owner = owner_of(place, wanted.owner)
    return Wall(wanted.kind, wanted.description, owner, wanted.state, wanted.reason)


def _shape(row: Barrier) -> shapes.Shape:
    names = ("kind", "description", "state", "reason", "version", "created_at")
    actions = sorted(str(each.pk) for each in row.actions.all())
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "owner": row.owner_id, "actions": actions}
