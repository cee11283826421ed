"""What changed after an action on a theme: its messages and a metric, over as many days after it as before.

It is told what came after, never what came of it: other things change in the same days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from centricity.metrics import definition
from centricity.metrics.change import Verdict, verdict
from centricity.stats.counts import rate_estimates
from centricity.stats.estimate import Estimate, difference
from centricity.web.feedback.figures import Period, share
from centricity.web.feedback.models import Item, Theme
from centricity.web.home.spans import metrics_told, over
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import came_of

SHORTEST, LONGEST = 14, 90
"""So many days are compared at least and at most, on each side."""
MOST = 5
"""Actions whose effect is shown, those that were done last."""
RATE, SHARE = "rate", "share"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Compared:
    """A number before and after, the difference, and what it means; ``what`` is a metric, `RATE` or `SHARE`."""

    what: str
    before: Estimate
    after: Estimate
    difference: Estimate
    verdict: Verdict


@dataclass(frozen=True)
class Told:
    """Messages of a period: all, those of the theme, those that nobody gave a theme."""

    all: int
    ours: int
    unsorted: int


@dataclass(frozen=True)
class Effect:
    """What changed after an action was done on ``day``.

    Where nothing can be compared yet there are no periods: ``tells_on`` is the day from which there will be, and
    None where messages were not taken in long enough before. ``beside`` counts the theme's other actions that were
    done within the periods.
    """

    action: Action
    day: date
    tells_on: date | None = None
    before: Period | None = None
    after: Period | None = None
    told: tuple[Told, Told] | None = None
    rows: list[Compared] = field(default_factory=list)
    beside: int = 0


@dataclass(frozen=True)
class _Daily:
    """Messages by day, and the first day of which they are known."""

    days: dict[date, Told]
    begun: date | None

    def of(self, period: Period) -> list[Told]:
        days = (period.last - period.first).days + 1
        return [self.days.get(period.first + n * DAY, Told(0, 0, 0)) for n in range(days)]


def effects_of(theme: Theme, metric: str = "") -> list[Effect]:
    """Effects of the actions on a theme that were done last, the newest first."""
    done = came_of(theme.target).filter(state=Action.State.DONE, ended_at__isnull=False).order_by("-ended_at")
    known = [(each, timezone.localtime(each.ended_at).date()) for each in done[:MOST]]
    if not known:
        return []
    daily, today = _daily(theme, min(day for _action, day in known) - LONGEST * DAY), timezone.localdate()
    return [
        _effect(theme, each, day, daily, today, metric, [other for one, other in known if one.pk != each.pk])
        for each, day in known
    ]


def metric_chosen(theme: Theme, asked: str) -> tuple[str, list[str]]:
    """The metric beside the messages and those it may be: what is asked for, else the first; empty without any."""
    known = metrics_told(theme.organisation)
    return asked if asked in known else known[0] if known else "", known


def _daily(theme: Theme, first: date) -> _Daily:
    begin = Period(first, first).moments[0]
    said = Item.objects.filter(organisation=theme.organisation_id).exclude(state=Item.State.SPAM).order_by()
    rows = said.filter(at__gte=begin).annotate(day=TruncDate("at")).values_list("day")
    counted = rows.annotate(
        all=Count("pk"), ours=Count("pk", filter=Q(theme=theme)), unsorted=Count("pk", filter=Q(theme=None))
    )
    days = {day: Told(*numbers) for day, *numbers in counted}
    earlier = said.filter(at__lt=begin).exists()
    return _Daily(days, first if earlier else min(days, default=None))


def _effect(
    theme: Theme, action: Action, day: date, daily: _Daily, today: date, metric: str, others: list[date]
) -> Effect:
    """The effect of one action; its own day is on neither side, nor is today, which is not over."""
    passed = (today - day).days - 1
    known = 0 if daily.begun is None else (day - daily.begun).days
    if known < SHORTEST:
        return Effect(action, day)
    if passed < SHORTEST:
        return Effect(action, day, tells_on=day + (SHORTEST + 1) * DAY)
    length = min(LONGEST, passed, known)
    before, after = Period(day - length * DAY, day - DAY), Period(day + DAY, day + length * DAY)
    told = _sum(daily.of(before)), _sum(daily.of(after))
    rows = list(_rows(theme, before, after, daily, metric))
    beside = sum(before.first <= each <= after.last for each in others)
    return Effect(action, day, None, before, after, told, rows, beside)


def _rows(theme: Theme, before: Period, after: Period, daily: _Daily, metric: str) -> Iterator[Compared]:
    then, now = daily.of(before), daily.of(after)
    rates = rate_estimates(*(np.array([each.ours for each in days], float) for days in (then, now)))
    yield _compared(RATE, rates[0], rates[1])
    shares = [share(each.all, each.ours) for each in (_sum(then), _sum(now))]
    yield _compared(SHARE, shares[0], shares[1])
    if metric:
        found = [over(theme.organisation, metric, each) for each in (before, after)]
        yield _compared(metric, found[0], found[1], definition(metric).better)


def _compared(what: str, before: Estimate, after: Estimate, better: str = "neither") -> Compared:
    gap = difference(after, before)
    return Compared(what, before, after, gap, verdict(gap, better))


def _sum(days: list[Told]) -> Told:
    return Told(*(sum(getattr(each, name) for each in days) for name in ("all", "ours", "unsorted")))
