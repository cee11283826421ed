"""What operations on a message take and give."""

from datetime import date

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.feedback_schemas import Kind, Tone

MOST = 2**31 - 1


class Handler(Schema):
    """The number of whoever is to handle it; null where nobody is."""

    model_config = ConfigDict(extra="forbid")

    person: int | None = Field(ge=1, le=MOST)


class Sorting(Schema):
    """What it is, how it sounds and the number of its theme; all three are kept as they are told here."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    tone: Tone | None = None
    theme: int | None = Field(None, ge=1, le=MOST)


class Discussed(Schema):
    """The number of the ritual whose next sitting is to talk it over."""

    model_config = ConfigDict(extra="forbid")

    ritual: int = Field(ge=1, le=MOST)


class Agenda(Schema):
    ritual: int
    sitting: int
    planned_on: date
