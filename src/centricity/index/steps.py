"""The steps of the chain: each reads what earlier steps left in a build and adds its own."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError
from centricity.index import missing, normalise, weigh
from centricity.index.adjust import adjusted, coefficients
from centricity.index.aggregate import aggregate
from centricity.index.built import GIVEN, NO_DATA, SCORED, WITHHELD, Build, Change
from centricity.index.denominate import denominate
from centricity.index.frame import ASSESSED, IMPUTED, NOT_ASSESSED, Floats
from centricity.index.levels import level
from centricity.index.rank import rank
from centricity.index.recipe import Arguments, rule_at
from centricity.index.treat import treat
from centricity.index.tree import Tree


def start(work: Build) -> None:
    """Take over the values of the frame; a metric without a column is missing for everyone."""
    frame = work.frame
    for code in work.tree.metrics:
        work.values[code] = frame.values.get(code, np.full(frame.n, np.nan))
    work.levels = dict(work.values)


def _states(work: Build) -> None:
    """State of every cell, once levels are known: a cell without a value cannot be assessed."""
    frame = work.frame
    for code in work.tree.metrics:
        empty = np.isnan(work.values[code])
        given = frame.states.get(code)
        states = np.zeros(frame.n, dtype=np.int8) if given is None else given.copy()
        states[empty & (states == ASSESSED)] = NOT_ASSESSED
        work.metric_states[code] = states


def _score(work: Build, arguments: Arguments) -> Arguments:
    rubrics = {}
    for code, entry in arguments["rubrics"].items():
        descending = entry["direction"] == "lower_is_better"
        levels, cuts = level(work.frame, code, entry["rubric"], arguments["bottom"], descending=descending)
        direct = work.values[code]
        work.values[code] = np.where(np.isnan(direct), levels, direct)
        rubric = dict(entry["rubric"])
        if cuts:
            work.cuts[code] = cuts
            rubric["frozen"] = {"cuts": {group: list(values) for group, values in cuts.items()}}
        rubrics[code] = {"rubric": rubric, "direction": entry["direction"]}
    work.levels = dict(work.values)
    return dict(arguments) | {"rubrics": rubrics}


def _denominate(work: Build, arguments: Arguments) -> None:
    lacking = {code: column for code, column in arguments["columns"].items() if column not in work.frame.numbers}
    if lacking:
        raise StepError(
            [Fault("step.no_denominator", fields={"metric": m, "column": column}) for m, column in lacking.items()]
        )
    for code, column in arguments["columns"].items():
        work.values[code] = denominate(work.values[code], work.frame.numbers[column])


def _impute(work: Build, arguments: Arguments) -> None:
    _states(work)
    kind = arguments["kind"]
    labels = work.frame.label(arguments["group"]) if arguments.get("group") else None
    for code in work.tree.metrics:
        before = work.values[code]
        fill = np.isnan(before) & (work.metric_states[code] == NOT_ASSESSED)
        if not fill.any():
            continue
        if kind == "constant":
            after = missing.impute_constant(before, fill, arguments["value"])
        elif kind == "denominator":
            column = work.frame.numbers[arguments["denominator"]]
            after = missing.impute_by_denominator(before, fill, column, labels)
        else:
            after = missing.impute_by_group(before, fill, labels, kind)
        rows = np.flatnonzero(fill & ~np.isnan(after))
        work.metric_states[code][rows] = IMPUTED
        work.changes.append(Change(code, "impute", kind, rows, before[rows], after[rows]))
        work.values[code] = after


def _treat(work: Build, arguments: Arguments) -> None:
    options = {
        "max_points": "max_points",
        "skewness": "skew_limit",
        "kurtosis": "kurtosis_limit",
        "then": "then",
    }
    named = {options[key]: value for key, value in arguments.items() if key in options}
    for code in work.tree.metrics:
        before = work.values[code]
        done = treat(before, **named)
        if done.kind == "nothing":
            continue
        rows = np.flatnonzero((done.values != before) & ~np.isnan(before))
        work.changes.append(Change(code, "treat", done.kind, rows, before[rows], done.values[rows]))
        work.values[code] = done.values


def _normalise(work: Build, arguments: Arguments) -> None:
    work.scores |= normalised_rows(work.values, work.tree, arguments)


def normalised_rows(levels: Mapping[str, Floats], tree: Tree, arguments: Arguments) -> dict[str, Floats]:
    """Normalise metrics, each of shape (n,), or (b, n) for many draws, of which each is taken by itself.

    Raises
    ------
    StepError
        Where a metric cannot be normalised in one of the draws.
    """
    faults, made = [], {}
    for code in tree.metrics:
        try:
            made[code] = _normalised(levels[code], tree.directions[code], code, arguments)
        except ValueError as error:
            fields = {"metric": code, "kind": arguments["kind"]}
            faults.append(Fault(f"step.{error}_column", fields=fields))
    if faults:
        raise StepError(faults)
    return made


def _normalised(x: Floats, direction: int, code: str, arguments: Arguments) -> Floats:
    kind = arguments["kind"]
    low, high = arguments.get("low", 0.0), arguments.get("high", 100.0)
    if np.isnan(x).all():
        return x
    if x.ndim > 1 and kind in _PLAIN and kind != "none":
        return np.stack([_PLAIN[kind](row, direction) for row in x])
    if kind in _PLAIN:
        return _PLAIN[kind](x, direction)
    match kind:
        case "share_of_scale":
            best, worst = (arguments["top"], arguments["bottom"])[::direction]
            done = normalise.share_of_scale(x, best, worst, low, high)
        case "min_max":
            done = normalise.min_max(x, direction, low, high)
        case "z_score":
            done = normalise.z_score(x, direction, arguments.get("mean", 0.0), arguments.get("sd", 1.0))
        case "goalposts":
            done = normalise.goalposts(x, direction, arguments["posts"][code], low, high)
        case "distance_to_reference":
            done = normalise.distance_to_reference(x, direction, arguments["references"][code], high)
        case "distance_to_maximum":
            done = normalise.distance_to_maximum(x, direction, high)
        case _:
            done = normalise.fraction_of_maximum(x, direction, high)
    return done


def _weigh(work: Build, arguments: Arguments) -> None:
    tree = work.tree
    kind = arguments["kind"]
    simple = {
        "stated": weigh.stated_weights,
        "equal": weigh.equal_weights,
        "metric_count": weigh.metric_count_weights,
    }
    work.weights = simple.get(kind, weigh.equal_weights)(tree)
    if "weights" in arguments:
        work.weights = weigh.renormalised(tree, work.weights | arguments["weights"])
    if kind in {"principal_components", "equal_influence"}:
        _weights_from_data(work, kind)
    work.effective = weigh.effective_weights(tree, work.weights)


def _weights_from_data(work: Build, kind: str) -> None:
    """Find the weights from the bottom up: a parent's columns exist once its children are aggregated."""
    find = weigh.component_weights if kind == "principal_components" else weigh.equal_influence_weights
    columns = {code: work.scores[code] for code in work.tree.metrics}
    for node in work.tree.nodes:
        children = work.tree.children[node]
        table = np.column_stack([columns[child] for child in children])
        complete = table[~np.isnan(table).any(axis=1)]
        if len(complete) < 3 or bool((np.ptp(complete, axis=0) == 0).any()):
            raise StepError([Fault("step.weights_need_spread", fields={"node": node, "kind": kind})])
        own = dict(zip(children, find(table).tolist(), strict=True))
        work.weights |= own
        columns[node] = aggregate([columns[c] for c in children], list(own.values()), "arithmetic")


