"""Feedback that came of answers to surveys, in the language of whoever reads it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from centricity.web.customers.answered import answered
from centricity.web.feedback.models import FollowUp, Item

Rows = TypeVar("Rows", bound=Iterable[Item])


def in_words(items: Rows) -> Rows:
    """Items of one organisation as pages show them; they are read so, never saved.

    Ratings and the survey's title are told anew; what a customer wrote stays as it is.
    """
    asked = [each for each in items if each.source == Item.Source.SURVEY]
    known = answered(asked[0].organisation_id, [each.number for each in asked]) if asked else {}
    for item in asked:
        if said := known.get(item.number or ""):
            item.title = said.title
            item.text = item.text if said.written or not item.text else said.ratings or said.title
    return items


def follow_ups_in_words(rows: Sequence[FollowUp]) -> None:
    in_words([each.item for each in rows if each.item is not None])
