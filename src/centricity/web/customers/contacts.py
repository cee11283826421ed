"""Who turned to whom: a contact that we began tells of us, not of the customer."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from centricity.web.customers.models import Interaction
from centricity.web.people.models import Organisation

CONTACTS = tuple(
    str(kind)
    for kind in (
        Interaction.Kind.CONTACT, Interaction.Kind.CALL, Interaction.Kind.VISIT, Interaction.Kind.FEEDBACK,
        Interaction.Kind.REQUEST,
    )
)  # fmt: skip
"""Kinds in which somebody turns to somebody."""
THEIRS = Q(outgoing=False) | ~Q(kind__in=CONTACTS)
"""What a customer did: contacts that the customer began, and whatever is no contact."""
ELSEWHERE: list[Callable[[Organisation], QuerySet[Any]]] = []
"""Contacts of customers that other apps keep: rows with ``customer`` and ``at``; every app adds its own when ready."""


def contacts_of(organisation: Organisation) -> list[QuerySet[Any]]:
    """All contacts that customers of an organisation began, from every place where they are kept."""
    own = Interaction.objects.filter(organisation=organisation, kind__in=CONTACTS, outgoing=False)
    return [own.order_by(), *(each(organisation).order_by() for each in ELSEWHERE)]
