"""Draws of the uncertain choices behind an index, as data: alternatives of steps, weights, errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats, Frame
from centricity.index.recipe import Arguments

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Alternatives:
    """Alternatives of one step, and which of them each of d draws takes.

    Attributes
    ----------
    options
        Changes to the arguments of the step as the recipe has them; None leaves the step out.
    which
        Shape (d,), positions in ``options``.
    """

    options: tuple[Arguments | None, ...]
    which: Ints


class Errors(Protocol):
    """Errors of observed levels, drawn anew for every draw."""

    def added(self, levels: Mapping[str, Floats], draws: Ints) -> Mapping[str, Floats]:
        """Levels with their errors by metric, shape (len(draws), n); the same draw always errs the same."""
        ...


@dataclass(frozen=True)
class Draws:
    """Choices of d draws; what is not named stays as the recipe has it.

    Attributes
    ----------
    steps
        By the name of a step of the recipe.
    frames, frame
        Alternative data (evidence drawn again), and which of them each draw takes, shape (d,).
    tilts
        Factor on the weight of a part before weights are scaled among siblings, shape (d,), by its code.
    coefficients
        Smoothing coefficient of a group, shape (d,).
    errors, streams
        Errors of levels, and the numbers that they are drawn by, shape (d,).
    tops
        Size of the benchmark, shape (d,).
    """

    size: int
    steps: Mapping[str, Alternatives] = field(default_factory=dict)
    frames: Sequence[Frame] = ()
    frame: Ints | None = None
    tilts: Mapping[str, Floats] = field(default_factory=dict)
    coefficients: Mapping[str, Floats] = field(default_factory=dict)
    errors: Errors | None = None
    streams: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    tops: Ints | None = None

    def taken(self, rows: Ints) -> "Draws":
        """Some of the draws, in the order of ``rows``."""
        return Draws(
            len(rows),
            {name: Alternatives(own.options, own.which[rows]) for name, own in self.steps.items()},
            self.frames,
            None if self.frame is None else self.frame[rows],
            {code: own[rows] for code, own in self.tilts.items()},
            {group: own[rows] for group, own in self.coefficients.items()},
            self.errors,
            self.streams[rows] if len(self.streams) else self.streams,
            None if self.tops is None else self.tops[rows],
        )
