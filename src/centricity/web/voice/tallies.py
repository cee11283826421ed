"""Ratings counted beforehand: a figure over millions of them is read, and only the latest are counted for it.

A rating is never changed, and goes only with its survey, so that what was counted once holds.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from centricity.web.jobs.services import Progress
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Tallied, Tally

COLUMNS = ("channel", "touchpoint", "segment", "department", "market")
IN_FLIGHT = timedelta(minutes=10)
"""Ratings take their numbers in one order and may be kept in another: none is written for longer than this."""
MOST = 20_000
"""Ratings that are counted at once: nobody who answers waits for more of them."""

Row = tuple[Any, ...]
_HELD: ContextVar[dict[int, tuple[int, ...]] | None] = ContextVar("held", default=None)


def tally(progress: Progress) -> None:
    """Count the ratings that have come since."""
    progress.next("Считаю оценки", "Counting ratings")
    for _ in fold(IN_FLIGHT):
        pass
    with progress.finishing():
        pass


def fold(wait: timedelta) -> Iterator[int]:
    """Add ratings that are older than ``wait`` to the tallies, some thousands at a time; say up to which number."""
    mark, _ = Tallied.objects.get_or_create(pk=Tallied.ONLY)
    if mark.seen_at is None or timezone.now() - mark.seen_at >= wait:
        latest = Rating.objects.aggregate(last=Max("pk"))["last"] or 0
        settled = latest if not wait else mark.seen
        yield from _folded(mark.upto, settled)
        Tallied.objects.filter(pk=Tallied.ONLY).update(seen=latest, seen_at=timezone.now())


def _folded(after: int, last: int) -> Iterator[int]:
    while after < last:
        upto = min(after + MOST, last)
        with transaction.atomic():
            if not Tallied.objects.filter(pk=Tallied.ONLY, upto=after).update(upto=upto):
                return  # another worker has been here
            for column in ("", *COLUMNS):
                _add(column, after, upto)
        yield upto
        after = upto


def _add(column: str, after: int, upto: int) -> None:
    """Add ratings by the groups of a column to the tallies, within the database."""
    ratings, tallies = Rating._meta.db_table, Tally._meta.db_table  # noqa: SLF001  where Django keeps them
    groups = 'organisation_id, survey_id, series, "row", metric, month, score'
    key, by = (f'"{column}"', f'{groups}, "{column}"') if column else ("''", groups)
    query = (
        f'INSERT INTO "{tallies}" ({groups}, "column", "key", n) '  # noqa: S608  names of the code, no values
        f"SELECT {groups}, %s, {key}, COUNT(*) "
        f'FROM "{ratings}" WHERE id > %s AND id <= %s GROUP BY {by} '
        f'ON CONFLICT (survey_id, metric, "column", month, series, "row", "key", score) '
        f'DO UPDATE SET n = "{tallies}".n + excluded.n'
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [column, after, upto])


def counted(where: Mapping[str, Any], groups: Sequence[str], columns: Sequence[str] = ("",)) -> dict[str, list[Row]]:
    """Ratings of a survey or an organisation counted by groups, and by the values of each of some columns.

    Parameters
    ----------
    where
        Conditions on the fields that `Rating` and `Tally` share.
    groups
        Fields among survey, series, row, metric, month, score.
    columns
        Some of `COLUMNS`, and the empty one for all ratings together.

    Returns
    -------
    dict
        By column, tuples of the groups, the value of the column and a count; a group may have several of them.
    """
    while True:
        upto = _upto()
        made = _of_tallies(where, groups, columns)
        for column, row in _of_ratings(where, groups, columns, upto):
            made[column].append(row)
        if _upto() == upto:  # nothing moved from the one to the other between the two looks
            return made


def _upto() -> int:
    return Tallied.objects.filter(pk=Tallied.ONLY).values_list("upto", flat=True).first() or 0


def _of_tallies(where: Mapping[str, Any], groups: Sequence[str], columns: Sequence[str]) -> dict[str, list[Row]]:
    rows = Tally.objects.filter(**where, column__in=columns).order_by()
    made: dict[str, list[Row]] = {column: [] for column in columns}
    for column, *row in rows.values_list("column", *groups, "key").annotate(whole=Sum("n")):
        made[column].append(tuple(row))
    return made


def _of_ratings(
    where: Mapping[str, Any], groups: Sequence[str], columns: Sequence[str], after: int
) -> Iterator[tuple[str, Row]]:
    named, end = [column for column in columns if column], len(groups)
    rows = Rating.objects.filter(**where, pk__gt=after).order_by()
    for row in rows.values_list(*groups, *named).annotate(whole=Count("pk")):
        for place, column in enumerate(named, end):
            yield column, (*row[:end], row[place], row[-1])
        if "" in columns:
            yield "", (*row[:end], "", row[-1])


def stamp(organisation: Organisation) -> tuple[int, ...]:
    """What changes when ratings come or are folded, and when a survey of an organisation changes."""
    held = _HELD.get()
    if held is None:
        return _stamp(organisation)
    if organisation.pk not in held:
        held[organisation.pk] = _stamp(organisation)
    return held[organisation.pk]


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Within it all numbers are of one moment: the database is asked once for what has changed."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def _stamp(organisation: Organisation) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT MAX(id) FROM voice_rating), (SELECT upto FROM voice_tallied), COUNT(*), SUM(version)"
            " FROM voice_survey WHERE organisation_id = %s",
            [organisation.pk],
        )
        return tuple(each or 0 for each in cursor.fetchone())
