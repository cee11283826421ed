"""Ratings of questions counted by month and by a column: beforehand where one scale was asked, else from themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from django.db.models import Count, F, Value

from centricity.web.home.questions import MEAN, Question
from centricity.web.voice.models import Rating
from centricity.web.voice.tallies import counted

SCHEMA = {
    "metric": pl.String, "month": pl.String, "survey": pl.Int64, "score": pl.Int64, "key": pl.String, "n": pl.Int64,
}  # fmt: skip
_GROUPS = ("survey", "series", "row", "month", "score")


def question_counts(questions: Sequence[Question], column: str) -> dict[str, pl.DataFrame]:
    """Counts of every question, by its code: columns metric, month, survey, score, key (of a column), n."""
    found: dict[str, list[tuple[Any, ...]]] = {each.code: [] for each in questions}
    for code, row in [*_beforehand(questions, column), *_themselves(questions, column)]:
        found[code].append((code, *row))
    return {code: pl.DataFrame(rows, schema=SCHEMA, orient="row") for code, rows in found.items()}


def _beforehand(questions: Sequence[Question], column: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    codes = {(e.survey.pk, e.rated.series, e.rated.row): e.code for e in questions if not e.versions}
    if not codes:
        return
    where = {"survey__in": {each[0] for each in codes}, "metric": MEAN, "series__in": {each[1] for each in codes}}
    for survey, series, row, month, score, key, n in counted(where, _GROUPS, (column,))[column]:
        if (survey, series, row) in codes:
            yield codes[survey, series, row], (month, survey, score, key, n)


def _themselves(questions: Sequence[Question], column: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Of questions that were asked on several scales: what is counted beforehand does not tell versions apart."""
    for each in questions:
        if each.versions:
            mine = Rating.objects.filter(**each.conditions, version__in=each.versions).order_by()
            told = mine.annotate(key=F(column) if column else Value("")).values_list("month", "survey", "score", "key")
            for row in told.annotate(whole=Count("pk")):
                yield each.code, row
