"""Scores by month of those whose answers may be parted by time, and of those whose answers count whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Count

from centricity.web.home.heard import tallies
from centricity.web.home.readable import is_nameless, least_of
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Survey

SCHEMA = {"month": pl.String, "score": pl.Int64, "n": pl.Int64}


@dataclass(frozen=True)
class Voices:
    """Scores of a metric by month, and how many questions of nameless surveys are withheld for few answers."""

    frame: pl.DataFrame
    withheld: int = 0


def voices(organisation: Organisation, surveys: Sequence[Survey], metric: str) -> Voices:
    """Scores of a metric by month.

    What a nameless survey came to is known whole from its results. A part of it, such as a month, would tell the rest
    by subtraction; so it counts whole, in the month in which it was closed, and only where its results show it.
    """
    named = [each.pk for each in surveys if not is_nameless(each)]
    frame = tallies(organisation, metric).filter(pl.col("survey").is_in(named)).select(*SCHEMA)
    whole = [each for each in surveys if is_nameless(each) and each.closed_at is not None]
    found, withheld = _whole(whole, metric)
    return Voices(pl.concat([frame, found]), withheld)


def _whole(surveys: Sequence[Survey], metric: str) -> tuple[pl.DataFrame, int]:
    known = {each.pk: each for each in surveys}
    ratings = Rating.objects.filter(survey__in=list(known), metric=metric).order_by()
    rows: Any = ratings.values_list("survey_id", "series", "row", "score").annotate(n=Count("pk"))
    asked: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for pk, series, row, score, n in rows:
        asked.setdefault((pk, series, row), []).append((score, n))
    told, withheld = list[tuple[str, int, int]](), 0
    for (pk, *_question), scores in asked.items():
        survey = known[pk]
        if sum(n for _, n in scores) < least_of(survey):
            withheld += 1
        else:
            told += [(f"{survey.closed_at:%Y-%m}", *each) for each in scores]
    return pl.DataFrame(told, schema=SCHEMA, orient="row"), withheld
