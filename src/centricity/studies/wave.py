"""One wave of a study: computed, grouped, guarded."""

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property

from centricity.index.built import Build
from centricity.index.disclose import Disclosure
from centricity.index.groups import BENCHMARK, MARKET, OVERALL, Group, GroupScore
from centricity.studies.survey import SurveyWave


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


def redacted(wave: WaveResult) -> WaveResult:
    """Take the withheld group figures out of a wave, so that nothing made from it can show them."""
    scores = tuple(
        _blank(score) if (score.grouping, score.group, score.node) in wave.withheld else score for score in wave.scores
    )
    return dataclasses.replace(wave, scores=scores)


def _blank(score: GroupScore) -> GroupScore:
    nan = math.nan
    return dataclasses.replace(score, mean=nan, low=nan, high=nan, sd=nan, rsd=nan)
