"""Does an index hang together? Correlations, reliability, weights against influence, and what the rules decide.

References
----------
OECD/JRC (2008), Handbook, steps 4, 6 and 8; Becker et al. (2017), Weights and importance in composite indicators.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.errors import StepError
from centricity.index.build import replay
from centricity.index.built import Build
from centricity.index.frame import Floats
from centricity.index.rank import places
from centricity.index.recipe import Recipe, changed
from centricity.stats.estimate import Estimate
from centricity.stats.reliability import Components, components, correlation_ratio, cronbach, without_each

Mask = NDArray[np.bool_]
OPPOSED, WEAK, REDUNDANT = -0.4, 0.3, 0.9
"""Correlations below the first, below the second among siblings, and above the third are flagged."""
FEWEST = 10
"""Subjects below which a correlation says more of chance than of the index."""


@dataclass(frozen=True)
class Pair:
    """Two parts and their correlations.

    Attributes
    ----------
    relation
        ``siblings`` (children of one node), ``parent`` (a part and its parent), ``index`` (a part and the index), or
        ``apart`` (metrics of different nodes).
    flag
        ``opposed``, ``weak``, ``redundant`` or empty; by Pearson's correlation.
    """

    first: str
    second: str
    relation: str
    pearson: float
    spearman: float
    kendall: float
    n: int
    flag: str


@dataclass(frozen=True)
class Block:
    """The children of one node: reliability, components, and what leaving one out does to reliability."""

    node: str
    alpha: Estimate
    without: Mapping[str, float]
    components: Components | None


@dataclass(frozen=True)
class Influence:
    """A part's weight in the index, and what it really decides.

    Attributes
    ----------
    weight
        Effective weight in the index.
    correlation
        Pearson's, with the index.
    ratio
        Share of the variance of the index that the part explains by itself.
    share
        Its ratio over those of all parts at its depth: comparable with the weight.
    """

    code: str
    depth: int
    weight: float
    correlation: float
    ratio: float
    share: float


@dataclass(frozen=True)
class Moves:
    """How far places move under another rule: mean and largest absolute shift."""

    mean: float
    most: float


@dataclass(frozen=True)
class Coherence:
    """The audit of an index.

    Attributes
    ----------
    pairs
        Siblings, parts with their parent and with the index; metrics of different nodes where flagged.
    geometric
        Shift of places under a geometric mean instead of the index's own; None where that is geometric already, or
        values are negative.
    apart
        Share of those placed whose place on a child of the index is ten or more away from that on the index, by child.
    size
        Correlation of the index with each number that tells of size.
    """

    n: int
    pairs: tuple[Pair, ...]
    blocks: tuple[Block, ...]
    influences: tuple[Influence, ...]
    geometric: Moves | None
    apart: Mapping[str, float]
    size: Mapping[str, float]

    def flagged(self, flag: str) -> list[Pair]:
        """Pairs with a flag."""
        return [pair for pair in self.pairs if pair.flag == flag]


def coherence(build: Build, recipe: Recipe, rows: Mask, sizes: Sequence[str] = ()) -> Coherence:
    """Audit a build over some of its rows.

    Parameters
    ----------
    build
        The index as it was computed.
    recipe
        What it was computed by.
    rows
        Shape (n,): subjects that count, reference rows not among them.
    sizes
        Columns of ``frame.numbers`` that tell of size.
    """
    tree = build.tree
    scores = {code: column[rows] for code, column in build.scores.items()}
    geometric = changed(recipe, "aggregate", rule="geometric", levels=[])
    own = {build.rule(node)[0] for node in tree.nodes}
    return Coherence(
        n=int((~np.isnan(scores[tree.root])).sum()),
        pairs=tuple(_pairs(build, scores)),
        blocks=tuple(_block(build, scores, node) for node in tree.nodes if len(tree.children[node]) > 1),
        influences=tuple(_influences(build, scores)),
        geometric=None if own == {"geometric"} else moves(build, geometric, rows),
        apart=_apart(build, scores),
        size={name: _pearson(build.frame.numbers[name][rows], scores[tree.root]) for name in sizes},
    )


def moves(build: Build, recipe: Recipe, rows: Mask) -> Moves | None:
    """How far places move when the index is made by another recipe; None where that cannot be done."""
    try:
        other = replay(build.frame, build.tree, recipe)
    except StepError:
        return None
    root = build.tree.root
    before, after = (places(made.scores[root][rows][None, :])[0] for made in (build, other))
    shift = np.abs(after - before)
    return Moves(float(np.nanmean(shift)), float(np.nanmax(shift))) if (~np.isnan(shift)).any() else None


def _pairs(build: Build, scores: Mapping[str, Floats]) -> Iterator[Pair]:
    tree = build.tree
    for node in reversed(tree.nodes):
        children = tree.children[node]
        for i, first in enumerate(children):
            yield from (_pair(scores, first, second, "siblings") for second in children[i + 1 :])
            yield _pair(scores, first, node, "parent" if node != tree.root else "index")
    for code in tree.depths:
        if tree.depths[code] > 1:
            yield _pair(scores, code, tree.root, "index")
    home = {code: node for node, children in tree.children.items() for code in children}
    for i, first in enumerate(tree.metrics):
        for second in tree.metrics[i + 1 :]:
            if home[first] != home[second] and (pair := _pair(scores, first, second, "apart")).flag:
                yield pair


def _pair(scores: Mapping[str, Floats], first: str, second: str, relation: str) -> Pair:
    x, y = scores[first], scores[second]
    both = ~(np.isnan(x) | np.isnan(y))
    a, b = x[both], y[both]
    pearson = _pearson(a, b)
    spearman, kendall = _by_rank(a, b)
    flag = _flag(pearson, relation) if both.sum() >= FEWEST else ""
    return Pair(first, second, relation, pearson, spearman, kendall, int(both.sum()), flag)


def _flag(pearson: float, relation: str) -> str:
    if pearson < OPPOSED:
        return "opposed"
    if pearson > REDUNDANT and relation in {"siblings", "apart"}:
        return "redundant"
    return "weak" if pearson < WEAK and relation != "apart" else ""


def _pearson(x: Floats, y: Floats) -> float:
    both = ~(np.isnan(x) | np.isnan(y))
    a, b = x[both], y[both]
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def _by_rank(a: Floats, b: Floats) -> tuple[float, float]:
    from scipy.stats import kendalltau, spearmanr

    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan, math.nan
    return float(spearmanr(a, b).statistic), float(kendalltau(a, b).statistic)


def _block(build: Build, scores: Mapping[str, Floats], node: str) -> Block:
    children = build.tree.children[node]
    columns = np.column_stack([scores[code] for code in children])
    alone = dict(zip(children, without_each(columns), strict=True))
    return Block(node, cronbach(columns), alone, components(columns))


def _influences(build: Build, scores: Mapping[str, Floats]) -> Iterator[Influence]:
    tree = build.tree
    index = scores[tree.root]
    by_depth: dict[int, list[str]] = {}
    for code, depth in tree.depths.items():
        by_depth.setdefault(depth, []).append(code)
    for depth in sorted(by_depth)[1:]:
        ratios = {code: correlation_ratio(scores[code], index) for code in by_depth[depth]}
        total = sum(ratio for ratio in ratios.values() if not math.isnan(ratio))
        for code, ratio in ratios.items():
            share = ratio / total if total > 0 else math.nan
            weight = build.effective[code]
            yield Influence(code, depth, weight, _pearson(scores[code], index), ratio, share)


def _apart(build: Build, scores: Mapping[str, Floats]) -> dict[str, float]:
    """Share of subjects whose place on a child of the index is ten or more away from that on the index."""
    root = places(scores[build.tree.root][None, :])[0]
    found = {}
    for code in build.tree.children[build.tree.root]:
        gap = np.abs(places(scores[code][None, :])[0] - root)
        known = ~np.isnan(gap)
        found[code] = float((gap[known] >= 10).mean()) if known.any() else math.nan
    return found
