"""What is done with a message: given to somebody, sorted, put aside, opened again, acted upon, talked over."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from centricity.errors import Fault, Place
from centricity.web.api import actions_schemas
from centricity.web.api import feedback_deeds_schemas as told
from centricity.web.api.feedback import ROOT, feedback_as_read, get_feedback
from centricity.web.api.feedback_schemas import FeedbackFound
from centricity.web.api.owners import acted, owner_of, plan_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import write
from centricity.web.audit.services import actor_of
from centricity.web.feedback import handling
from centricity.web.feedback.models import Item, Theme
from centricity.web.feedback.selectors import item_for, themes_of
from centricity.web.feedback.taking import suggestion_take
from centricity.web.improvement.ritual_selectors import rituals_to_come
from centricity.web.improvement.sittings import discuss
from centricity.web.people.roles import VoiceRight

router = Router(tags=["feedback"])
ONE = ROOT + "/{uuid:item}"
_CHANGED = write("write", 200, FeedbackFound, conditional=True)


@router.put(ONE + "/handler", **_CHANGED)
def assign_feedback(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, handler: told.Handler
) -> Any:
    """Give a message, and its follow-up, to somebody who handles feedback; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    person = owner_of(found.organisation, handler.person, "person", VoiceRight.HANDLE)
    handling.assign(found, person, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.put(ONE + "/sorting", **_CHANGED)
def sort_feedback(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, sorting: told.Sorting
) -> Any:
    """Say what a message is; its urgency and its follow-up go with that. ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    wanted = handling.Sorting(sorting.kind, sorting.tone or "", _theme(found, sorting.theme))
    handling.sort(found, wanted, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.post(ONE + "/suggestion", **_CHANGED)
def take_suggestion(request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID) -> Any:
    """Take the tone and theme that are suggested where nothing was chosen; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    suggestion_take(found, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.post(ONE + "/spam", **_CHANGED)
def mark_spam(request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID) -> Any:
    """Put a message aside as spam: it counts nowhere; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    handling.mark_spam(found, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.post(ONE + "/reopen", **_CHANGED)
def reopen_feedback(request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID) -> Any:
    """Open a message again that was closed or put aside; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    handling.reopen(found, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.post(ONE + "/actions", **write("write", 201, actions_schemas.Action, conditional=True))
def act_on_feedback(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, wanted: actions_schemas.NewPlan
) -> Any:
    """Make an action or a feature request of a message; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    made = handling.act(found, plan_of(found.organisation, wanted), found.version, actor_of(request))
    return acted(response, made)


@router.post(ONE + "/agenda", **write("write", 200, told.Agenda))
def discuss_feedback(request: HttpRequest, organisation: str, item: uuid.UUID, wanted: told.Discussed) -> Any:
    """Put a message on the agenda of the next sitting of a ritual, once; its sitting is told."""
    place, found = item_for(request.user, organisation, item)
    if found.state == Item.State.SPAM:
        raise Refused(409, [Fault("web.feedback_state", fields={"state": found.get_state_display()})])
    ritual = rituals_to_come(place).filter(pk=wanted.ritual).first()
    if ritual is None:
        raise Refused(422, [Fault("web.ritual_no_sitting", Place(key="ritual"))])
    sitting = discuss(ritual, found.target, actor_of(request))
    return {"ritual": ritual.pk, "sitting": sitting.pk, "planned_on": sitting.planned_on}


def _theme(found: Item, number: int | None) -> Theme | None:
    theme = themes_of(found.organisation).filter(pk=number).first() if number is not None else None
    if number is not None and theme is None:
        raise Refused(422, [Fault("web.theme_unknown", Place(key="theme"))])
    return theme
