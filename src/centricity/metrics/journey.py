"""Metrics of the journey: who reaches which stage, and how long each step takes."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from centricity.engines.fetch import fetch, held
from centricity.errors import Fault, MetricError
from centricity.metrics.call import Call, Made
from centricity.metrics.figures import COUNT, WILSON, column, estimates
from centricity.metrics.outcome import Row
from centricity.metrics.periods import period_label, period_start
from centricity.metrics.sums import grouped, one, quantiles
from centricity.stats.estimate import Estimate
from centricity.stats.proportions import wilson

HOUR = 3_600
DAY = 86_400
MOST = 0.9
"""Share of those who reach the last stage whose time to it a period is given before its shares are thought final."""


def stages_of(call: Call) -> tuple[str, ...]:
    """Stages in order: as asked for, else by how early customers reach them on average."""
    table = call.main.sound
    found = fetch(
        table.group_by("stage").agg(at=table["at at"].cast("float64").mean(), people=table["customer"].nunique())
    )
    there = found.filter(pl.col("stage") != "").sort("at", "stage")["stage"].to_list()
    lost = [stage for stage in call.options.stages if stage not in there]
    if lost:
        raise MetricError([Fault("metric.no_stage", fields={"stages": lost, "known": ", ".join(there)})])
    stages = call.options.stages or tuple(there)
    if len(stages) < 2:
        raise MetricError([Fault("metric.one_stage", fields={"known": ", ".join(there)})])
    return stages


def _paths(call: Call, stages: tuple[str, ...]) -> Any:
    """One row per customer who began: the moment of each stage, null where it was not reached in order.

    The group is that of the beginning: who began in January is of January, whenever and wherever the rest follows.
    A stage is reached at its first event that is not before the stage before it.
    """
    table = call.main.sound
    begun = table.filter(table["stage"] == stages[0])
    names = list(call.keys)
    paths = begun.group_by(**call.keys, customer=begun["customer"]).agg(**{"stage 0": begun["at at"].min()})
    paths = held(paths, always=False)
    events = table.select(whose=table["customer"], stage=table["stage"], at=table["at at"])
    for i, stage in enumerate(stages[1:], start=1):
        there = events.filter(events["stage"] == stage)
        after = [paths["customer"] == there["whose"], paths[f"stage {i - 1}"] <= there["at"]]
        joined = paths.left_join(there, after)
        known = [*names, "customer", *(f"stage {j}" for j in range(i))]
        paths = joined.group_by(*(joined[name] for name in known)).agg(**{f"stage {i}": joined["at"].min()})
        paths = held(paths, always=False)
    return paths


def conversion(call: Call) -> Made:
    """Share of those at the first stage who reached each stage after all those before it."""
    stages = stages_of(call)
    paths = _paths(call, stages)
    sums = {f"n {i}": one(paths[f"stage {i}"].notnull()).sum() for i in range(len(stages))}
    keys = {name: paths[name] for name in call.keys}
    frame = grouped(paths, keys, sums)
    reached = np.array([column(frame, f"n {i}") for i in range(len(stages))])
    rows = []
    for place, label in enumerate(call.labels(frame)):
        rows += _funnel(label, stages, reached[:, place], call.options.confidence)
    return Made(rows, ("stage",), (*_jumped(call, stages), *_young(call, stages, paths, frame)))


def _funnel(label: tuple[str, ...], stages: tuple[str, ...], n: Any, confidence: float) -> list[Row]:
    first = np.full(len(n), n[0])
    share = n / first
    found = estimates(share, *wilson(share, first, confidence), first, WILSON, 100)
    rows = []
    for i, (stage, made) in enumerate(zip(stages, found, strict=True)):
        parts = {"reached": float(n[i]), "dropped": float(n[i - 1] - n[i]) if i else 0.0}
        if i and n[i - 1] > 0:
            step = np.array([n[i] / n[i - 1]])
            low, high = wilson(step, n[i - 1 : i], confidence)
            parts |= {"step": 100 * float(step[0]), "step_low": 100 * float(low[0]), "step_high": 100 * float(high[0])}
        known = replace(made, n=int(n[0])) if i else Estimate(100.0, math.nan, math.nan, int(n[0]), COUNT)
        rows.append(Row((*label, stage), known, parts))
    return rows


def _jumped(call: Call, stages: tuple[str, ...]) -> tuple[Fault, ...]:
    """Tell of customers who are at a later stage without the first."""
    table = call.main.sound
    late = table.filter(table["stage"].isin(list(stages)))
    people = late.group_by("customer").agg(begun=one(late["stage"] == stages[0]).max())
    n = int(fetch(people.agg(n=one(people["begun"] == 0).sum()))["n"][0] or 0)
    return (Fault("metric.note_late_start", fields={"n": n, "stage": stages[0]}, severity="warning"),) if n else ()


def _young(call: Call, stages: tuple[str, ...], paths: Any, frame: pl.DataFrame) -> tuple[Fault, ...]:
    """Tell of periods whose customers had less time than most take from the first stage to the last."""
    grain: Any = call.grain
    if grain is None:
        return ()
    takes = paths[f"stage {len(stages) - 1}"] - paths["stage 0"]
    _, found = quantiles(paths, {}, takes, (MOST,), call.options.confidence, 1)
    last = fetch(call.main.sound.agg(at=call.main.sound["at at"].max()))["at"][0]
    if not found[0] or last is None:
        return ()
    most = found[0][0].value
    codes = sorted({int(code) for code in frame[f"by {call.by.index(grain)}"]})
    young = [period_label(grain, code) for code in codes if period_start(grain, code + 1) * DAY > last - most]
    told = {"periods": young, "days": most / DAY, "first": stages[0], "last": stages[-1]}
    return (Fault("metric.note_young", fields=told, severity="warning"),) if young else ()


def step_time(call: Call) -> Made:
    """Time between a stage and the next, of those who took the step."""
    stages = stages_of(call)
    paths = _paths(call, stages)
    keys = {name: paths[name] for name in call.keys}
    rows = []
    for i in range(1, len(stages)):
        seconds = paths[f"stage {i}"] - paths[f"stage {i - 1}"]
        frame, found = quantiles(paths, keys, seconds, call.options.quantiles, call.options.confidence, 1 / HOUR)
        for place, label in enumerate(call.labels(frame)):
            for q, made in zip(call.options.quantiles, found, strict=True):
                rows.append(Row((*label, f"{stages[i - 1]} → {stages[i]}", f"p{100 * q:g}"), made[place]))
    return Made(rows, ("step", "quantile"))
