"""Metrics of customers that a reward may hang on, and what each came to in a period, as the dashboard has it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import polars as pl
from django.urls import reverse

from centricity.language import Text
from centricity.metrics import definition
from centricity.metrics.definition import Metric
from centricity.metrics.tallies import from_tallies
from centricity.stats.estimate import Estimate
from centricity.web.customers.churning import by_days
from centricity.web.feedback.figures import Period, figures_of, time_to_solution
from centricity.web.home.asked import Asked, address_of
from centricity.web.home.board import TITLES
from centricity.web.home.heard import COLUMNS, tallies
from centricity.web.home.journey import conversion
from centricity.web.improvement.motivation.spans import Span
from centricity.web.people.models import Organisation

NOTHING = Estimate(math.nan, math.nan, math.nan, 0, "none")
ASKED = ("nps", "csat", "ces", "cli")
"""Metrics of answers of customers; these alone are taken by a column."""
SERVED = ("closed", "answered", "resolution_time", "first_response", "conversion", "retention")
CODES = (*ASKED, *SERVED)
MOST_HOURS = 10_000.0


@dataclass(frozen=True)
class Part:
    """A share of the reward that hangs on a metric; nothing below the floor, all of it from the target on."""

    metric: str
    share: int
    floor: float
    target: float
    column: str = ""
    key: str = ""


@dataclass(frozen=True)
class Measure:
    """How a metric is called and written, and between which values it lies."""

    code: str
    title: Text
    metric: Metric
    low: float
    high: float

    @property
    def asked(self) -> bool:
        return self.code in ASKED


@cache
def measure(code: str) -> Measure:
    if code in TITLES:
        title = TITLES[code]
        return Measure(code, Text(ru=title["ru"], en=title["en"]), definition("csat"), 0.0, 100.0)
    known = definition(code)
    low, high = {"points": (-100.0, 100.0), "hours": (0.0, MOST_HOURS)}.get(known.unit, (0.0, 100.0))
    return Measure(code, known.short or known.name, known, low, high)


def answers_of(organisation: Organisation, part: Part, span: Span) -> pl.DataFrame:
    """Counted scores behind a part: columns survey, score, n and others, as the dashboard reads them."""
    frame = by_column(organisation, part.metric, part.column, span)
    return frame.filter(pl.col("key") == part.key) if part.column else frame


def by_column(organisation: Organisation, metric: str, column: str, span: Span) -> pl.DataFrame:
    """Counted scores of a metric in a period with the keys of a column; of no nameless survey where there is one."""
    return tallies(organisation, metric, column).filter(pl.col("month").is_in(list(span.months)))


def figure(organisation: Organisation, part: Part, span: Span) -> Estimate:
    """What a metric came to; n is nought where there is nothing, or it is withheld."""
    if part.metric not in ASKED:
        return _SERVING[part.metric](organisation, span.period)
    frame = answers_of(organisation, part, span)
    if frame.is_empty():
        return NOTHING
    row = from_tallies(definition(part.metric), frame).rows[0]
    return NOTHING if row.hidden else row.estimate


def _retention(organisation: Organisation, period: Period) -> Estimate:
    return by_days(organisation, period.first, period.last + timedelta(days=1)).retention or NOTHING


_SERVING: Mapping[str, Callable[[Organisation, Period], Estimate]] = {
    "closed": lambda place, period: figures_of(place, period).closed,
    "answered": lambda place, period: figures_of(place, period).answered,
    "first_response": lambda place, period: figures_of(place, period).first_answer.calendar,
    "resolution_time": lambda place, period: time_to_solution(place, period).calendar,
    "conversion": conversion, "retention": _retention,
}  # fmt: skip


def address(organisation: Organisation, part: Part, span: Span) -> str:
    """Where the figure stands among others of its kind."""
    if part.metric in ASKED:
        return address_of(organisation.code, part.metric, Asked(column=part.column, key=part.key))
    if part.metric == "retention":
        return reverse("analysis_cohorts", args=[organisation.code])
    if part.metric in {"conversion", "resolution_time"}:
        return reverse("board", args=[organisation.code])
    days = f"?first={span.period.first}&last={span.period.last}"
    return reverse("feedback_figures", args=[organisation.code]) + days


__all__ = [
    "ASKED",
    "CODES",
    "COLUMNS",
    "NOTHING",
    "Measure",
    "Part",
    "address",
    "answers_of",
    "by_column",
    "figure",
    "measure",
]
