"""What operations on rated questions take and give."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from centricity.web.api.schemas import Both, Page, Plain, Window
from centricity.web.api.survey_schemas import Interval


class QuestionsAsked(Window):
    """Questions of all surveys, or of the ``survey`` of that code."""

    survey: Plain = Field("", max_length=60)


class Levels(Schema):
    """The lowest and the highest rating."""

    low: int
    high: int


class RatedQuestion(Schema):
    """A question, or the ``row`` of a matrix, on one scale; ``question`` names it in addresses.

    ``figure`` is the mean in the last ``month`` that has ratings, ``change`` its difference from the month before
    that has. Without ratings all of this is null. ``reworded`` tells that the two months answered other wordings.
    """

    survey: str
    question: str
    series: str
    row: str
    text: Both
    scale: Levels
    month: str | None
    n: int | None
    figure: Interval | None
    change: Interval | None
    verdict: Literal["better", "worse", "changed", "cannot_tell"] | None
    reworded: bool


class RatedQuestions(Page):
    items: list[RatedQuestion]
