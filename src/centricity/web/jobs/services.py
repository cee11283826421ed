"""Asking for work, doing it, and taking it up again after a worker died."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from centricity.errors import CentricityError, Fault
from centricity.web.audit.services import Actor
from centricity.web.environment import signs_of_life
from centricity.web.events import tell
from centricity.web.jobs.models import Job, Schedule

log = logging.getLogger("centricity.jobs")

BEAT, _dead = signs_of_life()
"""Seconds between two signs of life of a job at work."""
DEAD = timedelta(seconds=_dead)
"""Without a sign of life for so long, a job's worker is taken for dead."""
ATTEMPTS = 3
"""Times a job is begun before it is given up: a job that kills its worker must not do so for ever."""


@dataclass(frozen=True)
class Kind:
    """A kind of work: what does it, how many steps it has, and how often it is done without being asked for.

    Where ``shown``, pages and services look at the latest job of a target, which is therefore never tidied away.
    """

    work: Callable[["Progress"], None]
    steps: int
    every: timedelta | None = None
    shown: bool = False


KINDS: dict[str, Kind] = {}
"""Kinds of work by name; every app adds its own when it is ready."""


class LeaseLostError(Exception):
    """Another worker has taken the job over, or somebody stopped it: what this one made must not be kept."""


class Progress:
    """A job at work, as its work sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @property
    def arguments(self) -> dict[str, Any]:
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    def reckon(self, steps: int) -> None:
        """Tell how many steps there are, where that is known only once the work has begun."""
        self._mine().update(steps=steps)
        self.job.steps = steps

    def next(self, ru: str, en: str) -> None:
        """Tell that the next step begins."""
        self.job.step += 1
        mine = self._mine().update(step=self.job.step, step_ru=ru, step_en=en, beat_at=timezone.now())
        if not mine:
            raise LeaseLostError

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Keep the results and end the job in one transaction, or neither: this is what makes work be done once."""
        with transaction.atomic():
            if not self._mine().select_for_update().exists():
                raise LeaseLostError
            yield
            self._mine().update(state=Job.State.DONE, step=self.job.steps, ended_at=timezone.now())
            _go_on(self.job)

    @contextmanager
    def keeping(self, step: int) -> Iterator[None]:
        """Keep a part of the results in a transaction of its own, where the job is this worker's still."""
        with transaction.atomic():
            if not self._mine().select_for_update().exists():
                raise LeaseLostError
            yield
            self._mine().update(step=step, beat_at=timezone.now())
        self.job.step = step

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, lease=self.job.lease, state=Job.State.RUNNING)


def ask(kind: str, target: str, actor: Actor, *, run_after: datetime | None = None, **arguments: Any) -> Job:
    """Ask for work, now or later; where it is waiting or running already, that job is given.

    Other arguments are not lost: a job that waits takes them, with who asked and when it may begin; after one that
    runs another is begun.
    """
    job = Job(
        kind=kind, target=target, arguments=arguments, actor=actor.name, steps=KINDS[kind].steps, run_after=run_after
    )
    same = Job.objects.filter(kind=kind, target=target, state__in=[Job.State.WAITING, Job.State.RUNNING])
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                job.save(force_insert=True)
                _enqueue(job)
        except IntegrityError:
            known = same.first()
            if known is not None and (_same(known, job) or _turned(known, job)):
                return known  # else it ended between the two looks, and the work is asked for anew
        else:
            return job
    raise RuntimeError(target)


def stop(job: Job) -> bool:
    """End a job that has not ended, and what was asked for after it; False where it had ended.

    Whoever works at it learns so at its next step, and keeps nothing.
    """
    goes_on = Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING])
    return bool(goes_on.update(state=Job.State.STOPPED, again=None, ended_at=timezone.now()))


def _same(known: Job, asked: Job) -> bool:
    """Whether a job will have done what is asked for, as soon as is asked, and nothing else after it."""
    soon = known.state != Job.State.WAITING or known.run_after is None
    soon = soon or (asked.run_after is not None and known.run_after <= asked.run_after)
    return known.arguments == asked.arguments and known.again is None and soon


def _turned(job: Job, asked: Job) -> bool:
    """Let a job that waits do what was asked for last, for whoever asked; or one that runs be followed by it."""
    mine = Job.objects.filter(pk=job.pk)
    told = {"arguments": asked.arguments, "actor": asked.actor, "run_after": asked.run_after}
    with transaction.atomic():
        if mine.filter(state=Job.State.WAITING).update(**told):
            job.run_after, before = asked.run_after, job.run_after
            if before != job.run_after:  # the queue has a time of its own
                _enqueue(job)
            return True
    told["run_after"] = asked.run_after and asked.run_after.isoformat()
    return bool(mine.filter(state=Job.State.RUNNING).update(again=told))


