"""The cycle of panels: which panel follows which, and when the next one is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.panels.models import Panel
from centricity.web.people.models import Organisation
from centricity.web.voice.due import AHEAD, code_after, fits


@dataclass(frozen=True)
class Cycle:
    """What a panel follows, what follows it, and when the next one is due."""

    before: Panel | None
    after: list[Panel]
    due: date | None

    @property
    def done(self) -> bool:
        return bool(self.after)

    @property
    def late(self) -> bool:
        return self.due is not None and not self.done and self.due < timezone.localdate()

    @property
    def soon(self) -> bool:
        return self.due is not None and not self.done and self.due <= timezone.localdate() + AHEAD


def cycle_of(panel: Panel) -> Cycle:
    """Where a panel stands among those before and after it."""
    return Cycle(panel.follows, list(panel.followed_by.order_by("pk")), panel.next_due)


@transaction.atomic
def next_due_set(panel: Panel, due: date | None, version: int, actor: Actor) -> None:
    """Set the day on which the next panel is due; none, where there shall be none.

    Raises
    ------
    MisuseError
        Where the day is past, or somebody else changed the panel since.
    """
    if due is not None and not fits(due, timezone.localdate()):
        raise MisuseError([Fault("web.next_due_past", fields={"day": due.isoformat()})])
    same = Panel.objects.filter(pk=panel.pk, version=version)
    if not same.update(version=version + 1, next_due=due):
        raise MisuseError([Fault("web.changed_meanwhile")])
    before, after = (day.isoformat() if day else "" for day in (panel.next_due, due))
    record(actor, "panel.cycle", panel.target, {"next_due": before}, {"next_due": after})


def with_followed(panels: QuerySet[Panel]) -> QuerySet[Panel]:
    """Panels that know whether there is a next one, which is rated from the day it is made."""
    return panels.annotate(followed=Exists(Panel.objects.filter(follows=OuterRef("pk")).order_by()))


def panels_due(organisation: Organisation) -> QuerySet[Panel]:
    """Closed panels whose next one is to come on a day and was not made yet, the earliest first."""
    closed = Panel.objects.filter(organisation=organisation, state=Panel.State.CLOSED, next_due__isnull=False)
    return with_followed(closed).filter(followed=False).order_by("next_due", "pk")


def start_after(panel: Panel) -> dict[str, Any]:
    """How the form of the next panel begins: as this one was."""
    year = (panel.next_due or timezone.localdate()).year
    mine = Panel.objects.filter(organisation=panel.organisation_id)
    whole = [f"{each['code']} | {each['ru']} | {each['en']}" for each in panel.departments]
    return {
        "code": code_after(panel.code, year, lambda code: mine.filter(code=code).exists()),
        "title_ru": panel.title_ru, "title_en": panel.title_en, "method": panel.method,
        "departments": "\n".join(whole), "people": [each.user_id for each in panel.assessors.all() if each.user_id],
    }  # fmt: skip


def study_proposed(panel: Panel) -> str:
    """The study that a panel is likely to be a wave of: that of the nearest before it which has one."""
    each: Panel | None = panel
    for _ in range(50):
        if each is None or each.study:
            break
        each = each.follows
    return each.study if each is not None and each.study else panel.code
