"""Ratings of an organisation as the dashboard reads them, kept until more come."""

import polars as pl
from django.db.models import Count, QuerySet

from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Survey
from centricity.web.voice.tallies import counted, stamp

METRICS = ("nps", "csat", "ces", "cli", "enps")
COLUMNS = ("touchpoint", "segment", "channel", "department")
_GROUPS = ("metric", "month", "survey", "score")
_KEPT = Kept[pl.DataFrame](64)


def tallies(organisation: Organisation, metric: str, column: str = "") -> pl.DataFrame:
    """Scores of a metric counted by month, and by a column.

    Returns
    -------
    polars.DataFrame
        Columns month, survey, key (empty where no column was asked for), score, n. Answers of staff are there once
        their survey is closed, see `voice.results`.
    """
    if not column:
        return everything(organisation).filter(pl.col("metric") == metric)
    return _told(organisation, _kept(organisation, metric, column))


def everything(organisation: Organisation) -> pl.DataFrame:
    """Scores of all metrics counted by month, with the column metric beside those of `tallies`."""
    return _told(organisation, _kept(organisation, "", ""))


def _told(organisation: Organisation, counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter(~pl.col("survey").is_in(_sealed(organisation)))


def _kept(organisation: Organisation, metric: str, column: str) -> pl.DataFrame:
    """Tallies as they were counted last, counted anew where ratings have come since."""
    key = (organisation.pk, metric, column, stamp())
    return _KEPT.get(key, lambda: _counted(organisation, metric, column))


def _counted(organisation: Organisation, metric: str, column: str) -> pl.DataFrame:
    where = {"organisation": organisation, "metric__in": [metric] if metric else METRICS}
    schema = {"metric": pl.String, "month": pl.String, "survey": pl.Int64, "score": pl.Int64, "key": pl.String}
    return pl.DataFrame(counted(where, _GROUPS, (column,))[column], schema=schema | {"n": pl.Int64}, orient="row")


def _sealed(organisation: Organisation) -> list[int]:
    """Surveys of staff that are open still: nothing of them is shown."""
    staff = Survey.objects.filter(organisation=organisation, audience="employees")
    return list(staff.exclude(state=Survey.State.CLOSED).values_list("pk", flat=True))


def months_of(organisation: Organisation) -> list[str]:
    """Months in which anybody rated, the first first."""
    return everything(organisation)["month"].unique().sort().to_list()


def surveys_behind(organisation: Organisation, metric: str) -> QuerySet[Survey]:
    """Surveys that a metric rests on, the most answered first: from a number to its answers."""
    mine = tallies(organisation, metric)["survey"].unique().to_list()
    return Survey.objects.filter(pk__in=mine).annotate(whole=Count("responses")).order_by("-whole", "pk")
