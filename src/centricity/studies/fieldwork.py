"""Mystery shopping: were there visits enough, how sure is a score, and what it gives to another index."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from centricity.errors import Fault, MisuseError, Place
from centricity.index import build
from centricity.methods.policies import Fieldwork
from centricity.stats.estimate import Estimate, mean_estimate
from centricity.studies.assemble import frame_of
from centricity.studies.result import Result
from centricity.studies.study import Study
from centricity.tables.write import Cell, OutputTable


@dataclass(frozen=True)
class Visited:
    """The visits to one subject.

    Attributes
    ----------
    visits, channels, shoppers
        How many there were; channels and shoppers as far as the evidence names them.
    minutes
        Mean length; NaN where unknown.
    scores
        By node: mean over visits with its t interval; the standard error follows from it.
    answering
        Channels in which anybody could be reached.
    """

    subject: str
    visits: int
    channels: int
    shoppers: int
    minutes: float
    scores: dict[str, Estimate]
    errors: dict[str, float]
    answering: int

    def short(self, asked: Fieldwork) -> bool:
        """Whether there were fewer visits, channels or shoppers than the method asks for."""
        return self.visits < asked.visits or self.channels < asked.channels or self.shoppers < asked.shoppers


def fieldwork_of(result: Result) -> list[Visited]:
    """Visits to the subjects that may be shown; empty where the method has no fieldwork."""
    if result.method.policies.fieldwork is None:
        return []
    rows = _visits(result)
    scores = _scores(result, rows)
    shown = [str(result.wave.build.frame.subjects[i]) for i in result.order if result.shows_subject(i)]
    return [_visited(result, code, rows.filter(pl.col("subject") == code), scores) for code in shown]


def _visits(result: Result) -> pl.DataFrame:
    """Observations of the wave with the visit that each belongs to."""
    rows = result.study.observations.filter(
        (pl.col("wave") == result.wave.wave) & pl.col("level").is_not_null() & pl.col("evidence").is_not_null()
    )
    known = result.study.evidence.filter(pl.col("kind") == "visit")
    columns = ("evidence", "shopper", "channel", "minutes")
    return rows.join(known.select(*columns), on="evidence", how="inner")


def _scores(result: Result, rows: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Score of each visit on each node, by the method itself: the engine run with visits as subjects."""
    visits = rows["evidence"].unique().sort().to_list()
    if not visits:
        return {}
    study: Study = result.study
    alone = rows.select(study.observations.columns).with_columns(pl.col("evidence").alias("subject"))
    subjects = pl.concat([pl.DataFrame({"subject": visits}), study.subjects.clear()], how="diagonal")
    plain = study.method.policies.model_copy(update={"adjustment": None})
    method = study.method.model_copy(update={"policies": plain})
    one = study.with_rows(subjects.select(study.subjects.columns), alone, method)
    done = build(frame_of(one, result.wave.wave), method)
    return {
        str(code): {node: float(done.scores[node][i]) for node in method.nodes}
        for i, code in enumerate(done.frame.subjects)
    }


def _visited(result: Result, code: str, rows: pl.DataFrame, scores: dict[str, dict[str, float]]) -> Visited:
    visits = rows["evidence"].unique().sort().to_list()
    estimates, errors = {}, {}
    for node in result.method.nodes:
        values = np.array([scores[visit][node] for visit in visits])
        known = values[~np.isnan(values)]
        estimates[node] = mean_estimate(known)
        errors[node] = float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else math.nan
    lengths = rows.unique("evidence")["minutes"].cast(pl.Float64, strict=False).drop_nulls().to_numpy()
    reached = rows.filter(pl.col("level") > 0)
    return Visited(
        code, len(visits), rows["channel"].drop_nulls().n_unique(), rows["shopper"].drop_nulls().n_unique(),
        float(lengths.mean()) if len(lengths) else math.nan, estimates, errors,
        reached["channel"].drop_nulls().n_unique(),
    )  # fmt: skip


def feed_of(result: Result) -> tuple[OutputTable, list[str]]:
    """Observations that the visits give to another index, and the subjects left out for want of visits.

    Raises
    ------
    MisuseError
        Where the method feeds no index.
    """
    asked = result.method.policies.fieldwork
    if asked is None or not asked.feeds:
        raise MisuseError([Fault("study.no_feed", Place(), {"method": result.method.identity})])
    found = fieldwork_of(result)
    short = [each.subject for each in found if each.short(asked)]
    rows = [row for each in found if not each.short(asked) for row in _fed(result, asked, each)]
    columns = ("subject", "metric", "indicator", "wave", "value", "source", "note")
    return OutputTable("observations", columns, rows), short


def _fed(result: Result, asked: Fieldwork, each: Visited) -> Iterator[tuple[Cell, ...]]:
    for feed in asked.feeds:
        score = each.scores[feed.node]
        if math.isnan(score.value):
            continue
        note = f"n={score.n}; SE={each.errors[feed.node] * feed.factor:.4g}; {result.method.identity}"
        value = score.value * feed.factor
        yield each.subject, feed.metric, feed.indicator, result.wave.wave, value, "mystery_shopping", note
    if asked.channels_feed is not None:
        own = asked.channels_feed
        note = f"n={each.visits}; {result.method.identity}"
        count = float(each.answering)
        yield each.subject, own.metric, own.indicator, result.wave.wave, count, "mystery_shopping", note
