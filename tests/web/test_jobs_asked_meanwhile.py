"""What is asked for while the same kind of work waits or runs is not lost, and not done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from web_kit import person

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM, Actor
from centricity.web.jobs.models import Job
from centricity.web.jobs.personal import export
from centricity.web.jobs.services import KINDS, Kind, ask, do_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def meanwhile():
    """What is done while the work of an argument runs."""
    return {}


@pytest.fixture
def done(monkeypatch, meanwhile):
    """What the work was given, in the order it was done."""
    made = []

    def work(progress):
        made.append(progress.arguments["n"])
        meanwhile.pop(progress.arguments["n"], lambda: None)()
        with progress.finishing():
            pass

    monkeypatch.setitem(KINDS, "test.work", Kind(work, 1))
    return made


def run():
    while job := Job.objects.filter(kind="test.work", state="waiting").first():
        do_job.call(str(job.pk))


def queued():
    """Do what the queue holds whose time has come, as a worker does."""
    for each in DBTaskResult.objects.ready():
        do_job.call(*each.args_kwargs["args"])


def test_a_job_that_waits_takes_what_was_asked_for_last(done):
    first = ask("test.work", "x", SYSTEM, n=1)
    assert ask("test.work", "x", SYSTEM, n=2).pk == first.pk
    run()
    assert done == [2]
    assert Job.objects.filter(kind="test.work").count() == 1


def test_what_is_asked_for_while_a_job_runs_is_done_after_it_the_last_alone(done, meanwhile):
    def asked():
        ask("test.work", "x", Actor("user:1"), n=2)
        ask("test.work", "x", Actor("user:2"), n=3)

    meanwhile[1] = asked
    ask("test.work", "x", SYSTEM, n=1)
    run()
    assert done == [1, 3]
    assert list(Job.objects.filter(kind="test.work").order_by("asked_at").values_list("state", "actor")) == [
        ("done", "system"), ("done", "user:2"),
    ]  # fmt: skip


def test_the_same_asked_for_again_is_not_done_again(done, meanwhile):
    meanwhile[1] = lambda: ask("test.work", "x", SYSTEM, n=1)
    ask("test.work", "x", SYSTEM, n=1)
    run()
    assert done == [1]


def test_a_job_that_fails_hinders_not_what_was_asked_for_meanwhile(done, meanwhile):
    def asked():
        ask("test.work", "x", SYSTEM, n=2)
        raise MisuseError([Fault("web.changed_meanwhile")])

    meanwhile[1] = asked
    ask("test.work", "x", SYSTEM, n=1)
    run()
    assert done == [1, 2]
    assert sorted(Job.objects.filter(kind="test.work").values_list("state", flat=True)) == ["done", "failed"]


def test_a_job_that_waits_is_of_whoever_asked_last_for_what_it_does(done):
    one, two = person("analyst", "acme"), person("executive", "acme")
    first = ask("test.work", "x", Actor(f"user:{one.pk}"), n=1)
    ask("test.work", "x", Actor(f"user:{two.pk}"), n=2)
    assert [len(export(each)["asked"]) for each in (one, two)] == [0, 1]
    ask("test.work", "x", Actor(f"user:{one.pk}"), n=2)  # the same, which is asked for already
    assert Job.objects.get(pk=first.pk).actor == f"user:{two.pk}"


def test_a_job_that_waits_begins_when_whoever_asked_last_wants_it(done):
    later = timezone.now() + timedelta(hours=1)
    job = ask("test.work", "x", SYSTEM, run_after=later, n=1)
    queued()
    assert done == []
    assert ask("test.work", "x", SYSTEM, n=2).pk == job.pk
    assert Job.objects.get(pk=job.pk).run_after is None
    queued()
    assert done == [2]


def test_a_job_that_waits_is_put_off_where_whoever_asked_last_wants_it_later(done):
    later = timezone.now() + timedelta(hours=1)
    job = ask("test.work", "x", SYSTEM, n=1)
    ask("test.work", "x", SYSTEM, run_after=later, n=2)
    queued()
    assert done == []
    assert DBTaskResult.objects.filter(run_after=later, args_kwargs__args=[str(job.pk)]).exists()
    Job.objects.update(run_after=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now(), status="READY")
    queued()
    assert done == [2]


def test_the_same_is_done_as_soon_as_anybody_asks(done):
    soon, later = (timezone.now() + timedelta(hours=hours) for hours in (1, 2))
    job = ask("test.work", "x", SYSTEM, run_after=later, n=1)
    for wanted, is_ in ((soon, soon), (later, soon), (None, None), (later, None)):
        assert ask("test.work", "x", SYSTEM, run_after=wanted, n=1).pk == job.pk
        assert Job.objects.get(pk=job.pk).run_after == is_
    queued()
    assert done == [1]


def test_what_is_asked_for_later_while_a_job_runs_begins_later(done, meanwhile):
    later = timezone.now() + timedelta(hours=1)
    meanwhile[1] = lambda: ask("test.work", "x", Actor("user:1"), run_after=later, n=2)
    do_job.call(str(ask("test.work", "x", SYSTEM, n=1).pk))
    queued()
    assert done == [1]
    assert list(Job.objects.filter(kind="test.work", state="waiting").values_list("run_after", "actor")) == [
        (later, "user:1")
    ]


def test_the_last_that_is_asked_for_while_a_job_runs_is_what_was_done_last(done, meanwhile):
    def asked():
        ask("test.work", "x", SYSTEM, n=2)
        ask("test.work", "x", SYSTEM, n=1)

    meanwhile[1] = asked
    ask("test.work", "x", SYSTEM, n=1)
    run()
    assert done == [1, 1]
