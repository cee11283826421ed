"""A change of the index taken apart: by cause (data, method, sample) and by metric."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.aggregate import contributions
from centricity.index.built import Build
from centricity.index.frame import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """The mean index of a group in two waves, and why it differs.

    Attributes
    ----------
    before, after
        Means of all members that have an index in their wave.
    data
        What the same members, measured by the same method, did differently.
    method
        What the method did: earlier data by the later method less the same data by their own.
    sample
        The rest: members that came or went, and weights that changed. The three add up to the change.
    metrics
        The part of each metric in ``data``; they add up to it where the rule allows contributions.
    common
        Members that have an index both times and under both methods.
    """

    before: float
    after: float
    data: float
    method: float
    sample: float
    metrics: Mapping[str, float]
    common: int


@dataclass(frozen=True)
class Measured:
    """A build with the members that count and their weights, shape (n,) each."""

    build: Build
    members: Mask
    weights: Floats

    @property
    def index(self) -> Floats:
        """The index, shape (n,); NaN for those who are no members."""
        return np.where(self.members, self.build.scores[self.build.tree.root], np.nan)

    def mean(self, rows: Mask) -> float:
        """Weighted mean of the index over some members; NaN where there are none."""
        known = rows & ~np.isnan(self.index)
        total = float(self.weights[known].sum())
        return float((self.index[known] * self.weights[known]).sum() / total) if total > 0 else float("nan")


def change_of(before: Measured, bridge: Measured, after: Measured) -> Change:
    """Take a change apart.

    Parameters
    ----------
    before, after
        The two waves, each by its own method; positions are the same subjects in both.
    bridge
        The earlier wave by the later method; the same as ``before`` where the method did not change.
    """
    common = ~(np.isnan(before.index) | np.isnan(bridge.index) | np.isnan(after.index))
    everyone = np.ones(len(common), dtype=bool)
    then, now = before.mean(everyone), after.mean(everyone)
    alike = Measured(bridge.build, bridge.members, after.weights)
    own = Measured(before.build, before.members, after.weights)
    data = after.mean(common) - alike.mean(common)
    method = alike.mean(common) - own.mean(common)
    return Change(
        then, now, data, method, (now - then) - data - method, _by_metric(alike, after, common), int(common.sum())
    )


def _by_metric(before: Measured, after: Measured, rows: Mask) -> dict[str, float]:
    weights = after.weights[rows]
    if weights.sum() <= 0:
        return {}
    old, new = leaf_contributions(before.build), leaf_contributions(after.build)
    return {
        code: float(((np.nan_to_num(new[code]) - np.nan_to_num(old[code]))[rows] * weights).sum() / weights.sum())
        for code in after.build.tree.metrics
        if code in old
    }


def leaf_contributions(build: Build) -> dict[str, Floats]:
    """What each metric adds to the index of each subject, so that they add up to it; NaN under Copeland's rule.

    From the index down, the part of a node is divided among its children as their contributions to it.
    """
    tree = build.tree
    parts = {tree.root: build.scores[tree.root]}
    for node in reversed(tree.nodes):
        children = tree.children[node]
        columns = [build.scores[child] for child in children]
        weights = [build.weights[child] for child in children]
        depth = build.step("adjust").get("depth")
        score = build.unadjusted[node] if depth == tree.depths[node] else build.scores[node]
        rule, power = build.rule(node)
        for child, own in zip(children, contributions(columns, weights, score, rule, power), strict=True):
            with np.errstate(invalid="ignore", divide="ignore"):
                parts[child] = np.where(score == 0, 0.0, parts[node] * own / score)
    return {code: parts[code] for code in tree.metrics}
