"""Jobs, results of the queue and sessions that are over do not pile up; what is looked at stays."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs import tidying
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import KINDS, Kind, ask, do_job
from centricity.web.research.selectors import latest_job

pytestmark = pytest.mark.django_db
DAY, MONTH = timedelta(days=1), timedelta(days=30)
LITTLE = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    for name, more in {"often": {"every": DAY}, "seldom": {}, "shown": {"shown": True}}.items():
        monkeypatch.setitem(KINDS, f"test.{name}", Kind(lambda _: None, 1, **more))


def job(kind, age, target="x", state="done"):
    """A job that was asked for, and ended where it did, so long ago."""
    at = timezone.now() - age
    made = Job.objects.create(kind=f"test.{kind}", target=target, state=state, actor="system",
                              ended_at=at if state in {"done", "failed", "stopped"} else None)  # fmt: skip
    Job.objects.filter(pk=made.pk).update(asked_at=at)
    return made.pk


def result(age, status="SUCCESSFUL"):
    at = timezone.now() - age
    over = status in {"SUCCESSFUL", "FAILED"}
    return DBTaskResult.objects.create(
        status=status, started_at=None if status == "READY" else at, finished_at=at if over else None,
        args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default", run_after=get_date_max(),
        exception_class_path="", traceback="",
    ).pk  # fmt: skip


def tidy():
    done = ask("jobs.tidy", "schedule", SYSTEM)
    do_job.call(str(done.pk))
    assert Job.objects.get(pk=done.pk).state == "done"


def left():
    return set(Job.objects.filter(kind__startswith="test.").values_list("pk", flat=True))


def test_jobs_of_the_schedule_go_after_a_day_whether_they_failed_or_not():
    kept = {job("often", DAY - LITTLE), job("often", DAY - LITTLE, state="failed")}
    job("often", DAY + LITTLE)
    job("often", DAY + LITTLE, state="failed")
    tidy()
    assert left() == kept


def test_other_jobs_go_after_a_month():
    kept = {job("seldom", MONTH - LITTLE), job("gone", MONTH - LITTLE)}
    job("seldom", MONTH + LITTLE)
    job("seldom", MONTH + LITTLE, state="stopped")
    job("gone", MONTH + LITTLE)  # of a kind that the platform knows no more
    tidy()
    assert left() == kept


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_a_job_that_has_not_ended_stays_however_old(state):
    kept = {job("often", 2 * MONTH, state=state), job("seldom", 2 * MONTH, state=state)}
    tidy()
    assert left() == kept


def test_of_a_kind_that_is_shown_the_latest_of_every_target_stays():
    job("shown", 4 * MONTH)
    job("shown", 3 * MONTH)
    kept = {job("shown", 2 * MONTH), job("shown", 5 * MONTH, "y", "failed"), job("shown", MONTH - LITTLE, "z")}
    job("shown", 2 * MONTH, "z")
    job("shown", 2 * MONTH, "w")
    kept.add(job("shown", MONTH, "w", "running"))  # the latest has not ended: what ended before it is of no use
    tidy()
    assert left() == kept


def test_what_pages_look_at_is_of_a_kind_that_is_shown(small):
    assert {name for name, kind in KINDS.items() if kind.shown and not name.startswith("test.")} == {
        "study.compute", "warehouse.compute", "customers.import", "customers.value",
    }  # fmt: skip
    Job.objects.filter(target=small.target).update(
        asked_at=timezone.now() - 9 * MONTH, ended_at=timezone.now() - MONTH * 8
    )
    before = latest_job(small)
    assert before is not None
    tidy()
    assert latest_job(small) == before


def test_results_of_the_queue_go_after_a_day_and_those_of_dead_workers_after_a_month():
    kept = {result(DAY - LITTLE), result(2 * DAY, "RUNNING"), result(3 * MONTH, "READY")}
    for status in ("SUCCESSFUL", "FAILED"):
        result(DAY + LITTLE, status)
    result(MONTH + LITTLE, "RUNNING")
    known = set(DBTaskResult.objects.values_list("pk", flat=True))
    tidy()
    assert kept <= set(DBTaskResult.objects.values_list("pk", flat=True))
    assert len(known - set(DBTaskResult.objects.values_list("pk", flat=True))) == 3


def test_sessions_that_are_over_go_and_open_ones_stay():
    now = timezone.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - LITTLE)
    Session.objects.create(session_key="open", session_data="", expire_date=now + LITTLE)
    tidy()
    assert not Session.objects.filter(session_key="over").exists()
    assert Session.objects.filter(session_key="open").exists()


def test_rows_go_in_batches_and_no_more_than_so_many_at_one_time(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(tidying, "BATCH", 2)
    monkeypatch.setattr(tidying, "BATCHES", 2)
    for _ in range(5):
        job("seldom", MONTH + LITTLE, str(uuid.uuid4()))
    mine = Job.objects.filter(kind="test.seldom")
    with django_assert_num_queries(4):
        tidying.take_away(mine)
    assert mine.count() == 1
    tidying.take_away(mine)
    assert not mine.exists()


def test_the_latest_job_of_a_target_is_found_by_its_index(small):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too short for an index
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    told = Job.objects.filter(kind="study.compute", target=small.target).order_by("-asked_at", "pk").explain()
    assert "job_latest" in told
