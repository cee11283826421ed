"""Reading customers, for those who may."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from centricity.web.customers.keys import EMAIL, PHONE, key, sought
from centricity.web.customers.models import Customer, Import
from centricity.web.people.models import Organisation

MOST_SEGMENTS = 100
LONGEST_SEARCH = 200


def customers_of(organisation: Organisation) -> QuerySet[Customer]:
    """Customers as they are listed: those merged into others stand there no more."""
    return Customer.objects.filter(organisation=organisation, merged_into=None).order_by("sought", "pk")


def found(organisation: Organisation, asked: str, **only: str) -> QuerySet[Customer]:
    """Customers whose name holds what was asked or who have it for a key; ``only`` narrows by fields."""
    rows = customers_of(organisation).filter(**{name: value for name, value in only.items() if value})
    words = asked.strip()[:LONGEST_SEARCH]
    if not words:
        return rows
    return rows.filter(Q(pk__in=owners(organisation, words)) | Q(sought__contains=sought(words)))


def owners(organisation: Organisation, text: str) -> list[int]:
    """Customers who have a text for a key, of whatever kind."""
    values = {value for kind in (EMAIL, PHONE, "") if (value := key(kind, text)) is not None}
    kept = Customer.objects.filter(organisation=organisation, keys__value__in=values, keys__organisation=organisation)
    return list(kept.values_list("pk", flat=True)[:1_000]) if values else []


def customer_of_email(organisation: Organisation, address: str) -> Customer | None:
    """The customer who has an e-mail, and has not been erased."""
    value = key(EMAIL, address)
    if value is None:
        return None
    return customers_of(organisation).filter(keys__kind=EMAIL, keys__value=value, erased_at=None).first()


def segments_of(organisation: Organisation) -> list[str]:
    """Segments that customers are in, the first hundred."""
    known = Customer.objects.filter(organisation=organisation).exclude(segment="")
    return list(known.order_by("segment").values_list("segment", flat=True).distinct()[:MOST_SEGMENTS])


def customers_by_number(numbers: Iterable[int]) -> dict[int, Customer]:
    """Customers by their numbers, as rows of other apps name them."""
    return Customer.objects.in_bulk(set(numbers))


def customer_for(organisation: Organisation, code: Any) -> Customer:
    """A customer of an organisation, also one merged into another; 404 where there is none."""
    row = Customer.objects.select_related("merged_into").filter(organisation=organisation, code=code).first()
    if row is None:
        raise Http404
    return row


def may_be_contacted(customer: Customer) -> bool:
    """Whether anybody may turn to a customer at all; of one merged into another, that other tells."""
    gone = customer.erased_at is not None or customer.merged_into_id is not None
    return not (gone or customer.do_not_contact or customer.consent == Customer.Consent.WITHDRAWN)


def may_be_asked(customer: Customer, channel: str) -> bool:
    """Whether a survey may be sent to a customer over a channel: by consent alone, and as the customer prefers."""
    preferred = customer.channel in {"", channel}
    return may_be_contacted(customer) and customer.consent == Customer.Consent.GIVEN and preferred


def imports_of(organisation: Organisation) -> QuerySet[Import]:
    return Import.objects.filter(organisation=organisation).defer("sample", "faults", "mapping")


def import_for(organisation: Organisation, pk: Any) -> Import:
    """An import of an organisation; 404 where there is none."""
    row = Import.objects.filter(organisation=organisation, pk=pk).first()
    if row is None:
        raise Http404
    return row
