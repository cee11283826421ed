"""Metrics from customers and their orders: retention, churn, repeat purchase, cohorts, survival, exit reasons."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis
import numpy as np
import polars as pl

from centricity.engines.fetch import fetch
from centricity.engines.values import Grain
from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.call import Call, Made
from centricity.metrics.coverage import Coverage, coverage
from centricity.metrics.figures import COUNT, WILSON, column, estimates, shares
from centricity.metrics.outcome import Row
from centricity.metrics.periods import period_label, period_of, period_start
from centricity.metrics.sums import grouped, one, summed
from centricity.stats.estimate import Estimate
from centricity.stats.proportions import wilson
from centricity.stats.survival import kaplan_meier

LONGEST_CURVE = 400

Notes = tuple[Fault, ...]


def retention(call: Call) -> Made:
    """Customers of the opening day who are still there, as a share of them."""
    frame, notes = _ledger(call)
    found = shares(frame.with_columns(n="start", hit=frame["end"] - frame["new"]), call.options.confidence)
    return Made(call.rows(frame, found, ("start", "new", "end")), notes=notes)


def churn(call: Call) -> Made:
    """Customers who left, as a share of the base that is named."""
    frame, notes = _ledger(call)
    served = call.options.base == "served"
    lost = frame["start"] + frame["came"] - frame["end"] if served else frame["start"] - frame["end"] + frame["new"]
    base = frame["start"] + frame["came"] if served else frame["start"]
    frame = frame.with_columns(lost=lost, base=base)
    found = shares(frame.with_columns(n="base", hit="lost"), call.options.confidence)
    note = Fault("metric.note_base_served" if served else "metric.note_base_opening", severity="warning")
    return Made(call.rows(frame, found, ("start", "new", "end", "lost", "base")), notes=(note, *notes))


def _ledger(call: Call) -> tuple[pl.DataFrame, Notes]:
    """Customers at the start, new ones who stayed, customers at the end, by group; ``came`` counts all new ones."""
    if "start" in call.main.names:
        return _written_ledger(call), ()
    windows, notes = _windows(call)
    frame = _counted_ledger(call, windows)
    empty = frame.filter(pl.col("start") == 0)
    if empty.height == frame.height:
        raise MetricError([Fault("metric.no_start", fields={"rows": empty.height})])
    return frame, notes


def _written_ledger(call: Call) -> pl.DataFrame:
    table = call.main.sound
    sums = {name: table[name].sum().cast("float64") for name in ("start", "new", "end")}
    wrong = fetch(
        table.agg(
            below=one(table["end"] < table["new"]).sum(),
            none=one(table["start"] <= 0).sum(),
            more=one(table["end"] - table["new"] > table["start"]).sum(),
        )
    )
    found = {"below": "metric.end_below_new", "none": "metric.no_start", "more": "metric.end_above_served"}
    faults = [Fault(code, fields={"rows": int(wrong[name][0])}) for name, code in found.items() if wrong[name][0]]
    if faults:
        raise MetricError(faults)
    frame = grouped(table, call.keys, sums)
    return frame.with_columns(came="new")


def _counted_ledger(call: Call, windows: Any) -> pl.DataFrame:
    """Count the ledger from the days on which customers came and left."""
    plain = replace_by(call, [name for name in call.by if name != call.grain])
    table = call.main.sound.select(
        **{f"k {i}": key for i, key in enumerate(plain.keys.values())}, joined="joined", left="left"
    )
    crossed = table.cross_join(windows)
    left, joined = crossed["left"].fill_null(10**9), crossed["joined"]
    opening = (joined < crossed["start"]) & (left >= crossed["start"])
    came = joined.between(crossed["start"], crossed["end"] - 1)
    stays = left >= crossed["end"]
    sums = {
        "start": one(opening).sum(), "came": one(came).sum(),
        "new": one(came & stays).sum(), "end": one((joined < crossed["end"]) & stays).sum(),
    }  # fmt: skip
    names = iter(range(len(plain.by)))
    keys = {
        f"by {i}": crossed["period"] if name == call.grain else crossed[f"k {next(names)}"]
        for i, name in enumerate(call.by)
    }
    return grouped(crossed, keys, sums).filter((pl.col("start") > 0) | (pl.col("came") > 0))


def replace_by(call: Call, by: Sequence[str]) -> Call:
    """The same call by other keys."""
    return replace(call, by=tuple(by))


def _windows(call: Call) -> tuple[Any, Notes]:
    """Periods as a small table: one from ``start`` to ``end``, or all of a grain of which the data tell to the end."""
    grain: Any = call.grain
    options = call.options
    if grain is None and (options.start is None or options.end is None):
        raise MisuseError([Fault("metric.needs_period", fields={"metric": call.metric.id})])
    table = call.main.sound
    known = coverage(table, options, table["joined"], table["left"])
    if known is None:
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    if grain is None:
        return ibis.memtable({"period": [0], "start": [known.start], "end": [known.end]}), known.note()
    first = int(fetch(table.agg(first=table["joined"].min()))["first"][0])
    began = period_of(grain, first)  # nobody is there before
    begin = began + 1 if known.start is None else max(began, period_of(grain, known.start))
    asked = range(begin, period_of(grain, (known.end or known.seen) - 1) + 1)
    codes = [code for code in asked if known.over(grain, code)]
    if not codes:
        raise MetricError([known.nothing_over() if asked else Fault("metric.no_start", fields={"rows": 0})])
    rows = {
        "period": codes,
        "start": [period_start(grain, code) for code in codes],
        "end": [period_start(grain, code + 1) for code in codes],
    }
    return ibis.memtable(rows), (*known.note(), *known.left_out(grain, sorted({*asked} - {*codes})))


def repeat_purchase(call: Call) -> Made:
    """Customers with purchases on two days or more, as a share of all who bought."""
    day = call.main.moments["at"].day
    table = call.within(call.main.sound, day)
    keys = call.keys
    buyers = summed(table, keys | {"customer": table["customer"]}, {"first": day.min(), "last": day.max()})
    sums = {"n": buyers.count(), "hit": one(buyers["first"] < buyers["last"]).sum()}
    frame = grouped(buyers, {name: buyers[name] for name in keys}, sums)
    return Made(call.rows(frame, shares(frame, call.options.confidence), ("hit",)))


def cohort_retention(call: Call) -> Made:
    """Share of each cohort that bought in the periods after its first."""
    day = call.main.moments["at"].day
    known = coverage(call.main.sound, call.options, day)
    frame = fetch(cohorts(call)) if known is not None else pl.DataFrame()
    if known is None or frame.is_empty():
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    return _cohort_rows(call, frame, known)


def cohorts(call: Call) -> Any:
    """Buyers by cohort (period of the first purchase) and age in periods, as an expression."""
    every: Grain = call.options.every
    table = call.within(call.main.sound, call.main.moments["at"].day)
    keys = call.keys
    seen = table.group_by(**keys, customer=table["customer"], period=call.main.moments["at"].period(every)).agg(
        orders=lambda t: t.count()
    )
    names = list(keys)
    first = ibis._["period"].first().over(group_by=[*names, "customer"], order_by="period")
    aged = seen.mutate(cohort=first)
    return aged.group_by(*names, "cohort", age=aged["period"] - aged["cohort"]).agg(n=lambda t: t.count())


def _cohort_rows(call: Call, frame: pl.DataFrame, known: Coverage) -> Made:
    """Shares by cohort and age; of a period that is not over only who came in it is told, for more may yet buy."""
    every: Any = call.options.every
    names = [f"by {i}" for i in range(len(call.by))]
    group = [*names, "cohort"]
    sizes = frame.filter(pl.col("age") == 0).select(*group, size="n")
    last = max((cohort + age for cohort, age in frame.select("cohort", "age").iter_rows()), default=0)
    cut = [] if known.over(every, last) or last == frame["cohort"].min() else [last]
    grid = sizes.with_columns(age=pl.int_ranges(0, last - pl.col("cohort") + 1)).explode("age")
    grid = grid.filter((pl.col("age") == 0) | ~(pl.col("cohort") + pl.col("age")).is_in(cut))
    filled = grid.join(frame, on=[*group, "age"], how="left").with_columns(pl.col("n").fill_null(0)).sort(*group, "age")
    found = shares(filled.with_columns(hit="n", n="size"), call.options.confidence)
    found = [_whole(made) if age == 0 else made for made, age in zip(found, filled["age"], strict=True)]
    keys = [
        (*label, period_label(every, int(cohort)), f"{age}")
        for label, cohort, age in zip(call.labels(filled), filled["cohort"], filled["age"], strict=True)
    ]
    rows = [
        Row(key, made, {"active": float(n), "cohort_size": float(size)})
        for key, made, n, size in zip(keys, found, filled["n"], filled["size"], strict=True)
    ]
    return Made(rows, ("cohort", "age"), (*known.note(), *known.left_out(every, cut)))


def _whole(made: Estimate) -> Estimate:
    """A share that is all by definition has no interval."""
    return replace(made, low=math.nan, high=math.nan, method=COUNT)


def survival(call: Call) -> Made:
    """Kaplan and Meier's curve of staying, for customers whose time is cut off by the end of observation too."""
    table, time, gone = _tenures(call)
    keys = call.keys
    frame = fetch(
        table.group_by(**keys, time=time).agg(events=one(gone).sum(), n=lambda t: t.count())
    ).sort(*keys, "time")  # fmt: skip
    rows: list[Row] = []
    groups = frame.partition_by(*keys, maintain_order=True) if keys else [frame]
    for part in groups if frame.height else []:
        rows += _curve(call, part)
    unit = () if call.main.has("tenure") else (Fault("metric.note_days", severity="warning"),)
    return Made(rows, ("time",), unit)


