"""A job at work goes on giving signs of life after its connection was lost."""

import threading
import time
import uuid

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.utils import CursorWrapper
from web_platform import until

from centricity.web.checks import check_settings
from centricity.web.jobs import services
from centricity.web.jobs.models import Job

GAP = 0.05


@pytest.fixture
def job(transactional_db, monkeypatch):
    monkeypatch.setattr(services, "BEAT", GAP)
    return Job.objects.create(kind="test.work", target="x", state="running", lease=uuid.uuid4(), actor="system")


@pytest.fixture
def failing(monkeypatch):
    """Let what other threads send fail in one way, as long as their connection is the one of the first failure."""
    told = {"fails": 0, "with": None, "connections": []}
    real, here = CursorWrapper.execute, threading.get_ident()

    def execute(self, *args):
        if threading.get_ident() != here and told["with"] is not None:
            held = self.db.connection
            if not told["connections"]:
                told["connections"].append(held)
            if held is told["connections"][0]:
                told["fails"] += 1
                raise told["with"]("the connection is closed")
        return real(self, *args)

    monkeypatch.setattr(CursorWrapper, "execute", execute)
    return told


def signed(job):
    return Job.objects.get(pk=job.pk).beat_at


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, DatabaseError])
def test_a_connection_that_was_lost_is_opened_anew(job, failing, error):
    with services._beating(job):
        until(lambda: signed(job))
        failing["with"] = error
        until(lambda: failing["fails"])
        before = signed(job)
        until(lambda: signed(job) > before)
    assert failing["fails"] == 1


def test_a_database_out_of_reach_for_a_while_ends_no_beating(job, monkeypatch):
    real, away, asked = services._signed, [True], []

    def at_times(one):
        asked.append(one)
        return not away[0] and real(one)

    monkeypatch.setattr(services, "_signed", at_times)
    with services._beating(job):
        until(lambda: len(asked) >= 6)
        assert signed(job) is None
        away[0] = False
        until(lambda: signed(job))


def test_a_session_that_postgres_ended_is_replaced(job):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no sessions to end")
    with services._beating(job):
        until(lambda: signed(job))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall() == [(True,)]
        before = signed(job)
        time.sleep(GAP)
        until(lambda: signed(job) > before)


@pytest.mark.parametrize(
    ("beat", "dead", "refused"),
    [("5", "30", False), ("", "", False), ("30", "30", True), ("31", "", True), ("", "4", True)],
)
def test_signs_of_life_rarer_than_death_are_refused(monkeypatch, beat, dead, refused):
    monkeypatch.setenv("CENTRICITY_BEAT", beat)
    monkeypatch.setenv("CENTRICITY_DEAD", dead)
    assert ("centricity.E014" in {each.id for each in check_settings()}) == refused
