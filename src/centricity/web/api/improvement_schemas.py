"""What the API takes and gives of rituals, their sittings, and barriers."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.feedback_schemas import Open
from centricity.web.api.schemas import Page, Plain

Person = Annotated[int, Field(ge=1, le=2**31 - 1)]
RitualKind = Literal["complaints", "poll", "focus", "voting", "training", "other"]
Every = Literal["once", "week", "month", "quarter", "year"]
BarrierKind = Literal["culture", "vision", "structure", "process", "technology", "skills", "other"]
BarrierState = Literal["open", "lowered", "accepted"]


class NewRitual(Schema):
    """What people come together for; people are numbers of accounts with a role on the organisation."""

    model_config = ConfigDict(extra="forbid")

    title: Plain = Field(min_length=1, max_length=300)
    kind: RitualKind
    every: Every
    first_on: date
    owner: Person | None = None
    members: list[Person] = Field([], max_length=500)
    on: bool = True


class Ritual(Schema):
    """A ritual; ``missed`` counts sittings that were not held and not excused."""

    id: int
    title: str
    kind: str
    every: str
    first_on: date
    owner: int | None
    members: list[int]
    on: bool
    next_on: date | None
    missed: int
    version: int


class Rituals(Page):
    items: list[Ritual]


class Sitting(Schema):
    """One day of a ritual; ``topics`` counts what is on its ``agenda``, which whoever handles feedback may know."""

    id: int
    planned_on: date
    held_on: date | None
    missed: bool
    came: list[int]
    guests: int | None
    outcome: str
    effect: str
    excuse: str
    topics: int
    agenda: list[str] | None
    version: int


class Sittings(Page):
    items: list[Sitting]


class HeldSitting(Schema):
    """How a sitting went."""

    model_config = ConfigDict(extra="forbid")

    held_on: date
    outcome: Open = Field(min_length=1, max_length=5_000)
    came: list[Person] = Field([], max_length=500)
    guests: int | None = Field(None, ge=0, le=100_000)
    effect: Open = Field("", max_length=5_000)


class Excuse(Schema):
    model_config = ConfigDict(extra="forbid")

    excuse: Open = Field(min_length=1, max_length=5_000)


class NewBarrier(Schema):
    """What stands in the way; one that is over tells its reason."""

    model_config = ConfigDict(extra="forbid")

    kind: BarrierKind
    description: Open = Field(min_length=1, max_length=2_000)
    owner: Person | None = None
    state: BarrierState = "open"
    reason: Open = Field("", max_length=2_000)


class Barrier(Schema):
    """A barrier, with the actions that are to lower it."""

    id: int
    kind: str
    description: str
    owner: int | None
    state: str
    reason: str
    actions: list[str]
    version: int
    created_at: datetime


class Barriers(Page):
    items: list[Barrier]