def _tenures(call: Call) -> tuple[Any, Any, Any]:
    if call.main.has("tenure"):
        table = call.main.sound
        return table, table["tenure"].cast("float64"), table["churned"]
    sound = call.main.sound
    end = call.last_day("joined", "left")
    table = sound.filter(sound["joined"] < end)
    gone = (table["left"] <= end).fill_null(False)
    until = ibis.ifelse(gone, table["left"], ibis.literal(end, "int64"))
    return table, (until - table["joined"]).cast("float64"), gone


def _curve(call: Call, part: pl.DataFrame) -> list[Row]:
    label = call.labels(part.head(1))[0]
    events, n = column(part, "events"), column(part, "n")
    curve = kaplan_meier(column(part, "time"), events, n - events, call.options.confidence)
    steps = np.unique(np.linspace(0, len(curve.times) - 1, min(LONGEST_CURVE, len(curve.times))).astype(int))
    median = curve.median
    rows = []
    for i in steps:
        made = estimates(
            curve.survival[i : i + 1], curve.low[i : i + 1], curve.high[i : i + 1], np.array([n.sum()]),
            "Kaplan-Meier, Greenwood", 100,
        )[0]  # fmt: skip
        parts = {"at_risk": float(curve.at_risk[i]), "events": float(curve.events[i]), "median": median.value}
        rows.append(Row((*label, f"{curve.times[i]:g}"), made, parts))
    return rows


