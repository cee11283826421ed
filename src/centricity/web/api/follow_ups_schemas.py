"""What operations on follow-ups take and give."""

import uuid
from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.feedback_schemas import Open
from centricity.web.api.schemas import Page, Window


class FollowUpsAsked(Window):
    """Open follow-ups, one's own of them, closed ones, or withdrawn ones."""

    tab: Literal["open", "mine", "closed", "withdrawn"] = "open"


class Withdrawing(Schema):
    """Why nobody has to come back."""

    model_config = ConfigDict(extra="forbid")

    reason: Open = Field(min_length=1, max_length=5_000)


class FollowUp(Schema):
    """A promise to come back; ``about`` is what it came of, ``feedback`` the message where it is one.

    ``outcome`` is what came of it, or why it was withdrawn; ``closed_at`` is when it ended.
    """

    id: int
    about: str
    feedback: uuid.UUID | None
    customer: uuid.UUID | None
    owner: int | None
    opened_at: datetime
    due: datetime
    state: Literal["open", "closed", "withdrawn"]
    overdue: bool
    outcome: str
    cause: int | None
    closed_at: datetime | None
    version: int


class FollowUps(Page):
    items: list[FollowUp]
