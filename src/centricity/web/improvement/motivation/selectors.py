"""Reading schemes, for those who may."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from centricity.web.improvement.models import Incentive
from centricity.web.improvement.origins import Origin
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right


def incentives_of(organisation: Organisation) -> QuerySet[Incentive]:
    return Incentive.objects.filter(organisation=organisation).select_related("owner")


def incentive_for(user: Any, code: str, pk: int) -> tuple[Organisation, Incentive]:
    """A scheme that somebody may see: whoever sees the organisation's figures."""
    organisation = organisation_for(user, code, VoiceRight.RESULTS)
    found = incentives_of(organisation).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return organisation, found


def manages(user: Any, code: str) -> None:
    """Let those by who may set what a reward hangs on.

    Raises
    ------
    PermissionDenied
        Where somebody may not.
    """
    if voice_right(user, code) < VoiceRight.MANAGE:
        raise PermissionDenied


def today() -> date:
    return timezone.localdate()


def origins(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """How schemes are called, and where they are, for the actions that came of them."""
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    found = Incentive.objects.filter(organisation__code=organisation, pk__in=known)
    return {str(each.pk): Origin(each.title, reverse("incentive", args=[organisation, each.pk])) for each in found}
