"""What operations on figures of the dashboard take and give."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator

from centricity.web.api.home_schemas import Months
from centricity.web.api.schemas import Page, Window
from centricity.web.api.survey_schemas import Interval


def _number(told: Any) -> Any:
    """A number that an address tells, where it is one of those that are taken."""
    return int(told) if told in {"3", "6", "12", "24"} else told


class FiguresAsked(Window):
    """So many of the last months in which anybody rated."""

    months: Annotated[Months, BeforeValidator(_number)] = 12


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
