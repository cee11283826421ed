"""Expressions of the database that Django has not, the same on both."""

from typing import Any

from django.db.models import CharField, Count, F, Func, IntegerField, TextField, Value, Window
from django.db.models.functions import Rank


class Day(Func):
    """The day of a moment in UTC as a text such as 2026-03-31; SQLite does it without calling Python for each row."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        return super().as_sql(compiler, connection, template=template, **more)


class OwnField(Func):
    """An own field of a customer as a text; NULL where it is not there."""

    output_field = TextField()

    def __init__(self, name: str) -> None:
        super().__init__(F("fields"), Value(name))

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(SELECT CAST(value AS TEXT) FROM json_each(%(expressions)s) LIMIT 1)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") WHERE key = (", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s::text)", arg_joiner=" ->> ", **more)


class Fifth(Func):
    """The fifth that a group is in by one of its sums, from 1; counted from the other end with ``down``.

    What it is ordered by is a sum of each group, so it groups nothing itself.
    """

    output_field = IntegerField()
    arg_joiner = " - 1) * 5 / ("

    def __init__(self, by: str, *, down: bool = False) -> None:
        place = Window(Rank(), order_by=F(by).desc() if down else F(by).asc())
        super().__init__(
            place, Window(Count("*")), template="(5 - (%(expressions)s))" if down else "(1 + (%(expressions)s))"
        )

    def get_group_by_cols(self) -> list[Any]:
        return []