def _go_on(job: Job) -> None:
    """Begin what was asked for while a job ran that has just ended."""
    told = Job.objects.filter(pk=job.pk).values_list("again", flat=True).get()
    if told is not None:
        later = told.get("run_after")
        run_after = datetime.fromisoformat(later) if later else None
        ask(job.kind, job.target, Actor(told["actor"]), run_after=run_after, **told["arguments"])


def _enqueue(job: Job) -> None:
    do_job.using(run_after=job.run_after).enqueue(str(job.pk))


@task()
def do_job(pk: str) -> None:
    """Do a job that waits; one that is done, or at work elsewhere, is left alone."""
    lease = uuid.uuid4()
    begun = Job.objects.filter(_due(), pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, lease=lease, started_at=timezone.now(), beat_at=timezone.now(), step=0
    )
    if not begun:
        return
    job = Job.objects.get(pk=pk)
    with _beating(job):
        _do(job)


def _due(waited: timedelta = timedelta()) -> Q:
    """Jobs whose time has come, so long ago."""
    return Q(run_after=None) | Q(run_after__lte=timezone.now() - waited)


def _do(job: Job) -> None:
    try:
        KINDS[job.kind].work(Progress(job))
    except LeaseLostError:
        log.warning("job %s was stopped, or taken over by another worker", job.pk)
    except CentricityError as error:
        _fail(job, list(error.faults))
    except Exception:
        log.exception("job %s failed", job.pk)
        _fail(job, [Fault("web.job_failed", fields={"job": str(job.pk)})])


def _fail(job: Job, faults: list[Fault]) -> None:
    told = [{"ru": fault.text("ru"), "en": fault.text("en"), "code": fault.code} for fault in faults]
    with transaction.atomic():
        failed = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING).update(
            state=Job.State.FAILED, faults=told, ended_at=timezone.now()
        )
        if failed:
            tell("job.failed", job.target, job=str(job.pk), kind=job.kind)
            _go_on(job)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Give signs of life from a thread of its own while the work is done."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            if not _signed(job) and not _signed(job):
                log.warning("no sign of life could be written for job %s; the next may", job.pk)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _signed(job: Job) -> bool:
    """Write a sign of life; a connection that fails is closed, for the next try to open another."""
    try:
        Job.objects.filter(pk=job.pk, lease=job.lease).update(beat_at=timezone.now())
    except Error:
        with suppress(Error):
            connection.close()
        return False
    return True


def take_up_again() -> int:
    """Let jobs whose worker died be done by another; those begun too often are given up."""
    taken = _told_of_again()
    dead = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=timezone.now() - DEAD)
    for job in dead:
        if job.attempts + 1 >= ATTEMPTS:
            _fail(job, [Fault("web.job_given_up", fields={"job": str(job.pk), "times": ATTEMPTS})])
            continue
        freed = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING).update(
            state=Job.State.WAITING, lease=None, attempts=job.attempts + 1
        )
        if freed:
            taken += 1
            _enqueue(job)
    return taken


def _told_of_again() -> int:
    """Queue jobs that wait though the queue is empty: their worker died between taking and beginning them."""
    if DBTaskResult.objects.ready().exists():
        return 0
    lost = list(Job.objects.filter(_due(DEAD), state=Job.State.WAITING, asked_at__lt=timezone.now() - DEAD))
    for job in lost:
        _enqueue(job)
    return len(lost)


def keep_schedule() -> None:
    """Bring the schedule in line with the kinds that are done without being asked for."""
    known = dict(Schedule.objects.values_list("kind", "every"))
    for name, kind in KINDS.items():
        if known.get(name) != kind.every:
            _plan(name, kind.every)


def _plan(name: str, every: timedelta | None) -> None:
    """Let a kind be done so often, or no more; a turn that stands may come sooner, never later than planned."""
    mine = Schedule.objects.filter(kind=name)
    if every is None:
        mine.delete()
        return
    now = timezone.now()
    _known, made = Schedule.objects.get_or_create(kind=name, defaults={"every": every, "next_at": now})
    if not made:
        mine.update(every=every)
        mine.filter(next_at__gt=now + every).update(next_at=now + every)


def follow_schedule() -> int:
    """Ask for scheduled work whose time has come; many workers may call this, each turn is asked for once."""
    asked = 0
    for due in Schedule.objects.filter(next_at__lte=timezone.now(), kind__in=KINDS):
        with transaction.atomic():
            mine = Schedule.objects.filter(pk=due.pk, next_at=due.next_at).update(next_at=timezone.now() + due.every)
            if mine:
                ask(due.kind, "schedule", Actor("system"))
                asked += 1
    return asked
