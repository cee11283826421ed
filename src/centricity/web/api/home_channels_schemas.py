"""What the operation on channels side by side takes and gives."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field, model_validator

from centricity.web.api.feedback_schemas import Channel
from centricity.web.api.schemas import Page, Plain, Window
from centricity.web.api.survey_schemas import Interval

Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2100, 1, 1))]
Market = Literal["B2B", "B2C", "B2G", "B2E"]
Came = Literal[
    "cut_without_loss", "cut_with_loss", "cut_cannot_tell", "rose", "cannot_tell", "not_covered",
]  # fmt: skip


class ChannelsAsked(Schema):
    """Days from the first to the last, both of them in it; the last ninety where none are named."""

    first: Day | None = None
    last: Day | None = None
    market: Market | None = None
    segment: Plain = Field("", max_length=80)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise ValueError("both days, or none")
        if self.first and self.last and self.first > self.last:
            raise ValueError("a last day that is not before the first")
        return self


class ContactsAsked(ChannelsAsked, Window):
    """Contacts by a channel, empty where it is not told, or by several; ``assistant`` for those begun with it alone."""

    channel: Channel | Literal["", "self_service", "person", "all"] = "all"
    assistant: bool = False


class ChannelContact(Schema):
    """A contact that a customer began; ``customer`` is null where the customer is gone."""

    at: datetime
    customer: uuid.UUID | None
    channel: Channel | Literal[""]


class ChannelContacts(Page):
    items: list[ChannelContact]


class Measured(Interval):
    """A number with its 95 % interval, and how many contacts, answers or messages are behind it."""

    n: int


class ChannelLine(Schema):
    """A channel, empty where it is not told, or several together; null where there is nothing to count.

    ``share``, ``repeated`` and ``csat`` are in per cent, ``rate`` per hundred customers, ``first_answer`` in hours,
    ``worked`` the same in working hours where the organisation has said when it works.
    """

    channel: Channel | Literal["", "self_service", "person", "all"]
    contacts: int
    share: Measured | None
    rate: Measured | None
    repeated: Measured | None
    csat: Measured | None
    nps: Measured | None
    first_answer: Measured | None
    worked: Measured | None


class MovedNumber(Schema):
    """A number of the period beside that of the period before."""

    now: Measured | None
    before: Measured | None
    difference: Interval | None
    verdict: Literal["better", "worse", "changed", "cannot_tell"]


class AssistantLine(Schema):
    """Dialogues of a channel or about one thing; of the ``untold`` it is not known how they ended.

    ``contained`` is the share that was not handed over to a person, ``asked_again`` the share of these after which
    the customer turned to the organisation again within seven days.
    """

    key: str
    begun: int
    untold: int
    handed_over: int
    contained: Measured | None
    asked_again: Measured | None


class AssistantFigures(Schema):
    """What was begun with the assistant: in all, by channel, and by what it was most often about."""

    whole: AssistantLine
    channels: list[AssistantLine]
    about: list[AssistantLine]


class ChannelFigures(Schema):
    """Channels side by side over a period, with what moved since the period before.

    ``came_of_it`` says whether contacts with a person were cut, and with or without loss of quality; it is
    ``not_covered`` where contacts, known from ``known_from`` to ``known_until``, do not tell of both periods.
    """

    first: date
    last: date
    before_first: date
    before_last: date
    customers: int
    undated: int
    unknown_authors: int
    known_from: date | None
    known_until: date | None
    channels: list[ChannelLine]
    together: list[ChannelLine]
    self_service: MovedNumber
    by_person: MovedNumber
    csat: MovedNumber
    came_of_it: Came
    assistant: AssistantFigures | None
