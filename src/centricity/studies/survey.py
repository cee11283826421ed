"""Surveys: what lies behind a mean of answers: distributions, and an interval from the respondents."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from centricity.index import build
from centricity.index.groups import MARKET
from centricity.methods.policies import Missing
from centricity.stats.estimate import Estimate, mean_estimate
from centricity.studies.assemble import frame_of
from centricity.studies.study import Study


@dataclass(frozen=True)
class ItemAnswers:
    """Answers to one item: how many gave each level, and their mean."""

    metric: str
    counts: Mapping[float, int]
    n: int
    mean: float
    median: float


@dataclass(frozen=True)
class SurveyWave:
    """Answers of one wave, for everyone (under the name ``market``) and per subject."""

    items: Mapping[str, tuple[ItemAnswers, ...]]
    estimates: Mapping[str, Estimate]
    respondents: Mapping[str, int]


def survey_of(study: Study, wave: str) -> SurveyWave | None:
    """Describe the answers of a wave; None where the method is not a survey or nobody is named as rater."""
    if not study.method.is_survey():
        return None
    answers = study.observations.filter(
        (pl.col("wave") == wave) & pl.col("level").is_not_null() & pl.col("rater").is_not_null()
    )
    if answers.is_empty():
        return None
    names = [MARKET, *study.subjects["subject"].to_list()]
    items = {name: _items(study, _of(answers, name)) for name in names}
    totals = _totals(study, answers, wave)
    estimates = {name: mean_estimate(_of(totals, name)["total"].to_numpy()) for name in names}
    counts = {name: _of(answers, name).select("subject", "rater").n_unique() for name in names}
    return SurveyWave(items, estimates, counts)


def _of(table: pl.DataFrame, name: str) -> pl.DataFrame:
    return table if name == MARKET else table.filter(pl.col("subject") == name)


def _items(study: Study, answers: pl.DataFrame) -> tuple[ItemAnswers, ...]:
    return tuple(_answers(code, answers.filter(pl.col("metric") == code)["level"]) for code in study.method.metrics)


def _answers(code: str, levels: pl.Series) -> ItemAnswers:
    counts = {float(level): int(count) for level, count in levels.value_counts().sort("level").iter_rows()}
    mean = float(levels.to_numpy().mean()) if len(levels) else float("nan")
    median = float(np.median(levels.to_numpy())) if len(levels) else float("nan")
    return ItemAnswers(code, counts, len(levels), mean, median)


def _totals(study: Study, answers: pl.DataFrame, wave: str) -> pl.DataFrame:
    """Score of each respondent by the method itself: the engine run with respondents as subjects.

    A respondent who left a question out counts by the others, as in the score, so both have one base.
    """
    respondents = answers.select("subject", "rater").unique().sort("subject", "rater")
    keys = [f"{i:07d}" for i in range(respondents.height)]
    keyed = respondents.with_columns(pl.Series("_key", keys))
    observations = (
        answers.join(keyed, on=["subject", "rater"]).with_columns(pl.col("_key").alias("subject")).drop("_key")
    )
    subjects = study.subjects.clear()
    subjects = pl.concat([pl.DataFrame({"subject": keys}), subjects], how="diagonal").select(subjects.columns)
    alone = dataclasses.replace(study, subjects=subjects, observations=observations)
    plain = study.method.policies.model_copy(update={"adjustment": None, "missing": Missing()})
    method = study.method.model_copy(update={"policies": plain})
    done = build(frame_of(alone, wave), method)
    totals = done.scores[done.tree.root]
    return keyed.with_columns(pl.Series("total", np.asarray(totals))).drop("_key")
