"""Errors of those who rate: levels as they might have come out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.draws import Ints
from centricity.index.frame import Floats
from centricity.index.samples import keyed_rows

Mask = NDArray[np.bool_]
Turn = Callable[[Floats, Floats], Floats]
"""From levels of shape (n,) and uniform numbers of shape (b, n) to levels of shape (b, n)."""


@dataclass(frozen=True)
class LevelErrors:
    """Errors of the rated cells, independent of each other.

    Attributes
    ----------
    rated
        Per metric, shape (n,): cells that a rater gave; the others do not err.
    turn
        By metric, how a level errs.
    bottom, top
        Ends of the scale, which no level leaves.
    """

    seed: int
    rated: Mapping[str, Mask]
    turn: Mapping[str, Turn]
    bottom: float
    top: float

    def added(self, levels: Mapping[str, Floats], draws: Ints) -> dict[str, Floats]:
        """See `draws.Errors`."""
        codes = list(self.turn)
        n = len(next(iter(levels.values())))
        chance = keyed_rows(self.seed, draws, len(codes) * n).reshape(len(draws), len(codes), n)
        made = {code: np.broadcast_to(column, (len(draws), n)) for code, column in levels.items()}
        for j, code in enumerate(codes):
            turned = np.clip(self.turn[code](levels[code], chance[:, j]), self.bottom, self.top)
            made[code] = np.where(self.rated[code], turned, levels[code])
        return made


def shifted(share: float, step: float) -> Turn:
    """A share of the levels is off by a step, up or down alike."""

    def turn(levels: Floats, chance: Floats) -> Floats:
        return levels + step * ((chance < share / 2).astype(float) - (chance > 1 - share / 2))

    return turn


def confused(matrix: Sequence[Sequence[float]], bottom: float) -> Turn:
    """Levels by a confusion matrix over whole levels from ``bottom`` up; a level in between moves with its nearest."""
    edges = np.cumsum(np.asarray(matrix, dtype=float), axis=1)

    def turn(levels: Floats, chance: Floats) -> Floats:
        nearest = np.floor(np.nan_to_num(levels, nan=bottom) - bottom + 0.5).astype(np.int64).clip(0, len(edges) - 1)
        drawn = (chance[:, :, None] > edges[nearest][None, :, :-1]).sum(axis=2)
        return np.asarray(levels + drawn - nearest)

    return turn


def as_observed(residuals: Floats, raters: Ints, seed: int, size: int = 20_000) -> Turn:
    """Errors as raters of the same cell differ among themselves.

    Parameters
    ----------
    residuals
        Shape (r,): what single raters gave less the mean of their cell, stretched by the root of k / (k - 1).
    raters
        Shape (n,): how many raters stand behind each cell; their mean errs less.

    Notes
    -----
    The distribution of the mean of k errors is drawn once for every k and then read by the uniform numbers.
    """
    draw = np.random.default_rng(seed)
    means = {
        int(k): np.sort(draw.choice(residuals, size=(size, int(k))).mean(axis=1)) for k in np.unique(raters[raters > 0])
    }

    def turn(levels: Floats, chance: Floats) -> Floats:
        errors = np.zeros(chance.shape)
        for k, table in means.items():
            here = raters == k
            errors[:, here] = table[np.minimum((chance[:, here] * size).astype(np.int64), size - 1)]
        return levels + errors

    return turn
