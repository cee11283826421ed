"""Run a study: every wave through the engine, then groups, guard, judgements, goals and the text check."""

import math
from functools import partial

import numpy as np

from centricity.errors import Fault, Place, StudyError
from centricity.index import Tree, recipe_of, replay, with_cuts
from centricity.index import groups as grouping_
from centricity.index.built import Build
from centricity.index.groups import MARKET, OVERALL, Group
from centricity.index.levels import Cuts
from centricity.methods import Method
from centricity.studies.assemble import frame_of
from centricity.studies.claims import check_statements
from centricity.studies.goals import Progress, progress
from centricity.studies.guarding import guarded
from centricity.studies.intervals import tidied
from centricity.studies.judge import SubjectJudgements, judge_group
from centricity.studies.result import Audience, Result
from centricity.studies.robust import robust
from centricity.studies.settings import Goal
from centricity.studies.study import Study
from centricity.studies.survey import survey_of
from centricity.studies.wave import WaveResult, group_weights, redacted


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
    chosen = audience or study.settings.audience
    computed, bridged = _computed(study)
    smallest = study.method.policies.disclosure.min_group_n
    guard = chosen == "public" or study.method.is_survey()
    waves, bridges = (
        {wave: redacted(done, smallest) if guard else done for wave, done in each.items()}
        for each in (computed, bridged)
    )
    now = waves[study.settings.wave]
    groups = {(g.grouping, g.code): judge_group(study.method, now, g) for g in now.groups}
    subjects = SubjectJudgements(study.method, now)
    findings = check_statements(study.method, study.settings, now.groups, now.by_key, len(now.market_members))
    goals = tuple(_goal(goal, waves | bridges, study) for goal in study.settings.goals)
    drawn = partial(robust, study, now, guarded=guard)
    return Result(study, chosen, waves, groups, subjects, goals, tuple(findings), drawn, bridges)


def _computed(study: Study) -> tuple[dict[str, WaveResult], dict[str, WaveResult]]:
    """Every wave by its own method, and those measured by another by the study's own too: the bridges.

    Percentile cuts go from wave to wave, each method's by itself.
    """
    waves: dict[str, WaveResult] = {}
    bridges: dict[str, WaveResult] = {}
    cuts: dict[str, dict[str, Cuts]] = {}
    for wave in study.wave_codes:
        waves[wave] = done = _wave(study.as_of(wave), wave, cuts.get(study.method_of(wave).identity, {}))
        if wave in study.earlier:
            own = cuts.setdefault(study.method_of(wave).identity, {})
            cuts[study.method_of(wave).identity] = done.build.cuts | own
            bridges[wave] = done = _wave(study, wave, cuts.get(study.method.identity, {}))
        cuts[study.method.identity] = done.build.cuts | cuts.get(study.method.identity, {})
    return waves, bridges


def _comparable(study: Study) -> None:
    """A wave that says by which method it was measured must be computed by that one."""
    faults = [
        Fault(
            "study.waves_differ",
            Place("study.yaml", key="waves"),
            {"wave": w.code, "got": w.method, "expected": study.method_of(w.code).identity},
        )
        for w in study.settings.waves
        if w.method is not None and w.method != study.method_of(w.code).identity and w.code in study.wave_codes
    ]
    if faults:
        raise StudyError(faults)


def _wave(study: Study, wave: str, cuts: dict[str, Cuts]) -> WaveResult:
    """Compute one wave; percentile cuts of earlier waves are carried over, so that a level keeps its meaning."""
    method = study.method
    frame = frame_of(study, wave)
    done = replay(frame, Tree.of(method), with_cuts(recipe_of(method), cuts))
    groups = _groups(method, done)
    weights = group_weights(method, done)
    columns = {code: done.scores[code] for code in method.parts}
    scores = grouping_.group_scores(groups, columns, method.policies.dispersion.ddof, weights)
    disclosure, withheld = guarded(study, done, groups, wave)
    survey = survey_of(study, wave)
    tidy = tidied(scores, groups, done, method, survey)
    return WaveResult(wave, done, tuple(groups), tuple(tidy), disclosure, withheld, survey)


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
