"""What the operation on answers behind a number takes and gives."""

import uuid
from datetime import date

from ninja import Schema
from pydantic import Field

from centricity.web.api.home_figures_schemas import PartAsked
from centricity.web.api.home_schemas import PartColumn
from centricity.web.api.schemas import Page, Plain
from centricity.web.api.survey_schemas import Interval


class AnswersAsked(PartAsked):
    """A cell of a metric's page: a ``month``, or the group ``of`` the column ``by`` over those months.

    The page may be narrowed to one group first: ``column`` and ``key``.
    """

    month: Plain | None = Field(None, max_length=7)
    by: PartColumn | None = None
    of: Plain = Field("", max_length=80)


class MetricAnswer(Schema):
    """A rating: of the question ``series`` of a survey, and ``row`` of its matrix; ``item`` is the feedback of it."""

    day: date
    survey: str
    series: str
    row: str
    score: int
    channel: str
    touchpoint: str
    segment: str
    market: str
    department: str
    texts: list[str]
    customer: uuid.UUID | None
    item: uuid.UUID | None
    follow_up: int | None


class MetricAnswers(Page):
    """Answers with the number they make; of ``n``, those that are never listed are missing from ``total``."""

    n: int
    figure: Interval | None
    items: list[MetricAnswer]
