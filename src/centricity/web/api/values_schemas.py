"""What operations on the value of customers take and give."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from centricity.web.api.boards_schemas import BoardJob
from centricity.web.api.desk_schemas import Estimated
from centricity.web.api.schemas import Both, Page, Plain

Model = Literal["bg_nbd", "pareto_nbd"]
Long = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9999, 12, 30))]


class ValueAsked(Schema):
    """Orders ``until`` a day, all of them where it is null; ``horizon`` is how many days ahead to look."""

    model_config = ConfigDict(extra="forbid")

    until: Annotated[date, Field(ge=date(1970, 1, 1), le=date(2100, 1, 1))] | None = None
    model: Model = "bg_nbd"
    horizon: int = Field(365, ge=1, le=3_650)


class AskedThen(Schema):
    until: date | None
    model: Model
    horizon: int


class RfmSegment(Schema):
    """A segment of RFM with its customers, their share, and what they are like on average; null is unknown."""

    segment: str
    customers: float
    share: float
    revenue_share: float | None
    recency: float | None
    frequency: float | None
    amount: float | None


class RfmCell(Schema):
    """Customers with a pair of scores, and how much one of them brought on average."""

    r: int
    f: int
    n: int
    mean: float


class Value(Schema):
    """Figures with intervals; ``sound`` of the ``orders`` tell an amount.

    ``share`` is what the best tenth brings of all, ``ahead`` what a customer may bring, with the parameters of its
    models; where the orders allow no forecast, ``faults`` say why. ``job`` is the last computation asked for.
    """

    job: BoardJob | None
    computed_at: datetime | None
    asked: AskedThen | None
    orders: int | None
    sound: int | None
    customers: int | None
    first: date | None
    last: date | None
    revenue: float | None
    cltv: Estimated | None
    share: Estimated | None
    repeat: Estimated | None
    segments: list[RfmSegment] | None
    cells: list[RfmCell] | None
    ahead: Estimated | None
    parameters: dict[str, float | None] | None
    notes: list[Both]
    faults: list[Both]


class BestCustomer(Schema):
    """What a customer brought, on how many days, and its scores from 1 to 5."""

    customer: uuid.UUID
    name: str
    brought: float
    days: int
    last: date
    recency: int
    frequency: int
    monetary: int


class BestCustomers(Page):
    items: list[BestCustomer]


class ChurnAsked(Schema):
    """A period from ``start`` to ``end``, or an own ``field`` and its ``value`` where a customer left."""

    start: Long | None = None
    end: Long | None = None
    field: Plain = Field("", max_length=40)
    value: Plain = Field("", max_length=200)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if bool(self.field) != bool(self.value):
            raise ValueError("an own field needs its value, and a value its field")
        if (self.start is None) != (self.end is None):
            raise ValueError("name both days, or none")
        if self.start and self.end and self.end < self.start:
            raise ValueError("the period ends before it begins")
        return self


class Churn(Schema):
    """Customers at the start, new ones who stayed, at the end, and those of whom it is not known.

    Shares are in per cent of the customers at the start; where there are none, ``faults`` say why they are null.
    """

    start_day: date | None
    end_day: date | None
    start: int
    new: int
    end: int
    lost: int | None
    unknown: int
    churn: Estimated | None
    retention: Estimated | None
    faults: list[Both]
