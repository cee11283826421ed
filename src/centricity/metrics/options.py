"""How a metric is asked for: one set of options for all; each metric listens to those it names."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from centricity.errors import Fault, MisuseError
from centricity.methods.part import Count, Flag, Part, Positive, Share
from centricity.methods.validate import expected
from centricity.metrics.calendar import Calendar

MOST_SCALE = 1_000_000
LONGEST_SHOWN = 100

Level = Annotated[float, Field(gt=0, lt=1)]
Label = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class Options(Part):
    """What one may choose.

    Attributes
    ----------
    confidence
        Coverage of the intervals.
    zone
        Zone of the moments that carry no offset.
    decimal
        Decimal mark of numbers that arrive as texts.
    strict
        Refuse a table that has rows to leave out, instead of counting them.
    min_n
        Groups smaller than this are marked, and withheld where the metric is private; the metric's own
        number where left out.
    direction, reverse
        Which end of the scale is good in these answers; ``reverse`` turns a scale round that is the
        other way than the metric's.
    scale
        Scale of the answers, such as 1-7, for the metrics that take any.
    one_per_customer
        Keep the latest answer of each customer in each group.
    start, end, as_of
        First day of the period, first day after it, and the day on which open things are looked at.
    base
        What churn is held against: the customers of the opening day, or all served.
    every
        Length of a step of cohorts.
    quantiles, hours, calendar
        Shares below; calendar or working hours; the working calendar.
    within_days
        Days in which a repeated contact or purchase counts, or after which a request is stale.
    target
        Share that counts as green.
    margin, discount, horizon_days
        Share of an amount that is margin; discount per year (for subscriptions: per period of the table);
        how far a prediction looks.
    model
        Model of repeat buying.
    stages
        Stages of the journey, in order.
    top
        Share of the customers who count as the most valuable.
    lags
        Periods by which one series may trail another.
    draws, seed
        Draws of simulated intervals.
    """

    confidence: Level = 0.95
    zone: str = "UTC"
    decimal: Literal[".", ","] = "."
    strict: Flag = False
    min_n: Count | None = None
    direction: Literal["high", "low"] | None = None
    reverse: Flag = False
    scale: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?-\d+(\.\d+)?$")] | None = None
    one_per_customer: Flag = False
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    base: Literal["opening", "served"] = "opening"
    every: Literal["week", "month", "quarter", "year"] = "month"
    quantiles: tuple[Level, ...] = (0.5, 0.9)
    hours: Literal["calendar", "working"] = "calendar"
    calendar: Calendar = Calendar()
    within_days: Positive = 14
    target: Share = 0.9
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    discount: Annotated[float, Field(ge=0, lt=10)] = 0.0
    horizon_days: Positive = 365
    model: Literal["bg_nbd", "pareto_nbd"] = "bg_nbd"
    stages: tuple[Label, ...] = ()
    top: Level = 0.2
    lags: Count = 3
    draws: Annotated[int, Field(ge=50, le=100_000)] = 1_000
    seed: Count = 0

    @field_validator("scale")
    @classmethod
    def _scale_rises(cls, scale: str | None) -> str | None:
        low, _, high = (scale or "0-1").rpartition("-")
        if not -MOST_SCALE <= float(low) < float(high) <= MOST_SCALE:
            raise ValueError("a scale runs from its low end to its high end, such as 1-7")
        return scale


def chosen(values: dict[str, Any]) -> Options:
    """Options from plain values, as Python, a file or the command line gives them.

    Raises
    ------
    MisuseError
        Where one is unknown or does not fit; all of them at once.
    """
    try:
        return Options.model_validate(values)
    except ValidationError as error:
        raise MisuseError([_fault(detail) for detail in error.errors(include_url=False)]) from error


def options_of(given: Any) -> Options:
    """Options as a Python call gives them: `Options`, or nothing.

    Raises
    ------
    MisuseError
        Where it is something else.
    """
    if given is None or isinstance(given, Options):
        return given or Options()
    raise MisuseError([Fault("metric.not_options", fields={"kind": type(given).__name__})])


def groups_of(given: Any) -> tuple[str, ...]:
    """Names of the groups as a Python call gives them.

    Raises
    ------
    MisuseError
        Where it is no list of names; a lone text would be taken letter by letter.
    """
    if not isinstance(given, (list, tuple)):
        raise MisuseError([Fault("metric.not_groups", fields={"kind": type(given).__name__})])
    for name in given:
        if not isinstance(name, str):
            raise MisuseError([Fault("metric.not_groups", fields={"kind": f"list[{type(name).__name__}]"})])
    return tuple(given)


_SCALE = {
    "ru": "шкала от меньшего к большему и до миллиона, например 1-7",
    "en": "a scale from its low end to its high, up to a million, such as 1-7",
}


def _fault(detail: ErrorDetails) -> Fault:
    name = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return Fault("metric.no_option", fields={"option": name, "known": ", ".join(Options.model_fields)})
    problem = _SCALE if name == "scale" else expected(detail)
    return Fault("metric.option_value", fields={"option": name, "got": brief(detail["input"]), "problem": problem})


def brief(value: Any) -> str:
    """A value as a text that floods no message; Python itself refuses to write the longest numbers."""
    try:
        text = str(value)
    except ValueError:
        return "…"
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
