"""What the draws of uncertain choices do to scores and places: intervals, chances, tiers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centricity.index.drawn_groups import (
    GroupPair,
    GroupSpread,
    group_means,
    group_pairs,
    group_spreads,
    members_of,
)
from centricity.index.draws import Ints
from centricity.index.frame import Floats
from centricity.index.groups import BENCHMARK, OVERALL, Group
from centricity.index.many import Block, Many
from centricity.index.matrices import mean_of_columns, parts_of, quantiles
from centricity.index.rank import places

Mask = NDArray[np.bool_]
HELD_BYTES = 200_000_000
"""What the draws of the nodes that are run together may take."""
MOST_PAIRED = 500
"""Subjects beyond which no matrix of pairs is made."""


@dataclass(frozen=True)
class Reading:
    """How draws are read.

    Attributes
    ----------
    interval
        Share of the draws that an interval holds; the rest is cut off at both ends alike.
    top
        Size of the benchmark, where the draws do not vary it.
    separated
        Share of draws in which the first of a tier must be ahead of each of the later tiers.
    ties
        Rule of places.
    """

    interval: float = 0.9
    top: int = 5
    separated: float = 0.95
    ties: str = "min"


@dataclass(frozen=True)
class Spread:
    """What the draws made of one node.

    Attributes
    ----------
    nominal, mean, median, low, high
        Scores, shape (n,); NaN where there is none.
    rank, rank_mean, rank_median, rank_low, rank_high
        The same of places; NaN for those who take none.
    known
        Share of draws in which there is a score, shape (n,).
    """

    nominal: Floats
    mean: Floats
    median: Floats
    low: Floats
    high: Floats
    rank: Floats
    rank_mean: Floats
    rank_median: Floats
    rank_low: Floats
    rank_high: Floats
    known: Floats

    @property
    def rank_width(self) -> Floats:
        """Places that the interval spans beyond one, shape (n,)."""
        return self.rank_high - self.rank_low

    def narrow(self, within: int) -> float:
        """Share of those who take a place whose interval of places spans at most ``within`` places."""
        taken = ~np.isnan(self.rank_width)
        return float((self.rank_width[taken] <= within).mean()) if taken.any() else math.nan


@dataclass(frozen=True)
class Uncertainty:
    """What is certain about an index and what is not.

    Attributes
    ----------
    draws, interval
        How many draws, and the share of them that an interval holds.
    spreads
        By node.
    top
        Shape (n,): share of draws in which a subject is among the benchmark.
    above
        Shape (n, n): share of draws in which the row is ahead of the column, a tie counting half. None where there
        are too many subjects.
    tiers
        Shape (n,), 1 for the best: subjects that cannot be told from the first of their tier; 0 for no place.
    shifts
        Shape (d,): mean absolute difference of the places from the nominal ones, of every draw.
    groups
        Groups on the nodes asked for.
    group_pairs
        Pairs of groups of the same grouping on the index.
    """

    draws: int
    interval: float
    spreads: Mapping[str, Spread]
    top: Floats
    above: Floats | None
    tiers: Ints
    shifts: Floats
    groups: tuple[GroupSpread, ...] = ()
    group_pairs: tuple[GroupPair, ...] = ()


def uncertainty(
    many: Many,
    nodes: Sequence[str],
    reading: Reading | None = None,
    *,
    placed: Mask | None = None,
    groups: Sequence[Group] = (),
    weights: Floats | None = None,
) -> Uncertainty:
    """Run the draws and say what they leave certain.

    Parameters
    ----------
    nodes
        Nodes that spreads are wanted of; the index is always among them.
    placed
        Shape (n,): who takes a place; all but reference rows where left out.
    groups
        Groups whose means are wanted; the benchmark is made anew in every draw.
    weights
        Shape (n,), as `group_scores` takes them.

    Notes
    -----
    As many nodes are run together as fit into `HELD_BYTES`; they are summed up and let go before the next.
    """
    tree, frame, read = many.tree, many.frame, reading or Reading()
    taken = _taken(many, placed)
    wanted = [tree.root, *(node for node in nodes if node != tree.root)]
    means: dict[str, Floats] = {}
    members = members_of(groups, frame.n, weights)
    best = _Best(many, read.top, taken)
    spreads = {}
    for node, scores, ranks in _runs(many, wanted, taken, read.ties):
        nominal = many.nominal.scores[node]
        spreads[node] = _spread((scores, ranks), nominal, taken, read)
        if node == tree.root:
            best.chosen(scores)
            above = _above(scores, taken)
            shifts = np.concatenate([mean_of_columns(np.abs(part - spreads[node].rank).T) for part in parts_of(ranks)])
        if groups:
            means[node] = group_means(scores, members)
            for j, group in enumerate(groups):
                if (group.grouping, group.code) == (OVERALL, BENCHMARK):
                    means[node][:, j] = best.mean(scores)
    root = spreads[tree.root]
    return Uncertainty(
        many.draws.size, read.interval, spreads, best.share(), above, tiers_of(root, above, read.separated), shifts,
        tuple(group_spreads(groups, means, read.interval)),
        tuple(group_pairs(groups, means[tree.root], read.interval)) if groups else (),
    )  # fmt: skip


def _taken(many: Many, placed: Mask | None) -> Mask:
    reference = many.frame.reference
    taken = np.ones(many.frame.n, dtype=bool) if reference is None else ~reference
    return taken if placed is None else taken & placed


def _runs(many: Many, nodes: Sequence[str], taken: Mask, ties: str) -> Iterator[tuple[str, Floats, Floats]]:
    """Every node with its scores, and its places as small floats, in all draws; shape (d, n) each."""
    size, n = many.draws.size, many.frame.n
    fits = max(1, HELD_BYTES // (size * n * 12))
    for start in range(0, len(nodes), fits):
        some = nodes[start : start + fits]
        held = {node: (np.empty((size, n)), np.full((size, n), np.nan, dtype=np.float32)) for node in some}
        with ThreadPoolExecutor(1) as pool:  # numpy sorts beside the next block's products
            waiting: Future[None] | None = None
            for block in many.blocks(some):
                if waiting is not None:
                    waiting.result()
                waiting = pool.submit(_placed, block, held, taken, ties)
            if waiting is not None:
                waiting.result()
        for node in some:
            yield node, *held.pop(node)  # type: ignore[misc]


def _placed(block: Block, held: Mapping[str, tuple[Any, Any]], taken: Mask, ties: str) -> None:
    """Put a block's scores and places where they belong."""
    for node, (scores, ranks) in held.items():
        own = block.scores[node]
        scores[block.draws] = own
        ranks[block.draws] = places(own if taken.all() else np.where(taken, own, np.nan), ties)


