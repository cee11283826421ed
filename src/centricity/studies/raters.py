"""Raters against each other: agreement, severity, drift, and the differences to adjudicate."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.stats.agreement import THRESHOLD, krippendorff, mean_kappa
from centricity.stats.estimate import Estimate, difference, mean_estimate
from centricity.studies.result import Result

Floats = NDArray[np.float64]
APART = 2.0
"""Levels between the highest and the lowest rating of a cell from which on it is adjudicated."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of raters on one metric, or on all (code empty).

    Attributes
    ----------
    alpha
        Krippendorff's, ordinal.
    kappa
        Quadratic; mean over pairs of raters who share cells.
    cells, doubled
        Cells rated, and those rated by two or more.
    """

    code: str
    alpha: Estimate
    kappa: Estimate
    cells: int
    doubled: int

    @property
    def reliable(self) -> bool | None:
        """Whether alpha reaches the threshold; None where it cannot be told."""
        return None if math.isnan(self.alpha.value) else self.alpha.value >= THRESHOLD


@dataclass(frozen=True)
class Rater:
    """One rater against the others on the cells they share.

    Attributes
    ----------
    severity
        Own level less the mean of the others: below zero is severe.
    drift
        Severity in the later half of the rater's days less that in the earlier half; NaN where there are no two halves.
    """

    name: str
    rated: int
    shared: int
    severity: Estimate
    drift: Estimate


@dataclass(frozen=True)
class Adjudicated:
    """A cell whose ratings lie two levels apart or more."""

    subject: str
    metric: str
    ratings: tuple[tuple[str, float], ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Raters:
    """All that the ratings of a wave say about those who gave them."""

    overall: Agreement
    metrics: tuple[Agreement, ...]
    raters: tuple[Rater, ...]
    apart: tuple[Adjudicated, ...]


def raters_of(result: Result) -> Raters | None:
    """Agreement of the raters of a wave, of the subjects that may be shown.

    None for surveys and for mystery shopping, where each judges an occasion of his own, and where no rater is named.
    """
    if result.method.is_survey() or result.method.policies.fieldwork is not None:
        return None
    rows = _ratings(result)
    if rows["rater"].n_unique() < 2:
        return None
    names = rows["rater"].unique().sort().to_list()
    everything = _matrix(rows, names)
    by_metric = tuple(
        _agreement(code, _matrix(own, names))
        for code in result.method.metrics
        if not (own := rows.filter(pl.col("metric") == code)).is_empty()
    )
    return Raters(
        _agreement("", everything), by_metric, tuple(_rater(name, rows) for name in names), tuple(_apart(rows))
    )


def _ratings(result: Result) -> pl.DataFrame:
    """One level per rater and cell, with the mean of the others beside it."""
    wave = result.wave
    shown = [str(code) for i, code in enumerate(wave.build.frame.subjects) if result.shows_subject(i)]
    rows = result.study.observations.filter(
        (pl.col("wave") == wave.wave) & pl.col("level").is_not_null() & pl.col("rater").is_not_null()
        & pl.col("subject").is_in(shown)
    )  # fmt: skip
    cells = ["subject", "metric"]
    one = rows.group_by(*cells, "rater").agg(
        pl.col("level").mean(), pl.col("observed_at").max().cast(pl.String), pl.col("evidence").drop_nulls().first()
    )
    k = pl.len().over(cells)
    others = (pl.col("level").sum().over(cells) - pl.col("level")) / (k - 1)
    return one.with_columns(
        k.alias("k"), pl.when(k > 1).then(others).alias("others"),
    ).sort(*cells, "rater")  # fmt: skip


def _matrix(rows: pl.DataFrame, names: Sequence[str]) -> Floats:
    """Levels of shape (raters, cells)."""
    cells = rows.select("subject", "metric").unique(maintain_order=True).with_row_index("at")
    placed = rows.join(cells, on=["subject", "metric"], how="left", maintain_order="left")
    matrix = np.full((len(names), cells.height), np.nan)
    number = {name: i for i, name in enumerate(names)}
    at = [number[name] for name in placed["rater"].to_list()]
    matrix[at, placed["at"].to_numpy()] = placed["level"].to_numpy()
    return matrix


def _agreement(code: str, matrix: Floats) -> Agreement:
    doubled = int(((~np.isnan(matrix)).sum(axis=0) > 1).sum())
    return Agreement(code, krippendorff(matrix), mean_kappa(matrix), matrix.shape[1], doubled)


def _rater(name: str, rows: pl.DataFrame) -> Rater:
    own = rows.filter(pl.col("rater") == name)
    shared = own.filter(pl.col("others").is_not_null())
    gaps = (shared["level"] - shared["others"]).to_numpy().astype(float)
    return Rater(name, own.height, shared.height, mean_estimate(gaps), _drift(gaps, shared["observed_at"].to_list()))


def _drift(gaps: Floats, days: Sequence[str | None]) -> Estimate:
    known = [(i, date.fromisoformat(day[:10]).toordinal()) for i, day in enumerate(days) if day]
    nothing = Estimate(math.nan, math.nan, math.nan, len(known), "t, later half less earlier")
    if len({day for _, day in known}) < 2:
        return nothing
    middle = float(np.median([day for _, day in known]))
    late = gaps[[i for i, day in known if day > middle]]
    early = gaps[[i for i, day in known if day <= middle]]
    if len(late) < 2 or len(early) < 2:
        return nothing
    return difference(mean_estimate(late), mean_estimate(early))


def _apart(rows: pl.DataFrame) -> list[Adjudicated]:
    found = []
    for (subject, metric), cell in rows.group_by("subject", "metric", maintain_order=True):
        levels = cell["level"].to_numpy()
        if len(levels) > 1 and levels.max() - levels.min() >= APART:
            ratings: Mapping[str, float] = dict(zip(cell["rater"].to_list(), levels.tolist(), strict=True))
            evidence = tuple(sorted(set(cell["evidence"].drop_nulls().to_list())))
            found.append(Adjudicated(str(subject), str(metric), tuple(ratings.items()), evidence))
    return found
