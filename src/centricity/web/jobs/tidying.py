"""Taking away what ended long ago and would grow for ever: jobs, results of the queue, sessions that are over.

Rows go in batches, each in a transaction of its own, so that nobody who writes waits long.
"""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from centricity.web.jobs.models import ENDED as ENDS
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import KINDS, Progress

RECURRING = timedelta(days=1)
"""How long an ended job is kept that is asked for again and again."""
ENDED = timedelta(days=30)
"""How long every other ended job is kept; the latest of its target for ever, where its kind is shown."""
RESULTS = timedelta(days=1)
"""How long the queue's own record of what was done is kept."""
BATCH = 500
BATCHES = 200
"""Batches of one table at one time: what is left over goes at the next, and other work need not wait for it."""


def tidy(progress: Progress) -> None:
    progress.next("Убираю старое", "Taking away what is old")
    for rows in (_recurring(), _ended(), _results(), _sessions()):
        take_away(rows)
    with progress.finishing():
        pass


def take_away(rows: QuerySet[Any]) -> None:
    """Delete rows, so many at a time."""
    for _ in range(BATCHES):
        keys = list(rows.order_by().values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        rows.filter(pk__in=keys).delete()


def _ended_before(age: timedelta) -> QuerySet[Job]:
    return Job.objects.filter(state__in=ENDS, ended_at__lt=timezone.now() - age)


def _recurring() -> QuerySet[Job]:
    names = [name for name, kind in KINDS.items() if kind.every is not None and not kind.shown]
    return _ended_before(RECURRING).filter(kind__in=names)


def _ended() -> QuerySet[Job]:
    """Jobs that ended long ago, but for the latest of a target whose kind is shown."""
    shown = [name for name, kind in KINDS.items() if kind.shown]
    later = Job.objects.filter(kind=OuterRef("kind"), target=OuterRef("target"), asked_at__gt=OuterRef("asked_at"))
    return _ended_before(ENDED).filter(~Q(kind__in=shown) | Exists(later))


def _results() -> QuerySet[Any]:
    """Records of work that ended; and of work that a worker which died had begun so long ago that it is not at it."""
    now = timezone.now()
    lost = DBTaskResult.objects.running().filter(started_at__lt=now - ENDED)
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS) | lost


def _sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())
