"""What must hold of the database before the platform starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import Error
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from centricity.cli.words import say
from centricity.web.audit.triggers import standing
from centricity.web.checks import database_url, fault

AWAY, OLDER, UNGUARDED = "centricity.E009", "centricity.E010", "centricity.E013"
UNREADABLE = {"centricity.E004", AWAY, OLDER}
"""Faults with which the audit log cannot be read."""
PASSING = {AWAY, OLDER}
"""Faults that may pass by themselves: the database comes back, or the server brings it up to date."""


def check_database(app_configs: Any = None, databases: Sequence[str] | None = None, **more: Any) -> list[Error]:
    """All faults of the database; nothing is said unless a database is asked for, as Django has it."""
    if not databases or list(database_url()):
        return []
    try:
        return list(_schema())
    except DatabaseError as error:
        return [unreachable(error)]


def unreachable(error: Exception) -> Error:
    """The database cannot be used; the words of a driver name the cause and never a password."""
    cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "locked" in cause:
        return fault(
            9,
            ("База занята другим процессом.", "Остановите вторую платформу с той же папкой и запустите снова."),
            ("The database is held by another process.", "Stop the other platform of this folder and start again."),
        )
    return fault(
        9,
        (f"База недоступна: {cause}", "Проверьте DATABASE_URL, что сервер работает, и права на файл базы."),
        (f"The database cannot be reached: {cause}", "Check DATABASE_URL, that the server runs, rights to the file."),
    )


def _schema() -> Iterator[Error]:
    """A database of another version, or one whose audit log is open to change."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    newer = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
        and (app, name) not in _replaced(loader)
    )  # fmt: skip
    if newer:
        yield fault(
            11,
            (f"База новее программы: {newer[-1]}.", "Установите ту версию, что работала с этой базой, или новее."),
            (f"The database is newer than the program: {newer[-1]}.",
             "Install the version that worked on this database, or a newer one."),
        )  # fmt: skip
    elif executor.migration_plan(loader.graph.leaf_nodes()):
        yield older()
    elif not standing(connection):
        yield fault(
            13,
            ("Журнал действий не защищён от изменений: нет триггеров.",
             "Восстановите базу из копии и проверьте, кто менял её в обход платформы."),
            ("The audit log is open to change: its triggers are gone.",
             "Restore the database from a backup and find out who changed it past the platform."),
        )  # fmt: skip


def _replaced(loader: Any) -> set[tuple[str, str]]:
    return {each for migration in loader.replacements.values() for each in migration.replaces}


def older() -> Error:
    return fault(
        10,
        ("База старше программы.", "Запустите centricity web serve: он обновит базу. Сначала сделайте копию."),
        ("The database is older than the program.",
         "Start centricity web serve, which brings it up to date. Make a backup first."),
    )  # fmt: skip


def text_of(faults: Sequence[Error]) -> str:
    """Faults as lines, each with its remedy."""
    head = say("Платформа не запущена:", "The platform does not start:")
    return "\n".join([head, *(f"  {each.id}  {each.msg}\n      {each.hint}" for each in faults)])
