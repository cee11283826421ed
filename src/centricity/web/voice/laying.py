"""New answers and their ratings, written without the framework's detours: somebody waits for each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

from centricity.web.voice.models import Rating, Response


def answer_lay(response: Response, ratings: Sequence[Rating]) -> None:
    """Insert a response that is not kept yet, with its ratings: on PostgreSQL by one statement, one journey there.

    Raises
    ------
    IntegrityError
        Where there is a response of the same key.
    """
    first, then = _insert([response]), _insert(ratings)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and ratings:
            cursor.execute(f"WITH response AS ({first[0]}) {then[0]}", [*first[1], *then[1]])
        else:
            cursor.execute(*first)
            _lay(cursor, then)
    response._state.adding, response._state.db = False, connection.alias  # noqa: SLF001  it is kept now


def ratings_lay(ratings: Sequence[Rating]) -> None:
    """Insert ratings of a response that is kept already."""
    with connection.cursor() as cursor:
        _lay(cursor, _insert(ratings))


def _lay(cursor: Any, statement: tuple[str, list[Any]]) -> None:
    if statement[1]:
        cursor.execute(*statement)


def _insert(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    """A statement that inserts rows of one kind, with its values; nothing where there are none."""
    if not rows:
        return "", []
    begin, marks, fields = _form(rows[0]._meta.label)  # noqa: SLF001  its name
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    return f"{begin} {', '.join([marks] * len(rows))}", values


@cache
def _form(model: str) -> tuple[str, str, list[Field[Any, Any]]]:
    """How rows of a kind are inserted: what stands before the values, the marks of one row, and its fields.

    Numbers are given by the database.
    """
    about = apps.get_model(model)._meta  # noqa: SLF001  where Django keeps names of tables and columns
    fields = [each for each in about.local_concrete_fields if not each.get_internal_type().endswith("AutoField")]
    names = ", ".join(f'"{each.column}"' for each in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    return f'INSERT INTO "{about.db_table}" ({names}) VALUES', marks, fields
