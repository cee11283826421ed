"""Metrics as Python calls them: on a list, an array or a series, on counts, or as a query on an Ibis table."""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.definition import Metric, Rule
from centricity.metrics.figures import means, net_shares, shares
from centricity.metrics.options import Options, brief, chosen, groups_of
from centricity.metrics.rules import check_options, made_of_answers, rule_of
from centricity.stats.estimate import Estimate


@dataclass(frozen=True)
class Measure:
    """A metric that can be called.

    ``nps(scores)`` on a list, numpy array, polars or pandas series; ``nps.query(table, by=[...])`` and
    ``nps.compute(table, by=[...])`` on an Ibis table; ``retention(start=2000, new=300, end=1900)`` on counts.
    """

    definition: Metric

    def __call__(self, values: Any = None, weights: Any = None, **asked: Any) -> Estimate:
        """Estimate the metric.

        Parameters
        ----------
        values
            Shape (n,), answers on the metric's scale.
        weights
            Shape (n,), positive; equal where left out. The interval uses Kish's effective n.
        asked
            Options, and for retention and churn the counts ``start``, ``new`` and ``end``. A list has nobody
            to read a remark, so a blank or an answer outside the scale is refused; with ``strict=False`` it
            is left out and counted in the estimate's warnings.

        Raises
        ------
        MisuseError
            Where an option is unknown or has no meaning here.
        MetricError
            Where answers are unsound, or the counts cannot be.
        """
        if self.definition.id in {"retention", "churn"}:
            if values is not None or weights is not None:
                raise MisuseError([Fault("metric.not_counts", fields={"metric": self.definition.id})])
            return _from_counts(self.definition, asked)
        return _from_answers(self.definition, values, weights, asked)

    def query(self, table: Any, by: Sequence[str] = (), **asked: Any) -> Any:
        """Ibis expression of the sums per group that the estimates are made from; their query is not run."""
        from centricity.metrics.answers import counted
        from centricity.metrics.call import Call
        from centricity.metrics.run import prepared_table
        from centricity.metrics.sums import summed

        mapping = asked.pop("mapping", None) or {}
        options, by = chosen(asked), groups_of(by)
        check_options(self.definition, options, by)
        if not made_of_answers(self.definition):
            raise MisuseError([Fault("metric.no_query", fields={"metric": self.definition.id})])
        prepared = prepared_table(self.definition, "main", table, options, mapping, look=False)
        call = Call(self.definition, prepared, by, options)
        found = counted(call, "score" if self.definition.family == "answers" else "csat")
        return summed(found.table, dict(zip(by, call.keys.values(), strict=True)), found.sums)

    def compute(self, table: Any, by: Sequence[str] = (), **asked: Any) -> Any:
        """Outcome by group; see `centricity.metrics.compute`."""
        from centricity.metrics.run import compute

        mapping, mappings = asked.pop("mapping", None), asked.pop("mappings", None)
        return compute(self.definition, table, by, chosen(asked), mapping, mappings)


def _from_answers(metric: Metric, values: Any, weights: Any, asked: dict[str, Any]) -> Estimate:
    options = chosen({"strict": True} | asked)
    if not made_of_answers(metric):
        raise MisuseError([Fault("metric.no_list", fields={"metric": metric.id})])
    check_options(metric, options, heard=[name for name in metric.options if name != "one_per_customer"])
    rule = rule_of(metric, options)
    scores, held = _scores(values)
    faults = _unsound(scores, held, rule)
    if faults and options.strict:
        raise MetricError(faults)
    counted = tuple(replace(fault, severity="warning") for fault in faults)
    w = np.ones(len(scores)) if weights is None else _weights(weights)
    if len(w) != len(scores) or not (np.isfinite(w) & (w > 0)).all():
        raise MetricError([Fault("metric.weights", fields={"n": len(scores), "weights": len(w)})])
    sound = _sound(scores, rule)
    if not sound.any():
        raise MetricError([*faults, Fault("metric.nothing_left", fields={"metric": metric.id})])
    turned = rule.scale.min + rule.scale.max - scores if options.reverse else scores
    return _estimated(rule, turned[sound], w[sound], weights is not None, options, counted)


def _scores(values: Any) -> tuple[np.ndarray, list[Any]]:
    """Numbers of a list; NaN where a value is blank or no number."""
    if not _is_list(values):
        raise MisuseError([Fault("metric.not_list", fields={"kind": type(values).__name__})])
    held = values.to_list() if isinstance(values, pl.Series) else list(values)
    numbers = [_number(value) for value in held]
    return np.array(numbers, float), held


