"""Sittings of rituals: held with who came and what came of it, excused where they were missed, given topics."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.models import Action, Ritual, Seat, Sitting, Topic
from centricity.web.improvement.rituals import coming, plan_ahead
from centricity.web.improvement.services import Plan, action_create
from centricity.web.people.models import User
from centricity.web.people.selectors import holders

LONGEST_TEXT = 5_000
MOST_GUESTS = 100_000
TOGETHER = (Ritual.Kind.POLL, Ritual.Kind.FOCUS, Ritual.Kind.VOTING)
"""Kinds at which customers decide along: it is asked what was decided because of them."""


@dataclass(frozen=True)
class Held:
    """How a sitting went; guests that nobody counted are not told."""

    held_on: date
    outcome: str
    came: Collection[User] = ()
    guests: int | None = None
    effect: str = ""


@transaction.atomic
def sitting_hold(sitting: Sitting, held: Held, version: int, actor: Actor) -> None:
    """Mark a sitting as held, or mend what was told of it; whoever was expected then stays so.

    Raises
    ------
    MisuseError
        Where it is not told what came of it or who came, its day is to come, somebody has no role, or somebody
        changed it meanwhile.
    """
    _check(sitting, held)
    before = {"day": str(sitting.held_on or "")}
    facts = {"held_on": held.held_on, "guests": held.guests, "outcome": held.outcome.strip(),
             "effect": held.effect.strip(), "excuse": ""}  # fmt: skip
    _turn(sitting, version, **facts)
    _seat(sitting, held.came)
    plan_ahead(sitting.ritual)
    after = {"day": str(held.held_on), "count": len(held.came), "guests": "" if held.guests is None else held.guests}
    record(actor, "sitting.held", sitting.target, before, after)


@transaction.atomic
def sitting_excuse(sitting: Sitting, excuse: str, version: int, actor: Actor) -> None:
    """Tell why a sitting was missed; its agenda goes to the next one.

    Raises
    ------
    MisuseError
        Where no reason is told, it was not missed, or somebody changed it meanwhile.
    """
    if not excuse.strip():
        raise MisuseError([Fault("web.excuse_needed")])
    if not is_missed(sitting):
        raise MisuseError([Fault("web.sitting_not_missed")])
    _turn(sitting, version, excuse=excuse.strip())
    plan_ahead(sitting.ritual)
    _carry(sitting, coming(sitting.ritual))
    record(actor, "sitting.excused", sitting.target)


@transaction.atomic
def sitting_act(sitting: Sitting, plan: Plan, actor: Actor) -> Action:
    """Make an action of what came of a sitting.

    Raises
    ------
    MisuseError
        Where the sitting was not held, or the plan does not fit.
    """
    if sitting.held_on is None:
        raise MisuseError([Fault("web.sitting_not_held")])
    return action_create(sitting.ritual.organisation, plan, actor, origin=sitting.origin)


@transaction.atomic
def discuss(ritual: Ritual, about: str, actor: Actor) -> Sitting:
    """Put something on the agenda of the next sitting of a ritual; once, however often it is asked for.

    Raises
    ------
    MisuseError
        Where no sitting of the ritual is to come.
    """
    plan_ahead(ritual)
    sitting = coming(ritual) if ritual.on else None
    if sitting is None:
        raise MisuseError([Fault("web.ritual_no_sitting")])
    _topic, made = Topic.objects.get_or_create(sitting=sitting, about=about)
    if made:
        record(actor, "sitting.topic", sitting.target, after={"about": about})
    return sitting


def is_missed(sitting: Sitting) -> bool:
    """Whether the day of a sitting is past and it was not held."""
    return sitting.held_on is None and sitting.planned_on < timezone.now().date()


def _carry(sitting: Sitting, to: Sitting | None) -> None:
    if to is None:
        return
    known = set(to.topics.values_list("about", flat=True))
    sitting.topics.exclude(about__in=known).update(sitting=to)
    sitting.topics.all().delete()


def _seat(sitting: Sitting, came: Collection[User]) -> None:
    """Keep who was expected and who came; who was expected is fixed when it is held first."""
    known = {each.person_id: each for each in sitting.seats.all()}
    expected = {pk for pk, seat in known.items() if seat.expected}
    expected = expected if known else set(sitting.ritual.members.values_list("pk", flat=True))
    here = {each.pk for each in came}
    sitting.seats.all().delete()
    Seat.objects.bulk_create(
        Seat(sitting=sitting, person_id=pk, expected=pk in expected, came=pk in here) for pk in sorted(expected | here)
    )


def _check(sitting: Sitting, held: Held) -> None:
    if not held.outcome.strip():
        raise MisuseError([Fault("web.outcome_needed")])
    if held.held_on > timezone.now().date():
        raise MisuseError([Fault("web.sitting_to_come")])
    if not held.came and not held.guests:
        raise MisuseError([Fault("web.sitting_nobody")])
    known = set(sitting.seats.values_list("person", flat=True))
    fresh = {each.pk for each in held.came} - known
    if holders(sitting.ritual.organisation.code).filter(pk__in=fresh).count() != len(fresh):
        raise MisuseError([Fault("web.owner_without_role")])


def _turn(sitting: Sitting, version: int, **values: Any) -> None:
    """Change a sitting that nobody changed since it was read."""
    if not Sitting.objects.filter(pk=sitting.pk, version=version).update(version=version + 1, **values):
        raise MisuseError([Fault("web.changed_meanwhile")])
    sitting.refresh_from_db()
