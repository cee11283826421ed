"""Many rows at once, on both databases: what a million objects of the framework would take minutes for."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection

CHUNK = 100_000
"""Values asked for at once."""
_SHORT = 3
"""Columns of a row that SQLite reads faster out of a document than one by one."""
_NAP = 0.15
"""Seconds a bit longer than the naps of whoever waits to write."""
_ROOM = {"cache_size": -512 * 1024, "wal_autocheckpoint": 16_384, "foreign_keys": 0}
"""How SQLite writes many rows: KiB of pages kept in memory, and pages of its log before they go to the database."""


def postgres() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite keep its indexes in memory while many rows are written, and not look every reference up.

    A page that every part changes goes to the database once for several of them.

    What they refer to is written in the same transaction, or cannot go: customers are erased, never deleted.
    """
    if postgres():
        yield
        return
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _ROOM}
        for name, value in _ROOM.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in usual.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def insert(
    table: str, kinds: Sequence[str], rows: pl.DataFrame, same: Mapping[str, str | int | None], *, once: bool
) -> int:
    """Insert rows, and say how many; ``kinds`` are types of PostgreSQL of their columns, ``same`` what all rows hold.

    With ``once``, a row that is there already is left out; else it is an `IntegrityError`.
    """
    if not rows.height:
        return 0
    names = ", ".join(f'"{name}"' for name in (*rows.columns, *same))
    held = "".join(f", {_literal(value)}" for value in same.values())
    end = " ON CONFLICT DO NOTHING" if once else ""
    into = f'INSERT INTO "{table}" ({names}) '
    with connection.cursor() as cursor:
        if postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
            sent = [column.to_list() for column in rows]
            cursor.execute(f"{into}SELECT told.*{held} FROM unnest({arrays}) AS told{end}", sent)  # noqa: S608
        elif rows.width <= _SHORT:
            told = ", ".join(f"value ->> '{name}'" for name in rows.columns)
            # a condition tells SQLite that no ON of a join follows
            query = f"{into}SELECT {told}{held} FROM json_each(%s) WHERE true{end}"  # noqa: S608
            cursor.execute(query, [rows.write_json()])
        else:
            marks = ", ".join(["%s"] * rows.width)
            cursor.executemany(f"{into}VALUES ({marks}{held}){end}", rows.rows())
        return int(cursor.rowcount)


def _literal(value: str | int | None) -> str:
    """A value as it stands in a query: all rows hold it, so it is bound to none."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''").replace("%", "%%") + "'"


def pause() -> None:
    """Let others write to SQLite, which lets one write at a time and has the next one wait in naps."""
    if not postgres():
        time.sleep(_NAP)


def fresh_ids(table: str, count: int) -> list[int]:
    """Numbers for new rows, within the transaction that will write them."""
    with connection.cursor() as cursor:
        if postgres():
            take = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(take, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def among(column: str, kind: str) -> str:
    """A condition that a column is one of the values of `listed`."""
    return f"{column} = ANY(%s::{kind}[])" if postgres() else f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608


def listed(values: Iterable[Any]) -> Any:
    return list(values) if postgres() else json.dumps(list(values), ensure_ascii=False)


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
