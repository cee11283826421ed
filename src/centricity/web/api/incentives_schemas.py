"""What the API takes and gives of what the reward of a team hangs on."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Page, Plain

Person = Annotated[int, Field(ge=1, le=2**31 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Channel = Literal["email", "phone", "sms", "messenger", "app", "web", "social", "post", "office"]
Metric = Literal[
    "nps", "csat", "ces", "cli", "closed", "answered", "resolution_time", "first_response", "conversion", "retention"
]


class IncentivePart(Schema):
    """A share that hangs on a metric; ``column`` and ``key`` are of the part of the answers, empty for all of them."""

    model_config = ConfigDict(extra="forbid")

    metric: Metric
    share: Count
    floor: float
    target: float
    column: Literal["", "touchpoint", "segment", "market", "channel", "department"] = ""
    key: Plain = Field("", max_length=80)


class NewIncentive(Schema):
    """What the reward of a team hangs on; shares of sales and of all parts make a hundred."""

    model_config = ConfigDict(extra="forbid")

    title: Plain = Field(min_length=1, max_length=300)
    who: Plain = Field(min_length=1, max_length=200)
    people: Count
    every: Literal["month", "quarter"]
    sales: Count
    parts: list[IncentivePart] = Field([], max_length=6)
    owner: Person | None = None
    least: Count = 30
    most_fall: float = 10.0
    own_known: bool = False
    own_channels: list[Channel] = Field([], max_length=9)


class Incentive(Schema):
    """A scheme; ``ruled_at`` is when its rules were set last."""

    id: int
    title: str
    who: str
    people: int
    every: str
    sales: int
    parts: list[IncentivePart]
    owner: int | None
    least: int
    most_fall: float
    own_known: bool
    own_channels: list[str]
    ruled_at: datetime
    version: int


class Incentives(Page):
    items: list[Incentive]


class Told(Schema):
    """A figure with its interval and n; null where it is not known."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class PartResult(Schema):
    """A part in a period; it is payable where there is no reason against it. ``reached`` goes from 0 to 1."""

    metric: str
    column: str
    key: str
    share: int
    figure: Told
    before: Told
    change: Told
    reached: float | None
    reached_low: float | None
    reached_high: float | None
    response_rate: Told
    response_rate_before: Told
    payable: bool
    reasons: list[str]


class SignTold(Schema):
    """A sign of a period by its code and the place of its metric."""

    model_config = ConfigDict(extra="forbid")

    sign: Plain = Field(min_length=1, max_length=40)
    part: int | None = Field(None, ge=0, le=20)


class SignResult(Schema):
    """A sign that a figure was worked on: flagged, clear or unknown; ``part`` is the place of its metric."""

    code: str
    state: str
    part: int | None


class IncentiveResult(Schema):
    """What a scheme came to in a period, in points of a hundred; never an amount of pay."""

    period: str
    first: date
    last: date
    payable: int
    held: int
    sales: int
    points: float | None
    points_low: float | None
    points_high: float | None
    parts: list[PartResult]
    signs: list[SignResult]