def _weights(values: Any) -> np.ndarray:
    if not _is_list(values):
        raise MisuseError([Fault("metric.not_weights", fields={"kind": type(values).__name__})])
    return np.array([_number(value) for value in values], float)


def _is_list(values: Any) -> bool:
    """Whether values come one by one in an order of their own, as no set, mapping or table does."""
    unordered = isinstance(values, (str, bytes, AbstractSet, Mapping)) or len(getattr(values, "shape", (0,))) != 1
    foreign = type(values).__module__.partition(".")[0] == "ibis"  # a query, whose rows are elsewhere
    return isinstance(values, Iterable) and not unordered and not foreign and not hasattr(values, "columns")


def _number(value: Any) -> float:
    """A number, NaN where it is none and endless where no float holds it."""
    if value is None or isinstance(value, (bool, np.bool_)):
        return math.nan
    if isinstance(value, str):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except (TypeError, ValueError):
        return math.nan


def _sound(scores: np.ndarray, rule: Rule) -> Any:
    inside = (scores >= rule.scale.min) & (scores <= rule.scale.max)
    return inside & (scores == np.floor(scores)) if rule.scale.whole else inside


def _unsound(scores: np.ndarray, held: list[Any], rule: Rule) -> list[Fault]:
    sound = _sound(scores, rule)
    blank = [i for i, value in enumerate(held) if _blank(value)]
    known = set(blank)
    wrong = [i for i in range(len(held)) if not sound[i] and i not in known]
    faults = []
    if blank:
        faults.append(Fault("metric.blank_answers", fields={"n": len(blank), "places": [i + 1 for i in blank[:5]]}))
    if wrong:
        fields = {"n": len(wrong), "examples": [_example(held[i]) for i in wrong[:5]], "scale": rule.scale.text}
        faults.append(Fault("metric.answers_outside", fields=fields))
    return faults


def _example(value: Any) -> Any:
    """A value to be shown; where its text would flood the message, the beginning of it."""
    text = brief(value)
    return text if text.endswith("…") else value


def _blank(value: Any) -> bool:
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    # pandas has a missing value of its own, which no comparison may touch
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, str) and not value.strip())


def _estimated(
    rule: Rule, scores: np.ndarray, w: np.ndarray, weighted: bool, options: Options, warnings: tuple[Fault, ...]
) -> Estimate:
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
        made = means(frame, options.confidence, rule.scale.ends)
    elif rule.negative is None:
        made = shares(frame, options.confidence)
    else:
        made = net_shares(frame, options.confidence)
    return replace(made[0], warnings=warnings)


def _from_counts(metric: Metric, asked: dict[str, Any]) -> Estimate:
    """Retention or churn from the counts of one period; churn says what it is held against."""
    counts = {name: asked.pop(name) for name in ("start", "new", "end") if name in asked}
    missing = [name for name in ("start", "new", "end") if name not in counts]
    if missing:
        raise MisuseError([Fault("metric.needs_counts", fields={"metric": metric.id, "counts": ", ".join(missing)})])
    start, new, end = (_number(counts[name]) for name in ("start", "new", "end"))
    wrong = [name for name in counts if not 0 <= _number(counts[name]) < math.inf]
    if wrong:
        fields = {"counts": ", ".join(f"{name} = {brief(counts[name])}" for name in wrong)}
        raise MetricError([Fault("metric.bad_counts", fields=fields)])
    options = chosen(asked)
    check_options(metric, options, heard=[name for name in metric.options if name == "base"])
    faults = []
    if not start > 0:
        faults.append(Fault("metric.no_start", fields={"rows": 1}))
    if end < new:
        faults.append(Fault("metric.end_below_new", fields={"rows": 1}))
    elif start > 0 and end - new > start:
        faults.append(Fault("metric.end_above_served", fields={"rows": 1}))
    if faults:
        raise MetricError(faults)
    served = metric.id == "churn" and options.base == "served"
    kept = end - new
    hit = kept if metric.id == "retention" else start - kept
    made = shares(pl.DataFrame({"n": [start + new if served else start], "hit": [hit]}), options.confidence)[0]
    if metric.id == "retention":
        return made
    note = "metric.note_base_served" if served else "metric.note_base_opening"
    return replace(made, warnings=(Fault(note, severity="warning"),))
