"""New answers and their ratings, written without the framework's detours: somebody waits for each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

from centricity.web.voice.models import Rating, Response, Survey


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
    _is_kept(response)


def answer_lay_at_once(response: Response, ratings: Sequence[Rating], survey: Survey) -> bool:
    """Insert a new response with its ratings where the survey is as it was read, by one statement of PostgreSQL.

    Whoever changes the survey waits until it is done, as with `survey_held`. Say whether it was inserted: it is not
    where the survey has changed, or there is a response of the same key.
    """
    held = "SELECT 1 FROM voice_survey WHERE id = %s AND version = %s AND wave = %s FOR SHARE"
    values: list[Any] = [survey.pk, survey.version, survey.wave]
    first = _insert([response], "SELECT {} FROM held")
    parts = [f"held AS ({held})", f"response AS ({first[0]} ON CONFLICT DO NOTHING RETURNING 1)"]
    values += first[1]
    for number, rating in enumerate(ratings):
        each = _insert([rating], "SELECT {} FROM response")
        parts.append(f"rating_{number} AS ({each[0]})")
        values += each[1]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT COUNT(*) FROM response", values)  # noqa: S608  no values
        laid = cursor.fetchone() == (1,)
    if laid:
        _is_kept(response)
    return laid


def ratings_lay(ratings: Sequence[Rating]) -> None:
    """Insert ratings of a response that is kept already."""
    with connection.cursor() as cursor:
        _lay(cursor, _insert(ratings))


def _is_kept(response: Response) -> None:
    response._state.adding, response._state.db = False, connection.alias  # noqa: SLF001  Django has no other word


def _lay(cursor: Any, statement: tuple[str, list[Any]]) -> None:
    if statement[1]:
        cursor.execute(*statement)


def _insert(rows: Sequence[Model], form: str = "VALUES ({})") -> tuple[str, list[Any]]:
    """A statement that inserts rows of one kind, with its values; nothing where there are none."""
    if not rows:
        return "", []
    begin, marks, fields = _form(rows[0]._meta.label)  # noqa: SLF001  its name
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    more = f", ({marks})" * (len(rows) - 1)
    return f"{begin} {form.format(marks)}{more}", values


@cache
def _form(model: str) -> tuple[str, str, list[Field[Any, Any]]]:
    """How rows of a kind are inserted: what stands before the values, the marks of one row, and its fields.

    Numbers are given by the database.
    """
    about = apps.get_model(model)._meta  # noqa: SLF001  where Django keeps names of tables and columns
    fields = [each for each in about.local_concrete_fields if not each.get_internal_type().endswith("AutoField")]
    names = ", ".join(f'"{each.column}"' for each in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{about.db_table}" ({names})', marks, fields
