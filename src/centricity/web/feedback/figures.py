"""How an organisation answers, over a period: every figure with its n and its interval, made by the metrics."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from centricity.stats.estimate import Estimate
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.people.models import Organisation

CONFIDENCE = 0.95
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
    median, slow = _first_answers(items.values_list("pk", "received_at", "first_answer_at").iterator())
    told = items.aggregate(n=Count("pk"), hit=Count("first_answer_at"))
    loop = _closed_loop(organisation, begin, min(end, timezone.now()))
    return Figures(
        median, slow, told["n"] - told["hit"], _share(told["n"], told["hit"]),
        _share(loop["n"], loop["closed"]), _share(loop["n"], loop["in_time"]),
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


def _first_answers(rows: Iterable[tuple[Any, datetime, datetime | None]]) -> tuple[Estimate, Estimate]:
    """Hours to the first answer that half, and nine of ten, of the answers kept to."""
    import ibis
    import polars as pl

    from centricity.metrics import compute

    moment = pl.Datetime("us", "UTC")
    schema: Any = {"request": pl.String, "created": moment, "first_response": moment}
    frame = pl.DataFrame([(str(pk), *times) for pk, *times in rows], schema=schema, orient="row")
    known = compute("first_response", ibis.memtable(frame)).by_keys
    return known[("p50",)].estimate, known[("p90",)].estimate


def _share(n: int, hit: int) -> Estimate:
    import polars as pl

    from centricity.metrics.figures import shares

    return shares(pl.DataFrame({"n": [float(n)], "hit": [float(hit)]}), CONFIDENCE)[0]


def is_told(estimate: Estimate) -> bool:
    """Whether there is anything behind an estimate."""
    return estimate.n > 0 and not math.isnan(estimate.value)
