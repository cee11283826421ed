"""Reading rituals and their sittings, for those who may, with how many were held and who came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from centricity.web.improvement.models import Ritual, Seat, Sitting, Topic
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Kept:
    """Of a year: sittings whose day has come and those held of them; who was expected and came; guests counted."""

    planned: int = 0
    held: int = 0
    expected: int = 0
    came: int = 0
    guests: int | None = None

    @property
    def held_share(self) -> float | None:
        return self.held / self.planned if self.planned else None

    @property
    def came_share(self) -> float | None:
        return self.came / self.expected if self.expected else None


def today() -> date:
    """The day it is, UTC."""
    return timezone.now().date()


def missed_ones() -> Q:
    """Sittings that were missed and of which no reason is told."""
    return Q(sittings__held_on=None, sittings__planned_on__lt=today(), sittings__excuse="")


def rituals_of(organisation: Organisation) -> QuerySet[Ritual]:
    """Rituals of an organisation: first those with sittings missed, then by the next day; ended ones last."""
    waiting = Q(sittings__held_on=None, sittings__planned_on__gte=today())
    counted = Ritual.objects.filter(organisation=organisation).select_related("owner").annotate(
        missed=Count("sittings", filter=missed_ones()), next_on=Min("sittings__planned_on", filter=waiting)
    )  # fmt: skip
    return counted.order_by("-missed", F("next_on").asc(nulls_last=True), "title", "pk")


def missed_of(organisation: Organisation) -> int:
    """How many sittings of an organisation were missed without a reason told."""
    found = Sitting.objects.filter(ritual__organisation=organisation, held_on=None, excuse="")
    return found.filter(planned_on__lt=today()).count()


def kept_by(rituals: Iterable[Ritual]) -> Mapping[int, Kept]:
    """How rituals were kept in the last twelve months, by their numbers, in two queries."""
    pks = [each.pk for each in rituals]
    year = Sitting.objects.filter(ritual__in=pks, planned_on__gt=today() - YEAR)
    due = year.filter(Q(planned_on__lt=today()) | Q(held_on__isnull=False))
    sat: dict[int, dict[str, Any]] = {
        row["ritual"]: row for row in due.order_by().values("ritual").annotate(
            planned=Count("pk"), held=Count("pk", filter=Q(held_on__isnull=False)), guests=Sum("guests")
        )
    }  # fmt: skip
    seats = Seat.objects.filter(sitting__ritual__in=pks, sitting__planned_on__gt=today() - YEAR, expected=True)
    came = {
        row["sitting__ritual"]: (row["n"], row["came"])
        for row in seats.order_by().values("sitting__ritual").annotate(n=Count("pk"), came=Count("pk", Q(came=True)))
    }
    return {
        pk: Kept(row["planned"], row["held"], *came.get(pk, (0, 0)), row["guests"])
        if (row := sat.get(pk)) else Kept()
        for pk in pks
    }  # fmt: skip


def ritual_for(user: Any, code: str, pk: int) -> tuple[Organisation, Ritual]:
    """A ritual that somebody may see: whoever sees the organisation's figures, and its owner."""
    organisation = organisation_for(user, code, VoiceRight.NONE)
    found = Ritual.objects.filter(organisation=organisation, pk=pk).select_related("owner", "organisation").first()
    _let(user, code, found)
    if found is None:
        raise Http404
    return organisation, found


def sitting_for(user: Any, code: str, pk: int) -> tuple[Organisation, Sitting]:
    """A sitting that somebody may see."""
    organisation = organisation_for(user, code, VoiceRight.NONE)
    known = Sitting.objects.filter(ritual__organisation=organisation, pk=pk)
    found = known.select_related("ritual__owner", "ritual__organisation").first()
    _let(user, code, found.ritual if found else None)
    if found is None:
        raise Http404
    return organisation, found


def _let(user: Any, code: str, ritual: Ritual | None) -> None:
    owns = ritual is not None and ritual.owner_id == user.pk
    if not owns and voice_right(user, code) < VoiceRight.RESULTS:
        raise PermissionDenied


def answers_for(user: Any, ritual: Ritual) -> bool:
    """Whether somebody may tell anything of a ritual's sittings: whoever edits, and its owner."""
    return ritual.owner_id == user.pk or voice_right(user, ritual.organisation.code) >= VoiceRight.EDIT


def may_hold(user: Any, sitting: Sitting) -> bool:
    """Whether somebody may mark a sitting as held; of those who only handle, whoever is or was to be there."""
    ritual = sitting.ritual
    if answers_for(user, ritual):
        return True
    return voice_right(user, ritual.organisation.code) >= VoiceRight.HANDLE and attends(user, sitting)


def attends(user: Any, sitting: Sitting) -> bool:
    """Whether somebody is expected at the ritual, or was at the sitting."""
    return sitting.ritual.members.filter(pk=user.pk).exists() or sitting.seats.filter(person=user.pk).exists()


def rituals_to_come(organisation: Organisation) -> QuerySet[Ritual]:
    """Rituals that will be held again, by their titles."""
    ours = Ritual.objects.filter(organisation=organisation, on=True)
    return ours.exclude(every=Ritual.Every.ONCE, first_on__lt=today()).order_by("title", "pk")


def sittings_about(about: str) -> Sequence[Sitting]:
    """Sittings on whose agenda a thing is, the latest first."""
    pks = Topic.objects.filter(about=about).values("sitting")
    return list(Sitting.objects.filter(pk__in=pks).select_related("ritual").order_by("-planned_on")[:20])
