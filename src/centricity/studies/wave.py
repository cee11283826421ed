"""One wave of a study: computed, grouped, guarded."""

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from centricity.index.built import Build
from centricity.index.disclose import Disclosure
from centricity.index.frame import Floats
from centricity.index.groups import BENCHMARK, MARKET, OVERALL, Group, GroupScore
from centricity.index.rank import rank
from centricity.methods import Method
from centricity.studies.survey import SurveyWave

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class WaveResult:
    """One wave, computed and grouped."""

    wave: str
    build: Build
    groups: tuple[Group, ...]
    scores: tuple[GroupScore, ...]
    disclosure: Disclosure
    withheld: frozenset[tuple[str, str, str]]
    survey: SurveyWave | None

    @cached_property
    def by_key(self) -> dict[tuple[str, str, str], GroupScore]:
        """Group scores by (grouping, group, node)."""
        return {(score.grouping, score.group, score.node): score for score in self.scores}

    @cached_property
    def groups_by_key(self) -> dict[tuple[str, str], Group]:
        """Groups by (grouping, group)."""
        return {(group.grouping, group.code): group for group in self.groups}

    def means(self, grouping: str, group: str) -> dict[str, float]:
        """Means of a group by node."""
        return {score.node: score.mean for score in self.scores if (score.grouping, score.group) == (grouping, group)}

    @property
    def market(self) -> dict[str, float]:
        """Means over all subjects."""
        return self.means(OVERALL, MARKET)

    @property
    def benchmark(self) -> dict[str, float]:
        """Means over the best."""
        return self.means(OVERALL, BENCHMARK)

    @property
    def market_members(self) -> list[int]:
        """Positions of the subjects that make up the market."""
        return [int(i) for i in self.groups_by_key[OVERALL, MARKET].members]


def group_weights(method: Method, done: Build) -> Floats | None:
    """Weights by which members of a group are averaged; None where each counts once."""
    kind = method.policies.groups.weight
    if kind == "n":
        return np.nan_to_num(done.frame.numbers["n"], nan=1.0)
    if kind == "respondents" and done.frame.respondents is not None and done.frame.respondents.any():
        return done.frame.respondents.astype(float)
    return None


def redacted(wave: WaveResult, min_n: int) -> WaveResult:
    """Take what may not be shown out of a wave, so that nothing made from it can show it.

    Withheld group figures go. Where a group holds withheld rows its dispersion goes too, because mean and
    standard deviation are two equations for few unknowns; only for twice the smallest group of withheld rows
    is it kept, on nodes, and rounded. Places are counted among the rows that are shown, because gaps in them
    would place the others.
    """
    hidden = ~wave.disclosure.visible
    scores = tuple(_redacted_score(wave, score, hidden, min_n) for score in wave.scores)
    return dataclasses.replace(wave, scores=scores, build=_placed_among_shown(wave.build, hidden))


def _redacted_score(wave: WaveResult, score: GroupScore, hidden: Mask, min_n: int) -> GroupScore:
    if (score.grouping, score.group, score.node) in wave.withheld:
        return dataclasses.replace(_without_dispersion(score), mean=math.nan)
    members = wave.groups_by_key[score.grouping, score.group].members
    known = ~np.isnan(wave.build.scores[score.node][members])
    concealed = int((hidden[members] & known).sum())
    if concealed == 0:
        return score
    if concealed < 2 * max(min_n, 3) or score.node not in wave.build.tree.nodes:
        return _without_dispersion(score)
    low, high, sd = (round(value, 1) for value in (score.low, score.high, score.sd))
    return dataclasses.replace(score, low=low, high=high, sd=sd, rsd=float(round(score.rsd)))


def _without_dispersion(score: GroupScore) -> GroupScore:
    nan = math.nan
    return dataclasses.replace(score, low=nan, high=nan, sd=nan, rsd=nan)


def _placed_among_shown(build: Build, hidden: Mask) -> Build:
    reference = hidden if build.frame.reference is None else hidden | build.frame.reference
    shown = dataclasses.replace(build, frame=dataclasses.replace(build.frame, reference=reference), ranks={})
    ties = build.step("rank").get("ties", "min")
    shown.unadjusted_ranks = rank(shown.placed(build.unadjusted[build.tree.root]), ties)
    for node in build.tree.nodes:
        shown.rank_of(node)
    return shown
