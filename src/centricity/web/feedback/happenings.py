"""Messages and our answers to them, as they stand on the timeline of their customer."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from centricity.web.customers.contacts import ELSEWHERE
from centricity.web.customers.models import Customer, Interaction
from centricity.web.customers.timelines import SOURCES, Event, Source, places
from centricity.web.feedback.models import Answer, Item
from centricity.web.feedback.wording import in_words
from centricity.web.people.models import Organisation

ITEMS, ANSWERS = "feedback", "feedback_answer"
KIND = str(Interaction.Kind.FEEDBACK)


def register() -> None:
    SOURCES[ITEMS] = Source(_items, _events_of_items, _said_in_full)
    SOURCES[ANSWERS] = Source(_answers, _events_of_answers)
    ELSEWHERE.append(_contacts)


def _contacts(organisation: Organisation) -> QuerySet[Item]:
    """Messages in which customers turned to us; whoever answers a survey was asked."""
    found = Item.objects.filter(organisation=organisation, customer__isnull=False)
    return found.exclude(state=Item.State.SPAM).exclude(source=Item.Source.SURVEY)


def _heard(customer: Customer) -> QuerySet[Item]:
    """What a customer said; spam is nobody's word."""
    return Item.objects.filter(customer=customer).exclude(state=Item.State.SPAM)


def _items(customer: Customer) -> QuerySet[Any, Any]:
    return places(_heard(customer), ITEMS, "at", Value(0))


def _answers(customer: Customer) -> QuerySet[Any, Any]:
    return places(Answer.objects.filter(item__in=_heard(customer).order_by()), ANSWERS, "at", F("pk"))


def _said_in_full() -> Q:
    """Answers to surveys whose very words are a message: that one is shown, for it can be answered."""
    same = Item.objects.filter(
        source=Item.Source.SURVEY, customer=OuterRef("customer"), number=OuterRef("number"), text=OuterRef("text")
    )
    return Q(kind=Interaction.Kind.ANSWER) & Q(Exists(same.exclude(state=Item.State.SPAM)))


def _events_of_items(keys: Sequence[str]) -> dict[str, Event]:
    found = Item.objects.in_bulk([uuid.UUID(each) for each in keys])
    in_words(list(found.values()))
    return {each: _of_item(found[uuid.UUID(each)]) for each in keys if uuid.UUID(each) in found}


def _of_item(item: Item) -> Event:
    return Event(
        KIND, item.at, item.channel, text=item.text, number=item.number, title=item.title, feedback=str(item.pk)
    )


def _events_of_answers(keys: Sequence[str]) -> dict[str, Event]:
    rows = Answer.objects.filter(pk__in=[int(each) for each in keys])
    return {
        str(each.pk): Event(
            KIND, each.at, each.channel, outgoing=True, text=each.text, reason=each.reason, feedback=str(each.item_id)
        )
        for each in rows
    }