def _spread(drawn: tuple[Floats, Floats], nominal: Floats, taken: Mask, read: Reading) -> Spread:
    scores, ranks = drawn
    tail = (1 - read.interval) / 2
    low, median, high = quantiles(scores, (tail, 0.5, 1 - tail))
    rank_low, rank_median, rank_high = quantiles(ranks, (tail, 0.5, 1 - tail))
    known = ~np.isnan(scores)
    rank = places(np.where(taken, nominal, np.nan)[None, :], read.ties)[0]
    return Spread(
        nominal, mean_of_columns(scores), median, low, high, rank, mean_of_columns(ranks), rank_median, rank_low,
        rank_high, known.mean(axis=0),
    )  # fmt: skip


def _above(scores: Floats, taken: Mask) -> Floats | None:
    """Share of draws in which the row is ahead of the column; NaN on the diagonal and where one has no score."""
    n = scores.shape[1]
    if int(taken.sum()) > MOST_PAIRED:
        return None
    above = np.full((n, n), np.nan)
    rows = np.flatnonzero(taken)
    for i in rows:
        lead = scores[:, [i]] - scores[:, rows]
        both = ~np.isnan(lead)
        noise = 1e-11 * np.abs(scores[:, [i]])
        won = (lead > noise).sum(axis=0) + 0.5 * ((np.abs(lead) <= noise) & both).sum(axis=0)
        count = both.sum(axis=0)
        above[i, rows] = np.divide(won, count, out=np.full(len(rows), np.nan), where=count > 0)
    np.fill_diagonal(above, np.nan)
    return above


