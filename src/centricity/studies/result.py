"""The result of a study: every wave computed, grouped, judged and guarded."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from centricity import __version__
from centricity.errors import Fault, MisuseError, Place
from centricity.index.groups import MARKET, OVERALL
from centricity.methods import Method
from centricity.studies.claims import Finding
from centricity.studies.goals import Progress
from centricity.studies.judge import Judgement
from centricity.studies.robust import Robust
from centricity.studies.study import Study
from centricity.studies.wave import WaveResult

Audience = Literal["internal", "public"]


@dataclass(frozen=True)
class Result:
    """A study computed for an audience.

    Attributes
    ----------
    waves
        Each by the method it was measured by.
    bridges
        Waves that were measured by another method, by the study's own: what later waves can be held against.
    """

    study: Study
    audience: Audience
    waves: Mapping[str, WaveResult]
    groups: Mapping[tuple[str, str], Judgement]
    subjects: Mapping[str, Judgement]
    goals: tuple[Progress, ...]
    findings: tuple[Finding, ...]
    drawn: Callable[[], Robust]
    bridges: Mapping[str, WaveResult] = field(default_factory=dict)
    version: str = __version__

    @cached_property
    def robust(self) -> Robust:
        """What the uncertain choices do to the study's wave; drawn when first asked for."""
        return self.drawn()

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
        """The wave before it, if there is one; by the study's own method, so that like is held against like."""
        codes = list(self.waves)
        return self.bridges.get(codes[-2], self.waves[codes[-2]]) if len(codes) > 1 else None

    def market_shown_in(self, wave: str) -> bool:
        """Tell whether the mean of all may be shown in a wave."""
        return all(
            self.shows_group(OVERALL, MARKET, each)
            for each in (self.waves[wave], self.bridges.get(wave, self.waves[wave]))
        )

    @property
    def warnings(self) -> list[Fault]:
        """Warnings of the study; to the public without the names of subjects, who may not have agreed."""
        named = {"study.subjects_silent": "study.subjects_silent_counted"}
        return [
            dataclasses.replace(fault, code=named[fault.code]) if self.public and fault.code in named else fault
            for fault in self.study.warnings
        ]

    @property
    def public(self) -> bool:
        """Whether only what may be published is shown."""
        return self.audience == "public"

    @property
    def guarded(self) -> bool:
        """Whether the guard is in force: in public, and always for surveys, whose respondents were promised it."""
        return self.public or self.method.is_survey()

    @property
    def masks_values(self) -> bool:
        """Whether raw values stay back: beside a score that was scaled by all rows they tell of the withheld ones."""
        kind = self.wave.build.step("normalise").get("kind")
        plain = kind in {"share_of_scale", "none", "goalposts", None}
        return self.hides_rows and not plain

    @property
    def hides_rows(self) -> bool:
        """Whether any row is kept from this audience."""
        return self.guarded and not bool(self.wave.disclosure.visible.all())

    def position_of(self, subject: str) -> int:
        """Position of a subject that may be shown.

        Raises
        ------
        MisuseError
            Where there is none of that code, or it may not be shown.
        """
        found = np.flatnonzero(self.wave.build.frame.subjects == subject)
        if not len(found):
            raise MisuseError([Fault("study.unknown_subject", Place(), {"subject": subject})])
        if not self.shows_subject(int(found[0])):
            code = "study.respondents_protected" if self.method.is_survey() else "study.subject_withheld"
            raise MisuseError([Fault(code, Place(), {"subject": subject})])
        return int(found[0])

    def shows_subject(self, position: int, wave: WaveResult | None = None) -> bool:
        """Tell whether a subject's row is shown to this audience."""
        return not self.guarded or bool((wave or self.wave).disclosure.visible[position])

    def shows_group(self, grouping: str, code: str, wave: WaveResult | None = None) -> bool:
        """Tell whether a group's figures are shown to this audience."""
        here = wave or self.wave
        return not self.guarded or here.disclosure.shows(here.groups_by_key[grouping, code])

    @cached_property
    def order(self) -> list[int]:
        """Positions of the subjects of the market by index, best first; those without a score last."""
        build = self.wave.build
        scores = build.scores[build.tree.root]
        members = self.wave.market_members
        return sorted(members, key=lambda i: (np.isnan(scores[i]), -np.nan_to_num(scores[i]), i))
