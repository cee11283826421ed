"""What customers cost: CAC, and what they bring held against it."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError
from centricity.metrics.call import Call, Made
from centricity.metrics.contract import keys_of
from centricity.metrics.figures import POISSON, column, estimates, means
from centricity.metrics.outcome import TOTAL, Row
from centricity.metrics.periods import day_of
from centricity.metrics.sums import grouped
from centricity.metrics.value import MONTH, Floats, customer_values, per, terms
from centricity.stats.counts import poisson_limits
from centricity.stats.estimate import Estimate


def cac(call: Call) -> Made:
    """Cost of winning a customer, by channel and in all."""
    table = call.main.sound
    by = call.by or ("channel",)
    call = replace(call, by=by)
    frame = grouped(
        table, call.keys, {"cost": table["cost"].sum().cast("float64"), "new": table["new"].sum().cast("float64")}
    )
    labels = call.labels(frame)
    total = frame.select(pl.col("cost", "new").sum())
    rows = _cac_rows(labels, frame, call.options.confidence)
    rows += _cac_rows([(TOTAL,) * len(by)], total, call.options.confidence)
    idle = [" ".join(label) for label, new in zip(labels, frame["new"], strict=True) if new == 0]
    notes = [Fault("metric.note_no_new", fields={"channels": idle}, severity="warning")] if idle else []
    return Made(rows, notes=tuple(notes))


def _cac_rows(labels: Sequence[tuple[str, ...]], frame: pl.DataFrame, confidence: float) -> list[Row]:
    cost, new = column(frame, "cost"), column(frame, "new")
    low, high = poisson_limits(new, confidence)
    value, least, most = (per(cost, n) for n in (new, high, low))
    made = estimates(value, np.where(new > 0, least, np.nan), np.where(new > 0, most, np.nan), new, POISSON)
    return [
        Row(label, estimate, {"cost": float(c), "new": float(n)})
        for label, estimate, c, n in zip(labels, made, cost, new, strict=True)
    ]


def cltv_to_cac(call: Call) -> Made:
    """Lifetime value so far over the cost of winning a customer: the group's own cost where the costs tell it."""
    frame = grouped(*customer_values(call, call.keys))
    values = means(frame, call.options.confidence)
    labels = call.labels(frame)
    costs, notes = _own_cac(call, labels)
    rows = [
        Row(label, _quotient(value, cost), {"cltv": value.value, "cac": cost.value})
        for label, value, cost in zip(labels, values, costs, strict=True)
    ]
    return Made(rows, notes=(terms(call), *notes))


def _own_cac(call: Call, labels: Sequence[tuple[str, ...]]) -> tuple[list[Estimate], tuple[Fault, ...]]:
    """Cost of winning a customer of each group, by the keys that the costs have too; and what is to be said of it."""
    costs = call.others["costs"]
    own = [name for name in call.by if costs.has(name) or name in costs.source.columns]
    total = _cac_by(call, [])[()]
    told = _cac_by(call, own)
    places = [call.by.index(name) for name in own]
    found = [told.get(tuple(label[i] for i in places), _UNKNOWN) for label in labels]
    rest = [name for name in call.by if name not in own]
    lost = sorted(" / ".join(label) for label, cost in zip(labels, found, strict=True) if math.isnan(cost.value))
    notes = []
    if rest:
        notes.append(Fault("metric.note_total_cac", fields={"by": rest}, severity="warning"))
    if lost:
        notes.append(Fault("metric.note_no_own_cac", fields={"groups": lost}, severity="warning"))
    return found if own else [total] * len(labels), tuple(notes)


_UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0, POISSON)


