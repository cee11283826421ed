"""What operations on the dashboard take and give: kept views, alerts, and what somebody wants to hear of."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, Page, Plain, Window

Months = Literal[3, 6, 12, 24]
WatchColumn = Literal["survey", "touchpoint", "segment", "market", "channel", "department"]
ViewColumn = Literal["survey", "touchpoint", "segment", "market", "channel", "department", "rule"]
PartColumn = Literal["touchpoint", "segment", "market", "channel", "department", "rule"]
ViewMetric = Literal["nps", "csat", "ces", "cli", "enps", "esi"]
BoardMetric = Annotated[str, Field(pattern=r"^(nps|csat|ces|cli|enps|esi|[a-z0-9-]{2,60}:[^\s/]{1,136})$")]
"""A metric, or a rated question: the code of its survey, a colon, and its name there."""
ViewName = Annotated[Plain, Field(max_length=120)]


class NewView(Schema):
    """A page of the dashboard: of ``metric``, or the tiles where there is none.

    A page of a metric may be narrowed to one group: ``column`` and ``key``.
    """

    model_config = ConfigDict(extra="forbid")

    name: ViewName
    metric: BoardMetric | None = None
    months: Months = 12
    column: ViewColumn | None = None
    key: Plain = Field("", max_length=80)
    shared: bool = False


class ViewChange(Schema):
    model_config = ConfigDict(extra="forbid")

    name: ViewName | None = None
    shared: bool | None = None


class KeptView(Schema):
    """A kept view; ``address`` is its page, ``owner`` who shared it, ``may_change`` whether you may."""

    id: int
    name: str
    metric: str | None
    months: int
    column: str | None
    key: str
    shared: bool
    mine: bool
    owner: str | None
    may_change: bool
    address: str
    version: int


class AlertsAsked(Window):
    """Alerts that wait, or those that somebody acknowledged."""

    state: Literal["open", "acknowledged"] = "open"


class Alert(Schema):
    """Something that somebody should look at: in words, and with the numbers it was raised by."""

    id: int
    kind: Literal["moved", "overdue", "target", "watch", "cycle"]
    metric: str | None
    study: str | None
    period: str
    title: Both
    says: Both
    interval: Both
    advice: Both
    address: str
    figures: dict[str, Any]
    raised_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None


class AlertCause(Schema):
    """What may be alerted of: a metric by its code, or a kind; ``heard`` by you."""

    cause: str
    heard: bool


class Hearing(Schema):
    """What you hear of, and whether by a letter every Monday."""

    causes: list[AlertCause]
    letter: bool


class HearingChange(Schema):
    """Causes to hear of; all others of the organisation are switched off."""

    model_config = ConfigDict(extra="forbid")

    causes: list[Annotated[Plain, Field(max_length=40)]] | None = Field(None, max_length=50)
    letter: bool | None = None


class KeptViews(Page):
    items: list[KeptView]


class Alerts(Page):
    items: list[Alert]
