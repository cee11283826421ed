"""What operations on working hours and on how an organisation answers take and give."""

from datetime import date
from typing import Annotated, Self

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from centricity.web.api.schemas import Plain
from centricity.web.api.survey_schemas import Interval
from centricity.web.feedback.figures import Period, usual_period
from centricity.web.people.hours_checks import FIRST_YEAR, LAST_YEAR, MOST_DAYS

CLOCK = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
Clock = Annotated[str, Field(pattern=CLOCK)]
"""A time of the day to the minute; midnight at the end of the day is 24:00."""
Weekday = Annotated[int, Field(ge=0, le=6)]
Days = Annotated[list[date], Field(max_length=MOST_DAYS)]


class Hours(Schema):
    """When an organisation works, by the clock of ``zone``; weekdays are 0 for Monday to 6.

    ``country`` is two letters, whose public holidays are days off; empty is none. ``days_on`` are worked whatever else
    is said, on ``short`` days work ends an hour earlier.
    """

    model_config = ConfigDict(extra="forbid")

    opens: Clock = "09:00"
    closes: Clock = "18:00"
    weekdays: list[Weekday] = Field([0, 1, 2, 3, 4], max_length=7)
    zone: Plain = Field(max_length=64)
    country: Plain = Field("", max_length=2)
    days_off: Days = []
    days_on: Days = []
    short: Days = []
    round_the_clock: bool = False


class HoursWanted(Schema):
    """Null takes back what was said: then times are told in calendar hours alone."""

    model_config = ConfigDict(extra="forbid")

    hours: Hours | None


class DayAhead(Schema):
    """A day to come: when work begins and ends; both are null on a day off."""

    day: date
    opens: str | None
    closes: str | None


class HoursTold(Schema):
    """Null where nobody has said when the organisation works; ``ahead`` is what the next two weeks come to."""

    hours: Hours | None
    ahead: list[DayAhead]
    revision: int


Known = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 1, 1))]


class Between(Schema):
    """The first day and the last, both of them in it; what is not told is that of the last 90 days."""

    first: Known | None = None
    last: Known | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period.first > self.period.last:
            raise ValueError("the last day is before the first")
        return self

    @property
    def period(self) -> Period:
        """The days that are meant."""
        usual = usual_period()
        return Period(self.first or usual.first, self.last or usual.last)


class Counted(Interval):
    """A figure with its 95 % interval and how many it is made of."""

    n: int


class Took(Schema):
    """A quantile of times in hours: of calendar hours, and of working hours, which are two figures.

    ``working`` is null where no working hours are set; ``outside`` counts what began and ended outside them.
    """

    calendar: Counted
    working: Counted | None
    outside: int


class Answering(Schema):
    """How an organisation answered feedback in a period; of what there is none, the figure is null and n is 0."""

    first: date
    last: date
    answered: Counted
    waiting: int
    first_answer: Took
    first_answer_of_nine_in_ten: Took
    solution: Took
    closed: Counted
    closed_in_time: Counted
