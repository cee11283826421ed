"""What is asked for while the same kind of work waits or runs is not lost, and not done twice."""

import pytest

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM, Actor
from centricity.web.jobs.models import Job
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
