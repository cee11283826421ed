"""What operations on the desk of feedback take and give."""

from datetime import date
from typing import Annotated, Self

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from centricity.web.api.schemas import Plain
from centricity.web.api.survey_schemas import Interval
from centricity.web.feedback.models import FEWEST_DAYS, LONGEST_NAME, MOST_DAYS

Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2100, 1, 1))]
Title = Annotated[Plain, Field(min_length=1, max_length=LONGEST_NAME)]


class PeriodAsked(Schema):
    """Days from the first to the last, both of them in it."""

    first: Day | None = None
    last: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError("the last day is before the first")
        return self


class Estimated(Schema):
    """A figure with how many stand behind it; of nobody it is null, never nought."""

    n: int
    figure: Interval


class FeedbackFigures(Schema):
    """How messages of a period were answered.

    ``answered`` is the share in per cent, ``first_answer`` and ``slow_answer`` are hours that half and nine of ten
    kept to, ``waiting`` is how many still wait. ``closed`` and ``in_time`` are shares of the follow-ups due in it.
    """

    first: date
    last: date
    waiting: int
    answered: Estimated
    first_answer: Estimated
    slow_answer: Estimated
    closed: Estimated
    in_time: Estimated


class Desk(Schema):
    """Whether the public form is on, who comes back where nobody is named, and within how many days."""

    form_open: bool
    owner: int | None
    days: int
    version: int


class FormSet(Schema):
    model_config = ConfigDict(extra="forbid")

    open: bool


class Rules(Schema):
    model_config = ConfigDict(extra="forbid")

    owner: int | None = Field(None, ge=1, le=2**31 - 1)
    days: int = Field(ge=FEWEST_DAYS, le=MOST_DAYS)


class TitleWanted(Schema):
    model_config = ConfigDict(extra="forbid")

    ru: Title
    en: Title


class NewCause(Schema):
    model_config = ConfigDict(extra="forbid")

    title: TitleWanted
