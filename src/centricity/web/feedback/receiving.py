"""Taking in what somebody said, once, however often it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel, Customer
from centricity.web.feedback.desks import desk_of
from centricity.web.feedback.follow_ups import follow_up_open
from centricity.web.feedback.models import LONGEST_TEXT, Item, Theme
from centricity.web.jobs.services import ask
from centricity.web.people.models import Organisation

SUGGEST = "feedback.suggest"
LOW, HIGH = 2, 4
"""A rating that makes a complaint of what has no kind, and one that makes praise of it."""


@dataclass(frozen=True)
class Said:
    """What somebody said, as it comes in; ``number`` tells what came before from what is new."""

    text: str
    source: str
    channel: str = str(Channel.WEB)
    number: str | None = None
    title: str = ""
    author: str = ""
    contact: str = ""
    consent: bool = False
    language: str = ""
    rating: int | None = None
    public: bool = False
    at: datetime | None = None
    kind: str = ""
    tone: str = ""
    theme: Theme | None = None
    customer: Customer | None = None
    secret_hash: str | None = None
    answer_by: str = ""


@transaction.atomic
def item_add(organisation: Organisation, said: Said, actor: Actor) -> tuple[Item, bool]:
    """Take in what somebody said, and tell whether it is new.

    Raises
    ------
    MisuseError
        Where there is no text, or too much.
    """
    desk_of(organisation)
    item, fresh = _taken(organisation, said, actor)
    if fresh:
        after = {"type": item.source, "channel": item.channel, "kind": item.kind}
        record(actor, "feedback.received", item.target, after=after)
        ask(SUGGEST, f"organisation:{organisation.code}", actor)
    return item, fresh


def _taken(organisation: Organisation, said: Said, actor: Actor) -> tuple[Item, bool]:
    known = Item.objects.filter(organisation=organisation, source=said.source, number=said.number)
    if said.number is not None and (found := known.first()) is not None:
        return found, False
    item = item_of(organisation, said)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        found = known.first()
        if said.number is None or found is None:
            raise
        return found, False
    follow_if_needed(item, actor)
    return item, True


def item_of(organisation: Organisation, said: Said) -> Item:
    """What somebody said as a row that is not kept yet.

    Raises
    ------
    MisuseError
        Where there is no text, or too much.
    """
    if not 0 < len(said.text.strip()) <= LONGEST_TEXT:
        raise MisuseError([Fault("web.feedback_empty", fields={"limit": LONGEST_TEXT})])
    now = timezone.now()
    kind = said.kind or kind_of(said.rating)
    values: dict[str, Any] = {
        name: getattr(said, name)
        for name in ("source", "channel", "number", "title", "author", "contact", "consent", "language", "rating",
                     "public", "tone", "theme", "customer", "secret_hash", "answer_by")
    }  # fmt: skip
    return Item(
        organisation=organisation, text=said.text.strip(), at=said.at or now, received_at=now, kind=kind,
        urgency=urgency_of(kind, public=said.public), **values,
    )  # fmt: skip


def kind_of(rating: int | None) -> str:
    """The kind of what came without one: few stars complain, many praise, the rest is unknown."""
    if rating is None or LOW < rating < HIGH:
        return str(Item.Kind.OTHER)
    return str(Item.Kind.COMPLAINT if rating <= LOW else Item.Kind.PRAISE)


def urgency_of(kind: str, *, public: bool) -> str:
    """A complaint that everybody reads is answered the same day."""
    complains = kind == str(Item.Kind.COMPLAINT)
    return str(Item.Urgency.SAME_DAY if public and complains else Item.Urgency.USUAL)


def follow_if_needed(item: Item, actor: Actor) -> None:
    """Open the follow-up of a complaint."""
    if item.kind == Item.Kind.COMPLAINT:
        follow_up_open(item.organisation, item.target, item.customer, None, actor)
