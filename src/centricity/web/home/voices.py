"""Scores by month of those whose answers may be parted by time, and of those whose answers count whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from centricity.web.home.heard import tallies
from centricity.web.home.nameless import QUESTION, nameless_counts
from centricity.web.home.readable import is_nameless
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Survey

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
    whole = nameless_counts([each for each in surveys if is_nameless(each)]).filter(metric=metric)
    few = whole.filter(~pl.col("shown")).select(QUESTION).n_unique()
    return Voices(pl.concat([frame, whole.filter(pl.col("shown")).select(*SCHEMA)]), few)
