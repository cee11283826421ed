"""What the planner of a sample takes and gives."""

from typing import Literal

from ninja import Schema
from pydantic import Field

Measured = Literal["nps", "share", "mean"]


class Expected(Schema):
    """What is to be known and what is expected of answers, in percent or in points of the ratings.

    ``what`` is needed always; of ``nps`` also ``promoters`` and ``detractors``, of a ``share`` its ``share``, of a
    ``mean`` its ``sd``.
    """

    what: Measured | None = None
    confidence: Literal["0.9", "0.95", "0.99"] = "0.95"
    promoters: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    detractors: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    share: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    sd: float | None = Field(None, ge=0.01, le=1_000, allow_inf_nan=False)
    population: int | None = Field(None, ge=2, le=10**9)
    response_rate: float | None = Field(None, ge=0.1, le=100, allow_inf_nan=False)


class ForMargin(Expected):
    """The margin to reach, or the change between two waves to see: ``size`` in points, which is needed."""

    goal: Literal["margin", "change"] = "margin"
    size: float | None = Field(None, ge=0.01, le=1_000, allow_inf_nan=False)


class ForAnswers(Expected):
    """``answers`` is needed."""

    answers: int | None = Field(None, ge=1, le=10**9)


class GoodFor(Schema):
    """What so many answers are good for: the margin, and the smallest change that two waves of them show.

    All is null where there are not so many people; ``invite`` also where no response rate was told.
    """

    answers: int
    margin: float | None
    change: float | None
    invite: int | None


class SamplePlan(Schema):
    """Answers that it takes, of each wave where a change is to be seen; ``invite`` is null without a response rate."""

    answers: int
    invite: int | None
    lines: list[GoodFor]
