"""What if: metrics of one subject at other levels, everything else as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from centricity.index.build import replay
from centricity.index.built import Build
from centricity.index.frame import ASSESSED, Frame

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Simulated:
    """A subject before and after.

    Attributes
    ----------
    before, after
        Builds; the second with the changed levels.
    changes
        Metric to its level before (NaN where it had none) and after.
    overtaken, passed_by
        Positions of those who were ahead and are no longer, and of those who were not and now are.
    """

    position: int
    before: Build
    after: Build
    changes: Mapping[str, tuple[float, float]]
    overtaken: tuple[int, ...]
    passed_by: tuple[int, ...]


def simulate(build: Build, position: int, levels: Mapping[str, float]) -> Simulated:
    """Set metrics of a subject to other levels and run the chain again, with the cuts it was run with.

    Parameters
    ----------
    position
        Of the subject in the frame.
    levels
        Metric to its new level, or measured value where it has no rubric.
    """
    after = replay(with_levels(build.frame, position, levels), build.tree, tuple(build.log))
    root = build.tree.root
    ahead = [_ahead(made, position) for made in (build, after)]
    return Simulated(
        position, build, after,
        {code: (float(build.levels[code][position]), level) for code, level in levels.items()},
        tuple(np.flatnonzero(ahead[0] & ~ahead[1] & ~np.isnan(after.scores[root])).tolist()),
        tuple(np.flatnonzero(~ahead[0] & ahead[1]).tolist()),
    )  # fmt: skip


def with_levels(frame: Frame, position: int, levels: Mapping[str, float]) -> Frame:
    """A frame in which one subject has other levels; they count as assessed."""
    values, states = dict(frame.values), dict(frame.states)
    for code, level in levels.items():
        column = values.get(code, np.full(frame.n, np.nan)).copy()
        column[position] = level
        values[code] = column
        if code in states:
            states[code] = states[code].copy()
            states[code][position] = ASSESSED
    return replace(frame, values=values, states=states)


def _ahead(build: Build, position: int) -> Mask:
    """Who takes a better place than the subject."""
    ranks = build.ranks[build.tree.root]
    with np.errstate(invalid="ignore"):
        return np.asarray(ranks < ranks[position])
