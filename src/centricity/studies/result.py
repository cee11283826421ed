"""The result of a study: every wave computed, grouped, judged and guarded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from centricity import __version__
from centricity.index.build import Build
from centricity.index.diagnose import Advice, Gap
from centricity.index.disclose import Disclosure
from centricity.index.groups import BENCHMARK, MARKET, OVERALL, Group, GroupScore
from centricity.methods import Method
from centricity.methods.policies import Band, Diagnosis, Tier
from centricity.studies.claims import Finding
from centricity.studies.goals import Progress
from centricity.studies.study import Study
from centricity.studies.survey import SurveyWave

Audience = Literal["internal", "public"]


@dataclass(frozen=True)
class Judgement:
    """What the method says of one group or subject.

    Attributes
    ----------
    tier, band
        Where the method has them.
    strengths, weaknesses
        Nodes clearly ahead of and behind the market.
    gaps
        To the benchmark, largest first.
    """

    scores: Mapping[str, float]
    tier: Tier | None
    band: Band | None
    strengths: tuple[Gap, ...]
    weaknesses: tuple[Gap, ...]
    gaps: tuple[Gap, ...]
    diagnoses: tuple[Diagnosis, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True)
class WaveResult:
    """One wave, computed and grouped."""

    wave: str
    build: Build
    groups: tuple[Group, ...]
    scores: tuple[GroupScore, ...]
    disclosure: Disclosure
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


@dataclass(frozen=True)
class Result:
    """A study computed for an audience."""

    study: Study
    audience: Audience
    waves: Mapping[str, WaveResult]
    groups: Mapping[tuple[str, str], Judgement]
    subjects: Mapping[str, Judgement]
    goals: tuple[Progress, ...]
    findings: tuple[Finding, ...]
    version: str = __version__

    @property
    def method(self) -> Method:
        """The method with the study's overrides."""
        return self.study.method

    @property
    def wave(self) -> WaveResult:
        """The wave the study is about."""
        return self.waves[self.study.settings.wave]

    @property
    def previous(self) -> WaveResult | None:
        """The wave before it, if there is one."""
        codes = list(self.waves)
        return self.waves[codes[-2]] if len(codes) > 1 else None

    @property
    def public(self) -> bool:
        """Whether only what may be published is shown."""
        return self.audience == "public"

    def shows_subject(self, position: int, wave: WaveResult | None = None) -> bool:
        """Tell whether a subject's row is shown to this audience."""
        return not self.public or bool((wave or self.wave).disclosure.visible[position])

    def shows_group(self, grouping: str, code: str, wave: WaveResult | None = None) -> bool:
        """Tell whether a group's figures are shown to this audience."""
        here = wave or self.wave
        return not self.public or here.disclosure.shows(here.groups_by_key[grouping, code])

    @cached_property
    def order(self) -> list[int]:
        """Positions of the subjects of the market by index, best first; those without a score last."""
        build = self.wave.build
        scores = build.scores[build.tree.root]
        members = self.wave.market_members
        return sorted(members, key=lambda i: (np.isnan(scores[i]), -np.nan_to_num(scores[i]), i))
