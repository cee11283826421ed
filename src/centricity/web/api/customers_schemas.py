"""What the API takes and gives of customers."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from centricity.web.api.feedback_schemas import EARLIEST, Channel, Open
from centricity.web.api.schemas import Plain, Window
from centricity.web.customers.models import FIRST_DAY, LAST_DAY

CustomerKind = Literal["person", "company", "department"]
Market = Literal["B2B", "B2C", "B2G", "B2E"]
Consent = Literal["unknown", "given", "withdrawn"]
Event = Literal["order", "contact", "call", "visit", "answer", "feedback", "request"]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
OwnName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")]
OwnValue = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]


class CustomerKey(Schema):
    """What a customer is known by in a system: ``email``, ``phone``, or the name of a system with a number in it."""

    model_config = ConfigDict(extra="forbid")

    kind: Plain = Field(min_length=1, max_length=40)
    value: Plain = Field(min_length=1, max_length=200)


def _of_today(at: datetime | None) -> datetime | None:
    """A moment from 1970 until now, in UTC where it does not say."""
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not EARLIEST <= at <= timezone.now() + timedelta(minutes=5):
        raise ValueError("a moment from 1970 until now")
    return at


class CustomerChange(Schema):
    """What is to be changed; what is not named stays as it is. ``keys`` and ``fields`` are changed whole."""

    model_config = ConfigDict(extra="forbid")

    kind: CustomerKind | None = None
    name: Plain | None = Field(None, max_length=200)
    market: Market | Literal[""] | None = None
    segment: Plain | None = Field(None, max_length=80)
    language: Literal["", "ru", "en"] | None = None
    channel: Channel | Literal[""] | None = None
    do_not_contact: bool | None = None
    consent: Consent | None = None
    consent_at: datetime | None = None
    consent_source: Plain | None = Field(None, max_length=200)
    joined: Day | None = None
    left: Day | None = None
    fields: dict[OwnName, OwnValue] | None = Field(None, max_length=100)
    keys: list[CustomerKey] | None = Field(None, max_length=50)

    _moment = field_validator("consent_at")(_of_today)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.joined is not None and self.left is not None and self.left < self.joined:
            raise ValueError("nobody leaves before coming")
        empty = [n for n in self.model_fields_set if n not in {"joined", "left"} and getattr(self, n) is None]
        if empty:
            raise ValueError(f"{', '.join(sorted(empty))}: leave it out, or give a value")
        return self

    def facts(self) -> dict[str, Any]:
        """Facts of the customer that are named."""
        return {name: getattr(self, name) for name in self.model_fields_set if name != "keys"}

    def pairs(self) -> list[tuple[str, str]] | None:
        """Keys where they are named."""
        return None if self.keys is None else [(each.kind, each.value) for each in self.keys]


class NewCustomer(CustomerChange):
    """A customer; one who is found by none of the ``keys`` yet."""


class CustomersAsked(Window):
    """A part of the customers: of a segment by rule, of a market, or whoever has a key.

    ``q`` is held by the name, or is a key; ``own_segment`` is what stands on the customer's card.
    """

    q: Plain = Field("", max_length=200)
    segment: Plain = Field("", max_length=60)
    own_segment: Plain = Field("", max_length=80)
    kind: CustomerKind | None = None
    market: Market | None = None
    key_kind: Plain = Field("", max_length=40)
    key_value: Plain = Field("", max_length=200)


class Customer(Schema):
    """One who was ``merged_into`` another lives on there; of an erased one nothing but counts is left."""

    code: uuid.UUID
    kind: CustomerKind
    name: str
    market: str
    segment: str
    language: str
    channel: str
    do_not_contact: bool
    consent: Consent
    consent_at: datetime | None
    consent_source: str
    joined: date | None
    left: date | None
    fields: dict[str, Any]
    keys: list[CustomerKey]
    may_be_contacted: bool
    merged_into: uuid.UUID | None
    erased_at: datetime | None
    created_at: datetime
    version: int


class Customers(Schema):
    total: int
    next: str | None
    items: list[Customer]


class NewInteraction(Schema):
    """What happened; one whose ``number`` came before with its ``kind`` is not kept twice.

    ``robot`` is whether it was begun with an assistant; ``handed_over``, told of those alone, whether a person took
    over.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["order", "contact", "call", "visit", "request"]
    at: datetime | None = None
    channel: Channel | Literal[""] = ""
    outgoing: bool = False
    amount: Annotated[Decimal, Field(max_digits=14, decimal_places=2, allow_inf_nan=False)] | None = None
    text: Open = Field("", max_length=20_000)
    reason: Plain = Field("", max_length=300)
    number: Plain | None = Field(None, min_length=1, max_length=200)
    about: Plain = Field("", max_length=120)
    robot: bool | None = None
    handed_over: bool | None = None

    _moment = field_validator("at")(_of_today)


class NewContact(Schema):
    """A contact that is made now, with what it is about."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    text: Open = Field("", max_length=20_000)
    reason: Plain = Field("", max_length=300)


class Interaction(Schema):
    """What happened; ``feedback`` is the message that it is, or that it answers."""

    kind: Event
    at: datetime
    channel: str
    outgoing: bool
    amount: Decimal | None
    text: str
    reason: str
    number: str | None
    feedback: uuid.UUID | None
    about: str
    robot: bool | None
    handed_over: bool | None


class InteractionTaken(Interaction):
    """What is kept, and whether it is new."""

    new: bool


class Interactions(Schema):
    total: int
    next: str | None
    items: list[Interaction]