def tiers_of(root: Spread, above: Floats | None, separated: float) -> Ints:
    """Tiers that the draws can separate: the first of a tier is ahead of all later tiers in ``separated`` of the draws.

    Subjects are taken by their mean place. Without a matrix of pairs, intervals of scores that do not touch separate.
    """
    tiers = np.zeros(len(root.rank), dtype=np.int64)
    order = np.asarray([i for i in np.lexsort((root.rank, root.rank_mean)) if not np.isnan(root.rank[i])], dtype=int)
    highest = np.maximum.accumulate(root.high[order][::-1])[::-1]
    start, tier = 0, 0
    while start < len(order):
        rest = order[start + 1 :]
        ahead = above[order[start], rest] >= separated if above is not None else root.low[order[start]] > highest[1:]
        behind = np.flatnonzero(~ahead)
        tier += 1
        stop = start + 1 + (int(behind[-1]) + 1 if len(behind) else 0)
        tiers[order[start:stop]] = tier
        highest, start = highest[stop - start :], stop
    return tiers


class _Best:
    """The benchmark of every draw: the best ``top`` of those who take a place, ties by position."""

    def __init__(self, many: Many, top: int, taken: Mask) -> None:
        self.tops = np.full(many.draws.size, top) if many.draws.tops is None else many.draws.tops
        self.taken = taken
        self.members: NDArray[np.int32] = np.zeros((0, 0), dtype=np.int32)
        self.counts = np.zeros(len(taken))

    def chosen(self, scores: Floats) -> None:
        """Choose the members from the scores of the index, shape (d, n)."""
        most = min(int(self.tops.max()), int(self.taken.sum()))
        found = [_first(np.where(self.taken & ~np.isnan(part), -part, np.inf), most) for part in parts_of(scores)]
        self.members = np.concatenate([members for members, _ in found])
        inside = self.inside & np.concatenate([known for _, known in found])
        self.counts = np.bincount(self.members[inside], minlength=len(self.taken)) / len(scores)

    @property
    def inside(self) -> Mask:
        """Which of the chosen belong to the benchmark of a draw, shape (d, most)."""
        return np.asarray(np.arange(self.members.shape[1]) < self.tops[:, None])

    def share(self) -> Floats:
        """Share of draws in which a subject is a member; NaN for those who take no place."""
        return np.where(self.taken, self.counts, np.nan)

    def mean(self, scores: Floats) -> Floats:
        """Mean of the members on a node, by draw."""
        own = np.take_along_axis(scores, self.members.astype(np.int64), axis=1)
        return mean_of_columns(np.where(self.inside, own, np.nan).T)


def _first(behind: Floats, most: int) -> tuple[NDArray[np.int32], Mask]:
    """Positions of the ``most`` least values of every row, in order, ties by position; and whether each is finite."""
    if 0 < most < behind.shape[1]:
        limit = np.partition(behind, most - 1, axis=1)[:, most - 1 : most]
        near = behind <= limit
        width = int(near.sum(axis=1).max())
        columns, filled = _marked(near, width)
    else:
        columns, filled = np.broadcast_to(np.arange(behind.shape[1]), behind.shape), np.ones(behind.shape, dtype=bool)
    values = np.where(filled, np.take_along_axis(behind, columns, axis=1), np.inf)
    order = np.argsort(values, axis=1, kind="stable")[:, :most]
    chosen = np.take_along_axis(columns, order, axis=1)
    return chosen.astype(np.int32), np.isfinite(np.take_along_axis(behind, chosen, axis=1))


def _marked(near: Mask, width: int) -> tuple[NDArray[np.int64], Mask]:
    """Positions of the marks of every row side by side, and which places are filled."""
    rows, columns = np.nonzero(near)
    count = near.sum(axis=1)
    made = np.zeros((len(near), width), dtype=np.int64)
    made[rows, np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)] = columns
    return made, np.arange(width) < count[:, None]
