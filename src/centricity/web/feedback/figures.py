"""How an organisation answers, over a period: every figure with its n and its interval, made by the metrics."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock

import polars as pl
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from centricity.metrics.figures import shares
from centricity.stats.estimate import Estimate
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.times import CONFIDENCE, Took, took
from centricity.web.people.hours import hours_of
from centricity.web.people.models import Organisation
from centricity.web.people.working import Hours

USUAL = timedelta(days=90)


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both of them in it."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From when to before when."""
        zone = timezone.get_current_timezone()
        begin = datetime.combine(self.first, clock(), zone)
        return begin, datetime.combine(self.last, clock(), zone) + timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """How an organisation answered in a period; an estimate of nothing has n = 0 and no value."""

    first_answer: Took
    slow_answer: Took
    solved: Took
    waiting: int
    answered: Estimate
    closed: Estimate
    in_time: Estimate


def usual_period() -> Period:
    today = timezone.now().date()
    return Period(today - USUAL, today)


def figures_of(organisation: Organisation, period: Period) -> Figures:
    """Figures of an organisation in a period."""
    begin, end = period.moments
    items, hours = _received(organisation, period), hours_of(organisation)
    answered = items.exclude(first_answer_at=None).values_list("received_at", "first_answer_at")
    median, slow = took(answered.iterator(), hours, 0.5, 0.9)
    told = items.aggregate(n=Count("pk"), hit=Count("first_answer_at"))
    loop = _closed_loop(organisation, begin, min(end, timezone.now()))
    return Figures(
        median, slow, _solved(items, hours), told["n"] - told["hit"], share(told["n"], told["hit"]),
        share(loop["n"], loop["closed"]), share(loop["n"], loop["in_time"]),
    )  # fmt: skip


def time_to_solution(organisation: Organisation, period: Period) -> Took:
    """Hours from when feedback came in to when it was closed, the median of what came in within a period."""
    return _solved(_received(organisation, period), hours_of(organisation))


def _received(organisation: Organisation, period: Period) -> QuerySet[Item]:
    """What came in within a period, spam left out."""
    begin, end = period.moments
    items = Item.objects.filter(organisation=organisation, received_at__gte=begin, received_at__lt=end)
    return items.exclude(state=Item.State.SPAM)


def _solved(items: QuerySet[Item], hours: Hours | None) -> Took:
    closed = items.exclude(closed_at=None).values_list("received_at", "closed_at")
    return took(closed.iterator(), hours, 0.5)[0]


def _closed_loop(organisation: Organisation, begin: datetime, end: datetime) -> dict[str, int]:
    """Follow-ups that were due in a period, those of them that are closed, and those closed by when they were due."""
    due = FollowUp.objects.filter(organisation=organisation, due__gte=begin, due__lt=end)
    closed = Q(state=FollowUp.State.CLOSED)
    return due.exclude(state=FollowUp.State.WITHDRAWN).aggregate(
        n=Count("pk"),
        closed=Count("pk", filter=closed),
        in_time=Count("pk", filter=closed & Q(closed_at__lte=F("due"))),
    )


def share(n: int, hit: int) -> Estimate:
    """A share with its interval, in per cent."""
    return shares(pl.DataFrame({"n": [float(n)], "hit": [float(hit)]}), CONFIDENCE)[0]


def is_told(estimate: Estimate) -> bool:
    """Whether there is anything behind an estimate."""
    return estimate.n > 0 and not math.isnan(estimate.value)
