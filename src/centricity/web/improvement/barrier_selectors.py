"""Reading barriers, for those who may."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse

from centricity.web.improvement.models import Action, Barrier
from centricity.web.improvement.origins import Origin
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

SHOWN = 120


def barriers_of(organisation: Organisation) -> QuerySet[Barrier]:
    """Barriers of an organisation: open ones that no action is to lower first, those that are over last."""
    lowering = Q(actions__state__in=[Action.State.OPEN, Action.State.DONE])
    found = Barrier.objects.filter(organisation=organisation).select_related("owner")
    counted = found.annotate(
        doing=Count("actions", filter=Q(actions__state=Action.State.OPEN)), acted=Count("actions", filter=lowering)
    )
    place = Case(
        When(Q(state=Barrier.State.OPEN, acted=0), then=Value(0)), When(state=Barrier.State.OPEN, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    return counted.annotate(place=place).order_by("place", "created_at", "pk")


def barrier_for(user: Any, code: str, pk: int) -> tuple[Organisation, Barrier]:
    """A barrier that somebody may see: whoever sees the organisation's figures, and its owner."""
    organisation = organisation_for(user, code, VoiceRight.NONE)
    found = Barrier.objects.filter(organisation=organisation, pk=pk).select_related("owner", "organisation").first()
    owns = found is not None and found.owner_id == user.pk
    if not owns and voice_right(user, code) < VoiceRight.RESULTS:
        raise PermissionDenied
    if found is None:
        raise Http404
    return organisation, found


def barriers_known(organisation: Organisation) -> QuerySet[Barrier]:
    """Barriers that an action may be tagged with."""
    return Barrier.objects.filter(organisation=organisation).order_by("created_at", "pk")


def origins(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """How barriers are called, and where they are, for the actions that came of them."""
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    found = Barrier.objects.filter(organisation__code=organisation, pk__in=known)
    return {
        str(each.pk): Origin(each.description[:SHOWN], reverse("barrier", args=[organisation, each.pk]))
        for each in found
    }
