"""Customers and what happened with them, with the rights and the rules of the pages."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError
from centricity.web.api import customers_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.customers import segments, services
from centricity.web.customers.interactions import Happened, interaction_add
from centricity.web.customers.keys import key
from centricity.web.customers.models import Customer, Key
from centricity.web.customers.selectors import customer_for, found, may_be_contacted, owners
from centricity.web.customers.timelines import Event, event_of, timeline
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])
ROOT = "/organisations/{slug:organisation}/customers"
ONE = ROOT + "/{uuid:customer}"
_FACTS = (
    "code", "kind", "name", "market", "segment", "language", "channel", "do_not_contact", "consent", "consent_at",
    "consent_source", "joined", "left", "fields", "erased_at", "created_at", "version",
)  # fmt: skip
_EVENT = (
    "kind", "at", "channel", "outgoing", "amount", "text", "reason", "number", "feedback", "about", "robot",
    "handed_over",
)  # fmt: skip


@router.get(ROOT, **read(told.Customers))
def list_customers(request: HttpRequest, organisation: str, window: Query[told.CustomersAsked]) -> Any:
    """Customers of an organisation by name: all, those of a segment or a market, or whoever has a key."""
    place = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    rows = _asked(place, window).select_related("merged_into").prefetch_related("keys")
    return shapes.page(request, rows, window, shape)


@router.post(ROOT, **write("write", 201, told.Customer))
def create_customer(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewCustomer) -> Any:
    """Add a customer; a key of another one is refused."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    made = services.customer_create(place, wanted.facts(), wanted.pairs() or [], actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/customers/{made.code}"
    return Status(201, _told(response, customer_for(place, made.code)))


@router.get(ONE, **read(told.Customer))
def get_customer(request: HttpRequest, response: HttpResponse, organisation: str, customer: uuid.UUID) -> Any:
    """One customer; its ETag is what a change needs."""
    return _told(response, _one(request, organisation, customer, VoiceRight.HANDLE))


@router.patch(ONE, **write("write", 200, told.Customer, conditional=True))
def change_customer(
    request: HttpRequest, response: HttpResponse, organisation: str, customer: uuid.UUID, change: told.CustomerChange
) -> Any:
    """Change what is named; ``If-Match`` names the customer as you read it."""
    one = _one(request, organisation, customer, VoiceRight.EDIT)
    as_it_was_read(request, shape(one))
    if one.merged_into_id is not None or one.erased_at is not None:
        raise MisuseError([Fault("web.customer_over")])
    keys = change.pairs()
    if keys is None:
        keys = [(each.kind, each.value) for each in one.keys.all()]
    services.customer_edit(one, change.facts(), keys, one.version, actor_of(request))
    return get_customer(request, response, organisation, customer)


@router.get(ONE + "/interactions", **read(told.Interactions))
def list_interactions(request: HttpRequest, organisation: str, customer: uuid.UUID, window: Query[Window]) -> Any:
    """What happened with a customer, the newest first."""
    one = _one(request, organisation, customer, VoiceRight.HANDLE)
    return shapes.page(request, timeline(one), window, _event)


@router.post(ONE + "/interactions", **write("write", 201, told.InteractionTaken))
def add_interaction(request: HttpRequest, organisation: str, customer: uuid.UUID, happened: told.NewInteraction) -> Any:
    """Keep what happened; one of a known number is told with ``new`` false, and is not kept twice."""
    one = _one(request, organisation, customer, VoiceRight.EDIT)
    made, new = interaction_add(one, Happened(**happened.dict()), actor_of(request))
    return Status(201, _event(event_of(made)) | {"new": new})


@router.post(ONE + "/contacts", **write("write", 201, told.Interaction))
def record_contact(request: HttpRequest, organisation: str, customer: uuid.UUID, contact: told.NewContact) -> Any:
    """Keep that somebody turns to a customer now; over another channel than the preferred it needs a reason."""
    one = _one(request, organisation, customer, VoiceRight.HANDLE)
    made = services.contact_record(one, contact.channel, contact.text, contact.reason, actor_of(request))
    return Status(201, _event(event_of(made)))


def _asked(organisation: Organisation, asked: told.CustomersAsked) -> QuerySet[Customer]:
    only = {"market": asked.market or "", "kind": asked.kind or "", "segment": asked.own_segment}
    rows = found(organisation, asked.q, **only)
    if asked.segment:
        rows = rows.filter(pk__in=segments.customers_in(organisation, asked.segment).values("pk"))
    if not asked.key_kind and not asked.key_value:
        return rows
    if not asked.key_kind:
        return rows.filter(pk__in=owners(organisation, asked.key_value))
    kind = asked.key_kind.lower()
    value = key(kind, asked.key_value)
    held = Key.objects.filter(organisation=organisation, kind=kind, value=value or "")
    return rows.filter(pk__in=held.values("customer"))


def _one(request: HttpRequest, organisation: str, customer: uuid.UUID, need: VoiceRight) -> Customer:
    return customer_for(organisation_for(request.user, organisation, need), customer)


def _told(response: HttpResponse, customer: Customer) -> shapes.Shape:
    content = shape(customer)
    response.headers["ETag"] = tag_of_rows(content)
    return content


def shape(customer: Customer) -> shapes.Shape:
    """A customer as the API gives it."""
    into = customer.merged_into
    return {name: getattr(customer, name) for name in _FACTS} | {
        "keys": [{"kind": each.kind, "value": each.value} for each in customer.keys.all()],
        "may_be_contacted": may_be_contacted(customer), "merged_into": into.code if into else None,
    }  # fmt: skip


def _event(row: Event) -> shapes.Shape:
    return {name: getattr(row, name) for name in _EVENT}
