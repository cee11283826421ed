"""The coefficient laboratory: one smoothing coefficient from end to end, and who overtakes whom on the way."""

from dataclasses import dataclass

import numpy as np

from centricity.index.built import Build
from centricity.index.draws import Draws
from centricity.index.frame import Floats
from centricity.index.many import Many
from centricity.index.rank import places


@dataclass(frozen=True)
class Crossing:
    """At which coefficient a subject (position) comes to be ahead of another that was ahead of it."""

    coefficient: float
    ahead: int
    behind: int


@dataclass(frozen=True)
class Sweep:
    """Scores and places of the index over a range of one coefficient.

    Attributes
    ----------
    coefficients
        Shape (k,), rising.
    scores, ranks
        Shape (k, n).
    crossings
        In the order in which they happen.
    """

    group: str
    coefficients: Floats
    scores: Floats
    ranks: Floats
    crossings: tuple[Crossing, ...]


def sweep(build: Build, group: str, low: float, high: float, points: int = 41, ties: str = "min") -> Sweep:
    """Move the smoothing coefficient of one group from ``low`` to ``high``, the others as they are."""
    coefficients = np.linspace(low, high, points)
    draws = Draws(points, coefficients={group: coefficients})
    many = Many(build.frame, build.tree, tuple(build.log), draws)
    scores = np.empty((points, build.frame.n))
    for block in many.blocks():
        scores[block.draws] = block.scores[build.tree.root]
    ranks = places(build.placed(scores), ties)
    return Sweep(group, coefficients, scores, ranks, tuple(_crossings(coefficients, build.placed(scores))))


def _crossings(coefficients: Floats, scores: Floats) -> list[Crossing]:
    """Where two scores change order between neighbouring points, the place by a line between them."""
    found = []
    gaps = scores[:, :, None] - scores[:, None, :]
    noise = 1e-11 * float(np.nanmax(np.abs(scores), initial=0.0))
    order = np.where(np.isnan(gaps) | (np.abs(gaps) <= noise), 0, np.sign(gaps)).astype(np.int8)
    for k in range(len(coefficients) - 1):
        order[k + 1] = np.where(order[k + 1] == 0, order[k], order[k + 1])  # level with each other is not yet ahead
        before, after = gaps[k], gaps[k + 1]
        for i, j in np.argwhere((order[k] < 0) & (order[k + 1] > 0)).tolist():
            share = -before[i, j] / (after[i, j] - before[i, j])
            at = coefficients[k] + share * (coefficients[k + 1] - coefficients[k])
            found.append(Crossing(float(at), i, j))
    return sorted(found, key=lambda crossing: (crossing.coefficient, crossing.ahead, crossing.behind))
