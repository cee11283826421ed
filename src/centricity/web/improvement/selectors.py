"""Reading actions, for those who may."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone

from centricity.web.improvement.models import Action
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right


def actions_of(organisation: Organisation, *, ended: bool = False) -> QuerySet[Action]:
    """Actions of an organisation: open ones by the day they are due, ended ones by when they ended."""
    found = Action.objects.filter(organisation=organisation).select_related("owner", "organisation", "experiment")
    if ended:
        return found.exclude(state=Action.State.OPEN).order_by("-ended_at", "-created_at")
    return found.filter(state=Action.State.OPEN).order_by(F("due").asc(nulls_last=True), "created_at", "pk")


def action_for(user: Any, code: str, pk: Any) -> tuple[Organisation, Action]:
    """An action that somebody may see: whoever handles the organisation's customers, and its owner."""
    organisation = organisation_for(user, code, VoiceRight.NONE)
    known = Action.objects.filter(organisation=organisation, pk=pk)
    found = known.select_related("owner", "organisation", "experiment").first()
    owns = found is not None and found.owner_id == user.pk
    if not owns and voice_right(user, code) < VoiceRight.HANDLE:
        raise PermissionDenied
    if found is None:
        raise Http404
    return organisation, found


def came_of(*origins: str) -> QuerySet[Action]:
    """Actions that came of things, the newest first."""
    return Action.objects.filter(origin__in=origins).select_related("owner", "organisation").order_by("-created_at")


def is_overdue(action: Action) -> bool:
    """Whether the day of an open action is past."""
    return action.state == Action.State.OPEN and action.due is not None and action.due < timezone.now().date()
