"""The study file: what is studied, by which method, for whom, and what was promised."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, Flag, Number, Part, Positive

FileName = Annotated[str, Field(strict=True, pattern=r"^[\w][\w .-]{0,120}$")]
Cell = Annotated[str, Field(strict=True, max_length=200)]


class CsvFormat(Part):
    """How the CSV files of the study are written; the default is UTF-8, comma, decimal point."""

    encoding: Literal["utf-8", "cp1251", "koi8-r", "utf-16"] = "utf-8"
    separator: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."


class Wave(Coded):
    """A period of measurement."""

    date: date
    method: Cell | None = None


class Conflict(Part):
    """A conflict of interest: a subject that pays for, supplies or makes the study."""

    subject: Cell | None = None
    text: Text


class Action(Part):
    """A step towards a goal, owned and dated."""

    title: Text
    owner: Cell | None = None
    due: date | None = None
    done: Flag = False


class Goal(Part):
    """A target on one node for one subject (or the market), with the actions behind it."""

    subject: Cell | None = None
    node: Code
    target: Number
    wave: Code
    base: Number | None = None
    owner: Cell | None = None
    actions: tuple[Action, ...] = ()


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
    method: Annotated[str, Field(strict=True, pattern=r"^[\w][\w .-]{0,120}$")]
    wave: Code
    waves: tuple[Wave, ...] = ()
    audience: Literal["internal", "public"] = "public"
    synthetic: Flag = False
    published: date | None = None
    about: Text | None = None
    sponsor: Text | None = None
    conflicts: tuple[Conflict, ...] = ()
    sample: Annotated[int, Field(strict=True, ge=1)] | None = None
    csv: CsvFormat = CsvFormat()
    cuts: FileName | None = None
    overrides: dict[str, Any] = Field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    limits: tuple[Text, ...] = ()