def _cac_by(call: Call, own: Sequence[str]) -> dict[tuple[str, ...], Estimate]:
    """Cost of winning a customer by columns of the costs; one in all where there are none."""
    costs = call.others["costs"]
    table = call.within(costs.sound, costs.moments["at"].day) if costs.has("at") else costs.sound
    sums = {"cost": table["cost"].sum().cast("float64"), "new": table["new"].sum().cast("float64")}
    keys = keys_of(replace(costs, table=table), own)
    frame = grouped(table, keys, sums)
    labels = list(frame.select(list(keys)).iter_rows()) if keys else [()]
    found = {row.keys: row.estimate for row in _cac_rows(labels, frame, call.options.confidence)}
    if not own and not found[()].value > 0:
        raise MetricError([Fault("metric.no_cac")])
    return {key: cost if cost.value > 0 else _UNKNOWN for key, cost in found.items()}


def _quotient(value: Estimate, cost: Estimate) -> Estimate:
    """Ratio of two independent estimates; limits are joined on the log scale, as squares."""
    ratio = value.value / cost.value
    if math.isnan(ratio):
        return Estimate(math.nan, math.nan, math.nan, value.n, "joined, log")
    if not (value.low > 0 and cost.low > 0):
        return Estimate(ratio, math.nan, math.nan, value.n, "joined, log")
    below = math.hypot(math.log(value.value / value.low), math.log(cost.high / cost.value))
    above = math.hypot(math.log(value.high / value.value), math.log(cost.value / cost.low))
    return Estimate(ratio, ratio * math.exp(-below), ratio * math.exp(above), value.n, "joined, log")


def payback(call: Call) -> Made:
    """Months from the first purchase until the mean margin of a customer covers the cost of winning one."""
    keys = call.keys
    at = call.main.moments["at"].day
    table = call.within(call.main.sound, at)
    rows = table.select(**keys, customer=table["customer"], day=at, amount=table["amount"].cast("float64"))
    names = list(keys)
    last = fetch(rows.agg(last=rows["day"].max()))["last"][0]
    if last is None:
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    end = day_of(call.options.end) if call.options.end else int(last) + 1
    first = rows["day"].min().over(group_by=[*(rows[name] for name in names), rows["customer"]])
    aged = rows.mutate(first=first)
    month = ((aged["day"] - aged["first"]) / MONTH).floor().cast("int64")
    watched = ((end - aged["first"]) / MONTH).floor().cast("int64")
    aged = aged.mutate(month=month, watched=watched)
    sums = fetch(
        aged.filter(aged["month"] < aged["watched"]).group_by(*names, "month").agg(margin=aged["amount"].sum())
    )
    people = fetch(aged.group_by(*names, "customer").agg(watched=aged["watched"].max()))
    groups = people.partition_by(*names, maintain_order=True) if names else [people]
    costs, notes = _own_cac(call, [call.labels(part.head(1))[0] for part in groups])
    return Made(_payback_rows(call, sums, groups, costs), notes=notes)


def _payback_rows(call: Call, sums: pl.DataFrame, groups: Sequence[pl.DataFrame], costs: list[Estimate]) -> list[Row]:
    """Cumulated margin per customer; a month counts those who have been watched through it."""
    names = [f"by {i}" for i in range(len(call.by))]
    rows = []
    for part, cost in zip(groups, costs, strict=True):
        mine = sums.join(part.select(names).head(1), on=names) if names else sums
        watched = column(part, "watched")
        margin = np.zeros(int(watched.max()))
        margin[mine["month"].to_numpy()] = mine["margin"].to_numpy() * call.options.margin
        there = np.array([(watched > month).sum() for month in range(len(margin))], float)
        cumulated = np.cumsum(per(margin, there))
        value, low, high = (_reached(cumulated, level) for level in (cost.value, cost.low, cost.high))
        estimate = Estimate(value, low, high, part.height, "limits of CAC")
        covered = float(cumulated[-1]) if len(cumulated) else math.nan
        rows.append(Row(call.labels(part.head(1))[0], estimate, {"cac": cost.value, "covered": covered}))
    return sorted(rows, key=lambda row: row.keys)


def _reached(cumulated: Floats, level: float) -> float:
    """First month in which the cumulated margin reaches a level; NaN where it does not."""
    reached = np.flatnonzero(cumulated >= level)
    return float(reached[0] + 1) if len(reached) else math.nan
