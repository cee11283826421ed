"""Customers who are likely one: looked at, made one, made two again; giving out and forgetting one."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import merges_schemas as told
from centricity.web.api import shapes
from centricity.web.api.customers import ONE, get_customer, shape
from centricity.web.api.customers_schemas import Customer as CustomerTold
from centricity.web.api.given import as_stream
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, give, read, write
from centricity.web.api.schemas import Window
from centricity.web.audit.services import actor_of
from centricity.web.customers import likely, merging, personal
from centricity.web.customers.models import Customer
from centricity.web.customers.personal_archive import archived
from centricity.web.customers.selectors import customer_for
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])
PLACE = "/organisations/{slug:organisation}"
_CHANGED = write("admin", 200, CustomerTold, conditional=True)


@router.get(PLACE + "/duplicates", **read(told.Duplicates))
def list_duplicates(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Pairs whose keys stood in one row of an import, until somebody has looked at them."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    return shapes.page(request, likely.conflicts_of(found), window, lambda row: _pair(likely.pair_of(row)))


@router.get(PLACE + "/namesakes", **read(told.Namesakes))
def list_namesakes(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Names that several customers have, with the pairs of each that are likely one."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    part = shapes.page(request, likely.repeated_of(found), window, lambda name: {"name": name, "pairs": []})
    by_name = {each["name"]: each["pairs"] for each in part["items"]}
    for pair in likely.pairs_named(found, list(by_name)):
        by_name[pair.one.sought].append(_pair(pair))
    return part


@router.post(ONE + "/merge", **_CHANGED)
def merge_customers(
    request: HttpRequest, response: HttpResponse, organisation: str, customer: uuid.UUID, gone: told.Gone
) -> Any:
    """Make another one a part of this customer; ``If-Match`` names this one as you read it."""
    place, kept = _as_read(request, organisation, customer)
    other = _other(place, gone.customer)
    merging.merge(kept, other, (kept.version, gone.version), actor_of(request))
    return get_customer(request, response, organisation, customer)


@router.post(ONE + "/differs", **write("admin", 204, None))
def settle_duplicates(request: HttpRequest, organisation: str, customer: uuid.UUID, other: told.Another) -> Any:
    """Say that this customer and another are two, and stand among the duplicates no more."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    one, two = customer_for(place, customer), _other(place, other.customer)
    if one.pk == two.pk:
        raise Refused(422, [Fault("web.customer_same", Place(key="customer"))])
    merging.differ(one, two, actor_of(request))
    return Status(204, None)


@router.get(ONE + "/merges", **read(told.Merges))
def list_merges(request: HttpRequest, organisation: str, customer: uuid.UUID, window: Query[Window]) -> Any:
    """Merges into a customer that can be undone, the latest first."""
    found = customer_for(organisation_for(request.user, organisation, VoiceRight.HANDLE), customer)
    return shapes.page(
        request, likely.merges_of(found), window,
        lambda row: {"id": row.pk, "gone": row.gone.code, "name": row.gone.name, "by": row.by, "at": row.at},
    )  # fmt: skip


@router.post(PLACE + "/merges/{int:merge}/undo", **write("admin", 200, CustomerTold))
def undo_merge(request: HttpRequest, response: HttpResponse, organisation: str, merge: int) -> Any:
    """Make two customers of one again; the one that was kept is told."""
    made = likely.merge_for(organisation_for(request.user, organisation, VoiceRight.MANAGE), merge)
    merging.undo(made, actor_of(request))
    return get_customer(request, response, organisation, made.kept.code)


@router.get(ONE + "/data.zip", **give("application/zip"))
def download_customer_data(request: HttpRequest, organisation: str, customer: uuid.UUID) -> Any:
    """All that is held of a customer, with the files; the log tells that it was asked for."""
    found = customer_for(organisation_for(request.user, organisation, VoiceRight.MANAGE), customer)
    return as_stream(archived(found, actor_of(request)), "application/zip", f"customer-{found.code}.zip")


@router.post(ONE + "/erase", **_CHANGED)
def erase_customer(
    request: HttpRequest, response: HttpResponse, organisation: str, customer: uuid.UUID, sure: told.Sure
) -> Any:
    """Forget who a customer was, which cannot be undone; ``If-Match`` names the customer as you read it."""
    _place, found = _as_read(request, organisation, customer)
    personal.erase(found, found.version, actor_of(request))
    return get_customer(request, response, organisation, customer)


def _as_read(request: HttpRequest, organisation: str, customer: uuid.UUID) -> tuple[Organisation, Customer]:
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    found = customer_for(place, customer)
    as_it_was_read(request, shape(found))
    return place, found


def _other(place: Organisation, code: uuid.UUID) -> Customer:
    found = Customer.objects.filter(organisation=place, code=code).first()
    if found is None:
        raise Refused(422, [Fault("web.customer_unknown", Place(key="customer"))])
    return found


def _pair(pair: likely.Pair) -> shapes.Shape:
    return {"one": shape(pair.one), "other": shape(pair.other), "file": pair.source or None, "row": pair.row or None}
