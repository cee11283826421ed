"""What analyses of the dashboard take and give."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from centricity.web.api.actions_schemas import NewPlan
from centricity.web.api.home_channels_schemas import Day
from centricity.web.api.schemas import Both, Plain

Cell = str | int | float | bool | None


class EveryAsked(Schema):
    """By month, or by quarter."""

    every: Literal["month", "quarter"] = "month"


class CohortsAsked(EveryAsked):
    """Of a segment on the cards of customers; ``end`` is the first day of which the data do not tell.

    Churn is held against the customers of the ``opening`` day, or against all who were ``served``.
    """

    segment: Plain = Field("", max_length=80)
    end: Day | None = None
    base: Literal["opening", "served"] = "opening"


class DriversAsked(Schema):
    """Which metric is taken apart, one of ``choices``; by what, all of its drivers where none is named.

    Importance is told by relative weights of ``johnson``, or by ``shapley`` values, which try all orders.
    """

    of: Plain = Field("", max_length=200)
    by: list[Plain] = Field([], max_length=100)
    kind: Literal["johnson", "shapley"] = "johnson"


class FunnelAsked(Schema):
    """Two to six ``stages`` of those ``known``, from a contact to an order where none is named."""

    stages: list[Plain] = Field([], max_length=6)
    by: Literal["segment", "market", "channel"] | None = None
    first: Day | None = None
    last: Day | None = None


class OfSurvey(Schema):
    survey: Plain = Field("", max_length=60)


class OfStudy(Schema):
    study: Plain = Field("", max_length=60)


class AnalysisTable(Schema):
    """A table with its numbers: a row holds a value for each of ``columns``.

    A number stands with its interval and n; what is withheld has none and says so by ``status``. Null is unknown.
    """

    code: str
    title: str
    note: str
    columns: list[str]
    rows: list[dict[str, Cell]]


class Analysed(Schema):
    """What an analysis came to, in words of ``language``, which is that of ``Accept-Language``.

    ``says`` are its findings, ``notes`` what one should know, ``refused`` why there is nothing where so.
    """

    language: Literal["ru", "en"]
    tables: list[AnalysisTable]
    says: list[str]
    notes: list[str]
    refused: list[str]


class Driver(Schema):
    by: str
    text: str


class DriversChoice(Schema):
    """A metric that may be taken apart: the surveys it is read from, and what is rated beside it."""

    of: str
    title: str
    surveys: list[str]
    drivers: list[Driver]


class Drivers(Analysed):
    of: str | None
    by: list[str]
    choices: list[DriversChoice]


class Cohorts(Analysed):
    """``surveys`` are those on leaving, which tell why."""

    segment: str | None
    surveys: list[str]


class StageKnown(Schema):
    code: str
    title: str


class Funnels(Analysed):
    stages: list[str]
    known: list[StageKnown]


class Experience(Analysed):
    surveys: list[str]


class DepartmentPair(Schema):
    edge: str
    title: str


class Departments(Analysed):
    """``edges`` are the pairs that may be shown, ``worst`` the one that is served worst."""

    survey: str | None
    surveys: list[str]
    edges: list[DepartmentPair]
    worst: str | None


class EdgePlan(NewPlan, OfSurvey):
    """What is to be done about a pair that is shown; of the first survey where none is named."""

    edge: Plain = Field(min_length=1, max_length=200)


class Gaps(Analysed):
    """``study`` is where the view from outside stands, null where you may not see it or there is none."""

    study: str | None


class NextOne(Schema):
    kind: Literal["survey", "panel"]
    code: str
    title: Both
    day: date
    late: bool


class Maturity(Analysed):
    """``coming`` are surveys and panels whose next one has its day."""

    study: str | None
    studies: list[str]
    coming: list[NextOne]
