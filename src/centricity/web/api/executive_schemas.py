"""What operations on the page for executives take and give."""

import uuid
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.desk_schemas import Estimated
from centricity.web.api.schemas import Both, Plain


class UsWanted(Schema):
    """A company of the current results of a study of the organisation."""

    model_config = ConfigDict(extra="forbid")

    study: Plain = Field(min_length=1, max_length=60)
    company: Plain = Field(min_length=1, max_length=200)


class UsTold(Schema):
    study: str | None
    company: str | None
    version: int


class OurselvesTold(Schema):
    study: str
    company: str
    name: Both
    wave: str
    edition: int


class MoveTold(Schema):
    """A score in the wave before and now; ``beyond_noise`` is null where the noise is not known."""

    then: float | None
    now: float | None
    points: float | None
    low: float | None
    high: float | None
    place_then: float | None
    beyond_noise: bool | None


class StandingPart(Schema):
    """The index or a part of it: our score and place with intervals, and the others; what is withheld is null."""

    code: str
    title: Both
    score: float | None
    low: float | None
    high: float | None
    rank: float | None
    rank_low: float | None
    rank_high: float | None
    market: float | None
    segment: float | None
    best: float | None
    benchmark: float | None
    moved: MoveTold | None


class SegmentOfOurs(Schema):
    group: str
    title: Both


class BestOfOurs(Schema):
    company: str
    name: Both


class WavesTold(Schema):
    """Which waves are held against one another, or why none are; intervals of what moved are of ``level``."""

    before: str | None
    after: str | None
    level: float | None
    why_not: Both | None


class ShiftTold(Schema):
    """A metric that moved beyond noise from the month before; ``reworded`` where the months were asked in other words.

    The interval of the difference holds for all metrics taken together.
    """

    metric: str
    month: str
    before: str
    then: Estimated
    now: Estimated
    difference: Estimated
    verdict: Literal["better", "worse", "changed"]
    reworded: bool


class GapTold(Schema):
    """Where the benchmark is furthest ahead of us, and whether somebody answers for it."""

    code: str
    title: Both
    ours: float
    benchmark: float
    points: float
    owned: bool
    target: str | None
    actions: list[uuid.UUID]


class TargetTold(Schema):
    """How far a target is; ``expected`` is what time asks for, ``behind`` where less is done."""

    code: str
    node: str
    subject: str | None
    title: Both
    wave: str
    base: float | None
    now: float | None
    target: float
    share: float | None
    expected: float | None
    owner: Both | None
    unowned: bool
    behind: bool


class Executive(Schema):
    """All of the page; where nobody has said which company we are, ``us`` is null and only months are compared."""

    us: OurselvesTold | None
    companies: int | None
    parts: list[StandingPart]
    segment: SegmentOfOurs | None
    best: BestOfOurs | None
    waves: WavesTold | None
    month: str
    moved: list[ShiftTold]
    gap: GapTold | None
    targets: list[TargetTold]
