"""What operations of rated companies take and give."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Page, Plain

Words = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]


class NumberComment(Schema):
    """What a company says to a number of its own; ``score`` is that of then, ``version`` counts its changes."""

    number: int
    subject: str
    node: str
    wave: str
    score: float | None
    text: str
    at: datetime
    state: Literal["open", "agreed", "declined", "withdrawn"]
    answer: str
    answered_at: datetime | None
    version: int


class NumberComments(Page):
    items: list[NumberComment]


class NewNumberComment(Schema):
    """A comment on a number: the code of a metric, a sub-index or the index."""

    model_config = ConfigDict(extra="forbid")

    node: Plain = Field(max_length=200)
    text: Words


class NewNumberAnswer(Schema):
    """An answer; with ``agree`` the comment is shown beside the number, without it the answer tells why not."""

    model_config = ConfigDict(extra="forbid")

    agree: bool
    answer: Words = ""


class CompanyConsent(Schema):
    """Whether a company may be named; null where it stated nothing here, and what the study's folder says holds."""

    subject: str
    granted: bool | None
    stated_at: datetime | None


class CompanyConsents(Page):
    items: list[CompanyConsent]


class NewCompanyConsent(Schema):
    model_config = ConfigDict(extra="forbid")

    granted: bool