def exit_reasons(call: Call) -> Made:
    """Reasons of those who left and said why; those who did not say are counted beside."""
    table = call.within(call.main.sound.filter(call.main.sound["left"].notnull()), call.main.sound["left"])
    keys = call.keys
    frame = fetch(table.group_by(**keys, reason=table["reason"]).agg(hit=lambda t: t.count()))
    names = list(keys)
    stated = frame.filter(pl.col("reason") != "")
    silent = int(frame.filter(pl.col("reason") == "")["hit"].sum())
    stated = stated.with_columns(n=pl.col("hit").sum().over(names) if names else pl.col("hit").sum())
    stated = stated.sort([*names, "hit", "reason"], descending=[False] * len(names) + [True, False])
    share = (stated["hit"] / stated["n"]).to_numpy().astype(float)
    n = column(stated, "n")
    found = estimates(share, *wilson(share, n, call.options.confidence), n, WILSON, 100)
    rows = [
        Row((*label, str(reason)), made, {"hit": float(hit)})
        for label, reason, made, hit in zip(call.labels(stated), stated["reason"], found, stated["hit"], strict=True)
    ]
    notes = (Fault("metric.note_no_reason", fields={"n": silent}, severity="warning"),) if silent else ()
    return Made(rows, ("reason",), notes)
