"""Watches on numbers of the dashboard: set, changed and taken away; every change is audited."""

import math
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404

from centricity.errors import Fault, MisuseError, Place
from centricity.metrics.definition import Metric
from centricity.web.audit.services import Actor, record
from centricity.web.home.asked import RULE, asked_of
from centricity.web.home.heard import METRICS
from centricity.web.home.measured import metric_known, metric_named
from centricity.web.home.models import Watch
from centricity.web.home.narrowing import keys_of
from centricity.web.home.watch_words import DECIMALS
from centricity.web.people.models import Organisation, User

MOST_WATCHES = 200
MOST_OF_LEAST = 1_000_000
USUAL_LEAST = 10


@dataclass(frozen=True)
class Number:
    """What is watched: a metric, of all answers or of a group of a column."""

    metric: str
    column: str = ""
    key: str = ""


@dataclass(frozen=True)
class Limit:
    """When to tell: beyond ``value``, by the whole interval or by the estimate, of at least so many answers."""

    bound: str
    value: float
    certain: bool = True
    least: int = USUAL_LEAST


def watches_of(organisation: Organisation) -> QuerySet[Watch]:
    """Watches of an organisation, by metric and group."""
    return Watch.objects.filter(organisation=organisation).select_related("owner", "organisation")


def watch_of(organisation: Organisation, pk: int) -> Watch:
    """A watch of an organisation; 404 where there is none."""
    found = watches_of(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def watch_make(organisation: Organisation, number: Number, limit: Limit, owner: User, actor: Actor) -> Watch:
    """Watch a number.

    Raises
    ------
    MisuseError
        With every fault found.
    """
    faults = [*number_faults(organisation, number), *_limit_faults(metric_known(organisation, number.metric), limit)]
    if Watch.objects.filter(organisation=organisation).count() >= MOST_WATCHES:
        faults.append(Fault("web.watches_many", fields={"limit": MOST_WATCHES}))
    if faults:
        raise MisuseError(faults)
    made = Watch(organisation=organisation, owner=owner, **vars(number), **vars(limit))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.watch_taken")]) from None
    record(actor, "watch.made", made.target, after=_told(made))
    return made


@transaction.atomic
def watch_change(watch: Watch, limit: Limit, version: int, actor: Actor) -> Watch:
    """Change when a watch tells; it is looked at afresh from then on where anything is other than before.

    Raises
    ------
    MisuseError
        With every fault found, or where it was changed meanwhile.
    """
    faults = list(_limit_faults(metric_named(watch.organisation, watch.metric), limit))
    if faults:
        raise MisuseError(faults)
    same = Watch.objects.filter(pk=watch.pk, version=version)
    afresh = {} if limit == limit_of(watch) else {"broken_at": None}
    try:
        with transaction.atomic():
            done = same.update(**vars(limit), **afresh, version=version + 1)
    except IntegrityError:
        raise MisuseError([Fault("web.watch_taken")]) from None
    if not done:
        raise MisuseError([Fault("web.changed_meanwhile")])
    changed = watch_of(watch.organisation, watch.pk)
    record(actor, "watch.changed", watch.target, _told(watch), _told(changed))
    return changed


@transaction.atomic
def watch_delete(watch: Watch, version: int, actor: Actor) -> None:
    """Take a watch away; what it told stays.

    Raises
    ------
    MisuseError
        Where it was changed meanwhile.
    """
    target, before = watch.target, _told(watch)
    if not Watch.objects.filter(pk=watch.pk, version=version).delete()[0]:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "watch.deleted", target, before=before)


def limit_of(watch: Watch) -> Limit:
    """When a watch tells."""
    return Limit(watch.bound, watch.value, watch.certain, watch.least)


def range_of(metric: Metric) -> tuple[float, float]:
    """The least and the most that a metric can be."""
    rule = metric.rule
    assert rule is not None  # noqa: S101  every metric of the dashboard is made of answers
    if rule.positive is None:
        return rule.scale.min, rule.scale.max
    return (0.0, 100.0) if rule.negative is None else (-100.0, 100.0)


def number_faults(organisation: Organisation, number: Number) -> list[Fault]:
    """Why a metric, or a group of it, is none that the dashboard shows."""
    metric = metric_known(organisation, number.metric)
    if metric is None:
        return [Fault("web.watch_metric", Place(key="metric"), {"known": ", ".join(METRICS)})]
    if not number.column and not number.key:
        return []
    asked = asked_of({"column": number.column, "key": number.key})
    known = asked.column not in {"", RULE} and number.key in keys_of(organisation, metric, number.column)
    return [] if known else [Fault("web.watch_part", Place(key="key"))]


def _limit_faults(metric: Metric | None, limit: Limit) -> list[Fault]:
    faults = []
    if limit.bound not in Watch.Bound.values:
        faults.append(Fault("web.watch_bound", Place(key="bound")))
    low, high = range_of(metric) if metric is not None else (-math.inf, math.inf)
    if not low <= limit.value <= high or round(limit.value, DECIMALS) != limit.value:
        faults.append(
            Fault("web.watch_value", Place(key="value"), {"low": f"{low:g}", "high": f"{high:g}", "decimals": DECIMALS})
        )
    if not 1 <= limit.least <= MOST_OF_LEAST:
        faults.append(Fault("web.watch_least", Place(key="least"), {"most": MOST_OF_LEAST}))
    return faults


def _told(watch: Watch) -> dict[str, Any]:
    names = ("metric", "column", "key", "bound", "value", "certain", "least")
    return {name: getattr(watch, name) for name in names}
