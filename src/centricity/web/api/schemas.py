"""What the API takes and gives."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

PAGE = 50
LONGEST_PAGE = 200

Plain = Annotated[str, Field(pattern=r"^[^\x00-\x1f]*$")]


class Place(Schema):
    ru: str
    en: str


class Fault(Schema):
    """What is wrong, where, and what to do, in both languages."""

    code: str
    severity: str
    file: str
    sheet: str
    row: int | None
    line: int | None
    column: str
    key: str
    ru: str
    en: str
    place: Place


class Problem(Schema):
    """Every refusal; ``title`` is in the language of ``Accept-Language``."""

    status: int
    code: str
    title: str
    faults: list[Fault]


class Both(Schema):
    """A text in both languages."""

    ru: str
    en: str


class Window(Schema):
    """A part of a long list."""

    limit: int = Field(PAGE, ge=1, le=LONGEST_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class Search(Window):
    """A part of a long list, of those whose name or code holds ``q``."""

    q: Plain = Field("", max_length=100)


class Me(Schema):
    name: str
    scopes: list[str]
    expires_at: datetime


class Organisation(Schema):
    code: str
    name: Both


class Results(Schema):
    """What the current results were computed of."""

    audience: Literal["internal", "public"]
    edition: int
    method: str
    wave: str
    version: str
    computed_at: datetime


class Study(Schema):
    code: str
    organisation: str
    title: Both
    openness: Literal["closed", "public"]
    synthetic: bool
    right: Literal["rate", "public", "own", "internal", "targets", "edit", "manage"]
    results: Results | None


class StudyChange(Schema):
    model_config = ConfigDict(extra="forbid")

    openness: Literal["closed", "public"]


class FaultInPlace(Fault):
    """A fault with its row as (column, text), or the lines around it as (number, text); both are cut where long."""

    cells: list[tuple[str, str]] = []
    lines: list[tuple[int, str]] = []


class Edition(Schema):
    number: int
    sound: bool
    files: dict[str, int]
    digest: str
    faults: list[FaultInPlace]
    uploaded_at: datetime


class JobFault(Schema):
    code: str
    ru: str
    en: str


class Job(Schema):
    id: uuid.UUID
    kind: str
    study: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    step: int
    steps: int
    doing: Both
    faults: list[JobFault]
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Part(Schema):
    """A node or a metric of the method, in the order of its tree."""

    code: str
    parent: str
    node: bool
    depth: int
    label: Both
    title: Both
    low: float
    high: float


class Score(Schema):
    """A missing figure is null, never zero."""

    score: float | None
    low: float | None
    high: float | None
    rank: float | None
    rank_low: float | None
    rank_high: float | None
    coverage: float | None
    status: str


class Subject(Schema):
    subject: str
    name: Both
    audience: Literal["internal", "public"]
    attributes: dict[str, str | float | bool | None]
    scores: dict[str, Score]


class Observed(Schema):
    indicator: str
    value: float | None
    level: float | None
    status: str
    observed_at: str | None
    rater: str | None
    source: str | None
    evidence: str | None
    kind: str | None
    title: str | None
    reference: str | None
    access: str | None


class Count(Schema):
    level: float
    count: int


class Explained(Schema):
    """A score taken apart: what it is made of, and the observations and evidence it rests on."""

    code: str
    score: float | None
    unadjusted: float | None
    coefficient: float | None
    rank: float | None
    ranked: int
    status: str
    assessed: int
    applicable: int
    rule: str
    value: float | None
    weight: float | None
    contribution: float | None
    children: list["Explained"]
    observations: list[Observed]
    answers: list[Count]


class Explanation(Schema):
    subject: str
    name: Both
    audience: Literal["internal", "public"]
    trail: list[str]
    explained: Explained


class GroupScore(Schema):
    n: int | None
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    rsd: float | None
    status: str


class Group(Schema):
    grouping: str
    group: str
    title: Both
    scores: dict[str, GroupScore]


class Section(Schema):
    anchor: str
    title: Both


class DrawnSection(Section):
    """A section as HTML, every text in it escaped."""

    html: Both


class File(Schema):
    name: str
    size: int


Event = Literal["study.computed", "edition.uploaded", "job.failed"]


class NewWebhook(Schema):
    model_config = ConfigDict(extra="forbid")

    url: Plain = Field(max_length=500)
    events: list[Event] = Field(min_length=1, max_length=3)
    reach: Literal["study", "organisation"]
    scope: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]


AccessClass = Literal["public", "restricted", "confidential"]


class EvidenceRecord(Schema):
    """What observations rest on; ``numbers`` counts those that you may know of."""

    evidence: str
    kind: str
    title: str
    reference: str
    captured_at: str
    access: AccessClass
    tool: str
    human_checked: str
    numbers: int


class EvidenceFile(Schema):
    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str
    access: AccessClass
    stored_at: datetime


class EvidenceUse(Schema):
    subject: str
    metric: str


class EvidenceFound(EvidenceRecord):
    uses: list[EvidenceUse]
    files: list[EvidenceFile]


class Webhook(Schema):
    id: int
    url: str
    events: list[Event]
    reach: Literal["study", "organisation"]
    scope: str
    created_at: datetime


class WebhookMade(Webhook):
    """A webhook with its secret, which is shown this once."""

    secret: str


class Delivery(Schema):
    id: uuid.UUID
    event: Event
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    status: int | None
    problem: str
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None


class Page(Schema):
    """``total`` counts all; ``next`` is the address of the next part, null at the last."""

    total: int
    next: str | None


class Studies(Page):
    items: list[Study]


class EvidenceRecords(Page):
    items: list[EvidenceRecord]


class Organisations(Page):
    items: list[Organisation]


class Editions(Page):
    items: list[Edition]


class Jobs(Page):
    items: list[Job]


class Parts(Page):
    items: list[Part]


class Subjects(Page):
    items: list[Subject]


class Groups(Page):
    items: list[Group]


class Sections(Page):
    items: list[Section]


class Files(Page):
    items: list[File]


class Webhooks(Page):
    items: list[Webhook]


class Deliveries(Page):
    items: list[Delivery]
