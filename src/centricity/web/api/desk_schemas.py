"""What operations on the desk of feedback take and give."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Plain
from centricity.web.api.survey_schemas import Interval
from centricity.web.feedback.models import FEWEST_DAYS, LONGEST_NAME, MOST_DAYS

Title = Annotated[Plain, Field(min_length=1, max_length=LONGEST_NAME)]


class Estimated(Schema):
    """A figure with how many stand behind it; of nobody it is null, never nought."""

    n: int
    figure: Interval


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
