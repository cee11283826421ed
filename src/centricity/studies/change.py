"""Waves held against each other: like with like, no arrow where error alone could have drawn it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from centricity.index.assume import factors_of
from centricity.index.decompose import Change, Measured, change_of
from centricity.index.frame import Floats
from centricity.index.groups import MARKET, OVERALL
from centricity.index.many import Many
from centricity.index.sensitivity import uncertain_draws
from centricity.methods.robustness import EvidenceChoice, RaterChoice, Robustness
from centricity.stats.estimate import critical, difference
from centricity.studies.evidence_again import observed_of
from centricity.studies.result import Result
from centricity.studies.robust import asked_of
from centricity.studies.wave import WaveResult, group_weights

DRAWS = 1_000


@dataclass(frozen=True)
class Noise:
    """Standard deviations that errors of measurement alone give, by node: of each subject, and of the mean of all.

    NaN where the data do not tell them: a single observation says nothing about its own error.
    """

    subjects: Mapping[str, Floats]
    market: Mapping[str, float]


@dataclass(frozen=True)
class Moved:
    """A score in the previous wave and in this one; ``low`` and ``high`` bound the shift where error is known."""

    name: str
    node: str
    before: float
    after: float
    low: float = math.nan
    high: float = math.nan

    @property
    def points(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True)
class WaveChange:
    """The change of the index of the market from one wave to the next.

    Attributes
    ----------
    broken
        Whether the two waves were measured by different methods: a break in the series.
    change
        The change taken apart; None where the market may not be shown in one of them, or the parts would tell of the
        few rows kept back that came, went or stayed.
    """

    before: str
    after: str
    broken: bool
    change: Change | None


def noise_of(result: Result, wave: WaveResult) -> Noise | None:
    """What errors of measurement do to a wave; None where no such error is stated or can be seen in the data.

    Only errors that a second measurement would draw anew count (raters, evidence), not choices of method, which both
    waves share.
    """
    asked: Robustness = asked_of(result.study, wave)[0]
    chosen = [choice for choice in asked.assumptions if isinstance(choice, (RaterChoice, EvidenceChoice))]
    if not chosen:
        return None
    build = wave.build
    observed = observed_of(result.study.as_of(wave.wave), wave.wave, build.frame)
    factors, _ = factors_of(chosen, result.method, build, observed, asked.seed)
    if not factors:
        return None
    many = Many(build.frame, build.tree, tuple(build.log), uncertain_draws(factors, DRAWS, asked.seed))
    members = np.zeros(build.frame.n, dtype=bool)
    members[wave.market_members] = True
    weights = group_weights(result.method, build)
    own = np.where(members, 1.0 if weights is None else weights, 0.0)
    nodes = list(build.tree.nodes)
    sums, squares = ({node: np.zeros(build.frame.n) for node in nodes} for _ in range(2))
    means: dict[str, list[Floats]] = {node: [] for node in nodes}
    for block in many.blocks(nodes):
        for node in nodes:
            apart = block.scores[node] - build.scores[node]  # near zero, so that squares keep their digits
            sums[node] += apart.sum(axis=0)
            squares[node] += (apart**2).sum(axis=0)
            means[node].append(_mean(block.scores[node], own))
    rated = any(isinstance(factor.choice, RaterChoice) for factor in factors)
    single = np.zeros(build.frame.n, dtype=bool) if rated else observed.single
    known = (own > 0) & ~np.isnan(build.scores[build.tree.root])
    blind = bool((single & known).any())
    return Noise(
        {
            node: _told(np.sqrt((squares[node] - sums[node] ** 2 / DRAWS).clip(0) / (DRAWS - 1)), single)
            for node in nodes
        },
        {node: _told(np.concatenate(means[node]).std(ddof=1), np.asarray(blind)).item() for node in nodes},
    )


def _told(deviation: Any, blind: Any) -> Floats:
    return np.where(blind | ~(deviation > 1e-9), np.nan, deviation)


def _mean(scores: Floats, weights: Floats) -> Floats:
    known = ~np.isnan(scores)
    total = (known * weights).sum(axis=1)
    return np.asarray((np.where(known, scores, 0.0) * weights).sum(axis=1) / np.where(total > 0, total, np.nan))


def detectable(before: float, after: float, confidence: float = 0.95) -> float:
    """Least change that errors with these standard deviations do not explain; NaN where one is unknown."""
    return float(critical(confidence)) * math.sqrt(before**2 + after**2)


def wave_changes(result: Result) -> list[WaveChange]:
    """Changes of the market from wave to wave, in their order."""
    found = []
    for before, after in pairwise(result.waves):
        broken = result.study.method_of(before).identity != result.study.method_of(after).identity
        shown = all(result.market_shown_in(wave) for wave in (before, after))
        found.append(WaveChange(before, after, broken, _change(result, before, after) if shown else None))
    return found


def _change(result: Result, before: str, after: str) -> Change | None:
    late = result.waves[after]
    bridge = result.bridges.get(before, result.waves[before])
    if result.study.method_of(after).identity != result.method.identity:
        bridge = result.waves[before]
    waves = (result.waves[before], bridge, late)
    sides = [_measured(result, wave) for wave in waves]
    if result.guarded and not _parts_shown(result, waves, sides):
        return None
    change = change_of(*sides)
    market = {(OVERALL, MARKET, code) for code in change.metrics}
    if result.guarded and any(market & wave.withheld for wave in waves):
        return replace(change, metrics={})  # the parts add up, so that the others would tell the one left out
    return change


def _parts_shown(result: Result, waves: Sequence[WaveResult], sides: Sequence[Measured]) -> bool:
    """Whether the rows kept back that came, went and stayed are none or many each: their sums follow from the parts."""
    hidden = ~np.all([wave.disclosure.visible for wave in waves], axis=0)
    then, bridged, now = (hidden & ~np.isnan(side.index) for side in sides)
    stayed = then & bridged & now
    least = 2 * max(result.method.policies.disclosure.min_group_n, 3)
    return all(int(rows.sum()) in {0, *range(least, len(rows) + 1)} for rows in (stayed, then & ~stayed, now & ~stayed))


def _measured(result: Result, wave: WaveResult) -> Measured:
    members = np.zeros(wave.build.frame.n, dtype=bool)
    members[wave.market_members] = True
    weights = group_weights(result.method, wave.build)
    return Measured(wave.build, members, np.ones(len(members)) if weights is None else weights)


def moved(result: Result) -> list[Moved]:
    """What changed on every node since the previous wave, for the market and every shown subject."""
    before = result.previous
    if before is None:
        return []
    rows = [
        Moved(MARKET, node, before.by_key[OVERALL, MARKET, node].mean, result.wave.by_key[OVERALL, MARKET, node].mean)
        for node in result.method.parts
    ]
    for i in result.order:
        if result.shows_subject(i) and result.shows_subject(i, before):
            rows += _moved_subject(result, before, i)
    noise = None if result.wave.survey is not None else (noise_of(result, before), noise_of(result, result.wave))
    return [_bounded(result, before, row, noise) for row in rows]


def _bounded(result: Result, before: WaveResult, row: Moved, noise: tuple[Noise | None, Noise | None] | None) -> Moved:
    """Interval of a shift: of a survey from the respondents of both waves, else from errors of measurement."""
    now, then = result.wave.survey, before.survey
    if noise is not None:
        return _beyond_noise(result, row, *noise)
    if now is None or then is None or row.node != result.method.index.code:
        return row
    shift = difference(now.estimates[row.name], then.estimates[row.name])
    return replace(row, low=shift.low, high=shift.high)


def _beyond_noise(result: Result, row: Moved, before: Noise | None, after: Noise | None) -> Moved:
    if before is None or after is None or row.node not in after.market:
        return row
    if row.name == MARKET:
        least = detectable(before.market[row.node], after.market[row.node])
    else:
        i = int(np.flatnonzero(result.wave.build.frame.subjects == row.name)[0])
        least = detectable(float(before.subjects[row.node][i]), float(after.subjects[row.node][i]))
    return replace(row, low=row.points - least, high=row.points + least)


def _moved_subject(result: Result, before: WaveResult, i: int) -> list[Moved]:
    name = str(result.wave.build.frame.subjects[i])
    now = result.wave.build.scores
    return [Moved(name, node, float(before.build.scores[node][i]), float(now[node][i])) for node in result.method.nodes]
