"""Promises to come back to somebody: opened by complaints and bad answers, closed only with outcome and cause."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.metrics.working import closing
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Customer
from centricity.web.feedback.desks import desk_of, owner_of
from centricity.web.feedback.models import USUAL_DAYS, Cause, FollowUp, Item
from centricity.web.people.hours import hours_of
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders
from centricity.web.people.working import Hours

LEAST = timedelta(hours=4)
"""What is left at least of the same day, for what comes in late at night, where nobody closes."""
State = FollowUp.State


def due_of(urgency: str, now: datetime, days: int = USUAL_DAYS, hours: Hours | None = None) -> datetime:
    """By when somebody is to be answered: the same day, else within the days that the desk says.

    Where working hours are set, days are working days, and each ends when work does.
    """
    same = urgency == str(Item.Urgency.SAME_DAY)
    closes = closing(hours.calendar, hours.zone, now, 0 if same else days) if hours is not None else None
    if not same:
        return closes or now + timedelta(days=days)
    if closes is not None and hours is not None and not hours.calendar.round_the_clock:
        return closes
    midnight = closes or now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(midnight, now + LEAST)


@transaction.atomic
def follow_up_open(
    organisation: Organisation, about: str, customer: Customer | None, due: datetime | None, actor: Actor
) -> FollowUp:
    """Open a follow-up; one about the same thing is opened once, and given as it is; a withdrawn one is opened again.

    One that somebody withdrew with a reason stays so.

    Parameters
    ----------
    about
        What it is about: ``feedback:<id>``, or the reference of an answer to a survey.
    due
        By when; where it is left out, by what it is about and what the desk says.
    """
    desk, now = desk_of(organisation), timezone.now()
    item = Item.objects.filter(pk=about.partition(":")[2]).first() if about.startswith("feedback:") else None
    urgency = item.urgency if item is not None else str(Item.Urgency.USUAL)
    values: dict[str, Any] = {"customer": customer, "opened_at": now, "item": item}
    values["due"] = due or due_of(urgency, now, desk.days, hours_of(organisation))
    values["owner"] = (item.assigned_to if item is not None else None) or owner_of(desk)
    made, fresh = FollowUp.objects.get_or_create(organisation=organisation, about=about, defaults=values)
    again = {"state": State.OPEN, "due": values["due"], "told_at": None, "version": F("version") + 1}
    if fresh or FollowUp.objects.filter(pk=made.pk, state=State.WITHDRAWN, outcome="").update(**again):
        made.refresh_from_db()
        record(actor, "follow_up.opened", made.target, after={"origin": about, "due": made.due.isoformat()})
    return made


@transaction.atomic
def follow_up_close(follow_up: FollowUp, outcome: str, cause: Cause | None, version: int, actor: Actor) -> None:
    """Close a follow-up as it was read.

    Raises
    ------
    MisuseError
        Where outcome or cause is not told, it is closed already, or somebody changed it meanwhile.
    """
    ending = ended_with(follow_up.organisation, outcome, cause)
    _turn(follow_up, version, state=State.CLOSED, overdue=False, **ending)
    record(actor, "follow_up.closed", follow_up.target, after={"cause": cause.pk if cause else ""})


@transaction.atomic
def follow_up_withdraw(follow_up: FollowUp, reason: str, version: int, actor: Actor) -> None:
    """Withdraw a follow-up as it was read: nobody has to come back, and it counts in no rate of closed loops.

    Raises
    ------
    MisuseError
        Where the reason is not told, it is over already, or somebody changed it meanwhile.
    """
    if not reason.strip():
        raise MisuseError([Fault("web.follow_up_reason_needed", Place(key="reason"))])
    ended = {"outcome": reason.strip(), "closed_at": timezone.now()}
    _turn(follow_up, version, state=State.WITHDRAWN, overdue=False, **ended)
    record(actor, "follow_up.withdrawn", follow_up.target, after={"reason": True})


@transaction.atomic
def follow_up_give(follow_up: FollowUp, owner: User | None, version: int, actor: Actor) -> None:
    """Give an open follow-up to somebody who handles the organisation's feedback.

    Raises
    ------
    MisuseError
        Where the person does not handle it, or somebody changed it meanwhile.
    """
    check_handler(follow_up.organisation, owner)
    _turn(follow_up, version, owner=owner, told_at=None)
    record(actor, "follow_up.given", follow_up.target, after={"owner": owner.pk if owner else ""})


def ended_with(organisation: Organisation, outcome: str, cause: Cause | None) -> dict[str, Any]:
    """What closing needs: all that is missing is told at once.

    Raises
    ------
    MisuseError
        Where outcome or cause is not told.
    """
    faults = [] if outcome.strip() else [Fault("web.outcome_needed")]
    if cause is None or cause.organisation_id != organisation.pk:
        faults.append(Fault("web.cause_needed"))
    if faults:
        raise MisuseError(faults)
    return {"outcome": outcome.strip(), "cause": cause, "closed_at": timezone.now()}


def check_handler(organisation: Organisation, person: User | None) -> None:
    """Refuse whoever does not handle the organisation's feedback.

    Raises
    ------
    MisuseError
        Where the person holds no role that may.
    """
    if person is not None and not holders(organisation.code, VoiceRight.HANDLE).filter(pk=person.pk).exists():
        raise MisuseError([Fault("web.owner_without_role")])


def with_item(item: Item, before: Any, **values: Any) -> None:
    """Let the follow-up of feedback go the way of its feedback, where it is in a state."""
    FollowUp.objects.filter(item=item, state=before).update(version=F("version") + 1, **values)


def _turn(follow_up: FollowUp, version: int, **values: Any) -> None:
    same = FollowUp.objects.filter(pk=follow_up.pk)
    if same.filter(version=version, state=State.OPEN).update(version=version + 1, **values):
        return
    closed = same.exclude(state=State.OPEN).exists()
    raise MisuseError([Fault("web.follow_up_closed" if closed else "web.changed_meanwhile")])
