"""Feedback: taken in by programs, read, answered and closed, with the rights of the pages."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import feedback_schemas as told
from centricity.web.api import shapes
from centricity.web.api.given import as_csv
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, give, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.customers.models import Customer
from centricity.web.feedback import handling
from centricity.web.feedback.batches import items_add
from centricity.web.feedback.export import exported
from centricity.web.feedback.linking import customer_set
from centricity.web.feedback.models import Item
from centricity.web.feedback.receiving import Said
from centricity.web.feedback.selectors import Asked, causes_of, inbox, item_for, items_of
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["feedback"])
ROOT = "/organisations/{slug:organisation}/feedback"
_PLAIN = (
    "id", "number", "source", "channel", "title", "text", "author", "at", "received_at", "language", "rating",
    "public", "kind", "urgency", "state", "first_answer_at", "closed_at", "outcome", "version",
)  # fmt: skip


@router.get(ROOT, **read(told.FeedbackList))
def list_feedback(request: HttpRequest, organisation: str, window: Query[told.FeedbackAsked]) -> Any:
    """Feedback of an organisation, the newest first."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    rows = inbox_of(request, found, window) if window.tab else items_of(found, asked_of(window), window.state)
    return shapes.page(request, rows, window, _shape)


@router.post(ROOT, **write("write", 201, list[told.FeedbackTaken]))
def add_feedback(request: HttpRequest, organisation: str, batch: told.Batch) -> Any:
    """Take in up to a hundred messages, all or none; one that came before is told with ``new`` false."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    taken = items_add(found, _said(found, batch.items), actor_of(request))
    return Status(201, [{"id": item.pk, "number": item.number, "new": new} for item, new in taken])


@router.get(ROOT + "/inbox.csv", **give("text/csv"))
def download_inbox(request: HttpRequest, organisation: str, asked: Query[told.InboxAsked]) -> Any:
    """A tab of the inbox as a table, ten thousand messages at most; the log tells that they were taken out."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    return as_csv(exported(found, inbox_of(request, found, asked), actor_of(request)), f"feedback-{found.code}")


@router.get(ROOT + "/{uuid:item}", **read(told.FeedbackFound))
def get_feedback(request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID) -> Any:
    """One message with its answers; its ETag is what a change needs."""
    content = _whole(item_for(request.user, organisation, item)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.post(ROOT + "/{uuid:item}/answers", **write("write", 201, told.FeedbackFound, conditional=True))
def answer_feedback(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, answer: told.NewAnswer
) -> Any:
    """Keep what was answered; ``If-Match`` names the message as you read it."""
    found = feedback_as_read(request, organisation, item)
    more, actor = answer.dict(exclude={"text", "channel"}), actor_of(request)
    handling.answer(found, answer.text, answer.channel, found.version, actor, request.user, **more)
    return Status(201, get_feedback(request, response, organisation, item))


@router.post(ROOT + "/{uuid:item}/close", **write("write", 200, told.FeedbackFound, conditional=True))
def close_feedback(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, closing: told.Closing
) -> Any:
    """Close a message, and its follow-up, with outcome and cause; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    cause = causes_of(found.organisation).filter(pk=closing.cause).first()
    handling.close(found, closing.outcome, cause, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


@router.put(ROOT + "/{uuid:item}/customer", **write("write", 200, told.FeedbackFound, conditional=True))
def set_feedback_customer(
    request: HttpRequest, response: HttpResponse, organisation: str, item: uuid.UUID, whose: told.Whose
) -> Any:
    """Say whose message it is, or that nobody is known; ``If-Match`` names it as you read it."""
    found = feedback_as_read(request, organisation, item)
    customer = Customer.objects.filter(organisation=found.organisation, code=whose.customer).first()
    if whose.customer is not None and customer is None:
        raise Refused(422, [Fault("web.customer_unknown", Place(key="customer"))])
    customer_set(found, customer, found.version, actor_of(request))
    return get_feedback(request, response, organisation, item)


def feedback_as_read(request: HttpRequest, organisation: str, item: uuid.UUID) -> Item:
    """A message that is to be changed as it was read."""
    found = item_for(request.user, organisation, item)[1]
    as_it_was_read(request, _whole(found))
    return found


def asked_of(told_: told.Narrowed, tab: str = "all") -> Asked:
    """What of the inbox a program asks for."""
    return Asked(tab, **{name: getattr(told_, name) or "" for name in told.Narrowed.model_fields})


def inbox_of(request: HttpRequest, organisation: Organisation, asked: Any) -> QuerySet[Item]:
    return inbox(organisation, request.user, asked_of(asked, asked.tab)).select_related("customer")


def _said(organisation: Organisation, items: list[told.NewFeedback]) -> list[Said]:
    """What came in, with its customers; all that are not there are told at once."""
    codes = {each.customer for each in items if each.customer}
    known = {each.code: each for each in Customer.objects.filter(organisation=organisation, code__in=codes)}
    unknown = [n for n, each in enumerate(items) if each.customer and each.customer not in known]
    if unknown:
        places = [Place(key=f"items.{n}.customer") for n in unknown]
        raise Refused(422, [Fault("web.customer_unknown", place) for place in places])
    return [_one(each, known) for each in items]


def _one(each: told.NewFeedback, known: dict[uuid.UUID, Customer]) -> Said:
    values = each.dict(exclude={"customer", "kind", "tone"})
    customer = known[each.customer] if each.customer else None
    return Said(**values, kind=each.kind or "", tone=each.tone or "", customer=customer)


def _shape(item: Item) -> shapes.Shape:
    values = {name: getattr(item, name) for name in _PLAIN}
    tones = {name: getattr(item, name) or None for name in ("tone", "suggested_tone", "answer_by")}
    return (
        values
        | tones
        | {
            "theme": shapes.both(item.theme, "title") if item.theme else None,
            "theme_id": item.theme_id,
            "assigned_to": item.assigned_to_id,
            "cause": item.cause_id,
            "customer": item.customer.code if item.customer else None,
        }
    )


def _whole(item: Item) -> shapes.Shape:
    return _shape(item) | {"answers": list(item.answers.values("at", "text", "channel", "reason"))}
