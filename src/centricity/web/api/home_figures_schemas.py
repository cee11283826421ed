"""What operations on figures of the dashboard take and give."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field

from centricity.web.api.desk_schemas import Estimated
from centricity.web.api.home_schemas import Months, PartColumn, ViewColumn
from centricity.web.api.hours_schemas import Took
from centricity.web.api.schemas import Both, Page, Plain, Window
from centricity.web.api.survey_schemas import Interval


def _number(told: Any) -> Any:
    """A number that an address tells, where it is one of those that are taken."""
    return int(told) if told in {"3", "6", "12", "24"} else told


class DashboardAsked(Schema):
    """So many of the last months in which anybody rated."""

    months: Annotated[Months, BeforeValidator(_number)] = 12


class FiguresAsked(DashboardAsked, Window):
    """So many of the last months in which anybody rated."""


class PartAsked(FiguresAsked):
    """All answers, or those of one group: ``key`` of ``column``; of the column ``rule``, a segment's code.

    Of a segment of rules are customers who fit it today; of metrics that withhold small groups it tells nothing.
    """

    column: ViewColumn | None = None
    key: Plain = Field("", max_length=80)


class PartsAsked(PartAsked):
    """Groups of the column ``by``, another than the one narrowed by."""

    by: PartColumn = "touchpoint"


class Rewording(Schema):
    """A version of a survey that asks in other words; ``mixed`` where its first month has answers to both."""

    survey: str
    edition: int
    mixed: bool


class MetricFigure(Schema):
    """A metric in a month; where it is ``withheld``, too few stand behind it, and it has neither number nor figure.

    ``breaks`` names what was reworded from this month on: before and after it are answers to different questions.
    """

    month: str
    n: int | None
    figure: Interval | None
    withheld: bool
    breaks: list[Rewording]


class MetricFigures(Page):
    items: list[MetricFigure]


class MetricPart(Schema):
    """A group over those months; ``title`` is that of a segment of rules, which stands here without answers as well."""

    key: str
    title: Both | None
    n: int | None
    figure: Interval | None
    withheld: bool


class MetricParts(Page):
    """Groups of a column; ``made_at`` is when segments of rules were looked at, else null.

    ``since`` is the first month they count, where there are more answers than are read, the latest first.
    """

    made_at: datetime | None
    since: str | None
    items: list[MetricPart]


class MonthChange(Schema):
    """What changed since the month before; a change that may be noise ``cannot_tell``."""

    before: str
    difference: Interval
    verdict: Literal["better", "worse", "changed", "cannot_tell"]


class LatestFigure(Schema):
    """A metric in the last month that has it; null where none has, and where it is ``withheld``."""

    metric: str
    month: str | None
    n: int | None
    figure: Interval | None
    withheld: bool
    change: MonthChange | None


class DashboardTold(Schema):
    """Tiles of the journey: hours to the first answer and to solution, shares in per cent, and the metrics."""

    first: date
    last: date
    first_response: Took
    conversion: Estimated
    resolution_time: Took
    closed: Estimated
    answered: Estimated
    metrics: list[LatestFigure]
