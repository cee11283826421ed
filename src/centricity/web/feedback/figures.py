"""How an organisation answers, over a period: every figure with its n and its interval, made by the metrics."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock

import numpy as np
import polars as pl
from django.db.models import Count, F, Q
from django.utils import timezone

from centricity.metrics.figures import shares
from centricity.stats.estimate import Estimate
from centricity.stats.quantiles import quantile_estimate
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.people.models import Organisation

CONFIDENCE = 0.95
USUAL = timedelta(days=90)
_HOUR = 3_600


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

    first_answer: Estimate
    slow_answer: Estimate
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
    items = Item.objects.filter(organisation=organisation, received_at__gte=begin, received_at__lt=end)
    items = items.exclude(state=Item.State.SPAM)
    answered = items.exclude(first_answer_at=None).values_list("received_at", "first_answer_at")
    median, slow = hours(answered.iterator(), 0.5, 0.9)
    told = items.aggregate(n=Count("pk"), hit=Count("first_answer_at"))
    loop = _closed_loop(organisation, begin, min(end, timezone.now()))
    return Figures(
        median, slow, told["n"] - told["hit"], share(told["n"], told["hit"]),
        share(loop["n"], loop["closed"]), share(loop["n"], loop["in_time"]),
    )  # fmt: skip


def _closed_loop(organisation: Organisation, begin: datetime, end: datetime) -> dict[str, int]:
    """Follow-ups that were due in a period, those of them that are closed, and those closed by when they were due."""
    due = FollowUp.objects.filter(organisation=organisation, due__gte=begin, due__lt=end)
    closed = Q(state=FollowUp.State.CLOSED)
    return due.exclude(state=FollowUp.State.WITHDRAWN).aggregate(
        n=Count("pk"),
        closed=Count("pk", filter=closed),
        in_time=Count("pk", filter=closed & Q(closed_at__lte=F("due"))),
    )


def hours(rows: Iterable[tuple[datetime, datetime]], *quantiles: float) -> list[Estimate]:
    """Hours between two moments that so many of the rows kept to, as the metrics of service count them."""
    took = np.fromiter(((last - first).total_seconds() / _HOUR for first, last in rows), float)
    return [quantile_estimate(took, each, CONFIDENCE) for each in quantiles]


def share(n: int, hit: int) -> Estimate:
    """A share with its interval, in per cent."""
    return shares(pl.DataFrame({"n": [float(n)], "hit": [float(hit)]}), CONFIDENCE)[0]


def is_told(estimate: Estimate) -> bool:
    """Whether there is anything behind an estimate."""
    return estimate.n > 0 and not math.isnan(estimate.value)
