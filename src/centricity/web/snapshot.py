"""The rows of the platform at one moment, as lines of JSON that any of its databases can read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

LEFT_OUT = {"sessions.session", "django_tasks_db.dbtaskresult"}
"""Who is signed in, and the queue, which the worker makes again from the jobs."""
BATCH = 500


def kept_models() -> list[Any]:
    """All tables of the platform but those left out."""
    found = apps.get_models(include_auto_created=True)
    return [each for each in found if each._meta.managed and not each._meta.proxy and label(each) not in LEFT_OUT]


def label(model: Any) -> str:
    return str(model._meta.label_lower)


def schema() -> dict[str, list[str]]:
    """Which migrations the database has seen."""
    known = set(apps.app_configs)
    seen: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in known:
            seen.setdefault(app, []).append(name)
    return seen


@contextmanager
def moment() -> Iterator[None]:
    """Read everything as it stands at one moment, and hold up nobody who writes."""
    mode = getattr(connection, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.transaction_mode = "DEFERRED"  # with the journal of SQLite's WAL a reader sees one moment
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def rows(model: Any) -> Iterator[bytes]:
    """Rows of a table as lines."""
    fields = model._meta.concrete_fields
    for row in model._base_manager.order_by("pk").iterator(BATCH):
        told = {field.attname: _plain(field, row) for field in fields}
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(field: Any, row: Any) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, (bool, int, float, str)) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def put_rows(model: Any, lines: Iterator[bytes]) -> int:
    """Write rows as they were, with their keys and times."""
    fields = model._meta.concrete_fields
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH)))
    waiting: list[Any] = []
    total = 0
    for line in lines:
        told = json.loads(line)
        waiting.append(model(**{field.attname: field.to_python(told[field.attname]) for field in fields}))
        total += 1
        if len(waiting) == size:
            _insert(model, waiting, fields)
            waiting = []
    if waiting:
        _insert(model, waiting, fields)
    return total


def _insert(model: Any, made: list[Any], fields: Any) -> None:
    """Insert without what a field does on saving, such as the time of now; Django has no public way."""
    model._base_manager._insert(made, fields=fields, using=connection.alias, raw=True)


def empty(made: list[Any]) -> None:
    """Take away what migrations put into the tables."""
    for model in made:
        model._base_manager.all()._raw_delete(connection.alias)


def follow_keys(made: list[Any]) -> None:
    """Let the database count on from the highest key."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)
