"""What operations on surveys take and give."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, Fault, Page, Plain

Code = Annotated[str, Field(max_length=200)]


class Content(Schema):
    """A questionnaire: as ``content``, or as the text of a YAML file; exactly one of them."""

    model_config = ConfigDict(extra="forbid")

    content: dict[str, Any] | None = None
    yaml: str | None = Field(None, max_length=1_000_000)


class NewSurvey(Content):
    code: Plain = Field(max_length=60)


class Survey(Schema):
    """A survey; ``edition`` is the number of the version that is answered, ``revision`` counts changes.

    ``follows`` is the code of the one before it, ``next_due`` the day on which the next one is due. A tablet is given
    the public address with ``?kiosk=`` and the mark ``kiosk``: the thanks lead back to the beginning.
    """

    organisation: str
    code: str
    title: Both
    audience: str
    purpose: str
    state: Literal["draft", "open", "closed"]
    public: bool
    link: str
    kiosk: str
    edition: int | None
    anonymous: bool | None
    follows: str | None
    next_due: date | None
    revision: int
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class NextSurvey(Schema):
    """The next one of a survey; without a code one is made of the old code and the year."""

    model_config = ConfigDict(extra="forbid")

    code: Plain = Field("", max_length=60)


class Cycle(Schema):
    """The day on which the next one is due; null where none is."""

    model_config = ConfigDict(extra="forbid")

    next_due: date | None


class SurveyChange(Schema):
    """Open or close, or let whoever has the address answer, or only the invited; one at a time."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "closed"] | None = None
    public: bool | None = None


class Draft(Schema):
    """A draft with everything that is wrong with it; of YAML just sent, faults know their lines."""

    organisation: str
    code: str
    revision: int
    content: dict[str, Any]
    faults: list[Fault]


class SurveyVersion(Schema):
    """A version that was published; ``content`` is what is asked."""

    number: int
    digest: str
    published_by: str
    published_at: datetime
    content: dict[str, Any]


class Interval(Schema):
    """A number with the ends of its 95 % interval; null is unknown, never nought."""

    value: float | None
    low: float | None
    high: float | None


class Bar(Schema):
    """How many chose or ranked something: their share in percent, of a ranking the mean place."""

    text: Both
    n: int
    figure: Interval | None


class Cell(Schema):
    key: Both
    n: int | None
    figure: Interval | None
    withheld: bool


class Table(Schema):
    column: str
    cells: list[Cell]


class Item(Schema):
    """A question: what was withheld has neither number nor bars; ``texts`` is null to whoever may not read them."""

    code: str
    text: Both
    metric: Both
    n: int | None
    figure: Interval | None
    withheld: bool
    bars: list[Bar]
    tables: list[Table]
    texts: list[str] | None


class NewResponse(Schema):
    """A whole response. Under one ``id`` of the program's own it is taken once, however often it is sent.

    An answer is a number or a text; a list of codes where some are chosen or ranked, the first before all; of a matrix
    a value by row; of a consent true or false; what was told as another option stands under ``code:other``.
    """

    model_config = ConfigDict(extra="forbid")

    answers: dict[Code, Any] = Field(max_length=1_000)
    channel: Literal["email", "phone", "sms", "messenger", "app", "web", "social", "post", "office"]
    language: Literal["ru", "en"] = "ru"
    customer: uuid.UUID | None = None
    id: Plain = Field("", max_length=100)


class ResponseTaken(Schema):
    """What became of a response; ``left_out`` are answers to what nobody is asked who answers so."""

    state: Literal["part", "whole", "ended", "full"]
    edition: int
    left_out: list[str]


class Response(Schema):
    """A complete response."""

    id: uuid.UUID
    edition: int
    end: str
    values: dict[str, Any]
    language: str
    channel: str
    customer: uuid.UUID | None
    begun_at: datetime
    ended_at: datetime


class Surveys(Page):
    items: list[Survey]


class SurveyEditions(Page):
    items: list[SurveyVersion]


class Responses(Page):
    items: list[Response]
