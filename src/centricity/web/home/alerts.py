"""Alerts: raised once for every cause, heard by whoever wants to, acknowledged by one person."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from centricity.stats.estimate import Estimate
from centricity.web.audit.services import Actor, record
from centricity.web.feedback.overdue import overdue_of
from centricity.web.home.cycles import cycle_alerts
from centricity.web.home.heard import METRICS, months_of, tallies
from centricity.web.home.models import Alert, Muted
from centricity.web.home.shifts import Shift, last_whole_month, shifts
from centricity.web.home.watching import watches_check
from centricity.web.improvement.models import Action
from centricity.web.improvement.services import Plan, action_create
from centricity.web.jobs.services import Progress
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import Right
from centricity.web.people.selectors import access_to_study, organisations
from centricity.web.research.targets import Target, targets_of

KINDS = (str(Alert.Kind.OVERDUE), str(Alert.Kind.TARGET), str(Alert.Kind.WATCH), str(Alert.Kind.CYCLE))


def raise_all(progress: Progress) -> None:
    """Look at every organisation; what was raised before is not raised again."""
    progress.next("Смотрю, что изменилось", "Looking at what changed")
    for organisation in organisations():
        raise_alerts(organisation, timezone.now())
    with progress.finishing():
        pass


def raise_alerts(organisation: Organisation, now: datetime) -> None:
    """Raise alerts of an organisation for what is new."""
    Alert.objects.bulk_create(_causes(organisation, now), ignore_conflicts=True)
    watches_check(organisation, now)


def _causes(organisation: Organisation, now: datetime) -> Iterator[Alert]:
    for shift in shifts(organisation, last_whole_month(now.date())):
        yield Alert(
            organisation=organisation, kind=Alert.Kind.MOVED, subject=shift.metric.id, period=shift.month,
            figures=_figures(shift),
        )  # fmt: skip
    late, oldest = overdue_of(organisation)
    if late and oldest is not None:
        told = {"count": late, "oldest": oldest.date().isoformat()}
        yield Alert(organisation=organisation, kind=Alert.Kind.OVERDUE, period=week_of(now.date()), figures=told)
    for target in targets_of(organisation):
        if target.behind:
            yield _of_target(organisation, target)
    yield from cycle_alerts(organisation, now)


def week_of(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def _figures(shift: Shift) -> dict[str, Any]:
    def told(found: Estimate) -> list[float]:
        return [found.value, found.low, found.high, found.n]

    return {
        "verdict": shift.verdict, "before": shift.before, "now": told(shift.now), "then": told(shift.then),
        "difference": told(shift.difference), "reworded": shift.reworded,
    }  # fmt: skip


def _of_target(organisation: Organisation, target: Target) -> Alert:
    figures = {
        "title": dict(target.title), "name": dict(target.name), "wave": target.wave, "base": target.base,
        "now": target.now, "target": target.target, "share": target.share, "expected": target.expected,
        "unowned": target.unowned,
    }  # fmt: skip
    subject = f"{target.study}:{target.subject}:{target.node}:{target.wave}"
    return Alert(
        organisation=organisation, kind=Alert.Kind.TARGET, subject=subject, study=target.study,
        period=str(target.edition), figures=figures,
    )  # fmt: skip


def alerts_for(user: Any, organisation: Organisation) -> QuerySet[Alert]:
    """Alerts that somebody may see and wants to hear of, the newest first: targets only of studies seen inside."""
    muted = set(muted_by(user, organisation))
    found = Alert.objects.filter(organisation=organisation).select_related("acknowledged_by", "organisation")
    found = found.exclude(kind=Alert.Kind.MOVED, subject__in=muted).exclude(kind__in=muted & set(KINDS))
    hidden = [code for code in _studies(organisation) if not _inside(user, code, organisation)]
    return found.exclude(study__in=hidden) if hidden else found


def _studies(organisation: Organisation) -> list[str]:
    told = Alert.objects.filter(organisation=organisation, kind=Alert.Kind.TARGET)
    return list(told.order_by().values_list("study", flat=True).distinct())


def _inside(user: Any, study: str, organisation: Organisation) -> bool:
    return access_to_study(user, study, organisation.code, open_to_all=False).right >= Right.INTERNAL


def open_alerts(user: Any, organisation: Organisation) -> QuerySet[Alert]:
    """Alerts that nobody has acknowledged."""
    return alerts_for(user, organisation).filter(acknowledged_at=None)


def alert_for(user: Any, organisation: Organisation, pk: int) -> Alert:
    """An alert that somebody may see, whether or not it is muted."""
    found = Alert.objects.filter(Q(organisation=organisation), pk=pk)
    alert = found.select_related("acknowledged_by", "organisation").first()
    if alert is None or (alert.study and not _inside(user, alert.study, organisation)):
        raise Http404
    return alert


@transaction.atomic
def acknowledge(alert: Alert, user: User, actor: Actor) -> bool:
    """Say that one has seen to an alert; the first who says so stands. Tells whether it was this one."""
    waiting = Alert.objects.filter(pk=alert.pk, acknowledged_at=None)
    done = bool(waiting.update(acknowledged_by=user, acknowledged_at=timezone.now()))
    if done:
        record(actor, "alert.acknowledged", alert.target)
    return done


@transaction.atomic
def alert_act(alert: Alert, plan: Plan, user: User, actor: Actor) -> Action:
    """Make an action of an alert, which is seen to thereby.

    Raises
    ------
    MisuseError
        Where the plan does not fit.
    """
    made = action_create(alert.organisation, plan, actor, origin=alert.target)
    acknowledge(alert, user, actor)
    return made


def causes_of(organisation: Organisation) -> list[str]:
    """What may be alerted of: metrics that there are data for, follow-ups, targets, watches and cycles."""
    heard = [metric for metric in METRICS if months_of(organisation) and len(tallies(organisation, metric))]
    return [*heard, *KINDS]


def muted_by(user: Any, organisation: Organisation) -> list[str]:
    return list(Muted.objects.filter(user=user, organisation=organisation).values_list("cause", flat=True))


@transaction.atomic
def causes_choose(user: User, organisation: Organisation, heard: set[str], actor: Actor) -> None:
    """Hear of these causes alone, of those that there are."""
    known, before = set(causes_of(organisation)), set(muted_by(user, organisation))
    after = (before - known) | (known - heard)
    if after == before:
        return
    Muted.objects.filter(user=user, organisation=organisation, cause__in=before - after).delete()
    fresh = [Muted(user=user, organisation=organisation, cause=cause) for cause in sorted(after - before)]
    Muted.objects.bulk_create(fresh, ignore_conflicts=True)
    record(actor, "alerts.chosen", f"user:{user.pk}", {"muted": sorted(before)}, {"muted": sorted(after)})
