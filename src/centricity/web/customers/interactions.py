"""Keeping what happened with a customer, as other programs tell it: a number is counted once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Customer, Interaction
from centricity.web.customers.services import contact_allowed


@dataclass(frozen=True)
class Happened:
    """Something that happened; ``number`` tells one that comes again."""

    kind: str
    at: datetime | None = None
    channel: str = ""
    outgoing: bool = False
    amount: Decimal | None = None
    text: str = ""
    reason: str = ""
    number: str | None = None
    about: str = ""
    robot: bool | None = None
    handed_over: bool | None = None


@transaction.atomic
def interaction_add(customer: Customer, told: Happened, actor: Actor) -> tuple[Interaction, bool]:
    """Keep what happened, and say whether it is new.

    Raises
    ------
    MisuseError
        Where the customer is erased or merged, may not be turned to so, the number is of another customer, or it is
        said whether a person took over what was not begun with an assistant.
    """
    now = Customer.objects.select_for_update().get(pk=customer.pk)
    if now.erased_at is not None or now.merged_into_id is not None:
        raise MisuseError([Fault("web.customer_over")])
    if told.handed_over is not None and not told.robot:
        raise MisuseError([Fault("web.handed_over_alone")])
    known = _known(now, told)
    if known is not None:
        return known, False
    if told.outgoing and told.kind in {"contact", "call"}:
        contact_allowed(now, told.channel, told.reason)
    facts = vars(told) | {"at": told.at or timezone.now()}
    made = Interaction(customer=now, organisation_id=now.organisation_id, **facts)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        known = _known(now, told)
        if known is None:
            raise
        return known, False
    record(actor, "customer.interaction", now.target, after={"kind": told.kind})
    return made, True


def _known(customer: Customer, told: Happened) -> Interaction | None:
    """What is kept under the number already."""
    if told.number is None:
        return None
    held = Interaction.objects.filter(organisation=customer.organisation_id, kind=told.kind, number=told.number)
    found = held.first()
    if found is not None and found.customer_id != customer.pk:
        raise MisuseError([Fault("web.interaction_taken", fields={"number": told.number[:60]})])
    return found
