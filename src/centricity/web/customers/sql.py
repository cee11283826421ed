"""Many rows at once, on both databases: what a million objects of the framework would take minutes for."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

CHUNK = 100_000
"""Values asked for at once."""


def postgres() -> bool:
    return connection.vendor == "postgresql"


def insert(table: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]], *, once: bool) -> int:
    """Insert rows, and say how many; ``columns`` are names with their types of PostgreSQL.

    With ``once``, a row that is there already is left out; else it is an `IntegrityError`.
    """
    if not rows:
        return 0
    names = ", ".join(f'"{name}"' for name, _ in columns)
    end = " ON CONFLICT DO NOTHING" if once else ""
    with connection.cursor() as cursor:
        if postgres():
            arrays = ", ".join(f"%s::{kind}[]" for _, kind in columns)
            sent = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({arrays}){end}', sent)  # noqa: S608
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks}){end}', rows)  # noqa: S608
        return int(cursor.rowcount)


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
    return f"{column} = ANY(%s::{kind}[])" if postgres() else f"{column} IN (SELECT value FROM json_each(%s))"


def listed(values: Iterable[Any]) -> Any:
    return list(values) if postgres() else json.dumps(list(values), ensure_ascii=False)


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
