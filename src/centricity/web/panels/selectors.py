"""Reading panels: their people see them, and whoever sees results; ratings of others only once they lie open."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from centricity.web.panels.models import Assessor, Judgement, Panel, Record
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, organisations_seen, voice_right


@dataclass(frozen=True)
class Looked:
    """A panel as somebody may see it: as one of it, by his right, or both."""

    panel: Panel
    assessor: Assessor | None
    right: VoiceRight

    @property
    def compares(self) -> bool:
        """Whether the ratings of everybody may be seen."""
        return self.panel.state != Panel.State.BLIND and (self.assessor is not None or self.right >= VoiceRight.RESULTS)


def panels_of(user: Any, organisation: str) -> tuple[Organisation, VoiceRight, QuerySet[Panel]]:
    """Panels of an organisation that somebody may see: all of them by the right, else those one is of."""
    place, right = organisation_for(user, organisation, VoiceRight.NONE), voice_right(user, organisation)
    found = place.panels.annotate(
        people=Count("assessors"), handed=Count("assessors", filter=~Q(assessors__handed_in_at=None))
    ).order_by("-created_at", "-pk")
    return place, right, found if right >= VoiceRight.RESULTS else found.filter(assessors__in=_own(user))


def panels_asking(user: Any) -> QuerySet[Panel]:
    """Panels that somebody is of, in organisations where that person still has a role; open ones first."""
    mine = Panel.objects.filter(assessors__in=_own(user), organisation__in=organisations_seen(user))
    return mine.select_related("organisation").order_by("state", "due", "-created_at")


def _own(user: Any) -> QuerySet[Assessor]:
    return Assessor.objects.filter(user=user)


def panel_for(user: Any, organisation: str, code: str, need: VoiceRight = VoiceRight.RESULTS) -> Looked:
    """A panel that somebody may see; whoever is of it sees it without any right.

    Raises
    ------
    Http404, PermissionDenied
        To whoever has no role on the organisation; to whoever may do less and is not of the panel.
    """
    place, right = organisation_for(user, organisation, VoiceRight.NONE), voice_right(user, organisation)
    panel = Panel.objects.select_related("organisation").filter(organisation=place, code=code).first()
    assessor = None
    if panel is not None:
        assessor = panel.assessors.filter(user=user).first()
    if right < need and (assessor is None or need > VoiceRight.RESULTS):
        raise PermissionDenied
    if panel is None:
        raise Http404
    return Looked(panel, assessor, right)


def rating_for(user: Any, organisation: str, code: str, department: str) -> tuple[Looked, dict[str, Any]]:
    """A panel and a department that somebody rates: for the people of the panel alone."""
    looked = panel_for(user, organisation, code)
    if looked.assessor is None:
        raise PermissionDenied
    found = looked.panel.department(department)
    if found is None:
        raise Http404
    return looked, found


def own_judgements(assessor: Assessor, department: str) -> dict[str, Judgement]:
    """What one has given, by item."""
    mine = assessor.judgements.filter(department=department).select_related("record")
    return {each.item: each for each in mine}


def records_at(panel: Panel, department: str) -> dict[str, list[Record]]:
    """Records of evidence of a department, by item."""
    found: dict[str, list[Record]] = {}
    for each in panel.records.filter(department=department):
        found.setdefault(each.item, []).append(each)
    return found


def rated(assessor: Assessor) -> dict[str, int]:
    """How many items one has rated, by department."""
    return dict(assessor.judgements.values_list("department").annotate(n=Count("pk")).order_by())
