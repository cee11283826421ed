"""Handling feedback: given to somebody, sorted, answered, closed, put aside as spam, opened again, acted upon."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel
from centricity.web.feedback.follow_ups import check_handler, ended_with, with_item
from centricity.web.feedback.mailing import SEND, address_of
from centricity.web.feedback.models import LONGEST_REASON, LONGEST_TEXT, Answer, Cause, FollowUp, Item, Theme
from centricity.web.feedback.reaching import answer_allowed
from centricity.web.feedback.receiving import follow_if_needed, urgency_of
from centricity.web.improvement.models import Action
from centricity.web.improvement.services import Plan, action_create
from centricity.web.jobs.services import ask
from centricity.web.people.models import User

State = Item.State
LIVE = (State.NEW, State.ANSWERED)
OVER = (State.CLOSED, State.SPAM)


@dataclass(frozen=True)
class Sorting:
    """What a person says that feedback is."""

    kind: str
    tone: str = ""
    theme: Theme | None = None

    def told(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "tone": str(self.tone), "theme": self.theme.pk if self.theme else ""}


@transaction.atomic
def assign(item: Item, person: User | None, version: int, actor: Actor) -> None:
    """Give feedback, and its open follow-up, to somebody who handles it; to nobody where none is named.

    Raises
    ------
    MisuseError
        Where the person may not handle it, it is over, or somebody changed it meanwhile.
    """
    check_handler(item.organisation, person)
    turn(item, version, LIVE, assigned_to=person)
    with_item(item, FollowUp.State.OPEN, owner=person, told_at=None)
    record(actor, "feedback.assigned", item.target, after={"owner": person.pk if person else ""})


@transaction.atomic
def sort(item: Item, sorting: Sorting, version: int, actor: Actor) -> None:
    """Say what feedback is; what becomes a complaint gets its follow-up, what is none loses it.

    Raises
    ------
    MisuseError
        Where it is spam, or somebody changed it meanwhile.
    """
    before = Sorting(item.kind, item.tone, item.theme).told()
    urgency = urgency_of(sorting.kind, public=item.public)
    values = {"kind": sorting.kind, "tone": sorting.tone, "theme": sorting.theme, "urgency": urgency}
    turn(item, version, (*LIVE, State.CLOSED), **values)
    record(actor, "feedback.sorted", item.target, before, sorting.told())
    item.refresh_from_db()
    if item.state == State.CLOSED:
        return
    if item.kind != Item.Kind.COMPLAINT:
        with_item(item, FollowUp.State.OPEN, state=FollowUp.State.WITHDRAWN, overdue=False)
    follow_if_needed(item, actor)


@transaction.atomic
def answer(  # noqa: PLR0913  what is answered, how and by whom, and why so
    item: Item, text: str, channel: str, version: int, actor: Actor, by: User, *, send: bool = False, reason: str = ""
) -> Answer:
    """Keep what was answered, and send it by e-mail where that is asked for; the first answer is when one was heard.

    Raises
    ------
    MisuseError
        Where there is no text or no address to send it to, the customer is not to be contacted, or not so without a
        reason, the feedback is over, or somebody changed it.
    """
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise MisuseError([Fault("web.feedback_empty", fields={"limit": LONGEST_TEXT})])
    channel, reason = str(Channel.EMAIL) if send else channel, reason.strip()[:LONGEST_REASON]
    answer_allowed(item, channel, reason)
    address = address_of(item) if send else ""
    if send and not address:
        raise MisuseError([Fault("web.feedback_no_address")])
    now = timezone.now()
    turn(item, version, LIVE, state=State.ANSWERED, first_answer_at=item.first_answer_at or now)
    made = Answer.objects.create(
        item=item, by=by, at=now, text=text.strip(), channel=channel, reason=reason, address=address
    )
    told = {"channel": str(channel), "sent": send, "reason": bool(reason)}
    record(actor, "feedback.answered", item.target, after=told)
    if send:
        ask(SEND, item.organisation.code, actor)
    return made


@transaction.atomic
def close(item: Item, outcome: str, cause: Cause | None, version: int, actor: Actor) -> None:
    """Close feedback, and its follow-up, with what came of it and why it was said.

    Raises
    ------
    MisuseError
        Where outcome or cause is not told, it is over already, or somebody changed it meanwhile.
    """
    ending = ended_with(item.organisation, outcome, cause)
    turn(item, version, LIVE, state=State.CLOSED, **ending)
    with_item(item, FollowUp.State.OPEN, state=FollowUp.State.CLOSED, overdue=False, **ending)
    record(actor, "feedback.closed", item.target, after={"cause": cause.pk if cause else ""})


@transaction.atomic
def mark_spam(item: Item, version: int, actor: Actor) -> None:
    """Put feedback aside as spam: it counts nowhere, and nobody must come back to it.

    Raises
    ------
    MisuseError
        Where it is over already, or somebody changed it meanwhile.
    """
    turn(item, version, LIVE, state=State.SPAM)
    with_item(item, FollowUp.State.OPEN, state=FollowUp.State.WITHDRAWN, overdue=False)
    record(actor, "feedback.spam", item.target)


@transaction.atomic
def reopen(item: Item, version: int, actor: Actor) -> None:
    """Open feedback again that was closed or put aside; its follow-up is due as it was.

    Raises
    ------
    MisuseError
        Where it is open, or somebody changed it meanwhile.
    """
    state = State.ANSWERED if item.first_answer_at else State.NEW
    turn(item, version, OVER, state=state, closed_at=None)
    with_item(item, FollowUp.State.CLOSED, state=FollowUp.State.OPEN, closed_at=None)
    with_item(item, FollowUp.State.WITHDRAWN, state=FollowUp.State.OPEN, closed_at=None, outcome="")
    record(actor, "feedback.reopened", item.target)
    item.refresh_from_db()
    follow_if_needed(item, actor)


@transaction.atomic
def act(item: Item, plan: Plan, version: int, actor: Actor) -> Action:
    """Turn feedback into an action or a feature request, which leads back to it.

    Raises
    ------
    MisuseError
        Where the plan does not fit, it is spam, or somebody changed the feedback meanwhile.
    """
    turn(item, version, (*LIVE, State.CLOSED))
    return action_create(item.organisation, plan, actor, origin=item.target)


def turn(item: Item, version: int, states: tuple[Any, ...], **values: Any) -> None:
    """Change feedback that is in one of some states and that nobody changed since it was read."""
    same = Item.objects.filter(pk=item.pk)
    if same.filter(version=version, state__in=states).update(version=version + 1, **values):
        return
    now = same.values_list("version", "state").first()
    if now is None or now[0] != version:
        raise MisuseError([Fault("web.changed_meanwhile")])
    raise MisuseError([Fault("web.feedback_state", fields={"state": str(State(now[1]).label)})])
