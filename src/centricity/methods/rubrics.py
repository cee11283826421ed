"""Rubrics: how a raw value, a checklist or a rater's judgement becomes a level of the scale."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Coded, Number, Part, Positive, Share

Cuts = Annotated[tuple[Number, ...], Field(min_length=1)]


class Cap(Part):
    """A ceiling on the level while another raw indicator stays below, or reaches, a value."""

    indicator: Code
    below: Number | None = None
    at_least: Number | None = None
    level: Number


class LevelText(Part):
    """What a level means for this metric, in place of the text made from the cuts."""

    level: Number
    text: Text


class CutsByGroup(Part):
    """Cuts that differ between the values of a subject column, such as ``market``."""

    column: Code
    cuts: Annotated[dict[Code, Cuts], Field(min_length=1)]


class Axis(Part):
    """One side of a matrix rubric: a raw indicator and the cuts that divide it into bins."""

    indicator: Code
    cuts: Cuts
    by_group: CutsByGroup | None = None


class Item(Coded):
    """A line of a checklist, answered absent, partial or present."""

    text: Text
    weight: Positive = 1.0


class _Rubric(Part):
    caps: tuple[Cap, ...] = ()
    levels: tuple[LevelText, ...] = ()


class Absolute(_Rubric):
    """Level = lowest level + number of cuts that the value reaches.

    With ``direction: lower_is_better`` the cuts descend and a cut is reached from above.
    """

    kind: Literal["absolute"]
    indicator: Code | None = None
    cuts: Cuts
    by_group: CutsByGroup | None = None


class FrozenCuts(Part):
    """Cut points carried over from a base wave: raw values, per reference group."""

    wave: Code
    cuts: dict[Code, Cuts]


class Percentile(_Rubric):
    """Level from the position in a reference distribution, frozen from a base wave or taken from this one.

    ``zero`` is the level of a raw value of exactly 0 ("no evidence found after the full protocol");
    values above 0 start one level higher.
    """

    kind: Literal["percentile"]
    indicator: Code | None = None
    cuts: Cuts
    group: Code | None = None
    zero: Number | None = None
    frozen: FrozenCuts | None = None


class Checklist(_Rubric):
    """Sum the answers to the items, then cut the sum."""

    kind: Literal["checklist"]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    answers: dict[Literal["absent", "partial", "present"], Share] = Field(
        default={"absent": 0.0, "partial": 0.5, "present": 1.0}
    )
    cuts: Cuts


class Matrix(_Rubric):
    """Look the level up in a table of two cut indicators: rows by columns."""

    kind: Literal["matrix"]
    rows: Axis
    columns: Axis
    table: tuple[tuple[Number, ...], ...]


class Rater(_Rubric):
    """The level is given directly by a rater or a respondent, in steps of the scale."""

    kind: Literal["rater"]


Rubric = Annotated[Absolute | Percentile | Checklist | Matrix | Rater, Field(discriminator="kind")]


def raw_indicators(rubric: Rubric, metric: str) -> tuple[str, ...]:
    """Codes of the raw indicators a rubric reads; an unnamed one carries the metric's own code."""
    names: list[str]
    match rubric:
        case Rater():
            names = []
        case Absolute() | Percentile():
            names = [rubric.indicator or metric]
        case Checklist():
            names = [item.code for item in rubric.items]
        case Matrix():
            names = [rubric.rows.indicator, rubric.columns.indicator]
    return tuple(dict.fromkeys([*names, *(cap.indicator for cap in rubric.caps)]))


def cuts_of(rubric: Absolute | Axis, groups: Mapping[str, str]) -> tuple[float, ...]:
    """Cuts that hold for one subject, given its grouping columns."""
    if rubric.by_group is None:
        return rubric.cuts
    return rubric.by_group.cuts.get(groups.get(rubric.by_group.column, ""), rubric.cuts)