def _aggregate(work: Build, arguments: Arguments) -> None:
    _ensure_states(work)
    for code in work.tree.metrics:
        work.unadjusted[code] = work.scores[code]
    faults = []
    for node in work.tree.nodes:
        _cover(work, node)
        try:
            work.unadjusted[node] = _node(work, work.unadjusted, node, arguments)
        except ValueError:
            rule = rule_at(arguments, work.tree.depths[node])[0]
            faults.append(Fault("step.negative_column", fields={"node": node, "rule": rule}))
            work.unadjusted[node] = np.full(work.frame.n, np.nan)
    if faults:
        raise StepError(faults)
    work.scores = dict(work.unadjusted)


def _ensure_states(work: Build) -> None:
    if not work.metric_states:
        _states(work)


def _node(work: Build, columns: Mapping[str, Floats], node: str, arguments: Arguments) -> Floats:
    """Score of one node from its children, withheld under its thresholds, or as given."""
    children = work.tree.children[node]
    rule, power = rule_at(arguments, work.tree.depths[node])
    weights = [work.weights[child] for child in children]
    score = aggregate([columns[child] for child in children], weights, rule, power)
    states = np.where(np.isnan(score), NO_DATA, SCORED).astype(np.int8)
    for threshold in arguments.get("thresholds", ()):
        if threshold["depth"] == work.tree.depths[node]:
            short = short_of(work, columns, node, threshold)
            states[short & (states == SCORED)] = WITHHELD
    score[states != SCORED] = np.nan
    given = work.frame.given.get(node)
    if given is not None:
        states[~np.isnan(given)] = GIVEN
        score = np.where(np.isnan(given), score, given)
    work.states[node] = states
    return score


