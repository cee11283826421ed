"""What the API takes and gives of actions."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.feedback_schemas import Open
from centricity.web.api.schemas import Plain, Window

Value = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Kind = Literal["action", "feature"]
State = Literal["open", "done", "dropped"]
Result = Literal["confirmed", "not", "unclear"]


class NewExperiment(Schema):
    """What an action is to show; its measure is a ``metric`` of the catalogue, or told in words by ``measure``."""

    model_config = ConfigDict(extra="forbid")

    hypothesis: Open = Field(min_length=1, max_length=2_000)
    metric: Plain = Field("", max_length=40)
    measure: Plain = Field("", max_length=200)
    before: Value | None = None
    wanted: Value


class NewPlan(Schema):
    """What is to be done; ``owner`` is the number of a person with a role on the organisation."""

    model_config = ConfigDict(extra="forbid")

    title: Plain = Field(min_length=1, max_length=300)
    kind: Kind = "action"
    owner: int | None = Field(None, ge=1, le=2**31 - 1)
    due: date | None = None


class NewAction(NewPlan):
    """What is to be done, as an experiment where that is told."""

    experiment: NewExperiment | None = None


class ActionBarriers(Schema):
    """Numbers of barriers."""

    model_config = ConfigDict(extra="forbid")

    barriers: list[Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(max_length=100)


class EndedAction(Schema):
    """How an action ended; an experiment ends with ``result``, and with ``after`` unless that is unclear."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["done", "dropped"]
    outcome: Open = Field(min_length=1, max_length=5_000)
    result: Result | None = None
    after: Value | None = None


class Experiment(Schema):
    hypothesis: str
    metric: str
    measure: str
    before: float | None
    wanted: float
    after: float | None
    result: Result | None


class Action(Schema):
    """An action; ``origin`` is what it came of, such as ``feedback:<id>``, ``facts`` the figures of that day."""

    id: uuid.UUID
    kind: Kind
    title: str
    owner: int | None
    due: date | None
    state: State
    overdue: bool
    origin: str
    facts: dict[str, Any]
    outcome: str
    created_at: datetime
    ended_at: datetime | None
    version: int
    experiment: Experiment | None


class ActionsAsked(Window):
    """Open actions, or those that have ended; or all that came of an ``origin``, such as ``feedback:<id>``."""

    ended: bool = False
    origin: Plain = Field("", max_length=120)


class Actions(Schema):
    total: int
    next: str | None
    items: list[Action]
