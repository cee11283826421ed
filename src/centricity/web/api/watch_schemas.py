"""What operations on watched numbers take and give."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.home_schemas import BoardMetric, WatchColumn
from centricity.web.api.schemas import Page, Plain

WatchBound = Literal["at_least", "at_most"]
WatchValue = Annotated[float, Field(ge=-1_000, le=1_000, allow_inf_nan=False)]
WatchLeast = Annotated[int, Field(ge=1, le=1_000_000)]


class NewWatch(Schema):
    """A number to be watched: a metric, of all answers or of one group, ``column`` and ``key``.

    It is told of when it is not ``at_least`` (or ``at_most``) ``value``: with ``certain`` once its whole interval lies
    beyond, else as soon as the number does. A month with fewer answers than ``least`` is not judged.
    """

    model_config = ConfigDict(extra="forbid")

    metric: BoardMetric
    column: WatchColumn | None = None
    key: Plain = Field("", max_length=80)
    bound: WatchBound
    value: WatchValue
    certain: bool = True
    least: WatchLeast = 10


class WatchChange(Schema):
    """What is not named stays."""

    model_config = ConfigDict(extra="forbid")

    bound: WatchBound | None = None
    value: WatchValue | None = None
    certain: bool | None = None
    least: WatchLeast | None = None


class WatchedNumber(Schema):
    """A watched number as the dashboard shows it in a month; a limit that there is none of is null."""

    month: str
    value: float
    low: float | None
    high: float | None
    n: int


class Watch(Schema):
    """A watch; ``beyond_since`` is null while its number is not known to be beyond, ``told`` counts its alerts."""

    id: int
    metric: str
    column: str | None
    key: str
    bound: WatchBound
    value: float
    certain: bool
    least: int
    beyond_since: datetime | None
    told: int
    owner: str | None
    address: str
    version: int


class WatchFound(Watch):
    """A watch with its number now; null where too few have answered, or the dashboard withholds it."""

    now: WatchedNumber | None


class Watches(Page):
    items: list[Watch]
