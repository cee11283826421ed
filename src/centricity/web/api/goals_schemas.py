"""What the API takes and gives of targets of the dashboard's metrics."""

import uuid
from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.home_schemas import BoardMetric, ViewColumn
from centricity.web.api.schemas import Page, Plain

Stated = Literal["points", "percent"]
Amount = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Person = Annotated[int, Field(ge=1, le=2**31 - 1)]


class NewMetricTarget(Schema):
    """A target of a metric, of all answers or of one group, ``column`` and ``key``.

    It is told from the newest number that the dashboard shows: ``amount`` in ``points``, or in ``percent`` of that
    number, which must be above zero. ``owner`` is the number of a person with a role on the organisation.
    """

    model_config = ConfigDict(extra="forbid")

    metric: BoardMetric
    column: ViewColumn | None = None
    key: Plain = Field("", max_length=80)
    stated: Stated
    amount: Amount
    due: Day
    owner: Person | None = None


class MetricTargetChange(Schema):
    """How far from the base, by when, and who answers for it; without an owner there is none. The base stays."""

    model_config = ConfigDict(extra="forbid")

    stated: Stated
    amount: Amount
    due: Day
    owner: Person | None = None


class MetricTarget(Schema):
    """A target with how far it is.

    ``points`` and ``percent`` are the change that is wanted, both ways; ``percent`` is null where the base is not above
    zero. ``low`` and ``high`` hold the uncertainty of the base, too. ``verdict`` says what the interval can tell:
    ``unknown`` before a later month may be shown, ``noise`` where it holds the base. ``flag`` is what is wrong with its
    plan (``none``, ``unowned``, ``ended``, ``late`` or null).
    """

    id: int
    metric: str
    column: str | None
    key: str
    stated: Stated
    amount: float
    base: float
    base_low: float | None
    base_high: float | None
    base_n: int
    base_month: str
    target: float
    points: float
    percent: float | None
    due: date
    owner: str | None
    month: str | None
    now: float | None
    low: float | None
    high: float | None
    share: float | None
    verdict: str
    flag: str | None
    actions: list[uuid.UUID] | None
    address: str
    version: int


class MetricTargets(Page):
    items: list[MetricTarget]
