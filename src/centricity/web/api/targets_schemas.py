"""What the API takes and gives of targets."""

import uuid
from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, Page, Plain

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Value = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Wave = Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


class OwnerNames(Schema):
    """Who answers for a target, in both languages."""

    model_config = ConfigDict(extra="forbid")

    ru: Name
    en: Name


class TargetChange(Schema):
    """Value, wave, day and owner of a target; what is left out is taken away."""

    model_config = ConfigDict(extra="forbid")

    target: Value
    wave: Wave
    due: Day | None = None
    owner: OwnerNames | None = None


class NewTarget(TargetChange):
    """A target on a node or metric, of one subject or of all together."""

    node: Plain = Field(min_length=1, max_length=64)
    subject: Plain | None = Field(None, min_length=1, max_length=200)


class NewStep(Schema):
    """What is to be done for a target; ``owner`` is the number of a person with a role on the organisation."""

    model_config = ConfigDict(extra="forbid")

    title: Plain = Field(min_length=1, max_length=300)
    owner: int | None = Field(None, ge=1, le=2**31 - 1)
    due: date | None = None


class Target(Schema):
    """A target with how far it is.

    ``verdict`` says how much of that the interval can tell, ``flag`` what is wrong with its plan (``none``,
    ``unowned``, ``ended``, ``late`` or null); ``actions`` are those of the organisation, for who may see them.
    """

    code: str
    edition: int
    node: str
    subject: str | None
    target: float
    wave: str
    due: date | None
    owner: Both | None
    base: float | None
    now: float | None
    low: float | None
    high: float | None
    share: float | None
    verdict: str
    flag: str | None
    actions: list[uuid.UUID] | None


class Targets(Page):
    items: list[Target]
