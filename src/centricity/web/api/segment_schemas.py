"""What the API takes and gives of segments by rule."""

from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints, model_validator

from centricity.web.api.schemas import Both, Plain

JoinedBy = Literal["all", "any"]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Value = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00]*$")]


class NewRule(Schema):
    """A rule as it is asked for; ``values`` are texts, days as 2026-03-31; ``days`` is how far back orders count."""

    model_config = ConfigDict(extra="forbid")

    field: Plain = Field(min_length=1, max_length=60)
    operator: Plain = Field(min_length=1, max_length=20)
    values: list[Value] = Field(default_factory=list, max_length=100)
    days: int | None = None


class Titles(Schema):
    """A title in both languages."""

    model_config = ConfigDict(extra="forbid")

    ru: Title
    en: Title


class SegmentChange(Schema):
    """What is to be changed; what is not named stays as it is. ``rules`` are changed whole."""

    model_config = ConfigDict(extra="forbid")

    title: Titles | None = None
    joined_by: JoinedBy | None = None
    rules: list[NewRule] | None = Field(None, max_length=50)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        empty = [name for name in self.model_fields_set if getattr(self, name) is None]
        if empty:
            raise ValueError(f"{', '.join(sorted(empty))}: leave it out, or give a value")
        return self


class NewSegment(Schema):
    """A segment by rule; its code never changes."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
    title: Titles
    joined_by: JoinedBy = "all"
    rules: list[NewRule] = Field(max_length=50)


class SegmentRule(Schema):
    """A rule: a field, how it is compared, with what, how many days it looks back; and the same in words."""

    field: str
    operator: str
    values: list[str]
    days: int | None
    words: Both


class Segment(Schema):
    """Whoever fits ``all`` rules, or ``any`` of them, is in it now."""

    code: str
    title: Both
    joined_by: JoinedBy
    rules: list[SegmentRule]
    members: int
    version: int


class Segments(Schema):
    total: int
    next: str | None
    items: list[Segment]
