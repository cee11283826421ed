"""What operations on follow-ups take and give."""

import uuid
from datetime import datetime
from typing import Literal

from ninja import Schema

from centricity.web.api.schemas import Page, Window


class FollowUpsAsked(Window):
    """Open follow-ups, one's own of them, or closed ones."""

    tab: Literal["open", "mine", "closed"] = "open"


class FollowUp(Schema):
    """A promise to come back; ``about`` is what it came of, ``feedback`` the message where it is one."""

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
