"""The chain for many draws at once: what draws share is computed once, the rest in blocks that bound memory.

A draw whose choices differ only in weights, coefficients or errors shares its metrics with others: draws are sorted by
the steps they take, each distinct chain up to the normalised metrics is run once, and the nodes of all draws of a chain
are matrix products of weights and metrics.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from centricity.index.blocks import DrawnBlock
from centricity.index.built import Build
from centricity.index.chains import Chains, Laid, Path
from centricity.index.draws import Draws, Ints
from centricity.index.frame import Floats, Frame
from centricity.index.recipe import Recipe
from centricity.index.tree import Tree

BLOCK_BYTES = 48_000_000
"""What the columns of one block may take."""
MOST_DRAWS = 4096


@dataclass(frozen=True)
class Block:
    """Some draws: their numbers, shape (b,), and their scores by node, shape (b, n)."""

    draws: Ints
    scores: Mapping[str, Floats]


@dataclass(frozen=True)
class Many:
    """A recipe over a frame in many draws.

    Parameters
    ----------
    frame, tree, recipe
        As `replay` takes them.
    draws
        What varies.
    block_bytes
        What the columns of one block may take; draws are computed in blocks of as many as fit.
    """

    frame: Frame
    tree: Tree
    recipe: Recipe
    draws: Draws
    block_bytes: int = BLOCK_BYTES

    def blocks(self, nodes: Sequence[str] | None = None) -> Iterator[Block]:
        """Scores of the named nodes (the index where left out), block by block; draws come in an order of their own.

        Raises
        ------
        StepError
            Where a draw cannot be computed: the number of the draw, its choices and the reason.
        """
        wanted = list(nodes or [self.tree.root])
        needed = self._needed(wanted)
        chains, path = self._chains, Path(self._chains)
        laid: dict[int, Laid] = {}
        for rows in np.array_split(np.argsort(chains.of, kind="stable"), self._cuts(len(needed))):
            here, first, at = np.unique(chains.of[rows], return_index=True, return_inverse=True)
            examples = dict(zip(here.tolist(), rows[first].tolist(), strict=True))
            laid = {c: laid[c] if c in laid else path.laid(chains.distinct[c], draw) for c, draw in examples.items()}
            yield Block(rows, DrawnBlock(chains, rows, list(laid.values()), at).scores(wanted, needed))

    @property
    def nominal(self) -> Build:
        """The build as the recipe has it."""
        return self._chains.nominal

    @cached_property
    def _chains(self) -> Chains:
        return Chains(self.frame, self.tree, self.recipe, self.draws)

    def _needed(self, wanted: Sequence[str]) -> set[str]:
        """Nodes and metrics that the wanted nodes are made of."""
        needed = set(wanted)
        for node in reversed(self.tree.nodes):
            if node in needed:
                needed |= set(self.tree.children[node])
        return needed

    def _cuts(self, columns: int) -> list[int]:
        """Where the sorted draws are cut into blocks."""
        each = max(self.frame.n, 1) * 8 * (columns + 4)
        fits = max(1, min(self.block_bytes // each, MOST_DRAWS))
        return list(range(fits, self.draws.size, fits))
