"""What operations on panels take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, Page, Plain

Kind = Literal[
    "page", "document", "visit", "review_set", "mention_set", "ranking", "reference", "registry", "interview", "survey",
    "call", "dataset",
]  # fmt: skip
Note = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
State = Literal["blind", "open", "closed"]


class NewDepartment(Schema):
    model_config = ConfigDict(extra="forbid")

    code: Plain = Field(max_length=64)
    title: Both


class NewPanel(Schema):
    """A panel; ``people`` are e-mails of accounts with a role on the organisation, ``follows`` the panel before."""

    model_config = ConfigDict(extra="forbid")

    code: Plain = Field(max_length=60)
    title: Both
    method: Plain = Field(max_length=60)
    departments: list[NewDepartment] = Field([], max_length=100)
    people: list[Plain] = Field(max_length=50)
    due: date | None = None
    follows: Plain = Field("", max_length=60)


class Department(Schema):
    code: str
    title: Both


class Assessor(Schema):
    """One of the panel; ``person`` is null to whoever is neither of it nor leads it."""

    number: int
    person: str | None
    handed_in_at: datetime | None


class Panel(Schema):
    organisation: str
    code: str
    title: Both
    method: str
    state: State
    due: date | None
    study: str | None
    follows: str | None
    next_due: date | None
    revision: int
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class Rating(Schema):
    """What one of the panel gives; ``level`` is null where it cannot be told, ``blind`` is that before the opening."""

    assessor: int
    department: str
    item: str
    level: int | None
    blind: int | None
    record: int | None
    note: str


class Record(Schema):
    number: int
    department: str
    item: str
    kind: str
    title: str
    reference: str
    seen_on: date


class Agreement(Schema):
    """Krippendorff's alpha, ordinal, with the ends of its interval; null where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Whole(Panel):
    """A panel; ratings are one's own until they lie open, then everybody's, with how far they agree."""

    departments: list[Department]
    items: list[str]
    people: list[Assessor]
    ratings: list[Rating]
    records: list[Record]
    agreement_blind: Agreement | None
    agreement: Agreement | None


class Panels(Page):
    items: list[Panel]


class Seen(Schema):
    """A new record of evidence."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = "document"
    title: Plain = Field(min_length=1, max_length=300)
    reference: Plain = Field(min_length=1, max_length=1_000)
    seen_on: date


class NewRating(Schema):
    """A level, or null where it cannot be told, with the number of a record or with a new one."""

    model_config = ConfigDict(extra="forbid")

    department: Plain = Field(max_length=64)
    item: Plain = Field(max_length=64)
    level: int | None = Field(None, ge=0, le=100)
    record: int | None = Field(None, ge=1, lt=2**31)
    seen: Seen | None = None
    note: Note = ""


class Step(Schema):
    """The next step of a panel."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "closed"]


class NewWave(Schema):
    """Which wave of which study a closed panel becomes."""

    model_config = ConfigDict(extra="forbid")

    study: Plain = Field(max_length=60)
    wave: Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]
    date: date


class Made(Schema):
    """The edition a panel became, and the job that computes it."""

    study: str
    edition: int
    sound: bool
    job: str | None
