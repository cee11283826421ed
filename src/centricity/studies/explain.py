"""From a number down to what it rests on: children, weights, raters, evidence."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from centricity.errors import Fault, MisuseError, Place
from centricity.index.groups import GroupScore
from centricity.methods import Node
from centricity.studies.outputs import status_of, trace_of
from centricity.studies.result import Result


@dataclass(frozen=True)
class Observed:
    """One observation behind a metric, with its evidence as far as it may be shown."""

    rater: str
    source: str
    indicator: str
    value: float
    level: float
    status: str
    observed_at: str
    evidence: str
    kind: str
    title: str
    reference: str
    access: str


@dataclass(frozen=True)
class Explained:
    """A score taken apart, down to its observations.

    Attributes
    ----------
    weight, contribution
        In the parent; NaN at the top, and where a rule has no contributions.
    coefficient
        Adjustment applied at this node; NaN where there is none.
    rule
        Aggregation rule of a node; empty for a metric.
    answers
        How many respondents gave each level: all that is told of the answers of a survey.
    value
        A metric's level or measured value before it was normalised.
    """

    code: str
    score: float
    unadjusted: float
    rank: float
    ranked: int
    status: str
    assessed: int
    applicable: int
    weight: float
    contribution: float
    coefficient: float
    rule: str
    value: float
    children: tuple["Explained", ...]
    observations: tuple[Observed, ...]
    answers: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class ExplainedGroup:
    """A group's mean taken apart into its members, best first; members that may not be shown are counted."""

    grouping: str
    code: str
    node: str
    score: GroupScore
    weighting: str
    members: tuple[tuple[str, float], ...]
    withheld: int


def explain_group(result: Result, code: str, node: str | None = None) -> ExplainedGroup | None:
    """Explain the mean of a group on a node; None where no group has that code.

    Raises
    ------
    MisuseError
        Where the node does not exist, or the group may not be shown to the result's audience.
    """
    found = next((group for group in result.wave.groups if group.code == code), None)
    if found is None:
        return None
    chosen = node or result.method.index.code
    if chosen not in result.method.parts:
        raise MisuseError([Fault("study.unknown_node", Place(), {"node": chosen})])
    if not result.shows_group(found.grouping, code):
        raise MisuseError([Fault("study.group_withheld", Place(), {"group": code})])
    scores = result.wave.build.scores[chosen]
    names = result.wave.build.frame.subjects
    shown = [(str(names[i]), float(scores[i])) for i in found.members if result.shows_subject(int(i))]
    shown.sort(key=lambda member: (math.isnan(member[1]), -member[1] if not math.isnan(member[1]) else 0.0))
    return ExplainedGroup(
        grouping=found.grouping,
        code=code,
        node=chosen,
        score=result.wave.by_key[found.grouping, code, chosen],
        weighting=result.method.policies.groups.weight,
        members=tuple(shown),
        withheld=found.n - len(shown),
    )


def explain(result: Result, subject: str, node: str | None = None) -> Explained:
    """Explain the score of a subject on a node (the index where none is named).

    Raises
    ------
    MisuseError
        Where the subject or node does not exist, or may not be shown to the result's audience.
    """
    position = result.position_of(subject)
    chosen = node or result.method.index.code
    if chosen not in result.method.parts:
        raise MisuseError([Fault("study.unknown_node", Place(), {"node": chosen})])
    return _explained(result, position, chosen, math.nan, math.nan)


def _explained(result: Result, i: int, code: str, weight: float, contribution: float) -> Explained:
    wave = result.wave
    build = wave.build
    part = result.method.parts[code]
    covered = build.coverage.get(code)
    is_node = isinstance(part, Node)
    adjusted_here = build.step("adjust").get("depth") == result.method.depths[code]
    return Explained(
        code=code,
        score=float(build.scores[code][i]),
        unadjusted=float(build.unadjusted[code][i]),
        rank=float(build.rank_of(code)[i]),
        ranked=int((~np.isnan(build.placed(build.scores[code]))).sum()),
        status=status_of(wave, code, i),
        assessed=int(covered.assessed[i]) if covered else 0,
        applicable=int(covered.applicable[i]) if covered else 0,
        weight=weight,
        contribution=contribution,
        coefficient=float(build.coefficients[i]) if adjusted_here and build.coefficients is not None else math.nan,
        rule=build.rule(code)[0] if is_node else "",
        value=math.nan if is_node else float(build.values[code][i]),
        children=_children(result, i, part) if isinstance(part, Node) else (),
        observations=() if result.method.is_survey() else _observations(result, i, code),
        answers=_answers(result, i, code),
    )


def _children(result: Result, i: int, node: Node) -> tuple[Explained, ...]:
    parts = zip(node.children, trace_of(result.wave, node.code), strict=True)
    return tuple(
        _explained(result, i, child.code, float(weight[i]), float(share[i])) for child, (_, weight, share) in parts
    )


def _observations(result: Result, i: int, code: str) -> tuple[Observed, ...]:
    study, wave = result.study, result.wave
    rows = study.observed.get((str(wave.build.frame.subjects[i]), code, wave.wave), ())
    return tuple(_observed(row, study.evidence_by_code.get(str(row["evidence"])), result) for row in rows)


def _answers(result: Result, i: int, code: str) -> tuple[tuple[float, int], ...]:
    survey = result.wave.survey
    if survey is None:
        return ()
    items = survey.items[str(result.wave.build.frame.subjects[i])]
    return next((tuple(sorted(item.counts.items())) for item in items if item.metric == code), ())


def _observed(row: Mapping[str, object], evidence: Mapping[str, object] | None, result: Result) -> Observed:
    """One observation; confidential evidence stays unnamed, restricted evidence is for the inner circle."""
    record = evidence or {}
    access = str(record.get("access") or "")
    hidden = access == "confidential" or (access == "restricted" and result.public)

    def text(name: str, source: Mapping[str, object]) -> str:
        return str(source.get(name) or "")

    return Observed(
        rater="" if result.public else text("rater", row),
        source="" if hidden and result.public else text("source", row),
        indicator=text("indicator", row),
        value=_float(row["value"]),
        level=_float(row["level"]),
        status=text("status", row),
        observed_at="" if hidden and result.public else text("observed_at", row),
        evidence="" if hidden else text("evidence", row),
        kind="" if hidden and result.public else text("kind", record),
        title="" if hidden else text("title", record),
        reference="" if hidden else text("reference", record),
        access=access,
    )


def _float(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
