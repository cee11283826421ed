"""What the draws of uncertain choices do to scores and places: intervals, chances, tiers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centricity.index.draws import Ints
from centricity.index.frame import Floats
from centricity.index.groups import BENCHMARK, OVERALL, Group
from centricity.index.many import Block, Many
from centricity.index.rank import places

Mask = NDArray[np.bool_]
HELD_BYTES = 200_000_000
"""What the draws of the nodes that are run together may take."""
PART_CELLS = 4_000_000
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
        Share of draws in which the first of a tier must be ahead of the first of the next.
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
class GroupSpread:
    """Mean of a group on one node under the draws, and its distance from the market."""

    grouping: str
    group: str
    node: str
    mean: float
    low: float
    high: float
    gap_low: float
    gap_high: float


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
    group_above
        By grouping: codes, and the share of draws in which the row's mean is above the column's.
    """

    draws: int
    interval: float
    spreads: Mapping[str, Spread]
    top: Floats
    above: Floats | None
    tiers: Ints
    shifts: Floats
    groups: tuple[GroupSpread, ...] = ()
    group_above: Mapping[str, tuple[tuple[str, ...], Floats]] | None = None


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
    members = _members(groups, frame.n, weights)
    best = _Best(many, read.top, taken)
    spreads = {}
    for node, scores, ranks in _runs(many, wanted, taken, read.ties):
        nominal = many.nominal.scores[node]
        spreads[node] = _spread((scores, ranks), nominal, taken, read)
        if node == tree.root:
            best.chosen(scores)
            above = _above(scores, taken)
            shifts = np.concatenate([_mean(np.abs(part - spreads[node].rank).T) for part in _parts(ranks)])
        if groups:
            means[node] = _group_means(scores, groups, members, best)
    root = spreads[tree.root]
    return Uncertainty(
        many.draws.size, read.interval, spreads, best.share(), above, tiers_of(root, above, read.separated), shifts,
        tuple(_grouped(groups, means, read.interval)), _groups_above(groups, means.get(tree.root)),
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
        nominal, _mean(scores), median, low, high, rank, _mean(ranks), rank_median, rank_low, rank_high,
        known.mean(axis=0),
    )  # fmt: skip


def _mean(matrix: Floats) -> Floats:
    """Means of the columns, NaN left out; some rows at a time."""
    count, total = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    for part in _parts(matrix):
        known = ~np.isnan(part)
        count += known.sum(axis=0)
        total += np.where(known, part, 0.0).sum(axis=0, dtype=float)
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


def _parts(matrix: Floats) -> Iterator[Floats]:
    """A matrix in stretches of rows that bound what is copied of it."""
    rows = max(1, PART_CELLS // max(matrix.shape[1], 1))
    return (matrix[start : start + rows] for start in range(0, len(matrix), rows))


def quantiles(matrix: Floats, wanted: Sequence[float], columns: int = 2_000) -> list[Floats]:
    """Quantiles (type 7) of every column of a matrix of shape (d, n), NaN left out; some columns at a time."""
    found = np.full((len(wanted), matrix.shape[1]), np.nan)
    for start in range(0, matrix.shape[1], columns):
        part = np.sort(np.ascontiguousarray(matrix[:, start : start + columns].T), axis=1)
        count = (~np.isnan(part)).sum(axis=1)
        for k, share in enumerate(wanted):
            at = share * np.maximum(count - 1, 0)
            below = np.floor(at).astype(np.int64)
            above = np.minimum(below + 1, np.maximum(count - 1, 0))
            row = np.arange(len(part))
            first, second = part[row, below].astype(float), part[row, above].astype(float)
            value = first + (second - first) * (at - below)
            found[k, start : start + columns] = np.where(count > 0, value, np.nan)
    return list(found)


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
    """Tiers that the draws can separate: a tier ends where its first is ahead in ``separated`` of the draws.

    Subjects are taken by their median score. Without a matrix of pairs, intervals of scores that do not touch separate.
    """
    tiers = np.zeros(len(root.median), dtype=np.int64)
    order = [i for i in np.lexsort((root.rank, -root.median)) if not np.isnan(root.rank[i])]
    tier, first = 0, -1
    for i in order:
        if first < 0:
            ahead = True
        elif above is None:
            ahead = bool(root.low[first] > root.high[i])
        else:
            ahead = bool(above[first, i] >= separated)
        if ahead:
            tier, first = tier + 1, int(i)
        tiers[i] = tier
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
        found = [_first(np.where(self.taken & ~np.isnan(part), -part, np.inf), most) for part in _parts(scores)]
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
        return _mean(np.where(self.inside, own, np.nan).T)


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


def _members(groups: Sequence[Group], n: int, weights: Floats | None) -> Floats:
    """Weight of every subject in every group, shape (n, groups)."""
    members = np.zeros((n, len(groups)))
    for j, group in enumerate(groups):
        members[group.members, j] = 1.0 if weights is None else weights[group.members]
    return members


def _group_means(scores: Floats, groups: Sequence[Group], members: Floats, best: _Best) -> Floats:
    """Means of the groups by draw, shape (d, groups)."""
    missing = np.isnan(scores)
    top = np.where(missing, 0.0, scores) @ members
    bottom = (~missing).astype(float) @ members if missing.any() else np.ones((len(scores), 1)) * members.sum(axis=0)
    means = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    for j, group in enumerate(groups):
        if (group.grouping, group.code) == (OVERALL, BENCHMARK):
            means[:, j] = best.mean(scores)
    return np.asarray(means)


def _grouped(groups: Sequence[Group], means: Mapping[str, Floats], interval: float) -> list[GroupSpread]:
    tail = (1 - interval) / 2
    market = next((j for j, group in enumerate(groups) if group.grouping == OVERALL and group.code != BENCHMARK), None)
    rows = []
    for node, own in means.items():
        low, high = quantiles(own, (tail, 1 - tail))
        gap = own - own[:, [market]] if market is not None else np.full(own.shape, np.nan)
        gap_low, gap_high = quantiles(gap, (tail, 1 - tail))
        centre = _mean(own)
        figures = np.column_stack([centre, low, high, gap_low, gap_high]).tolist()
        rows += [GroupSpread(g.grouping, g.code, node, *row) for g, row in zip(groups, figures, strict=True)]
    return rows


def _groups_above(
    groups: Sequence[Group], means: Floats | None
) -> dict[str, tuple[tuple[str, ...], Floats]]:  # fmt: skip
    found: dict[str, tuple[tuple[str, ...], Floats]] = {}
    if means is None:
        return found
    for grouping in dict.fromkeys(group.grouping for group in groups):
        at = [j for j, group in enumerate(groups) if group.grouping == grouping]
        own = means[:, at]
        above = np.array([[float(np.mean(own[:, i] > own[:, j])) if i != j else math.nan for j in range(len(at))]
                          for i in range(len(at))])  # fmt: skip
        found[grouping] = (tuple(groups[j].code for j in at), above)
    return found
