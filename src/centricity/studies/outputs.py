"""The tidy tables of a result, guarded for its audience."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from centricity.index.aggregate import contributions
from centricity.index.built import NODE_STATES
from centricity.index.frame import STATE_NAMES, Floats
from centricity.studies.result import Result
from centricity.studies.wave import WaveResult
from centricity.tables.write import Cell, OutputTable

SUPPRESSED = "suppressed"


def output_tables(result: Result) -> list[OutputTable]:
    """All tables of a result: scores, groups, trace and changes."""
    return [
        OutputTable(
            "scores",
            (
                "subject",
                "node",
                "wave",
                "score",
                "low",
                "high",
                "score_unadjusted",
                "rank",
                "rank_low",
                "rank_high",
                "coverage",
                "status",
            ),
            [row for wave in result.waves.values() for row in _scores(result, wave)],
        ),
        OutputTable(
            "groups",
            ("grouping", "group", "node", "n", "mean", "sd", "rsd", "low", "high", "wave", "status"),
            [row for wave in result.waves.values() for row in _groups(result, wave)],
        ),
        OutputTable(
            "trace",
            ("subject", "node", "child", "value", "weight", "contribution", "wave"),
            [row for wave in result.waves.values() for row in _trace(result, wave)],
        ),
        OutputTable(
            "changes",
            ("subject", "metric", "step", "kind", "before", "after", "wave"),
            [row for wave in result.waves.values() for row in _changes(result, wave)],
        ),
    ]


def _shown(result: Result, wave: WaveResult) -> list[int]:
    return [i for i in range(wave.build.frame.n) if result.shows_subject(i, wave)]


def _scores(result: Result, wave: WaveResult) -> Iterator[tuple[Cell, ...]]:
    build = wave.build
    drawn = result.robust if wave is result.wave else None
    for i in _shown(result, wave):
        subject = str(build.frame.subjects[i])
        for code in result.study.method_of(wave.wave).parts:
            low, high = drawn.score_interval(code, i) if drawn else (math.nan, math.nan)
            first, last = drawn.rank_interval(code, i) if drawn else (math.nan, math.nan)
            yield (
                subject, code, wave.wave, float(build.scores[code][i]), low, high, float(build.unadjusted[code][i]),
                float(build.rank_of(code)[i]), first, last, _coverage(wave, code, i), status_of(wave, code, i),
            )  # fmt: skip


def status_of(wave: WaveResult, code: str, i: int) -> str:
    """State of a subject on a node or metric, as a word."""
    if code in wave.build.states:
        return NODE_STATES[wave.build.states[code][i]]
    return STATE_NAMES[wave.build.metric_states[code][i]]


def _coverage(wave: WaveResult, code: str, i: int) -> float:
    if code in wave.build.coverage:
        return float(wave.build.coverage[code].share[i])
    state = STATE_NAMES[wave.build.metric_states[code][i]]
    return math.nan if state == "not_applicable" else float(state == "assessed")


def _groups(result: Result, wave: WaveResult) -> Iterator[tuple[Cell, ...]]:
    sizes = {(group.grouping, group.code): group.n for group in wave.groups}
    for score in wave.scores:
        key = (score.grouping, score.group)
        if not (result.guarded and (*key, score.node) in wave.withheld):
            figures = (score.n, score.mean, score.sd, score.rsd, score.low, score.high)
            yield (*key, score.node, *figures, wave.wave, "shown")
        else:
            yield (*key, score.node, sizes[key], None, None, None, None, None, wave.wave, SUPPRESSED)


def _trace(result: Result, wave: WaveResult) -> Iterator[tuple[Cell, ...]]:
    """Every score taken apart: children of nodes, then what a metric's score was made of."""
    build, method = wave.build, result.study.method_of(wave.wave)
    adjusted_depth = build.step("adjust").get("depth")
    parts = {node: trace_of(wave, node) for node in method.nodes}
    for i in _shown(result, wave):
        subject = str(build.frame.subjects[i])
        for node, children in method.nodes.items():
            if math.isnan(build.scores[node][i]) or status_of(wave, node, i) == "given":
                continue
            for child, (value, weight, share) in zip(children.children, parts[node], strict=True):
                yield subject, node, child.code, float(value[i]), float(weight[i]), float(share[i]), wave.wave
            if adjusted_depth == method.depths[node] and build.coefficients is not None:
                k = float(build.coefficients[i])
                added = float(build.scores[node][i] - build.unadjusted[node][i])
                yield subject, node, "adjustment", k, None, added, wave.wave
        for metric in method.metrics:
            if not math.isnan(build.scores[metric][i]):
                observed = None if result.masks_values else float(build.values[metric][i])
                yield subject, metric, "value", observed, None, float(build.scores[metric][i]), wave.wave


def trace_of(wave: WaveResult, node: str) -> Sequence[tuple[Floats, Floats, Floats]]:
    """Value, weight in force and contribution of each child of a node, per subject.

    At the depth of the adjustment the contributions add up to the unadjusted score, and the adjustment adds
    the rest.
    """
    build = wave.build
    children = build.tree.children[node]
    columns = [build.scores[child] for child in children]
    stated = [build.weights[child] for child in children]
    there = np.sum([np.where(np.isnan(x), 0.0, w) for x, w in zip(columns, stated, strict=True)], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = [np.where(np.isnan(x), 0.0, w) / there for x, w in zip(columns, stated, strict=True)]
    rule, power = build.rule(node)
    depth = build.step("adjust").get("depth")
    score = build.unadjusted[node] if depth == build.tree.depths[node] else build.scores[node]
    return list(zip(columns, weights, contributions(columns, stated, score, rule, power), strict=True))


def _changes(result: Result, wave: WaveResult) -> Iterator[tuple[Cell, ...]]:
    shown = set() if result.masks_values else set(_shown(result, wave))
    for change in wave.build.changes:
        for row, before, after in zip(change.rows, change.before, change.after, strict=True):
            if int(row) in shown:
                subject = str(wave.build.frame.subjects[row])
                yield subject, change.metric, change.step, change.kind, float(before), float(after), wave.wave
