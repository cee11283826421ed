"""Feedback that came of answers to surveys."""

from collections.abc import Collection
from uuid import UUID

from centricity.web.feedback.models import Item
from centricity.web.people.models import Organisation


def items_of_answers(organisation: Organisation, responses: Collection[UUID]) -> dict[UUID, tuple[UUID, int | None]]:
    """By response the number of the item that came of it, and that of its follow-up where there is one."""
    numbers = [str(each) for each in responses]
    rows = Item.objects.filter(organisation=organisation, source=Item.Source.SURVEY, number__in=numbers)
    return {
        UUID(number): (item, follow_up)
        for number, item, follow_up in rows.values_list("number", "pk", "follow_up")
        if number is not None
    }
