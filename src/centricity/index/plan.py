"""The cheapest set of steps that lifts an index to a target: integer programming over an additive index."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats
from centricity.index.recipe import Arguments, rule_at
from centricity.index.tree import Tree

Mask = NDArray[np.bool_]

_EPS = 1e-9
_FINEST = 1e-6
_POINTS = 1e3
"""HiGHS takes two plans for equal, and a row for kept, within 1e-6; efforts and gains are sized so that this is little:
the least effort to 1, but no further than a millionth of the largest, and the largest gain to a thousand."""


@dataclass(frozen=True)
class Step:
    """One step of one metric: what it costs, what level it leads to, and what it adds to the index."""

    metric: str
    before: float
    after: float
    effort: float
    gain: float


@dataclass(frozen=True)
class Plan:
    """A set of steps that reaches a target.

    Attributes
    ----------
    levels
        Metric to its level after the plan; metrics that stay are left out.
    effort, reached
        Sum of the efforts; the index after the plan.
    """

    steps: tuple[Step, ...]
    effort: float
    reached: float

    @property
    def levels(self) -> dict[str, float]:
        """Level of every metric that moves."""
        return {step.metric: step.after for step in self.steps}


@dataclass(frozen=True)
class Room:
    """What can be improved: the index now, its slope on each metric, and how far each can go.

    Attributes
    ----------
    now
        The index as it is published; at its cap no step adds anything.
    slopes
        Points of the index per level of a metric.
    levels
        Level of each metric now; a metric without one cannot be improved.
    best
        The best level there is.
    cap
        What the index cannot exceed; infinite where there is none.
    """

    now: float
    slopes: Mapping[str, float]
    levels: Mapping[str, float]
    best: Mapping[str, float]
    cap: float = math.inf

    @property
    def most(self) -> float:
        """The index with every metric at its best."""
        gains = (self.slopes[code] * (self.best[code] - level) for code, level in self.levels.items())
        return min(self.cap, self.now + sum(gains))


def additive(tree: Tree, normalise: Arguments, aggregate: Arguments) -> bool:
    """Whether the index is a weighted sum of levels, so that steps add up and a cheapest plan can be proved."""
    rules = {rule_at(aggregate, tree.depths[node])[0] for node in tree.nodes}
    return rules <= {"arithmetic", "sum"} and normalise.get("kind") in {"share_of_scale", "none"}


def steps_of(room: Room, step: float, efforts: Mapping[str, float], most: Mapping[str, int]) -> list[list[Step]]:
    """Steps that each metric can take, in order; the last may be a part of a step and costs that part.

    Parameters
    ----------
    step
        Levels of one step.
    efforts
        Effort of one step by metric; 1 where not named.
    most
        Most steps by metric; all that there are where not named.
    """
    found: list[list[Step]] = []
    for code, level in room.levels.items():
        own: list[Step] = []
        here = level
        sign = 1.0 if room.best[code] >= level else -1.0
        while abs(room.best[code] - here) > _EPS and len(own) < most.get(code, 1_000):
            size = min(step, abs(room.best[code] - here))
            there = here + sign * size
            gain = room.slopes[code] * (there - here)
            own.append(Step(code, here, there, efforts.get(code, 1.0) * size / step, gain))
            here = there
        found.append(own)
    return [own for own in found if own]


def cheapest(room: Room, target: float, ladders: Sequence[Sequence[Step]], plans: int = 3) -> list[Plan]:
    """The cheapest plans that reach a target, each no mere extension of a cheaper one.

    Parameters
    ----------
    target
        The index to reach.
    ladders
        Steps of each metric, as `steps_of` gives them.
    plans
        How many are wanted.

    Returns
    -------
    list of Plan
        Cheapest first; empty where all steps together do not reach the target. Of equally cheap plans the one that
        reaches more comes first.
    """
    steps = [step for ladder in ladders for step in ladder]
    if target > room.cap + _EPS or not steps:
        return []
    gains, efforts = np.array([step.gain for step in steps]), np.array([step.effort for step in steps])
    unit = max(float(efforts.min()), _FINEST * float(efforts.max()))
    sized = max(float(np.abs(gains).max()), _EPS)
    gain_row, effort_row = gains / sized * _POINTS, efforts / unit
    rows = [(gain_row, (target - room.now - _EPS) / sized * _POINTS, math.inf)]
    rows += [(row, -math.inf, 0.0) for row in _in_order(ladders)]
    found: list[Plan] = []
    while len(found) < plans:
        least = _solved(effort_row, rows)
        if least is None:
            break
        as_cheap = (effort_row, -math.inf, float(effort_row[least].sum()) * (1 + _EPS) + _EPS)
        furthest = _solved(-gain_row, [*rows, as_cheap])
        chosen = least if furthest is None else furthest
        found.append(_plan(room, [step for step, taken in zip(steps, chosen, strict=True) if taken]))
        if not chosen.any():
            break
        rows.append((chosen.astype(float), -math.inf, float(chosen.sum()) - 1))
    return found


def _solved(cost: Floats, rows: Sequence[tuple[Floats, float, float]]) -> Mask | None:
    """The cheapest choice of steps under rows of (coefficients, least, most); None where there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix = np.array([row for row, _, _ in rows])
    within = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
    solved = milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1), constraints=within,
                  options={"mip_rel_gap": 0.0})  # fmt: skip
    return None if solved.x is None else np.asarray(solved.x > 0.5)


def _in_order(ladders: Sequence[Sequence[Step]]) -> Floats:
    """A later step of a metric only after the one before: rows of x_later - x_before <= 0."""
    total = sum(map(len, ladders))
    rows = []
    start = 0
    for ladder in ladders:
        for i in range(1, len(ladder)):
            row = np.zeros(total)
            row[start + i], row[start + i - 1] = 1.0, -1.0
            rows.append(row)
        start += len(ladder)
    return np.array(rows)


def _plan(room: Room, steps: Sequence[Step]) -> Plan:
    gained = room.now + sum(step.gain for step in steps)
    return Plan(tuple(steps), float(sum(step.effort for step in steps)), min(room.cap, gained))
