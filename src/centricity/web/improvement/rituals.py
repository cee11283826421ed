"""Changing rituals, and planning their sittings: one that is to come is always there, past ones stay as they were."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.days import days
from centricity.web.improvement.models import Ritual, Sitting
from centricity.web.improvement.services import LONGEST_TITLE
from centricity.web.jobs.services import Progress
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders

BACK = timedelta(days=366)
AHEAD = timedelta(days=5 * 366)
"""How far from today a first day may lie: sittings of a year that is past can be told of still."""


@dataclass(frozen=True)
class Habit:
    """What a ritual is, how often it is held, and who is expected."""

    title: str
    kind: str
    every: str
    first_on: date
    owner: User | None = None
    members: Collection[User] = ()
    on: bool = True

    def told(self) -> dict[str, Any]:
        """What the log may hold: titles may tell of people, and stay out of it."""
        return {
            "kind": str(self.kind), "every": str(self.every), "first": str(self.first_on), "on": self.on,
            "owner": self.owner.pk if self.owner else "", "members": sorted(each.pk for each in self.members),
        }  # fmt: skip


@transaction.atomic
def ritual_create(organisation: Organisation, habit: Habit, actor: Actor) -> Ritual:
    """Make a ritual with its sittings up to the next one.

    Raises
    ------
    MisuseError
        Where it has no title, its first day is too far away, or somebody named has no role on the organisation.
    """
    _check(organisation, habit)
    _check_day(habit.first_on)
    made = Ritual.objects.create(
        organisation=organisation, title=habit.title.strip(), kind=habit.kind, every=habit.every,
        first_on=habit.first_on, since=habit.first_on, owner=habit.owner, on=habit.on,
    )  # fmt: skip
    made.members.set(habit.members)
    plan_ahead(made)
    record(actor, "ritual.created", made.target, after=habit.told())
    return made


@transaction.atomic
def ritual_change(ritual: Ritual, habit: Habit, version: int, actor: Actor) -> None:
    """Change a ritual as it was read; what is to come moves with its days, what is past stays.

    Raises
    ------
    MisuseError
        Where the ritual does not fit, or somebody changed it meanwhile.
    """
    _check(ritual.organisation, habit)
    before = habit_of(ritual)
    moved = (habit.every, habit.first_on, habit.on) != (before.every, before.first_on, before.on)
    if habit.first_on != before.first_on:
        _check_day(habit.first_on)
    values: dict[str, Any] = {"title": habit.title.strip(), "kind": habit.kind, "every": habit.every,
                              "first_on": habit.first_on, "owner": habit.owner, "on": habit.on}  # fmt: skip
    if moved:
        values["since"] = max(habit.first_on, _today())
    if not Ritual.objects.filter(pk=ritual.pk, version=version).update(version=version + 1, **values):
        raise MisuseError([Fault("web.changed_meanwhile")])
    ritual.refresh_from_db()
    ritual.members.set(habit.members)
    if moved:
        _move(ritual)
    record(actor, "ritual.changed", ritual.target, before.told(), habit.told())


def habit_of(ritual: Ritual) -> Habit:
    """A ritual as it is."""
    return Habit(
        ritual.title, ritual.kind, ritual.every, ritual.first_on, ritual.owner, list(ritual.members.all()), ritual.on
    )


def coming(ritual: Ritual) -> Sitting | None:
    """The sitting that is to come next, if one is planned."""
    waiting = Sitting.objects.filter(ritual=ritual, held_on=None, planned_on__gte=_today())
    return waiting.order_by("planned_on").first()


@transaction.atomic
def plan_ahead(ritual: Ritual) -> None:
    """Plan what is not planned yet, up to the next sitting; days that nobody was at are planned too, and so missed."""
    held = Ritual.objects.select_for_update().filter(pk=ritual.pk, on=True).first()
    if held is None or coming(held) is not None:
        return
    last = Sitting.objects.filter(ritual=held).order_by("-planned_on").values_list("planned_on", flat=True).first()
    made = []
    for day in days(held.first_on, held.every):
        if day >= held.since and (last is None or day > last):
            made.append(Sitting(ritual=held, planned_on=day))
            if day >= _today():
                break
    Sitting.objects.bulk_create(made)


def plan_all(progress: Progress) -> None:
    """Plan the next sittings of every ritual that has none."""
    progress.next("Назначаю встречи", "Planning sittings")
    waiting = Sitting.objects.filter(held_on=None, planned_on__gte=_today())
    for ritual in Ritual.objects.filter(on=True).exclude(pk__in=waiting.values("ritual")):
        plan_ahead(ritual)
    with progress.finishing():
        pass


def _move(ritual: Ritual) -> None:
    """Move what is to come to the new days; what is to come no more goes, unless something is on its agenda."""
    waiting = coming(ritual)
    if waiting is None:
        plan_ahead(ritual)
        return
    day = _next_day(ritual, waiting) if ritual.on else None
    if day is not None:
        Sitting.objects.filter(pk=waiting.pk).update(planned_on=day, version=F("version") + 1)
    elif not waiting.topics.exists():
        waiting.delete()


def _next_day(ritual: Ritual, waiting: Sitting) -> date | None:
    """The first day to come on which no other sitting is planned."""
    taken = set(Sitting.objects.filter(ritual=ritual).exclude(pk=waiting.pk).values_list("planned_on", flat=True))
    return next((day for day in days(ritual.first_on, ritual.every) if day >= ritual.since and day not in taken), None)


def _check(organisation: Organisation, habit: Habit) -> None:
    if not 0 < len(habit.title.strip()) <= LONGEST_TITLE:
        raise MisuseError([Fault("web.ritual_title_needed", fields={"limit": LONGEST_TITLE})])
    named = {each.pk for each in habit.members} | ({habit.owner.pk} if habit.owner else set())
    if holders(organisation.code).filter(pk__in=named).count() != len(named):
        raise MisuseError([Fault("web.owner_without_role")])


def _check_day(first: date) -> None:
    if not _today() - BACK <= first <= _today() + AHEAD:
        raise MisuseError([Fault("web.ritual_day", fields={"first": _today() - BACK, "last": _today() + AHEAD})])


def _today() -> date:
    return timezone.now().date()
