"""The audit log: the database refuses to change it, and a change past the refusal is found."""

import pytest
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from centricity.web.audit.models import Entry
from centricity.web.audit.selectors import holds, verify
from centricity.web.audit.services import SYSTEM, record
from centricity.web.audit.triggers import lay, lift, standing

pytestmark = pytest.mark.django_db

SQL = [
    "UPDATE audit_entry SET actor = 'nobody'",
    "UPDATE audit_entry SET number = number + 100",
    "DELETE FROM audit_entry WHERE number = 1",
    "DELETE FROM audit_entry",
]
REST = "action, target, before, after, address, previous, digest"
SQL_OF_SQLITE = [
    "UPDATE OR IGNORE audit_entry SET actor = 'nobody'",
    f"REPLACE INTO audit_entry SELECT number, at, 'nobody', {REST} FROM audit_entry WHERE number = 1",
    f"REPLACE INTO audit_entry SELECT 999, at, 'nobody', {REST} FROM audit_entry WHERE number = 1",
]
SQL_OF_POSTGRESQL = [
    "TRUNCATE audit_entry",
    "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (number) DO UPDATE SET actor = 'nobody'",
]


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def log():
    for i in range(4):
        record(SYSTEM, f"test.{i}", after={"i": i, "ё": 1.5})
    return verify()


def test_raw_sql_cannot_change_the_log(log):
    more = SQL_OF_SQLITE if connection.vendor == "sqlite" else SQL_OF_POSTGRESQL
    for statement in SQL + more:
        with pytest.raises(DatabaseError, match="never changed"):
            run(statement)
    assert verify() == log
    assert log.broken is None


def test_the_orm_cannot_change_the_log(log):
    for change in (
        lambda: Entry.objects.filter(number=1).update(actor="nobody"),
        lambda: Entry.objects.first().delete(),
        lambda: Entry.objects.first().save(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert verify() == log


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE audit_entry SET actor = 'nobody' WHERE number = {n}"],
        ["UPDATE audit_entry SET digest = '{z}' WHERE number = {n}"],
        ["DELETE FROM audit_entry WHERE number = {n}"],
        [
            "UPDATE audit_entry SET number = 0 WHERE number = {n}",
            "UPDATE audit_entry SET number = {n} WHERE number = {n} + 1",
            "UPDATE audit_entry SET number = {n} + 1 WHERE number = 0",
        ],
        [
            "DELETE FROM audit_entry WHERE number = {n}",
            "UPDATE audit_entry SET number = number - 1 WHERE number = {n} + 1",
            "UPDATE audit_entry SET number = number - 1 WHERE number = {n} + 2",
        ],
    ],
    ids=["changed", "digest changed", "missing", "reordered", "missing and renumbered"],
)
def test_a_change_past_the_triggers_is_found(log, statements):
    number = log.entries - 2
    lift(connection)
    for statement in statements:
        run(statement.format(n=number, z="0" * 64))
    assert verify().broken == number


def test_a_log_cut_off_at_its_end_shows_in_the_digest_noted_outside(log):
    lift(connection)
    run(f"DELETE FROM audit_entry WHERE number = {log.entries}")
    now = verify()
    assert now.broken is None
    assert now.last != log.last
    assert holds(now.last)
    assert not holds(log.last)


def test_triggers_are_missed():
    assert standing(connection)
    lift(connection)
    assert not standing(connection)
    lay(connection)
    assert standing(connection)


def test_the_flush_of_transactional_tests_works_and_leaves_the_triggers_up(log):
    """What such a test does at its end, here of the log alone: the session's studies must outlive it."""
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), [Entry._meta.db_table]))
    assert not Entry.objects.exists()
    assert standing(connection)
