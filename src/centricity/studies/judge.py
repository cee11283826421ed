"""What the method says of a group or a subject: tier, band, strengths, gaps, diagnoses, advice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from centricity.index import diagnose
from centricity.index.bands import band_of, tier_of
from centricity.index.diagnose import Advice, Gap
from centricity.index.groups import Group
from centricity.methods import Method
from centricity.methods.policies import Band, Diagnosis, Tier
from centricity.studies.wave import WaveResult


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


class SubjectJudgements(Mapping[str, Judgement]):
    """Judgements of the subjects of the market by code, each made when it is first asked for."""

    def __init__(self, method: Method, wave: WaveResult) -> None:
        self._method = method
        self._wave = wave
        self._positions = {str(wave.build.frame.subjects[i]): i for i in wave.market_members}
        self._made: dict[str, Judgement] = {}

    def __getitem__(self, code: str) -> Judgement:
        if code not in self._made:
            self._made[code] = _judge_subject(self._method, self._wave, self._positions[code])
        return self._made[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)


def judge_group(method: Method, wave: WaveResult, group: Group) -> Judgement:
    """Judge a group by its means; recommendations for other markets than its own are left out."""
    scores = wave.means(group.grouping, group.code)
    market_codes = {value.code for g in method.groupings if g.column == "market" for value in g.values}
    kind = group.code if group.code in market_codes else _majority(wave, group)
    return _judge(
        method, wave, scores, kind, tiers=method.tiers is not None and group.grouping == method.tiers.grouping
    )


def _judge_subject(method: Method, wave: WaveResult, i: int) -> Judgement:
    scores = {code: float(wave.build.scores[code][i]) for code in method.parts}
    return _judge(method, wave, scores, str(wave.build.frame.label("market")[i]), tiers=False)


def _majority(wave: WaveResult, group: Group) -> str:
    """Market type of most members; none where the group is mixed evenly."""
    labels = wave.build.frame.label("market")[group.members]
    found, counts = np.unique(labels, return_counts=True)
    top = counts.argmax() if len(counts) else 0
    return str(found[top]) if len(counts) and (counts == counts[top]).sum() == 1 else ""


def _judge(method: Method, wave: WaveResult, scores: dict[str, float], kind: str, *, tiers: bool) -> Judgement:
    market, benchmark = wave.market, wave.benchmark
    inner = [child.code for child in method.index.children]
    strong, weak = (method.tiers.strong, method.tiers.weak) if method.tiers else (0.5, 0.5)
    index = scores[method.index.code]
    return Judgement(
        scores=scores,
        tier=tier_of(index, method.tiers) if tiers and method.tiers else None,
        band=band_of(index, method.bands) if method.bands else None,
        strengths=tuple(diagnose.strengths(scores, market, inner, strong)),
        weaknesses=tuple(diagnose.weaknesses(scores, market, inner, weak)),
        gaps=tuple(diagnose.gaps(scores, benchmark, inner)),
        diagnoses=tuple(diagnose.diagnoses(method.diagnoses, scores, market, benchmark)),
        advice=tuple(diagnose.advice(method.recommendations, scores, market, benchmark, kind)),
    )
