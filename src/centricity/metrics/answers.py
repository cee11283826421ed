"""Metrics from answers on a scale: NPS, eNPS, CSAT, CES, CLI, ESI, top-2, mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, Place
from centricity.metrics.call import Call, Made
from centricity.metrics.contract import carry
from centricity.metrics.definition import Rule, Scale
from centricity.metrics.figures import means, net_shares, shares, sizes
from centricity.metrics.outcome import Row
from centricity.metrics.rules import rule_of
from centricity.metrics.sums import grouped, mean_sums, net_sums, one, share_sums, weight_of
from centricity.metrics.weighting import weighted


@dataclass(frozen=True)
class Counted:
    """Answers that count, the sums over them that a rule asks for, and what is to be said of their weights."""

    table: Any
    sums: dict[str, Any]
    notes: tuple[Fault, ...] = ()


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


def counted(call: Call, column: str) -> Counted:
    """Answers that count, and the sums over them that the rule asks for; raked to known shares where there are any.

    Raises
    ------
    MetricError
        Where one answer per customer is asked for of a table without customers or moments.
    """
    if call.options.one_per_customer:
        _latest_is_known(call)
        carry(call.main, {f"group of answer {i}": key for i, key in enumerate(call.keys.values())})
    table = call.main.sound
    if column != "score":
        table = table.filter(table[column].notnull())
    if call.options.one_per_customer:
        table = latest(table, call)
    notes: tuple[Fault, ...] = ()
    if call.targets:
        made = weighted(table, call.targets, cells=_cells(call))
        table = made.table
        notes = (
            Fault("metric.note_weighted", fields={"n": made.n, "worth": round(made.effective_n)}, severity="warning"),
        )
    weight = table["weight"] if call.targets or weight_of(call.main) is not None else None
    return Counted(table, sums_of(rule_of(call.metric, call.options), table[column], table, weight), notes)


def _latest_is_known(call: Call) -> None:
    """Refuse to take the latest answer of each customer where there is no customer or no moment."""
    clock = next(column.name for column in call.main.contract.columns if column.kind in {"moment", "day"})
    missing = [name for name in ("customer", clock) if not call.main.has(name)]
    if missing:
        fields = {"columns": ", ".join(missing), "known": ", ".join(call.main.source.columns)}
        raise MetricError([Fault("metric.no_column", Place("answers"), fields)])


def _cells(call: Call) -> dict[str, str]:
    """Columns that known shares may be given for: those of the source, and of the contract by its own names."""
    own = {name: f"raw {name}" for name in call.main.names}
    return {name: call.main.kept(name) for name in call.main.source.columns} | own


def answered(call: Call, column: str = "score") -> Made:
    """Compute a metric from its rule."""
    rule = rule_of(call.metric, call.options)
    found = counted(call, column)
    frame = grouped(found.table, call.keys, found.sums)
    confidence = call.options.confidence
    total, effective = sizes(frame)
    worth = ("effective_n",) if "w" in frame.columns else ()
    frame = frame.with_columns(effective_n=effective)
    if rule.positive is None:
        return Made(call.rows(frame, means(frame, confidence, rule.scale.ends), worth), notes=found.notes)
    if rule.negative is None:
        return Made(call.rows(frame, shares(frame, confidence), ("hit", *worth)), notes=found.notes)
    frame = frame.with_columns(passive=total).with_columns(
        passive=frame["positive"] * -1.0 - frame["negative"] + total,
    )
    frame = frame.rename({"positive": "promoters", "passive": "passives", "negative": "detractors"})
    made = net_shares(frame.rename({"promoters": "positive", "detractors": "negative"}), confidence)
    return Made(call.rows(frame, made, ("promoters", "passives", "detractors", *worth)), notes=found.notes)


def latest(table: Any, call: Call) -> Any:
    """Keep the latest answer of each customer in each group; of several at one moment, the first by all columns."""
    groups = [f"group of answer {i}" for i in range(len(call.by))]
    moments = [table[f"{name} at"] for name in call.main.moments]
    order = [ibis.desc(moment) for moment in moments] + [table[cell.get_name()] for cell in call.main.in_order]
    place = ibis.row_number().over(group_by=[table["customer"], *(table[name] for name in groups)], order_by=order)
    placed = table.mutate(**{"place of answer": place})
    return placed.filter((placed["place of answer"] == 0) | placed["customer"].isnull())


def repeated(call: Call) -> tuple[int, int]:
    """Answers and the customers that they came from, to tell where people answered more than once."""
    counted = fetch(call.main.sound.agg(n=lambda t: t["customer"].count(), people=lambda t: t["customer"].nunique()))
    return int(counted["n"][0]), int(counted["people"][0])


def people_behind(call: Call, rows: Sequence[Row]) -> list[int] | None:
    """People behind each row, those who did not say who they are taken for one; none where nobody said."""
    if not call.main.has("customer"):
        return None
    table = call.main.sound
    sums = {"people": table["customer"].nunique(), "unnamed": one(table["customer"].isnull()).max()}
    frame = fetch(table.group_by(**call.keys).agg(**sums) if call.by else table.agg(**sums))
    if not frame["people"].sum():
        return None
    known = dict(zip(call.labels(frame), (frame["people"] + frame["unnamed"]).to_list(), strict=True))
    return [min(row.estimate.n, int(known.get(row.keys) or 0)) for row in rows]


SHORTER = (5, 7)
"""Ends of scales from 1 that are often taken for a longer one."""
ENOUGH = 10
"""Answers from which it is no chance that none is high."""


def within_scale(call: Call, rows: Sequence[Row]) -> str:
    """Name the shorter scale from 1 that all answers lie within; empty where they do not, or are too few to tell.

    Answers are looked at only where no group has one at the top, which spares a query.
    """
    scale = rule_of(call.metric, call.options).scale
    ends = [end for end in SHORTER if end < scale.max]
    high = any(row.parts.get("promoters", row.parts.get("hit", 0)) > 0 for row in rows)
    if not ends or high or call.options.reverse or sum(row.estimate.n for row in rows) < ENOUGH:
        return ""
    score = call.main.sound["score"]
    low, top = fetch(call.main.sound.agg(low=score.min(), top=score.max())).row(0)
    fits = [end for end in ends if low >= max(1, scale.min) and top <= end]
    return f"1-{fits[0]}" if fits else ""
