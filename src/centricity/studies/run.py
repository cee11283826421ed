"""Run a study: every wave through the engine, then groups, guard, judgements, goals and the text check."""

import math

import numpy as np

from centricity.errors import Fault, Place, StudyError
from centricity.index import build, diagnose
from centricity.index import groups as grouping_
from centricity.index.bands import band_of, tier_of
from centricity.index.build import Build
from centricity.index.disclose import Disclosure, guard
from centricity.index.frame import Floats
from centricity.index.groups import MARKET, OVERALL, Group
from centricity.methods import Method
from centricity.studies.assemble import frame_of
from centricity.studies.claims import check_statements
from centricity.studies.goals import Progress, progress
from centricity.studies.result import Audience, Judgement, Result, WaveResult
from centricity.studies.settings import Goal
from centricity.studies.study import Study
from centricity.studies.survey import survey_of


def run(study: Study, audience: Audience | None = None) -> Result:
    """Compute a study.

    Parameters
    ----------
    study
        A sound study.
    audience
        ``public`` keeps back what may not be published; the study's own audience where left out.

    Raises
    ------
    StepError
        Where a step of the method cannot be done on the data.
    StudyError
        Where a wave was measured with another method, so that waves cannot stand in one series.
    """
    _comparable(study)
    waves = {wave: _wave(study, wave) for wave in study.wave_codes}
    now = waves[study.settings.wave]
    groups = {(g.grouping, g.code): _judge_group(study.method, now, g) for g in now.groups}
    subjects = {str(now.build.frame.subjects[i]): _judge_subject(study.method, now, i) for i in now.market_members}
    findings = check_statements(study.method, study.settings, now.groups, now.by_key, len(now.market_members))
    goals = tuple(_goal(goal, waves, study) for goal in study.settings.goals)
    return Result(study, audience or study.settings.audience, waves, groups, subjects, goals, tuple(findings))


def _comparable(study: Study) -> None:
    """Waves stand in one series only if they were measured with the same method and version."""
    identity = study.method.identity
    faults = [
        Fault(
            "study.waves_differ",
            Place("study.yaml", key="waves"),
            {"wave": w.code, "got": w.method, "expected": identity},
        )
        for w in study.settings.waves
        if w.method is not None and w.method != identity and w.code in study.wave_codes
    ]
    if faults:
        raise StudyError(faults)


def _wave(study: Study, wave: str) -> WaveResult:
    method = study.method
    frame = frame_of(study, wave)
    done = build(frame, method)
    groups = _groups(method, done)
    weights = _weights(method, done)
    columns = {code: done.scores[code] for code in method.parts}
    scores = grouping_.group_scores(groups, columns, method.policies.dispersion.ddof, weights)
    return WaveResult(wave, done, tuple(groups), tuple(scores), _guard(study, done, groups), survey_of(study, wave))


def _weights(method: Method, done: Build) -> Floats | None:
    kind = method.policies.groups.weight
    if kind == "n":
        return np.nan_to_num(done.frame.numbers["n"], nan=1.0)
    if kind == "respondents" and done.frame.respondents is not None and done.frame.respondents.any():
        return done.frame.respondents.astype(float)
    return None


def _groups(method: Method, done: Build) -> list[Group]:
    """Benchmark, market, then the groups of every grouping; reference rows belong to none."""
    frame = done.frame
    reference = np.zeros(frame.n, dtype=bool) if frame.reference is None else frame.reference
    members = np.flatnonzero(~reference)
    policy = method.policies.benchmark
    ties = [done.scores[code] for code in policy.ties]
    groups = [
        grouping_.benchmark(done.placed(done.scores[done.tree.root]), policy.top, ties, frame.subjects),
        grouping_.everyone(members),
    ]
    for grouping in method.groupings:
        labels = np.where(reference, "", frame.label(grouping.column))
        merge = {value.code: value.members or (value.code,) for value in grouping.values}
        groups += grouping_.by_column(grouping.code, labels, merge)
    return groups


def _guard(study: Study, done: Build, groups: list[Group]) -> Disclosure:
    policy = study.method.policies.disclosure
    n = done.frame.n
    consent = np.ones(n, dtype=bool)
    if policy.consent_column is not None:
        consent = done.frame.label(policy.consent_column) == policy.consent_granted
    respondents = np.ones(n, dtype=bool)
    if policy.min_respondents > 1 and done.frame.respondents is not None:
        respondents = done.frame.respondents >= policy.min_respondents
    return guard(groups, consent, respondents, policy.min_group_n, complementary=policy.complementary)


def _judge_group(method: Method, wave: WaveResult, group: Group) -> Judgement:
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


def _goal(goal: Goal, waves: dict[str, WaveResult], study: Study) -> Progress:
    """Base: as stated, else the first wave's score. Now: the study's wave."""
    codes = list(waves)
    base = goal.base if goal.base is not None else _score(waves[codes[0]], goal)
    return progress(goal, base, _score(waves[study.settings.wave], goal))


def _score(wave: WaveResult, goal: Goal) -> float:
    if goal.subject is None:
        return wave.by_key[OVERALL, MARKET, goal.node].mean
    positions = np.flatnonzero(wave.build.frame.subjects == goal.subject)
    return float(wave.build.scores[goal.node][positions[0]]) if len(positions) else math.nan
