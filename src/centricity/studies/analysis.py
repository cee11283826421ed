"""What a report says beyond the tables: places of groups, leaders against the rest, tiers, references."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from centricity.index.diagnose import Gap, gaps
from centricity.index.groups import BENCHMARK, OVERALL, GroupScore
from centricity.index.rank import rank
from centricity.language import Text
from centricity.methods.policies import Tier
from centricity.studies.judge import Judgement
from centricity.studies.result import Result


@dataclass(frozen=True)
class LeaderGap:
    """A metric or node on which the benchmark and the rest are compared."""

    node: str
    leaders: float
    rest: float

    @property
    def points(self) -> float:
        """Leaders less the rest."""
        return self.leaders - self.rest


@dataclass(frozen=True)
class TierSummary:
    """Groups of one tier; means by node, with members counted by size and groups counted once."""

    tier: Tier
    groups: tuple[str, ...]
    by_size: dict[str, float]
    plain: dict[str, float]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A computed figure beside a published one."""

    group: str
    node: str
    published: float
    computed: float
    within: bool

    @property
    def difference(self) -> float:
        """Computed less published."""
        return self.computed - self.published


@dataclass(frozen=True)
class ReferenceTable:
    """All figures of one published table."""

    title: Text
    tolerance: float
    rows: tuple[Held, ...]

    @property
    def largest(self) -> float:
        """Largest absolute difference; NaN where nothing could be compared."""
        known = [abs(row.difference) for row in self.rows if not math.isnan(row.difference)]
        return max(known, default=math.nan)

    @property
    def within(self) -> int:
        """How many figures lie within the tolerance."""
        return sum(row.within for row in self.rows)


def group_places(result: Result, grouping: str, node: str) -> dict[str, int]:
    """Places of the shown groups of a grouping on a node, best first."""
    shown = shown_groups(result, grouping)
    means = np.array([result.wave.by_key[grouping, code, node].mean for code in shown])
    places = rank(means, result.method.policies.ranking.ties)
    return {code: int(place) for code, place in zip(shown, places, strict=True) if not math.isnan(place)}


def shown_groups(result: Result, grouping: str) -> list[str]:
    """Codes of the groups of a grouping that may be shown, best index first; ties keep the method's order."""
    codes = [group.code for group in result.wave.groups if group.grouping == grouping]
    root = result.method.index.code
    shown = [code for code in codes if result.shows_group(grouping, code)]
    means = {code: result.wave.by_key[grouping, code, root].mean for code in shown}
    return sorted(shown, key=lambda code: (math.isnan(means[code]), -np.nan_to_num(means[code])))


def market_gaps(result: Result, judgement: Judgement) -> list[Gap]:
    """Gaps of a group or subject to the market on every node, in the order of the tree."""
    nodes = list(result.method.nodes)
    found = {gap.node: gap for gap in gaps(judgement.scores, result.wave.market, nodes)}
    return [found[node] for node in nodes if node in found]


def leader_gaps(result: Result) -> list[LeaderGap]:
    """Benchmark less the rest on every part of the tree, in its order."""
    wave = result.wave
    leaders = {int(i) for i in wave.groups_by_key[OVERALL, BENCHMARK].members}
    rest = [i for i in wave.market_members if i not in leaders]
    return [LeaderGap(code, wave.benchmark[code], _mean(wave.build.scores[code][rest])) for code in result.method.parts]


def tier_summaries(result: Result) -> list[TierSummary]:
    """Tiers with their groups; a tier in which no shown group stands is left out."""
    tiers = result.method.tiers
    if tiers is None:
        return []
    shown = shown_groups(result, tiers.grouping)
    found = []
    for tier in tiers.tiers:
        codes = [code for code in shown if result.groups[tiers.grouping, code].tier == tier]
        if codes:
            found.append(_tier(result, tier, tiers.grouping, codes))
    return found


def _tier(result: Result, tier: Tier, grouping: str, codes: list[str]) -> TierSummary:
    """A strength or weakness of a tier is one that most of its groups share."""
    by_node = {node: [result.wave.by_key[grouping, code, node] for code in codes] for node in result.method.nodes}
    judged = [result.groups[grouping, code] for code in codes]
    children = [child.code for child in result.method.index.children]

    def shared(which: str) -> tuple[str, ...]:
        counts = {node: sum(node in {gap.node for gap in getattr(j, which)} for j in judged) for node in children}
        return tuple(node for node in children if counts[node] * 2 > len(codes))

    return TierSummary(
        tier,
        tuple(codes),
        {node: _by_size(scores) for node, scores in by_node.items()},
        {node: _mean(np.array([score.mean for score in scores])) for node, scores in by_node.items()},
        shared("strengths"),
        shared("weaknesses"),
    )


def _by_size(scores: Sequence[GroupScore]) -> float:
    known = [score for score in scores if not math.isnan(score.mean)]
    n = sum(score.n for score in known)
    return sum(score.n * score.mean for score in known) / n if n else math.nan


def reference_tables(result: Result) -> list[ReferenceTable]:
    """Computed figures held against the published ones that the study names; withheld ones are left out."""
    return [
        ReferenceTable(
            setting.title,
            setting.tolerance,
            tuple(
                _held(result, str(row["group"]), str(row["node"]), float(row["value"]), setting.tolerance)
                for row in frame.iter_rows(named=True)
                if _may_show(result, str(row["group"]))
            ),
        )
        for setting, frame in zip(result.study.settings.references, result.study.references, strict=True)
    ]


def _may_show(result: Result, name: str) -> bool:
    position = _position(result, name)
    if position is not None:
        return result.shows_subject(position)
    return all(result.shows_group(*key) for key in result.wave.groups_by_key if key[1] == name)


def _held(result: Result, name: str, node: str, published: float, tolerance: float) -> Held:
    """A group is looked up by its code, a subject where no group has that code."""
    position = _position(result, name)
    if position is not None:
        computed = float(result.wave.build.scores[node][position])
    else:
        keys = [key for key in result.wave.by_key if key[1] == name and key[2] == node]
        computed = result.wave.by_key[keys[0]].mean if keys else math.nan
    return Held(name, node, published, computed, abs(computed - published) <= tolerance)


def _position(result: Result, name: str) -> int | None:
    found = np.flatnonzero(result.wave.build.frame.subjects == name)
    return int(found[0]) if len(found) else None


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
