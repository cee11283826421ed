"""Metrics from answers on a scale: NPS, eNPS, CSAT, CES, CLI, ESI, top-2, mean."""

from typing import Any

import ibis

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MisuseError
from centricity.metrics.call import Call, Made
from centricity.metrics.definition import Metric, Rule, Scale
from centricity.metrics.options import Options
from centricity.metrics.sums import (
    grouped,
    mean_sums,
    means,
    net_shares,
    net_sums,
    share_sums,
    shares,
    sizes,
    weight_of,
)


def rule_of(metric: Metric, options: Options) -> Rule:
    """Rule of a metric on the scale that these answers were given on.

    Raises
    ------
    MisuseError
        Where the metric is not made from answers.
    """
    rule = metric.rule
    if rule is None:
        raise MisuseError([Fault("metric.no_list", fields={"metric": metric.id})])
    if options.scale is None or "scale" not in metric.options:
        return rule
    low, _, high = options.scale.rpartition("-")
    scale = Scale(min=float(low), max=float(high), whole=rule.scale.whole)
    top = (scale.max - 1, scale.max) if rule.positive else None
    return Rule(scale=scale, positive=top, negative=None)


def sums_of(rule: Rule, score: Any, table: Any, weight: Any | None) -> dict[str, Any]:
    """Sums of a rule over the rows of a table."""
    if rule.positive is None:
        return mean_sums(score, table, weight)
    if rule.negative is None:
        return share_sums(_inside(score, rule.positive, rule.scale), table, weight)
    positive, negative = (_inside(score, levels, rule.scale) for levels in (rule.positive, rule.negative))
    return net_sums(positive, negative, table, weight)


def _inside(score: Any, levels: tuple[float, float], scale: Scale) -> Any:
    """Whether a score is among the levels; the end of the scale need not be tested."""
    low, high = (int(level) if level.is_integer() else level for level in levels)
    if high == scale.max:
        return score >= low
    return score <= high if low == scale.min else score.between(low, high)


def answered(call: Call, column: str = "score") -> Made:
    """Compute a metric from its rule."""
    rule = rule_of(call.metric, call.options)
    table = call.main.sound
    if column != "score":
        table = table.filter(table[column].notnull())
    if call.options.one_per_customer and call.main.has("customer"):
        table = latest(table, call)
    weight = table["weight"] if weight_of(call.main) is not None else None
    frame = grouped(table, call.keys, sums_of(rule, table[column], table, weight))
    confidence = call.options.confidence
    if rule.positive is None:
        return Made(call.rows(frame, means(frame, confidence)))
    total, _ = sizes(frame)
    if rule.negative is None:
        return Made(call.rows(frame, shares(frame, confidence), ("hit",)))
    frame = frame.with_columns(passive=total).with_columns(
        passive=frame["positive"] * -1.0 - frame["negative"] + total,
    )
    frame = frame.rename({"positive": "promoters", "passive": "passives", "negative": "detractors"})
    made = net_shares(frame.rename({"promoters": "positive", "detractors": "negative"}), confidence)
    return Made(call.rows(frame, made, ("promoters", "passives", "detractors")))


def latest(table: Any, call: Call) -> Any:
    """Keep the latest answer of each customer in each group."""
    moments = [table[f"{name} at"] for name in call.main.moments]
    order = [ibis.desc(moment) for moment in moments] + [table["score"]]
    place = ibis.row_number().over(group_by=[table["customer"], *call.keys.values()], order_by=order)
    placed = table.mutate(**{"place of answer": place})
    return placed.filter((placed["place of answer"] == 0) | placed["customer"].isnull())


def repeated(call: Call) -> tuple[int, int]:
    """Answers and the customers that they came from, to tell where people answered more than once."""
    counted = fetch(call.main.sound.agg(n=lambda t: t["customer"].count(), people=lambda t: t["customer"].nunique()))
    return int(counted["n"][0]), int(counted["people"][0])
