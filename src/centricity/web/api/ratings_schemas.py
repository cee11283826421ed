"""What operations on ratings take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.panels_schemas import Note, Seen
from centricity.web.api.schemas import Both, Page, Plain
from centricity.web.rating.together import MOST_LEVELS

Shows = Literal["submitted", "closed", "computed"]
RatedCode = Annotated[str, Field(pattern=r"^[^\x00-\x1f]*$", max_length=200)]


class NewRatingRound(Schema):
    """A wave that is rated; ``shows`` says when a rater sees levels of others in the cells that were given."""

    model_config = ConfigDict(extra="forbid")

    wave: Plain = Field(max_length=40)
    shows: Shows = "closed"
    due: date | None = None


class RatingChange(Schema):
    """Other terms, or that it is closed; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    shows: Shows | None = None
    due: date | None = None
    state: Literal["closed"] | None = None


class RatingRound(Schema):
    """A rating; ``taken`` is the edition its levels were taken over into, null to raters."""

    study: str
    number: int
    wave: str
    shows: Shows
    due: date | None
    state: Literal["open", "closed"]
    taken: int | None
    created_at: datetime
    closed_at: datetime | None


class RatingRounds(Page):
    items: list[RatingRound]


class RatedCompany(Schema):
    code: str
    name: Both


class RubricLevel(Schema):
    """What a level takes."""

    level: float
    text: Both


class RatedMetric(Schema):
    """A metric with its rubric, as it stood when the rating began; ``lines`` are what is looked at."""

    code: str
    part: Both
    title: Both
    question: Both
    definition: Both
    minimum_evidence: Both
    lines: list[Both]
    levels: list[RubricLevel]


class RatedCell(Schema):
    """A company by a metric, which was given to you."""

    company: str
    metric: str


class RaterShare(Schema):
    """What was given: an empty list is all of them."""

    number: int
    companies: list[str]
    metrics: list[str]


class RaterSeat(Schema):
    """One who rates; ``person`` is null once the account is erased."""

    number: int
    role: str
    person: str | None
    shares: list[RaterShare]
    submitted: int
    cells: int


class GivenLevel(Schema):
    """A level, null where it is not assessed or does not apply; ``submitted_at`` is null while it is given back."""

    rater: int
    own: bool
    company: str
    metric: str
    level: float | None
    applies: bool
    note: str
    kind: str
    title: str
    reference: str
    seen_on: date | None
    submitted_at: datetime | None
    returned_at: datetime | None
    returned_why: str


class RatingWhole(RatingRound):
    """A rating as you may see it.

    A rater sees the companies, metrics and cells that were given, the own levels, and those of others where they may be
    seen; whoever edits the study sees everything, and who rates.
    """

    companies: list[RatedCompany]
    metrics: list[RatedMetric]
    cells: list[RatedCell]
    raters: list[RaterSeat]
    levels: list[GivenLevel]


class NewShare(Schema):
    """Companies and metrics for ``person``, an e-mail; an empty list is all of them."""

    model_config = ConfigDict(extra="forbid")

    person: Plain = Field(max_length=254)
    companies: list[RatedCode] = Field([], max_length=2_000)
    metrics: list[RatedCode] = Field([], max_length=500)


class NewLevel(Schema):
    """A level that is submitted; null is not assessed, or where it does not apply, and ``note`` says why."""

    model_config = ConfigDict(extra="forbid")

    company: RatedCode
    metric: RatedCode
    level: float | None = Field(None, ge=-1_000, le=1_000)
    applies: bool = True
    seen: Seen | None = None
    note: Note = ""


class NewLevels(Schema):
    """Levels that are submitted together, all of them or none."""

    model_config = ConfigDict(extra="forbid")

    levels: list[NewLevel] = Field(min_length=1, max_length=MOST_LEVELS)


class SubmittedLevels(Schema):
    """How many levels were submitted; those that stood so already are not counted."""

    submitted: int = Field(ge=0)


class ReturnedLevel(Schema):
    """Which level of which rater is given back, and what is to be corrected."""

    model_config = ConfigDict(extra="forbid")

    rater: int = Field(ge=1, lt=2**15)
    company: RatedCode
    metric: RatedCode
    why: Note


class RatingTaken(Schema):
    """The edition that was made: levels added, those that stood there already, and those that stand otherwise."""

    edition: int
    sound: bool
    added: int
    there: int
    other: int
