"""Ratings of an organisation, counted by the database once and kept until more come."""

from typing import Any

import polars as pl
from django.db.models import Count, Max, Q, QuerySet

from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Survey

METRICS = ("nps", "csat", "ces", "cli", "enps")
MOST_KEPT = 64
COLUMNS = ("touchpoint", "segment", "channel", "department")


_KEPT: dict[tuple[object, ...], pl.DataFrame] = {}


def _open_to_see(organisation: Organisation) -> QuerySet[Rating]:
    """Ratings whose figures may be seen: those of staff once their survey is closed, see `voice.results`."""
    sealed = Survey.objects.filter(organisation=organisation, audience="employees").exclude(state=Survey.State.CLOSED)
    return Rating.objects.filter(organisation=organisation).exclude(
        survey__in=list(sealed.values_list("pk", flat=True))
    )


def tallies(organisation: Organisation, metric: str, column: str = "") -> pl.DataFrame:
    """Scores of a metric counted by month, and by a column.

    Returns
    -------
    polars.DataFrame
        Columns month, key (empty where no column was asked for), score, n.
    """
    newest = Rating.objects.aggregate(last=Max("pk"))["last"]
    closed = Survey.objects.filter(organisation=organisation, state=Survey.State.CLOSED).aggregate(
        n=Count("pk"), last=Max("closed_at")
    )
    key = (organisation.pk, metric, column, newest, closed["n"], closed["last"])
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = _counted(organisation, metric, column)
    return _KEPT[key]


def _counted(organisation: Organisation, metric: str, column: str) -> pl.DataFrame:
    rows = _open_to_see(organisation).filter(metric=metric)
    names = ("month", *((column,) if column else ()), "score")
    counted: Any = rows.order_by().values_list(*names).annotate(n=Count("pk"))
    told = [row if column else (row[0], "", *row[1:]) for row in counted]
    schema = {"month": pl.String, "key": pl.String, "score": pl.Int64, "n": pl.Int64}
    return pl.DataFrame(told, schema=schema, orient="row")


def months_of(organisation: Organisation) -> list[str]:
    """Months in which anybody rated, the first first."""
    known = _open_to_see(organisation).filter(metric__in=METRICS).order_by("month")
    return list(known.values_list("month", flat=True).distinct())


def surveys_behind(organisation: Organisation, metric: str) -> QuerySet[Survey]:
    """Surveys that a metric rests on, the most answered first: from a number to its answers."""
    mine = Q(pk__in=_open_to_see(organisation).filter(metric=metric).order_by().values("survey").distinct())
    return Survey.objects.filter(mine).annotate(whole=Count("responses")).order_by("-whole", "pk")
