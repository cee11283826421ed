"""What operations on the value of customers take and give."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.boards_schemas import BoardJob
from centricity.web.api.desk_schemas import Estimated
from centricity.web.api.schemas import Both, Page

Model = Literal["bg_nbd", "pareto_nbd"]


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
