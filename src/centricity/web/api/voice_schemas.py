"""What operations on how a survey asks take and give: its rhythm, its rules, its sites, its look, its weights."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Page, Plain
from centricity.web.api.survey_schemas import Interval

Every = Literal["month", "quarter", "half", "year"]
SurveyEvent = Literal["order", "contact", "call", "visit", "request", "feedback", "left"]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
GroupCode = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]+$")]
WeightColumn = Literal["department", "segment", "market", "channel"]


class NewRhythm(Schema):
    """How often a survey asks again, from which day on, and whom: a segment, a market, or all."""

    model_config = ConfigDict(extra="forbid")

    every: Every
    next_on: date
    segment: Plain = Field("", max_length=80)
    market: Literal["", "B2B", "B2C", "B2G", "B2E"] = ""
    remind: bool = False


class Rhythm(Schema):
    """When a survey asks next; ``every`` is null where it does not ask by itself."""

    every: Every | None
    next_on: date | None
    segment: str
    market: str
    remind: bool
    revision: int


class SurveyWave(Schema):
    """Letters that were delivered, those of them that were answered, and complete responses in all."""

    number: int
    begun_at: datetime | None
    invited: int
    answered: int
    rate: Interval | None
    responses: int


class NewTrigger(Schema):
    """How many hours after the event, how many of a hundred are asked, and the touchpoint that ratings are marked with.

    An answer that tells a touchpoint goes before it; without one it is that of the survey. Of anonymous surveys it is
    not kept.
    """

    model_config = ConfigDict(extra="forbid")

    hours: int = Field(ge=0, le=10**6)
    share: int = Field(100, ge=1, le=100)
    touchpoint: Plain = Field("", max_length=64)


class Trigger(Schema):
    """A rule that asks after an event; where there never was one, times and shares are null."""

    event: SurveyEvent
    on: bool
    hours: int | None
    share: int | None
    touchpoint: str
    since: datetime | None
    revision: int


class TriggerSeen(Trigger):
    """A rule with how many events had which outcome, within a year."""

    outcomes: dict[str, int]


class NewSites(Schema):
    model_config = ConfigDict(extra="forbid")

    sites: list[Annotated[str, Field(max_length=1_000)]] = Field(max_length=100)


class Sites(Schema):
    """Sites that may show the survey, as browsers name them."""

    sites: list[str]
    revision: int


class NewLook(Schema):
    """Colours as #rrggbb, and where the thanks lead to; each may be empty. The logo stays as it is."""

    model_config = ConfigDict(extra="forbid")

    light: Plain = Field("", max_length=20)
    dark: Plain = Field("", max_length=20)
    to: Plain = Field("", max_length=1_000)


class Look(Schema):
    """How a survey looks; ``logo`` says whether there is one, which is brought on the page."""

    light: str
    dark: str
    to: str
    logo: bool
    revision: int


class Pace(Schema):
    """Days in which an organisation asks nobody twice; nought is no limit."""

    model_config = ConfigDict(extra="forbid")

    quiet_days: int = Field(ge=0, le=10**6)


class NewWeights(Schema):
    """Shares in percent by column and group; every group of a column stands in it, and they are 100 together."""

    model_config = ConfigDict(extra="forbid")

    shares: dict[WeightColumn, Annotated[dict[GroupCode, Percent], Field(min_length=2, max_length=50)]] = Field(
        min_length=1, max_length=4
    )
    largest: float = Field(5.0, ge=1.1, le=20, allow_inf_nan=False)


class Weights(Schema):
    """Shares that answers are weighed to; ``number`` is nought and ``shares`` empty where none were told."""

    number: int
    shares: dict[str, dict[str, float]]
    largest: float
    set_by: str | None
    set_at: datetime | None


class WeightGroup(Schema):
    """A group that a share may be told for; how many answered is null in an anonymous survey."""

    column: WeightColumn
    code: str
    n: int | None


class SurveyWaves(Page):
    items: list[SurveyWave]


class Triggers(Page):
    items: list[TriggerSeen]


class WeightGroups(Page):
    items: list[WeightGroup]
