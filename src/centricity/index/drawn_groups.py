"""Means of groups under the draws, and which groups are ahead of which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from centricity.index.frame import Floats
from centricity.index.groups import BENCHMARK, OVERALL, Group
from centricity.index.matrices import mean_of_columns, quantiles


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
class GroupPair:
    """Two groups of one grouping on the index: how often the first is ahead, and the interval of its lead."""

    grouping: str
    first: str
    second: str
    ahead: float
    low: float
    high: float


def members_of(groups: Sequence[Group], n: int, weights: Floats | None) -> Floats:
    """Weight of every subject in every group, shape (n, groups)."""
    members = np.zeros((n, len(groups)))
    for j, group in enumerate(groups):
        members[group.members, j] = 1.0 if weights is None else weights[group.members]
    return members


def group_means(scores: Floats, members: Floats) -> Floats:
    """Means of the groups by draw, shape (d, groups)."""
    missing = np.isnan(scores)
    top = np.where(missing, 0.0, scores) @ members
    bottom = (~missing).astype(float) @ members if missing.any() else np.ones((len(scores), 1)) * members.sum(axis=0)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def group_spreads(groups: Sequence[Group], means: Mapping[str, Floats], interval: float) -> list[GroupSpread]:
    """Mean and interval of every group on every node, and of its distance from the market; means by draw."""
    tail = (1 - interval) / 2
    market = next((j for j, group in enumerate(groups) if group.grouping == OVERALL and group.code != BENCHMARK), None)
    rows = []
    for node, own in means.items():
        low, high = quantiles(own, (tail, 1 - tail))
        gap = own - own[:, [market]] if market is not None else np.full(own.shape, np.nan)
        gap_low, gap_high = quantiles(gap, (tail, 1 - tail))
        centre = mean_of_columns(own)
        figures = np.column_stack([centre, low, high, gap_low, gap_high]).tolist()
        rows += [GroupSpread(g.grouping, g.code, node, *row) for g, row in zip(groups, figures, strict=True)]
    return rows


def group_pairs(groups: Sequence[Group], means: Floats, interval: float) -> Iterator[GroupPair]:
    """Every two groups of one grouping, from their means by draw, shape (d, groups)."""
    tail = (1 - interval) / 2
    for i, j in combinations(range(len(groups)), 2):
        if groups[i].grouping != groups[j].grouping:
            continue
        lead = means[:, i] - means[:, j]
        known = lead[~np.isnan(lead)]
        if len(known):
            low, high = (float(edge[0]) for edge in quantiles(known[:, None], (tail, 1 - tail)))
            ahead = float((known > 0).mean() + 0.5 * (known == 0).mean())
            yield GroupPair(groups[i].grouping, groups[i].code, groups[j].code, ahead, low, high)
