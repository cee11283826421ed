"""What if a subject were better on a metric, and which way to a target is the cheapest."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from centricity.errors import Fault, MisuseError, Place, StudyError
from centricity.index import Build, replay
from centricity.index.built import GIVEN
from centricity.index.frame import Floats
from centricity.index.groups import MARKET, OVERALL
from centricity.index.plan import Plan, Room, additive, cheapest, steps_of
from centricity.index.simulate import Simulated, simulate, with_levels
from centricity.language import HUGE
from centricity.methods.part import Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import read_yaml
from centricity.studies.result import Result
from centricity.studies.robust import Robust, robust
from centricity.studies.settings import Effort
from centricity.studies.wave import Mask, group_weights

SHORTEST = 0.01
"""Least levels of a step: shorter ones make more steps than a plan could tell of."""


@dataclass(frozen=True)
class WhatIf:
    """A subject before and after a change, with the intervals of both.

    Attributes
    ----------
    overtaken, passed_by
        Codes of those overtaken and of those who pass, of the rows that the audience may see.
    given
        Nodes above the changed metrics whose score stands in the data, so that nothing below moves it.
    """

    subject: str
    simulated: Simulated
    before: Robust
    after: Robust
    overtaken: tuple[str, ...]
    passed_by: tuple[str, ...]
    given: tuple[str, ...] = ()


def what_if(result: Result, subject: str, levels: Mapping[str, float]) -> WhatIf:
    """Set metrics of a subject to other levels.

    Raises
    ------
    MisuseError
        Where the subject or a metric does not exist, may not be shown, or a level is off its scale; all at once.
    """
    position = result.position_of(subject)
    faults = [*_unknown(result, levels), *_off_scale(result, levels)]
    if faults:
        raise MisuseError(faults)
    wave = result.wave
    done = simulate(wave.build, position, levels)
    changed = replace(wave, build=done.after)
    after = robust(
        result.study, changed, guarded=result.guarded, held=lambda frame: with_levels(frame, position, levels)
    )
    names = wave.build.frame.subjects

    def shown(positions: Sequence[int]) -> tuple[str, ...]:
        return tuple(str(names[i]) for i in positions if result.shows_subject(i))

    tree = wave.build.tree
    given = tuple(
        node
        for node in tree.nodes
        if wave.build.states[node][position] == GIVEN and not levels.keys().isdisjoint(tree.leaves[node])
    )
    return WhatIf(subject, done, result.robust, after, shown(done.overtaken), shown(done.passed_by), given)


def _unknown(result: Result, levels: Mapping[str, float]) -> list[Fault]:
    return [
        Fault("study.unknown_metric", Place(), {"metric": code, "known": ", ".join(result.method.metrics)})
        for code in levels
        if code not in result.method.metrics
    ]


def _off_scale(result: Result, levels: Mapping[str, float]) -> list[Fault]:
    scale = result.method.scale
    found = []
    for code, level in levels.items():
        low, high = (-math.inf, math.inf) if scale is None else (scale.min, scale.max)
        if not (math.isfinite(level) and low <= level <= high):
            fields = {"metric": code, "got": level, "low": low, "high": high}
            found.append(Fault("study.level_off_scale", Place(), fields))
    return found


@dataclass(frozen=True)
class Planned:
    """The cheapest plans for a target.

    Attributes
    ----------
    subject
        Code, or ``market`` for the mean of all.
    room
        Where the index stands and how far it can go.
    plans
        Cheapest first; empty where the target is reached already or out of reach.
    unassessed
        Metrics that nothing is known of: no plan can lift them.
    withheld
        Metrics that no plan moves because their means are kept from this audience.
    cap_untested
        Whether members withheld from this audience may come to the cap of the index, so that the mean may reach less.
    """

    subject: str
    target: float
    room: Room
    plans: tuple[Plan, ...]
    unassessed: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    cap_untested: bool = False

    @property
    def reached(self) -> bool:
        """Whether the target is reached already."""
        return self.room.now >= self.target - 1e-9

    @property
    def out_of_reach(self) -> bool:
        """Whether all improvements together do not reach it."""
        return not self.reached and not self.plans


class Efforts(Part):
    """The file of efforts."""

    efforts: Annotated[tuple[Effort, ...], Field(min_length=1)]


def read_efforts(path: Path) -> tuple[Effort, ...]:
    """Read the efforts of metrics from a file.

    Raises
    ------
    StudyError
        Where the file is faulty.
    """
    made = validate(Efforts, read_yaml(path, path.name))
    if made.model is None or made.faults:
        raise StudyError(made.faults)
    if twice := _twice(made.model.efforts, path.name):
        raise StudyError(twice)
    return made.model.efforts


def _twice(efforts: Sequence[Effort], file: str = "") -> list[Fault]:
    """Metrics whose effort is given more than once, the place being the last entry."""
    counted = Counter(effort.metric for effort in efforts)
    last = {effort.metric: i for i, effort in enumerate(efforts)}
    return [
        Fault("study.effort_twice", Place(file, key=f"efforts[{last[metric]}]"), {"metric": metric, "count": count})
        for metric, count in counted.items()
        if count > 1
    ]


def plan_for(
    result: Result, subject: str, target: float, efforts: Sequence[Effort] = (), step: float = 1.0, plans: int = 3
) -> Planned:
    """Find the cheapest sets of one-step improvements that lift the index of a subject to a target.

    Parameters
    ----------
    subject
        Code; ``market`` plans the mean of all.
    efforts
        Effort of one step by metric, those of the study where left out; 1 for a metric that is not named.
    step
        Levels of one step.

    Raises
    ------
    MisuseError
        Where the subject or a metric does not exist, the target or the step is no ordinary number, an effort is given
        twice, members of the group come to the cap, or the index is no weighted sum of levels, so that steps do not
        add up and a cheapest plan could not be proved.
    """
    known = efforts or result.study.settings.efforts
    faults = [
        *_unknown(result, {effort.metric: 0.0 for effort in known}),
        *_twice(known),
        *_asked(result, target, step),
    ]
    build = result.wave.build
    if not additive(build.tree, build.step("normalise"), build.step("aggregate")):
        faults.append(Fault("study.not_additive", Place()))
    adjusted = build.step("adjust")
    if adjusted.get("cap") is not None and adjusted["depth"] != 0:
        faults.append(Fault("study.cap_below", Place(), {"cap": float(adjusted["cap"])}))
    if faults:
        raise MisuseError(faults)
    rows = _rows(result, subject)
    withheld = _withheld(result, list(rows)) if _is_market(result, subject) else ()
    room, missing, members = _room(result, rows, withheld)
    if math.isnan(room.now):
        raise MisuseError([Fault("study.no_index", Place(), {"subject": subject})])
    if withheld and not room.levels:
        raise MisuseError([Fault("study.plan_withheld", Place(), {"group": MARKET})])
    cost = {effort.metric: effort.effort for effort in known}
    most = {effort.metric: effort.most for effort in known if effort.most is not None}
    ladders = steps_of(room, step, cost, most)
    found = () if room.now >= target - 1e-9 else tuple(cheapest(room, target, ladders, plans))
    capped = _is_market(result, subject) and math.isfinite(room.cap)
    if capped and any(members.exceed(room.cap, _moves(room, plan)) for plan in found):
        raise MisuseError([Fault("study.group_at_cap", Place(), {"group": MARKET, "cap": room.cap})])
    untested = capped and bool(found) and not members.seen.all()
    return Planned(subject, target, room, found, missing, withheld, untested)


def _moves(room: Room, plan: Plan) -> dict[str, float]:
    """By how many levels a plan moves each metric."""
    return {code: level - room.levels[code] for code, level in plan.levels.items()}


def _asked(result: Result, target: float, step: float) -> list[Fault]:
    """What is wrong with the target and the step."""
    scale = result.method.scale
    longest = HUGE if scale is None else scale.max - scale.min
    found = []
    if not abs(target) < HUGE:
        found.append(Fault("study.target_endless", Place(), {"got": target}))
    if not SHORTEST <= step <= longest:
        found.append(Fault("study.step_size", Place(), {"got": step, "low": SHORTEST, "high": longest}))
    return found


def target_of_rank(result: Result, subject: str, rank: int) -> float:
    """The index that takes a subject to a place, the others staying where they are; its own for the last place.

    Raises
    ------
    MisuseError
        Where there is no such place, or the subject has no index.
    """
    build = result.wave.build
    own = result.position_of(subject)
    scores = build.scores[build.tree.root]
    if math.isnan(scores[own]):
        raise MisuseError([Fault("study.no_index", Place(), {"subject": subject})])
    others = np.delete(build.placed(scores), own)
    known = np.sort(others[~np.isnan(others)])[::-1]
    if not 1 <= rank <= len(known) + 1:
        raise MisuseError([Fault("study.no_rank", Place(), {"got": rank, "last": len(known) + 1})])
    return float(known[rank - 1]) if rank <= len(known) else float(scores[own])


def _is_market(result: Result, subject: str) -> bool:
    return subject == MARKET and subject not in result.study.codes


def _rows(result: Result, subject: str) -> dict[int, float]:
    """Positions planned for, with their weights."""
    if not _is_market(result, subject):
        return {result.position_of(subject): 1.0}
    index = (OVERALL, MARKET, result.method.index.code)
    if not result.shows_group(OVERALL, MARKET) or (result.guarded and index in result.wave.withheld):
        raise MisuseError([Fault("study.group_withheld", Place(), {"group": MARKET})])
    weights = group_weights(result.method, result.wave.build)
    root = result.wave.build.scores[result.wave.build.tree.root]
    members = [i for i in result.wave.market_members if not np.isnan(root[i])]
    return {i: 1.0 if weights is None else float(weights[i]) for i in members}


def _withheld(result: Result, planned: Sequence[int]) -> tuple[str, ...]:
    """Metrics whose mean over those planned for would tell of the withheld.

    A plan averages raw levels of those who have an index, groups.csv scores of all who have the metric. Where the
    two differ by few withheld rows, their difference would be the levels of those rows.
    """
    if not result.hides_rows:
        return ()
    wave, smallest = result.wave, result.method.policies.disclosure.min_group_n
    hidden = np.flatnonzero(~wave.disclosure.visible)
    of_plan, of_market = np.isin(hidden, planned), np.isin(hidden, wave.market_members)
    found = []
    for code in result.method.metrics:
        levels, values = wave.build.levels[code][hidden], wave.build.values[code][hidden]
        ours, theirs = of_plan & ~np.isnan(levels), of_market & ~np.isnan(values)
        apart = int(((ours != theirs) | (ours & theirs & (levels != values))).sum())
        if (OVERALL, MARKET, code) in wave.withheld or 0 < apart < max(smallest, 3):
            found.append(code)
    return tuple(found)


@dataclass(frozen=True)
class _Members:
    """Those planned for, one by one: the index before its cap, and points of it per level of a metric.

    Attributes
    ----------
    now
        Shape (n,).
    slopes
        Metric to shape (n,); 0 where a member has no level.
    weights
        Shape (n,), adding up to 1.
    seen
        Shape (n,): whose cap may be looked at. Whether a withheld member stands at the cap is theirs to tell.
    """

    now: Floats
    slopes: Mapping[str, Floats]
    weights: Floats
    seen: Mask

    def exceed(self, cap: float, moves: Mapping[str, float]) -> bool:
        """Whether a member that may be looked at would pass the cap after so many levels of each metric."""
        after = self.now + sum((self.slopes[code] * by for code, by in moves.items()), np.zeros(len(self.now)))
        return bool((after[self.seen] > cap + 1e-9).any())


def _room(
    result: Result, rows: Mapping[int, float], withheld: Sequence[str] = ()
) -> tuple[Room, tuple[str, ...], _Members]:
    """Where the (mean) index stands, and what a level of each metric adds to it, found by trying."""
    build = result.wave.build
    scale = result.method.scale
    positions, weights = list(rows), np.array(list(rows.values()))
    weights = weights / weights.sum() if len(weights) else weights
    before = _uncapped(build, positions)
    levels, slopes, best = {}, {}, {}
    for code in build.tree.metrics:
        column = build.levels[code][positions]
        known = ~np.isnan(column)
        if not known.any() or scale is None or code in withheld:
            continue
        levels[code] = float((column[known] * weights[known]).sum() / weights[known].sum())
        moved = build.frame
        for position in np.array(positions)[known]:
            moved = with_levels(moved, int(position), {code: float(build.levels[code][position]) + 0.5})
        again = replay(moved, build.tree, tuple(build.log))
        slopes[code] = 2 * (_uncapped(again, positions) - before)
        best[code] = scale.max
    cap = build.step("adjust").get("cap")
    missing = tuple(code for code in build.tree.metrics if code not in levels and code not in withheld)
    published = build.scores[build.tree.root][positions]
    room = Room(
        float(published @ weights) if positions else math.nan,
        {code: float(slope @ weights) for code, slope in slopes.items()},
        levels,
        best,
        math.inf if cap is None else float(cap),
    )
    seen = np.array([result.shows_subject(position) for position in positions], dtype=bool)
    return room, missing, _Members(before, slopes, weights, seen)


def _uncapped(build: Build, positions: Sequence[int]) -> Floats:
    """The index before its cap; where coefficients act further down, as it is."""
    root = build.tree.root
    if build.coefficients is None or build.step("adjust").get("depth") != 0:
        return build.scores[root][positions]
    return np.asarray((build.unadjusted[root] * build.coefficients)[positions])
