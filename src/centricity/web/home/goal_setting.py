"""Targets of metrics of the dashboard: told in points or in percent of where they were; every change is audited."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.metrics.definition import Metric
from centricity.web.audit.services import Actor, record
from centricity.web.home.measured import metric_named
from centricity.web.home.models import Goal
from centricity.web.home.watch_words import DECIMALS
from centricity.web.home.watches import Number, number_faults, range_of
from centricity.web.home.watching import Figure, newest
from centricity.web.people.models import Organisation, User

LEAST = 10
"""Answers from which on a month is a base."""
FURTHEST = timedelta(days=7_305)


@dataclass(frozen=True)
class Aimed:
    """How far a number is to go, in points or in percent of its base, by when, and who answers for it."""

    stated: str
    amount: float
    due: date
    owner: User | None = None


def goals_of(organisation: Organisation) -> QuerySet[Goal]:
    """Targets of an organisation's metrics, by metric and group."""
    return Goal.objects.filter(organisation=organisation).select_related("owner", "organisation")


def goal_or_404(organisation: Organisation, pk: int) -> Goal:
    found = goals_of(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def goal_set(organisation: Organisation, number: Number, aimed: Aimed, actor: Actor) -> Goal:
    """Set a target from the newest number that the dashboard shows.

    Raises
    ------
    MisuseError
        With every fault found.
    """
    faults, base = number_faults(organisation, number), None
    if not faults:
        base = newest(organisation, number, LEAST, timezone.now().date())
        faults = [] if base is not None else [Fault("web.goal_no_base", fields={"least": LEAST})]
    if base is not None:
        faults = list(_unfit(metric_named(organisation, number.metric), base.estimate.value, aimed))
    if faults or base is None:
        raise MisuseError(faults)
    made = Goal(organisation=organisation, **vars(number), **_based(base), **vars(aimed))
    made.value = reached_at(made.base, aimed)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.goal_taken")]) from None
    record(actor, "goal.set", made.target, after=_told(made))
    return made


def _based(base: Figure) -> dict[str, Any]:
    found = base.estimate
    value, low, high = (
        round(each, 6) if math.isfinite(each) else None for each in (found.value, found.low, found.high)
    )
    return {"base": value, "base_low": low, "base_high": high, "base_n": found.n, "base_month": base.month}


@transaction.atomic
def goal_change(goal: Goal, aimed: Aimed, version: int, actor: Actor) -> Goal:
    """Change how far, by when and who answers for it; the base stays.

    Raises
    ------
    MisuseError
        With every fault found, or where it was changed meanwhile.
    """
    faults = list(_unfit(metric_named(goal.organisation, goal.metric), goal.base, aimed))
    if faults:
        raise MisuseError(faults)
    values = vars(aimed) | {"value": reached_at(goal.base, aimed), "version": version + 1}
    if not Goal.objects.filter(pk=goal.pk, version=version).update(**values):
        raise MisuseError([Fault("web.changed_meanwhile")])
    changed = goal_or_404(goal.organisation, goal.pk)
    record(actor, "goal.changed", goal.target, _told(goal), _told(changed))
    return changed


@transaction.atomic
def goal_drop(goal: Goal, version: int, actor: Actor) -> None:
    """Drop a target; the actions that served it stay.

    Raises
    ------
    MisuseError
        Where it was changed meanwhile.
    """
    target, before = goal.target, _told(goal)
    if not Goal.objects.filter(pk=goal.pk, version=version).delete()[0]:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "goal.dropped", target, before=before)


def reached_at(base: float, aimed: Aimed) -> float:
    """What a change comes to."""
    change = base * aimed.amount / 100 if aimed.stated == str(Goal.Stated.PERCENT) else aimed.amount
    return round(base + change, 6)


def _unfit(metric: Metric, base: float, aimed: Aimed) -> list[Fault]:
    faults, today = [], timezone.now().date()
    low, high = range_of(metric)
    if not aimed.amount or not math.isfinite(aimed.amount) or round(aimed.amount, DECIMALS) != aimed.amount:
        faults.append(Fault("web.goal_amount", Place(key="amount"), {"decimals": DECIMALS}))
    elif aimed.stated == str(Goal.Stated.PERCENT) and base <= 0:
        faults.append(Fault("web.goal_percent", Place(key="stated"), {"base": f"{base:.1f}"}))
    elif not low <= (value := reached_at(base, aimed)) <= high:
        told = {"value": f"{value:.1f}", "low": f"{low:g}", "high": f"{high:g}"}
        faults.append(Fault("web.goal_range", Place(key="amount"), told))
    if not today <= aimed.due <= today + FURTHEST:
        faults.append(Fault("web.goal_due", Place(key="due"), {"due": aimed.due.isoformat()}))
    return faults


def _told(goal: Goal) -> dict[str, Any]:
    plain = {name: getattr(goal, name) for name in ("metric", "column", "key", "stated", "amount", "value", "base")}
    return plain | {"due": goal.due.isoformat(), "owner": goal.owner_id}
