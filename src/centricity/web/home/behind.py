"""Answers behind a number of the dashboard: the cell that was clicked, and the ratings which made it.

A cell is a month or a group of a column, of all answers or of a part of them. What is withheld has no answers to see,
and neither has a metric that withholds small groups: a list would show what its tables do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from centricity.language import Language, period_name
from centricity.metrics.definition import Metric
from centricity.metrics.options import Options
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.rules import rule_of
from centricity.metrics.tallies import from_tallies
from centricity.web.home.asked import LONGEST_KEY, RULE, Asked, asked_of
from centricity.web.home.board import NOT_TOLD, monthly, parted
from centricity.web.home.by_rule import by_rule, parted_by_rule
from centricity.web.home.heard import COLUMNS, NONE
from centricity.web.home.narrowing import monthly_part, parted_part, title_of
from centricity.web.home.rated import in_group, ratings_of
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating


@dataclass(frozen=True)
class Clicked:
    """A cell of the page of a metric: the part and months it shows, and a month of it or the group of a column."""

    asked: Asked
    month: str = ""
    by: str = ""
    of: str = ""

    def told(self) -> dict[str, Any]:
        """As an address tells it."""
        return self.asked.told() | ({"by": self.by, "of": self.of} if self.by else {"month": self.month})


@dataclass(frozen=True)
class Found:
    """A cell with its number, and the ratings that may be listed, the newest first."""

    row: Row
    ratings: QuerySet[Rating]


def clicked_of(told: Mapping[str, Any]) -> Clicked | None:
    """The cell that an address names; nothing where it names none, or a month and a group at once."""
    asked, month = asked_of(told), str(told.get("month", ""))
    by, of = str(told.get("by", "")), told.get("of")
    if bool(month) == bool(by):
        return None
    if month:
        return Clicked(asked, month)
    sound = isinstance(of, str) and len(of) <= LONGEST_KEY
    return Clicked(asked, "", by, str(of)) if by in (*COLUMNS, RULE) and by != asked.column and sound else None


def found(place: Organisation, metric: Metric, months: Sequence[str], clicked: Clicked) -> Found | None:
    """The cell as the page of the metric shows it; nothing where it shows none, or withholds it."""
    key = clicked.of if clicked.by else clicked.month
    row = next((each for each in outcome_of(place, metric, months, clicked).rows if each.keys[0] == key), None)
    return None if row is None or row.hidden else Found(row, _ratings(place, metric, months, clicked))


def outcome_of(place: Organisation, metric: Metric, months: Sequence[str], clicked: Clicked) -> Outcome:
    """The whole table that the cell stands in: what of it is withheld is known of all its rows together alone."""
    asked, narrowed = clicked.asked, bool(clicked.asked.column)
    if clicked.by == RULE:
        made = by_rule(place, metric, months, asked)
        return from_tallies(metric, NONE, ("month",)) if made is None else parted_by_rule(metric, made)
    if clicked.by:
        if narrowed:
            return parted_part(place, metric, months, asked, clicked.by)
        return parted(place, metric, months, clicked.by)
    return monthly_part(place, metric, months, asked) if narrowed else monthly(place, metric, months)


def _ratings(place: Organisation, metric: Metric, months: Sequence[str], clicked: Clicked) -> QuerySet[Rating]:
    if metric.private:
        return Rating.objects.none()
    scale = rule_of(metric, Options()).scale
    rows = ratings_of(place, metric, clicked.asked).filter(score__gte=scale.min, score__lte=scale.max)
    rows = rows.filter(month=clicked.month) if clicked.month else rows.filter(month__in=list(months))
    rows = rows.filter(**in_group(place, clicked.by, clicked.of)) if clicked.by else rows
    known = rows.select_related("survey", "response__customer").prefetch_related("response__version")
    return known.defer("survey__draft").order_by("-at", "-pk")


def name_of(place: Organisation, metric: Metric, clicked: Clicked, language: Language) -> str:
    """The month or the group in words."""
    if clicked.by == RULE:
        return title_of(place, metric, Asked(clicked.asked.months, RULE, clicked.of), language)
    return period_name(clicked.month, language) or clicked.of or NOT_TOLD[language]
