"""The study file: what is studied, by which method, for whom, and what was promised."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, FileName, Flag, Number, Part, Positive
from centricity.methods.policies import Grouping
from centricity.methods.robustness import Robustness
from centricity.methods.rubrics import Cuts
from centricity.tables.csv_format import CsvFormat

YEARS = range(1900, 2201)


def _no_number(value: Any) -> Any:
    """Refuse a number, which pydantic would count in seconds from 1970."""
    if isinstance(value, (int, float)):
        raise _no_date()
    return value


def _no_far_year(value: date) -> date:
    """Refuse a year no study has: the date of the next wave could not be computed."""
    if value.year not in YEARS:
        raise _no_date()
    return value


def _no_date() -> PydanticCustomError:
    return PydanticCustomError("date_type", "a date such as 2025-11-01")


Day = Annotated[date, BeforeValidator(_no_number), AfterValidator(_no_far_year)]
Cell = Annotated[str, Field(strict=True, max_length=200)]


class Wave(Coded):
    """A period of measurement."""

    date: Day
    method: Cell | None = None


class Earlier(Part):
    """Waves that were measured by another method or version: a break in the series."""

    method: FileName
    waves: Annotated[tuple[Code, ...], Field(min_length=1)]


class Conflict(Part):
    """A conflict of interest: a subject that pays for, supplies or makes the study."""

    subject: Cell | None = None
    text: Text


class Action(Part):
    """A step towards a goal, owned and dated."""

    title: Text
    owner: Text | None = None
    due: Day | None = None
    done: Flag = False


class Goal(Part):
    """A target on one node for one subject (or the market), with the actions behind it.

    ``code`` keeps it the same where its figures change; ``due`` is the day, where it is wanted before its wave is over.
    """

    code: Code | None = None
    subject: Cell | None = None
    node: Code
    target: Number
    wave: Code
    due: Day | None = None
    base: Number | None = None
    owner: Text | None = None
    actions: tuple[Action, ...] = ()


class Effort(Part):
    """What one step of a metric takes, and how many steps there can be."""

    metric: Code
    effort: Positive = 1.0
    most: Count | None = None
    note: Text | None = None


class Focus(Part):
    """A subject held against market, segment, benchmark and chosen peers."""

    subject: Cell
    peers: tuple[Cell, ...] = ()


class Quote(Part):
    """An expert's words; printed only with consent."""

    text: Text
    author: Text
    role: Text
    organisation: Text
    topic: Code | None = None
    consent: Literal["granted", "refused", "pending"] = "pending"


class Claim(Part):
    """A statement of the study's own text that the tables must bear out."""

    kind: Literal["group_sizes", "dispersion_highest", "mean_of_parts", "value", "same_figure"]
    text: Text
    grouping: Code | None = None
    group: Cell | None = None
    nodes: tuple[Code, ...] = ()
    parts: tuple[Cell, ...] = ()
    values: tuple[Number, ...] = ()
    total: Count | None = None
    tolerance: Positive = 1.0


class Reference(Part):
    """Published values to hold the computed ones against: a table with group, node, value."""

    file: FileName
    title: Text
    tolerance: Positive = 1.0


class Settings(Part):
    """``study.yaml``."""

    format: Annotated[Literal["centricity/study-1"], Field(alias="schema")]
    title: Text
    subtitle: Text | None = None
    method: FileName
    wave: Code
    waves: tuple[Wave, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    audience: Literal["internal", "public"] = "public"
    synthetic: Flag = False
    published: Day | None = None
    about: Text | None = None
    sponsor: Text | None = None
    conflicts: tuple[Conflict, ...] = ()
    sample: Annotated[int, Field(strict=True, ge=1)] | None = None
    csv: CsvFormat = CsvFormat()
    cuts: FileName | None = None
    overrides: dict[str, Any] = Field(default_factory=dict)
    groupings: tuple[Grouping, ...] = ()
    robustness: Robustness | None = None
    goals: tuple[Goal, ...] = ()
    efforts: tuple[Effort, ...] = ()
    focus: tuple[Focus, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    limits: tuple[Text, ...] = ()


class Frozen(Part):
    """A file that ``study freeze`` wrote: cut points of a base wave, by metric and group."""

    wave: Code
    cuts: dict[Code, dict[Code, Cuts]]
