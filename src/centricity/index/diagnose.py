"""From numbers to what they mean: gaps, strengths, named patterns and the actions they call for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from centricity.methods.policies import Condition, Diagnosis, Recommendation

Scores = Mapping[str, float]


@dataclass(frozen=True)
class Gap:
    """Distance of a score from a reference on one node; positive is behind."""

    node: str
    score: float
    reference: float

    @property
    def points(self) -> float:
        """Points behind the reference."""
        return self.reference - self.score


@dataclass(frozen=True)
class Advice:
    """A recommendation with the gap that triggered it."""

    recommendation: Recommendation
    gap: Gap


def gaps(scores: Scores, reference: Scores, nodes: list[str]) -> list[Gap]:
    """Gaps on the given nodes, largest first; nodes without a score on either side are left out."""
    found = [Gap(node, scores.get(node, math.nan), reference.get(node, math.nan)) for node in nodes]
    known = [gap for gap in found if not math.isnan(gap.points)]
    return sorted(known, key=lambda gap: (-gap.points, nodes.index(gap.node)))


def strengths(scores: Scores, market: Scores, nodes: list[str], by: float) -> list[Gap]:
    """Nodes at least ``by`` points ahead of the market, most ahead first."""
    return [gap for gap in reversed(gaps(scores, market, nodes)) if gap.points <= -by]


def weaknesses(scores: Scores, market: Scores, nodes: list[str], by: float) -> list[Gap]:
    """Nodes at least ``by`` points behind the market, most behind first."""
    return [gap for gap in gaps(scores, market, nodes) if gap.points >= by]


def diagnoses(rules: tuple[Diagnosis, ...], scores: Scores, market: Scores, benchmark: Scores) -> list[Diagnosis]:
    """Patterns that hold: every condition of ``every`` and, where there are some, one of ``some``.

    A condition on a missing score does not hold.
    """

    def holds(condition: Condition) -> bool:
        return _holds(condition, scores, market, benchmark)

    return [rule for rule in rules if all(map(holds, rule.every)) and (not rule.some or any(map(holds, rule.some)))]


def advice(
    rules: tuple[Recommendation, ...], scores: Scores, market: Scores, benchmark: Scores, kind: str = ""
) -> list[Advice]:
    """Recommendations whose gap is reached, largest gap first.

    ``kind`` is the market type of the subject or group; a recommendation for other markets is left out.
    """
    found = []
    for rule in rules:
        if rule.markets and kind and kind not in rule.markets:
            continue
        reference = market if rule.to == "market" else benchmark
        gap = Gap(rule.node, scores.get(rule.node, math.nan), reference.get(rule.node, math.nan))
        if gap.points >= rule.gap:
            found.append(Advice(rule, gap))
    return sorted(found, key=lambda item: -item.gap.points)


def _holds(condition: Condition, scores: Scores, market: Scores, benchmark: Scores) -> bool:
    score = scores.get(condition.node, math.nan)
    if condition.to == "market":
        reference = market.get(condition.node, math.nan)
    elif condition.to == "benchmark":
        reference = benchmark.get(condition.node, math.nan)
    else:
        reference = float(condition.to)
    ahead = round(score - reference, 9)  # binary noise in a mean of equals is no difference
    return ahead >= condition.by if condition.compared == "above" else -ahead >= condition.by and ahead < 0
