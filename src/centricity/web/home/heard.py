"""Ratings of an organisation as the dashboard reads them, kept until more come."""

from collections.abc import Sequence

import polars as pl
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centricity.metrics import definition
from centricity.web.home.nameless import nameless_counts
from centricity.web.home.question_counts import SCHEMA, question_counts
from centricity.web.home.questions import Question, is_question, questions_of
from centricity.web.home.readable import is_nameless
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Response, Survey
from centricity.web.voice.tallies import counted, stamp

OF_STAFF = ("enps", "esi")
METRICS = ("nps", "csat", "ces", "cli", *OF_STAFF)
COLUMNS = ("touchpoint", "segment", "market", "channel", "department")
_PRIVATE = pl.col("metric").is_in([each for each in METRICS if definition(each).private])
"""What is asked for a metric that withholds small groups."""
_GROUPS = ("metric", "month", "survey", "score")
NONE = pl.DataFrame(schema=SCHEMA)
_KEPT = Kept[pl.DataFrame](64)


def tallies(organisation: Organisation, metric: str, column: str = "") -> pl.DataFrame:
    """Scores of a metric, or of a question that is one, counted by month, and by a column.

    Returns
    -------
    polars.DataFrame
        Columns month, survey, key (empty where no column was asked for), score, n. What a nameless survey came to is
        known whole from its results, and a part of it would tell the rest by subtraction: it counts in the month in
        which it was closed, where its results show it, and by no column. So does, of any survey, a metric that
        withholds small groups: two spans of months would tell the few between them.
    """
    if not column and not is_question(metric):
        return everything(organisation).filter(pl.col("metric") == metric)
    made = _of_question if is_question(metric) else _parted
    return _KEPT.get((organisation.pk, metric, column, stamp(organisation)), lambda: made(organisation, metric, column))


def everything(organisation: Organisation) -> pl.DataFrame:
    """Scores of all metrics counted by month, with the column metric beside those of `tallies`."""
    return _KEPT.get((organisation.pk, "", "", stamp(organisation)), lambda: _all(organisation))


def _all(organisation: Organisation) -> pl.DataFrame:
    counts, nameless = _counted(organisation, METRICS, ""), _nameless(organisation)
    named = ~pl.col("survey").is_in([each.pk for each in nameless])
    told = nameless_counts([*nameless, *_asking(counts.filter(named & _PRIVATE))])
    whole = told.filter(pl.col("shown") & pl.col("metric").is_in(METRICS) & (~named | _PRIVATE))
    return pl.concat([counts.filter(named & ~_PRIVATE), whole.select(*SCHEMA)]).filter(_fitting(organisation))


def _asking(counts: pl.DataFrame) -> list[Survey]:
    asked = counts["survey"].unique().to_list()
    known = Survey.objects.filter(pk__in=asked).select_related("current") if asked else ()
    return list(known)


def _parted(organisation: Organisation, metric: str, column: str) -> pl.DataFrame:
    nameless = [each.pk for each in _nameless(organisation)]
    counts = _counted(organisation, (metric,), column).filter(_fitting(organisation))
    return counts.filter(~pl.col("survey").is_in(nameless) & ~_PRIVATE)


def _of_question(organisation: Organisation, code: str, column: str) -> pl.DataFrame:
    return question_tallies(organisation, [code], column)[code]


def question_tallies(organisation: Organisation, codes: Sequence[str], column: str = "") -> dict[str, pl.DataFrame]:
    """What `tallies` gives of questions, counted for all of them at once."""
    known = questions_of(organisation)
    asked = [known[code] for code in codes if code in known]
    nameless = {each.survey.pk: each.survey for each in asked if is_nameless(each.survey)}
    whole = nameless_counts([] if column else list(nameless.values()))
    counts = question_counts([each for each in asked if each.survey.pk not in nameless], column)
    counts |= {each.code: _whole(whole, each) for each in asked if each.survey.pk in nameless}
    return {code: counts.get(code, NONE) for code in codes}


def _whole(counts: pl.DataFrame, question: Question) -> pl.DataFrame:
    """What a question of a nameless survey came to, of the counts of several."""
    where = question.conditions | {"survey": question.survey.pk}
    mine = counts.filter(pl.col("shown"), **where)
    return mine.with_columns(metric=pl.lit(question.code)).select(*SCHEMA)


def _fitting(organisation: Organisation) -> pl.Expr:
    """What staff answered is no metric of customers."""
    staff = Survey.objects.filter(organisation=organisation, audience="employees").values_list("pk", flat=True)
    return ~pl.col("survey").is_in(list(staff)) | pl.col("metric").is_in(OF_STAFF)


def _nameless(organisation: Organisation) -> list[Survey]:
    known = Survey.objects.filter(organisation=organisation, current__isnull=False).select_related("current")
    return [each for each in known.defer("draft", "current__content") if is_nameless(each)]


def _counted(organisation: Organisation, metrics: Sequence[str], column: str) -> pl.DataFrame:
    where = {"organisation": organisation, "metric__in": metrics}
    return pl.DataFrame(counted(where, _GROUPS, (column,))[column], schema=SCHEMA, orient="row")


def months_of(organisation: Organisation, metric: str = "") -> list[str]:
    """Months in which anybody rated, the first first; of a question those in which it was rated."""
    heard = tallies(organisation, metric) if is_question(metric) else everything(organisation)
    return heard["month"].unique().sort().to_list()


def surveys_behind(organisation: Organisation, metric: str) -> QuerySet[Survey]:
    """Surveys that a metric rests on, the most answered first: from a number to its answers."""
    mine = tallies(organisation, metric)["survey"].unique().to_list()
    known = Survey.objects.filter(pk__in=mine).select_related("current").defer("draft", "current__content")
    each = Response.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    whole = Subquery(each.annotate(n=Count("pk")).values("n"))  # of a join the database would sort every response
    return known.annotate(whole=Coalesce(whole, 0)).order_by("-whole", "pk")
