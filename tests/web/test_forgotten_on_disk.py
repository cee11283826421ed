"""What is erased is not left in files of the database."""

import sqlite3

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from centricity.web.audit.services import SYSTEM
from centricity.web.environment import _sqlite
from centricity.web.forgetting import forget_on_disk
from centricity.web.people import personal

EMPTIED = "PRAGMA wal_checkpoint(TRUNCATE)"


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_emptied_once_a_person_is_erased(people):
    who = people["analyst"]
    with CaptureQueriesContext(connection) as asked:
        with transaction.atomic():
            personal.erase(who, who.version, SYSTEM)
            assert not any(each["sql"] == EMPTIED for each in asked.captured_queries)
        emptied = any(each["sql"] == EMPTIED for each in asked.captured_queries)
    assert emptied == (connection.vendor == "sqlite")


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_emptied_outside_of_a_transaction_too():
    forget_on_disk()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] > 2_000


def test_rows_that_are_erased_are_overwritten_in_the_file(tmp_path):
    path = tmp_path / "base.sqlite3"
    options = _sqlite(path)["OPTIONS"]
    with sqlite3.connect(path) as base:
        base.executescript(options["init_command"])
        base.execute("CREATE TABLE t (a TEXT)")
        base.execute("INSERT INTO t VALUES ('somebody@example.org')")
        base.commit()
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"somebody@example.org" in path.read_bytes()
        base.execute("UPDATE t SET a = 'nobody'")
        base.commit()
        base.execute(EMPTIED)
    written = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"somebody@example.org" not in written