def short_of(work: Build, columns: Mapping[str, Floats], node: str, threshold: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Which subjects do not reach a threshold at a node."""
    covered = work.coverage[node]
    short = np.zeros(work.frame.n, dtype=bool)
    if "metrics" in threshold:
        short |= covered.assessed < threshold["metrics"]
    if "share" in threshold:
        short |= covered.share < threshold["share"] - 1e-12
    if "children" in threshold:
        known = np.zeros(work.frame.n, dtype=np.int64)
        for child in work.tree.children[node]:
            known += ~np.isnan(columns[child])
        short |= known < threshold["children"]
    return short


def _cover(work: Build, node: str) -> None:
    """Coverage of a node; metrics below a given node count as assessed there."""
    parts = []
    for child in work.tree.children[node]:
        if child in work.coverage:
            parts.append(work.coverage[child])
        else:
            parts.append(missing.coverage([work.metric_states[child]]))
    covered = missing.joined(parts)
    given = work.frame.given.get(node)
    if given is not None:
        covered = missing.filled(covered, ~np.isnan(given), len(work.tree.leaves[node]))
    work.coverage[node] = covered


def _adjust(work: Build, arguments: Arguments) -> None:
    frame, tree, depth = work.frame, work.tree, arguments["depth"]
    mix = arguments.get("mix") or {}
    share = frame.numbers.get(mix.get("column", ""))
    k = coefficients(
        frame.label(arguments["column"]),
        arguments["coefficients"],
        share,
        mix.get("full", ""),
        mix.get("empty", ""),
    )
    work.coefficients = k
    without = np.flatnonzero(np.isnan(k))
    if len(without):
        names = ", ".join(frame.subjects[without[:10]])
        fields = {"subjects": names, "count": len(without), "column": arguments["column"]}
        raise StepError([Fault("step.no_coefficient", fields=fields)])
    how = work.step("aggregate")
    for code in [*tree.metrics, *tree.nodes]:
        if tree.depths[code] == depth:
            work.scores[code] = adjusted(work.unadjusted[code], k, arguments.get("cap"))
        elif tree.depths[code] < depth:
            work.scores[code] = _node(work, work.scores, code, how)


def _rank(work: Build, arguments: Arguments) -> None:
    """Places on every node; numpy releases the lock while it sorts, so two sort at a time."""
    root = work.tree.root
    with ThreadPoolExecutor(2) as pool:
        jobs = {node: pool.submit(rank, work.placed(work.scores[node]), arguments["ties"]) for node in work.tree.nodes}
        plain = pool.submit(rank, work.placed(work.unadjusted[root]), arguments["ties"])
        work.ranks = {node: job.result() for node, job in jobs.items()}
        work.unadjusted_ranks = plain.result()


_PLAIN: dict[str, Callable[[Floats, int], Floats]] = {
    "none": lambda x, direction: direction * x,
    "rank": normalise.ranked,
    "percentile_rank": normalise.percentile_rank,
    "borda": normalise.borda,
}

STEPS: dict[str, Callable[[Build, Arguments], Arguments | None]] = {
    "score": _score,
    "denominate": _denominate,
    "impute": _impute,
    "treat": _treat,
    "normalise": _normalise,
    "weigh": _weigh,
    "aggregate": _aggregate,
    "adjust": _adjust,
    "rank": _rank,
}
