"""Bringing home folder, database, static files and examples into the state that serving needs; quick when they are."""

import hashlib
import subprocess
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Error
from django.core.management import call_command
from django.db import OperationalError, connection

from centricity import __version__
from centricity.cli.words import say
from centricity.web.checks import check_settings
from centricity.web.database_checks import OLDER, PASSING, check_database, text_of, unreachable
from centricity.web.environment import home_make


class _WrongError(click.ClickException):
    """What stays wrong until somebody mends it: systemd does not try it again."""

    exit_code = 2


def refuse(faults: list[Error]) -> None:
    """Stop with all faults told, if there are any: by 1 where all may pass by themselves, by 2 where one will not."""
    if faults:
        passing = {each.id for each in faults} <= PASSING
        raise (click.ClickException if passing else _WrongError)(text_of(faults))


def refuse_unready(*, but: AbstractSet[str] = frozenset()) -> None:
    """Stop where a fault stands against the use of settings and database, but for those named."""
    found = check_settings() + check_database(databases=["default"])
    refuse([each for each in found if each.id not in but])


def prepare(*, examples: bool) -> None:
    """Check, then migrate, collect and load what is not yet there."""
    try:
        home_make(Path(settings.HOME))
    except OSError:
        refuse(check_settings())
        raise
    refuse(check_settings())
    try:
        _database()
    except OperationalError as error:
        refuse([unreachable(error)])
    _static()
    if examples:
        _examples()


def _database() -> None:
    found = check_database(databases=["default"])
    refuse([each for each in found if each.id != OLDER])
    if found:
        if connection.vendor == "sqlite":
            _writable()
        call_command("migrate", interactive=False, verbosity=0)
        refuse(check_database(databases=["default"]))
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)


def _writable() -> None:
    """Ask for the right to write, and wait five seconds for it, not twenty."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute("PRAGMA busy_timeout = 20000")


def _static() -> None:
    """Collect static files where one of them, or the version, has changed since the last time."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", _static_state()
    if stamp.is_file() and stamp.read_text("utf-8") == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now, "utf-8")


def _static_state() -> str:
    """Names, sizes and times of all static files, hashed with the version."""
    whole = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            whole.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def _examples() -> None:
    """Load examples in a process of its own: a server is forked from this one, and must not have computed before."""
    from centricity.web.examples import missing

    if missing():
        local = ["--local"] if settings.LOCAL else []
        done = subprocess.run([sys.executable, "-m", "centricity", "web", "examples", *local], check=False)  # noqa: S603
        if done.returncode:
            raise click.ClickException(say("Примеры не загружены; причина выше.",
                                           "The examples were not loaded; the cause stands above."))  # fmt: skip
