"""Observations drawn again, and what raters of the same cell tell of their errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import polars as pl

from centricity.index.assume import Observed
from centricity.index.combine import combine
from centricity.index.draws import Ints
from centricity.index.frame import Floats, Frame
from centricity.methods import Method
from centricity.methods.policies import Combination
from centricity.studies.assemble import coded, only_indicator
from centricity.studies.study import Study


@dataclass(frozen=True)
class Rows:
    """Observations of one column of the frame: where it lies, and the cell, source and value of every row."""

    kind: str
    code: str
    indicator: str
    cells: Ints
    sources: Ints
    values: Floats

    @cached_property
    def spans(self) -> tuple[Ints, Ints, Ints]:
        """Rows in the order of their cells; first row and number of rows of the cell of each."""
        order = np.argsort(self.cells, kind="stable")
        own = self.cells[order]
        begin = np.searchsorted(own, own, side="left")
        return order, begin, np.searchsorted(own, own, side="right") - begin

    @property
    def most(self) -> int:
        """Most observations of one cell."""
        return int(self.spans[2].max(initial=0))

    def again(self, chance: Floats, policy: Combination) -> Floats:
        """Draw the observations of every cell again, as many as there are, and combine them; shape (n,).

        ``chance``, of shape (n, most), is shared by all columns: those who saw all of a subject are drawn as a whole.
        """
        n = len(chance)
        order, begin, size = self.spans
        uniform = chance[self.cells[order], np.arange(len(order)) - begin]
        taken = order[begin + np.minimum((uniform * size).astype(np.int64), size - 1)]
        done = combine(
            self.cells[taken], self.sources[taken], self.values[taken], raters=policy.raters, across=policy.sources
        )
        column = np.full(n, np.nan)
        column[done.cells] = done.values
        return column


def observed_of(study: Study, wave: str, frame: Frame) -> Observed:
    """What the observations of a wave say about their own error."""
    subjects = study.subjects["subject"].to_list()
    named = [name for name in ("rater", "evidence", "source") if name in study.observations.columns]
    here = coded(study.observations.filter(pl.col("wave") == wave), subjects).sort(named, maintain_order=True)
    rows = [*_rows(here, "level", study.method), *_rows(here, "value", study.method)]
    given = here.filter(pl.col("level").is_not_null() & pl.col("metric").is_in(list(study.method.metrics)))
    doubled = any(len(each.cells) > len(np.unique(each.cells)) for each in rows)
    return Observed(
        residuals=_residuals(given),
        raters={code: _counts(given, code, frame.n) for code in study.method.metrics},
        rated={code: _rated(given, code, frame.n) for code in study.method.metrics},
        again=partial(_again, rows, frame, study.method) if doubled else None,
        single=_single(rows, frame.n),
    )


def _single(rows: Sequence[Rows], n: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Subjects with a cell that rests on one observation."""
    alone = np.zeros(n, dtype=bool)
    for each in rows:
        order, _, size = each.spans
        alone[each.cells[order][size == 1]] = True
    return alone


def _rows(here: pl.DataFrame, column: str, method: Method) -> list[Rows]:
    known = here.filter(pl.col(column).is_not_null())
    keys = ["metric"] if column == "level" else ["metric", "indicator"]
    made = []
    for key, part in known.partition_by(keys, as_dict=True, maintain_order=True).items():
        code = str(key[0])
        kind, indicator = "values", ""
        if column == "value" and code in method.nodes:
            kind = "given"
        elif column == "value" and method.metrics[code].rubric is not None:
            kind, indicator = "raw", str(key[1]) if key[1] is not None else only_indicator(method, code)
        cells, sources = (part[name].to_numpy().astype(np.int64) for name in ("_i", "_s"))
        made.append(Rows(kind, code, indicator, cells, sources, part[column].to_numpy().astype(float)))
    return made


@dataclass(frozen=True)
class Resampled(Sequence[Frame]):
    """Frames of the observations drawn again; each is made when it is asked for, the same every time."""

    rows: Sequence[Rows]
    frame: Frame
    policy: Combination
    sets: int
    seed: int

    def __len__(self) -> int:
        return self.sets

    def __getitem__(self, position: Any) -> Any:
        draw = np.random.default_rng([self.seed, int(position)])
        return _frame(self.rows, self.frame, self.policy, draw)


@dataclass(frozen=True)
class Held(Sequence[Frame]):
    """Frames with a change made in each of them."""

    frames: Sequence[Frame]
    held: Callable[[Frame], Frame]

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, position: Any) -> Any:
        return self.held(self.frames[position])


def _again(rows: Sequence[Rows], frame: Frame, method: Method, sets: int, seed: int) -> Resampled:
    return Resampled(rows, frame, method.policies.combination, sets, seed)


def _frame(rows: Sequence[Rows], frame: Frame, policy: Combination, draw: np.random.Generator) -> Frame:
    values, given = dict(frame.values), dict(frame.given)
    raw: dict[str, dict[str, Floats]] = {code: dict(own) for code, own in frame.raw.items()}
    chance = draw.random((frame.n, max(each.most for each in rows)))
    for each in rows:
        column = each.again(chance, policy)
        if each.kind == "raw":
            raw[each.code][each.indicator] = column
        elif each.kind == "given":
            given[each.code] = column
        else:
            values[each.code] = column
    return replace(frame, values=values, given=given, raw=raw)


def _residuals(given: pl.DataFrame) -> Floats:
    """Differences of raters from the mean of their cell, stretched to what single raters err."""
    cells = ["_i", "metric", "_s"]
    grouped = given.with_columns(pl.len().over(cells).alias("_k"), pl.col("level").mean().over(cells).alias("_mean"))
    doubled = grouped.filter(pl.col("_k") > 1)
    left = doubled["level"].to_numpy().astype(float) - doubled["_mean"].to_numpy().astype(float)
    k = doubled["_k"].to_numpy().astype(float)
    return np.asarray(left * np.sqrt(k / (k - 1)))


def _counts(given: pl.DataFrame, code: str, n: int) -> Ints:
    counts = np.zeros(n, dtype=np.int64)
    own: Mapping[int, int] = dict(given.filter(pl.col("metric") == code).group_by("_i").len().iter_rows())
    counts[list(own)] = list(own.values())
    return counts


def _rated(given: pl.DataFrame, code: str, n: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(_counts(given, code, n) > 0)
