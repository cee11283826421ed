"""Which uncertain choice moves an index: Sobol indices over all choices, and every part left out in turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from centricity.index.assume import Factor, draws_of
from centricity.index.draws import Draws
from centricity.index.frame import Floats, Frame
from centricity.index.many import Many
from centricity.index.rank import places
from centricity.index.recipe import Recipe
from centricity.index.samples import latin_rows, sobol_rows
from centricity.index.sobol import Bootstrap, Indices, indices, saltelli
from centricity.index.tree import Tree

MOST_SUBJECTS = 500
"""Subjects beyond which only the mean shift of places is taken apart, not every subject's own score and place."""
WIDE = 0.2
"""Width of an interval, in shares of the variance, beyond which an index is too uncertain to speak."""


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices of the choices.

    Attributes
    ----------
    choices
        Codes of the k choices.
    shift
        Indices of the mean absolute shift of places, s = 1.
    scores, ranks
        Indices of every subject's own index and place, s = n; None where there are too many subjects.
    growth
        Total indices of the mean shift from the first rows of the design, by how many: whether they have settled.
    runs
        How often the index was computed.
    """

    choices: tuple[str, ...]
    shift: Indices
    scores: Indices | None
    ranks: Indices | None
    growth: tuple[tuple[int, Floats], ...]
    runs: int

    @property
    def unsettled(self) -> list[str]:
        """Choices whose total index on the mean shift has an interval too wide to speak of it."""
        width = (self.shift.total_high - self.shift.total_low)[:, 0]
        return [code for code, wide in zip(self.choices, width, strict=True) if not wide <= WIDE]


@dataclass(frozen=True)
class Omitted:
    """What becomes of the places when a part is left out: mean and largest shift; the places, shape (n,)."""

    code: str
    mean: float
    most: float
    ranks: Floats


def sensitivity(
    frame: Frame,
    tree: Tree,
    recipe: Recipe,
    factors: Sequence[Factor],
    *,
    base: int = 1024,
    seed: int = 1,
    ties: str = "min",
) -> Sensitivity:
    """Run a Saltelli design over the choices.

    Parameters
    ----------
    base
        Rows N of the design, a power of two; the index is computed N (k + 2) times.

    Notes
    -----
    The rows are one scrambled Sobol sequence of twice the dimensions. A choice that takes several numbers, such as the
    weights of all siblings, is one factor: its numbers are exchanged together.
    """
    dimensions = sum(factor.dimensions for factor in factors)
    units = sobol_rows(base, 2 * dimensions, seed)
    pooled = np.concatenate([units[:, :dimensions], units[:, dimensions:]])
    design = saltelli(base, len(factors))
    many = Many(frame, tree, recipe, draws_of(factors, pooled, design.source))
    each = frame.n <= MOST_SUBJECTS
    shift, scores, ranks = _run(many, ties, keep=each)

    def found(outputs: Floats) -> Indices:
        return indices(outputs, base, len(factors), Bootstrap(seed=seed))

    return Sensitivity(
        tuple(factor.choice.code for factor in factors), found(shift), found(scores) if each else None,
        found(ranks) if each else None, _growth(shift, base, len(factors)), len(shift),
    )  # fmt: skip


def _run(many: Many, ties: str, *, keep: bool) -> tuple[Floats, Floats, Floats]:
    """Mean shift of places of every draw, shape (d, 1); scores and places of the index, shape (d, n), where kept."""
    root, rows = many.tree.root, many.draws.size if keep else 0
    nominal = places(_placed(many.frame, many.nominal.scores[root])[None, :], ties)[0]
    shift, scores, ranks = (
        np.empty((many.draws.size, 1)),
        np.empty((rows, many.frame.n)),
        np.empty((rows, many.frame.n)),
    )
    for block in many.blocks([root]):
        own = places(_placed(many.frame, block.scores[root]), ties)
        moved = np.abs(own - nominal)
        shift[block.draws, 0] = np.nansum(moved, axis=1) / np.maximum((~np.isnan(moved)).sum(axis=1), 1)
        if keep:
            scores[block.draws], ranks[block.draws] = block.scores[root], own
    return shift, scores, ranks


def _placed(frame: Frame, scores: Floats) -> Floats:
    return scores if frame.reference is None else np.where(frame.reference, np.nan, scores)


def _growth(shift: Floats, base: int, factors: int) -> tuple[tuple[int, Floats], ...]:
    rows = shift.reshape(factors + 2, base)
    sizes = [size for size in (base // 16, base // 8, base // 4, base // 2, base) if size >= 16]
    return tuple(
        (size, indices(rows[:, :size].reshape(-1, 1), size, factors, Bootstrap(resamples=0)).total[:, 0])
        for size in sizes
    )


def left_out(frame: Frame, tree: Tree, recipe: Recipe, ties: str = "min") -> list[Omitted]:
    """Leave every part of the tree out in turn, its siblings taking over its weight; the only child of a node stays."""
    codes = [code for children in tree.children.values() if len(children) > 1 for code in children]
    tilts = {code: np.where(np.arange(len(codes)) == i, 0.0, 1.0) for i, code in enumerate(codes)}
    many = Many(frame, tree, recipe, Draws(len(codes), tilts=tilts))
    _, _, ranks = _run(many, ties, keep=True)
    moved = np.abs(ranks - places(_placed(frame, many.nominal.scores[tree.root])[None, :], ties)[0])
    return [
        Omitted(code, float(np.nanmean(moved[i])), float(np.nanmax(moved[i])), ranks[i])
        for i, code in enumerate(codes)
        if not np.isnan(moved[i]).all()
    ]


def uncertain_draws(factors: Sequence[Factor], size: int, seed: int) -> Draws:
    """Draws of all choices together: a Latin hypercube."""
    return draws_of(factors, latin_rows(size, sum(factor.dimensions for factor in factors), seed))
