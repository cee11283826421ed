"""Whose feedback is: said by a person who handles it, taken back as well."""

from django.db import transaction
from django.db.models import F

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Customer
from centricity.web.feedback.handling import LIVE, State, turn
from centricity.web.feedback.models import FollowUp, Item


@transaction.atomic
def customer_set(item: Item, customer: Customer | None, version: int, actor: Actor) -> None:
    """Say whose feedback is, and whose its follow-up; nobody's that is known where none is named.

    Raises
    ------
    MisuseError
        Where the customer is of another organisation, merged or erased, it is spam, or somebody changed it meanwhile.
    """
    if customer is not None and not _open(item, customer):
        raise MisuseError([Fault("web.customer_over")])
    before = item.customer
    turn(item, version, (*LIVE, State.CLOSED), customer=customer)
    FollowUp.objects.filter(item=item).update(customer=customer, version=F("version") + 1)
    told = [{"customer": each.target if each is not None else ""} for each in (before, customer)]
    record(actor, "feedback.customer", item.target, *told)


def _open(item: Item, customer: Customer) -> bool:
    held = Customer.objects.select_for_update().filter(pk=customer.pk, organisation=item.organisation_id)
    return held.filter(merged_into=None, erased_at=None).first() is not None
