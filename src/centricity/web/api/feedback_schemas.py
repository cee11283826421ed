"""What the API takes and gives of feedback."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from centricity.web.api.schemas import Both, Plain, Window

MOST = 100
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

Open = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""A text of several lines."""
Channel = Literal["email", "phone", "sms", "messenger", "app", "web", "social", "post", "office"]
Source = Literal["form", "api", "review", "mention", "survey", "call", "email"]
Kind = Literal["complaint", "praise", "question", "idea", "other"]
Tone = Literal["negative", "neutral", "positive"]
State = Literal["new", "answered", "closed", "spam"]


class NewFeedback(Schema):
    """What somebody said; one whose ``number`` came before from the same source is not taken in twice."""

    model_config = ConfigDict(extra="forbid")

    text: Open = Field(min_length=1, max_length=20_000)
    source: Literal["api", "review", "mention", "survey", "call", "email"] = "api"
    channel: Channel = "web"
    number: Plain | None = Field(None, min_length=1, max_length=200)
    title: Plain = Field("", max_length=300)
    author: Plain = Field("", max_length=200)
    at: datetime | None = None
    language: Literal["", "ru", "en"] = ""
    rating: int | None = Field(None, ge=1, le=5)
    public: bool = False
    kind: Kind | None = None
    tone: Tone | None = None
    customer: uuid.UUID | None = None

    @field_validator("at")
    @classmethod
    def _not_of_the_future(cls, at: datetime | None) -> datetime | None:
        if at is None:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if not EARLIEST <= at <= timezone.now() + timedelta(minutes=5):
            raise ValueError("a moment from 1970 until now")
        return at


class Batch(Schema):
    """All of them are taken in, or none."""

    model_config = ConfigDict(extra="forbid")

    items: list[NewFeedback] = Field(min_length=1, max_length=MOST)


class FeedbackTaken(Schema):
    """What became of one: its identifier, and whether it is new."""

    id: uuid.UUID
    number: str | None
    new: bool


class Narrowed(Schema):
    """What of the feedback is asked for; ``theme`` is the number of one, or ``none``, ``q`` words of the texts."""

    kind: Kind | None = None
    tone: Tone | None = None
    urgency: Literal["same_day", "usual"] | None = None
    channel: Channel | None = None
    theme: Annotated[str, Field(pattern=r"^(none|[1-9][0-9]{0,8})$")] | None = None
    q: Plain = Field("", max_length=100)


class InboxAsked(Narrowed):
    """A part of the inbox: what waits and what is ``mine`` the oldest first, all of it and spam the newest first."""

    tab: Literal["waiting", "mine", "all", "spam"] = "waiting"


class FeedbackAsked(Narrowed, Window):
    """A part of the feedback, the newest first, or of a ``tab`` of the inbox in its order."""

    state: State | None = None
    tab: Literal["waiting", "mine", "all", "spam"] | None = None


class Feedback(Schema):
    """What is not told is null; ``suggested`` is what a model says, which a person's choice stands over.

    ``answer_by`` is the channel by which whoever said it would have the answer.
    """

    id: uuid.UUID
    number: str | None
    source: Source
    channel: Channel
    title: str
    text: str
    author: str
    at: datetime
    received_at: datetime
    language: str
    rating: int | None
    public: bool
    kind: Kind
    tone: Tone | None
    suggested_tone: Tone | None
    theme: Both | None
    theme_id: int | None
    urgency: Literal["same_day", "usual"]
    state: State
    assigned_to: int | None
    first_answer_at: datetime | None
    closed_at: datetime | None
    outcome: str
    cause: int | None
    customer: uuid.UUID | None
    answer_by: Channel | None
    version: int


class FeedbackAnswer(Schema):
    at: datetime
    text: str
    channel: Channel
    reason: str


class FeedbackFound(Feedback):
    answers: list[FeedbackAnswer]


class NewAnswer(Schema):
    """What was answered; ``reason`` is needed where the customer prefers another channel, or consent is withdrawn."""

    model_config = ConfigDict(extra="forbid")

    text: Open = Field(min_length=1, max_length=20_000)
    channel: Channel
    send: bool = False
    reason: Plain = Field("", max_length=300)


class Whose(Schema):
    """The code of the customer whose message it is; null where nobody is known."""

    model_config = ConfigDict(extra="forbid")

    customer: uuid.UUID | None


class Closing(Schema):
    """What came of it, and the number of one of the organisation's causes."""

    model_config = ConfigDict(extra="forbid")

    outcome: Open = Field(min_length=1, max_length=5_000)
    cause: int = Field(ge=1, le=2**31 - 1)


class Cause(Schema):
    id: int
    title: Both


class FeedbackList(Schema):
    total: int
    next: str | None
    items: list[Feedback]


class Causes(Schema):
    total: int
    next: str | None
    items: list[Cause]
