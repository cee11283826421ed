"""Metrics as Python calls them: on a list, an array or a series, on counts, or as a query on an Ibis table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.definition import Metric, Rule
from centricity.metrics.options import Options
from centricity.stats.estimate import Estimate


@dataclass(frozen=True)
class Measure:
    """A metric that can be called.

    ``nps(scores)`` on a list, numpy array, polars or pandas series; ``nps.query(table, by=[...])`` and
    ``nps.compute(table, by=[...])`` on an Ibis table; ``retention(start=2000, new=300, end=1900)`` on counts.
    """

    definition: Metric

    def __call__(self, values: Any = None, weights: Any = None, **chosen: Any) -> Estimate:
        """Estimate the metric.

        Parameters
        ----------
        values
            Shape (n,), answers on the metric's scale.
        weights
            Shape (n,), positive; equal where left out. The interval uses Kish's effective n.
        chosen
            Options, and for retention and churn the counts ``start``, ``new`` and ``end``. A list has nobody
            to read a remark, so a blank or an answer outside the scale is refused; with ``strict=False`` it
            is left out and counted in the estimate's warnings.

        Raises
        ------
        MetricError
            Where answers are unsound, or the counts cannot be.
        """
        if self.definition.id in {"retention", "churn"}:
            return _from_counts(self.definition, chosen)
        return _from_answers(self.definition, values, weights, chosen)

    def query(self, table: Any, by: Sequence[str] = (), **chosen: Any) -> Any:
        """Ibis expression of the sums per group that the estimates are made from; nothing is run."""
        from centricity.metrics.answers import rule_of, sums_of
        from centricity.metrics.catalogue import contracts
        from centricity.metrics.contract import keys_of, prepare
        from centricity.metrics.sums import summed, weight_of

        options = Options(**chosen)
        if self.definition.rule is None:
            raise MisuseError([Fault("metric.no_query", fields={"metric": self.definition.id})])
        rule = rule_of(self.definition, options)
        wanted = self.definition.inputs[0]
        prepared = prepare(table, contracts()[wanted.table], wanted, options, {}, rule.scale)
        keys = dict(zip(by, keys_of(prepared, by).values(), strict=True))
        sound = prepared.sound
        column = "score" if prepared.has("score") else "csat"
        weight = sound["weight"] if weight_of(prepared) is not None else None
        return summed(sound, keys, sums_of(rule, sound[column], sound, weight))

    def compute(self, table: Any, by: Sequence[str] = (), **chosen: Any) -> Any:
        """Outcome by group; see `centricity.metrics.compute`."""
        from centricity.metrics.run import compute

        mapping = chosen.pop("mapping", None)
        return compute(self.definition, table, by, Options(**chosen), mapping)


def _from_answers(metric: Metric, values: Any, weights: Any, chosen: dict[str, Any]) -> Estimate:
    from centricity.metrics.answers import rule_of

    options = Options(**({"strict": True} | chosen))
    rule = rule_of(metric, options)
    scores, held = _scores(values)
    faults = _unsound(scores, held, rule)
    if faults and options.strict:
        raise MetricError(faults)
    w = np.ones(len(scores)) if weights is None else np.asarray(weights, float)
    if len(w) != len(scores) or (weights is not None and not (np.isfinite(w) & (w > 0)).all()):
        raise MetricError([Fault("metric.weights", fields={"n": len(scores), "weights": len(w)})])
    sound = _sound(scores, rule)
    if not sound.any():
        raise MetricError([*faults, Fault("metric.nothing_left", fields={"metric": metric.id})])
    turned = rule.scale.min + rule.scale.max - scores if options.reverse else scores
    return _estimated(rule, turned[sound], w[sound], weights is not None, options, tuple(faults))


def _scores(values: Any) -> tuple[np.ndarray, list[Any]]:
    """Numbers of a list; NaN where a value is blank or no number."""
    series = values if isinstance(values, pl.Series) else pl.Series(list(values), strict=False, dtype=pl.Object)
    held = series.to_list()
    numbers = [_number(value) for value in held]
    return np.array(numbers, float), held


def _number(value: Any) -> float:
    if value is None or isinstance(value, (bool, np.bool_)):
        return math.nan
    if isinstance(value, str):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _sound(scores: np.ndarray, rule: Rule) -> Any:
    inside = (scores >= rule.scale.min) & (scores <= rule.scale.max)
    return inside & (scores == np.floor(scores)) if rule.scale.whole else inside


def _unsound(scores: np.ndarray, held: list[Any], rule: Rule) -> list[Fault]:
    sound = _sound(scores, rule)
    blank = [i for i, value in enumerate(held) if _blank(value)]
    wrong = [i for i in range(len(held)) if not sound[i] and i not in set(blank)]
    faults = []
    if blank:
        faults.append(Fault("metric.blank_answers", fields={"n": len(blank), "places": [i + 1 for i in blank[:5]]}))
    if wrong:
        fields = {"n": len(wrong), "examples": [held[i] for i in wrong[:5]], "scale": rule.scale.text}
        faults.append(Fault("metric.answers_outside", fields=fields))
    return faults


def _blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _estimated(
    rule: Rule, scores: np.ndarray, w: np.ndarray, weighted: bool, options: Options, warnings: tuple[Fault, ...]
) -> Estimate:
    from dataclasses import replace

    from centricity.metrics.sums import means, net_shares, shares

    low, high = rule.positive or (math.inf, math.inf)
    worst, least = rule.negative or (math.inf, -math.inf)
    hit, missed = (scores >= low) & (scores <= high), (scores >= worst) & (scores <= least)
    frame = pl.DataFrame(
        {
            "n": [len(scores)], "hit": [float(w[hit].sum())], "positive": [float(w[hit].sum())],
            "negative": [float(w[missed].sum())],
            "x": [float((w * scores).sum())], "xx": [float((w * scores**2).sum())],
            **({"w": [float(w.sum())], "ww": [float((w**2).sum())]} if weighted else {}),
        }
    )  # fmt: skip
    if rule.positive is None:
        made = means(frame, options.confidence)
    elif rule.negative is None:
        made = shares(frame, options.confidence)
    else:
        made = net_shares(frame, options.confidence)
    return replace(made[0], warnings=warnings)


def _from_counts(metric: Metric, chosen: dict[str, Any]) -> Estimate:
    """Retention or churn from the counts of one period."""
    counts = {name: chosen.pop(name) for name in ("start", "new", "end") if name in chosen}
    missing = [name for name in ("start", "new", "end") if name not in counts]
    if missing:
        raise MisuseError([Fault("metric.needs_counts", fields={"metric": metric.id, "counts": ", ".join(missing)})])
    start, new, end = (float(counts[name]) for name in ("start", "new", "end"))
    faults = []
    if not start > 0:
        faults.append(Fault("metric.no_start", fields={"rows": 1}))
    if end < new:
        faults.append(Fault("metric.end_below_new", fields={"rows": 1}))
    elif start > 0 and end - new > start:
        faults.append(Fault("metric.end_above_served", fields={"rows": 1}))
    if faults:
        raise MetricError(faults)
    from centricity.metrics.sums import shares

    options = Options(**chosen)
    base = start + new if metric.id == "churn" and options.base == "served" else start
    kept = end - new
    hit = kept if metric.id == "retention" else start - kept
    return shares(pl.DataFrame({"n": [base], "hit": [hit]}), options.confidence)[0]
