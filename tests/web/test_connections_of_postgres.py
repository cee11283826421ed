"""Connections to PostgreSQL are kept, looked at, and replaced where they ended."""

import os

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.skipif(
    os.environ.get("CENTRICITY_TEST_DATABASE") != "postgres", reason="only PostgreSQL has connections that end"
)


def others_end(held):
    """End a connection from another one, as a restart does."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [held.connection.info.backend_pid])
    finally:
        other.close()


@pytest.fixture
def held():
    made = connections.create_connection("default")
    made.ensure_connection()
    made.health_check_enabled = True
    yield made
    made.close()


@pytest.mark.django_db
def test_a_connection_that_stands_is_not_asked(held, monkeypatch):
    asked = []
    monkeypatch.setattr(type(held).__mro__[1], "is_usable", lambda self: asked.append(self) or True)
    assert held.is_usable()
    assert not asked
    held.errors_occurred = True
    assert held.is_usable()
    assert asked == [held]


@pytest.mark.django_db
def test_a_connection_that_the_server_ended_is_replaced(held):
    first = held.connection.info.backend_pid
    others_end(held)
    assert not held.is_usable()
    held.health_check_done = False
    with held.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert held.connection.info.backend_pid != first


@pytest.mark.django_db
def test_a_closed_connection_is_not_usable(held):
    held.connection.close()
    assert not held.is_usable()


@pytest.mark.django_db
def test_no_query_is_spent_on_a_look():
    with CaptureQueriesContext(connection) as seen:
        assert connection.is_usable()
    assert not seen.captured_queries


@pytest.mark.django_db
def test_an_answer_writes_one_index_of_its_key():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'voice_response'")
        made = [row[0] for row in cursor.fetchall() if "key_hash" in row[0]]
    assert len(made) == 1
