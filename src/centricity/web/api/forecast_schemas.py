"""What the API gives of the forecast of customers."""

import uuid
from datetime import date, datetime
from typing import Literal

from ninja import Schema

from centricity.web.api.schemas import Both


class ExpectedCustomer(Schema):
    """Orders and their amount so far and within the horizon; orders of one day are one.

    ``alive`` is the chance to be a customer still, ``again`` that to order at least once.
    """

    customer: uuid.UUID
    name: str
    orders: int
    brought: float
    alive: float
    again: float
    expected_orders: float
    expected_value: float


class Forecast(Schema):
    """Customers by expected value; ``customers`` is of how many there is a forecast, ``total`` of how many it is kept.

    Before the figures are computed all is null and empty; where the orders allow no forecast, ``faults`` say why.
    """

    computed_at: datetime | None
    until: date | None
    horizon: int | None
    model: Literal["bg_nbd", "pareto_nbd"] | None
    customers: int | None
    faults: list[Both]
    total: int
    next: str | None
    items: list[ExpectedCustomer]
