"""Groups of subjects: market, segments, the benchmark; their means and dispersion."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats, Labels
from centricity.index.rank import best
from centricity.stats.estimate import mean_estimate
from centricity.stats.moments import weighted_sd

MARKET = "market"
BENCHMARK = "benchmark"
OVERALL = "overall"


@dataclass(frozen=True)
class Group:
    """Some of the subjects under a name; ``members`` are positions."""

    grouping: str
    code: str
    members: NDArray[np.int64]

    @property
    def n(self) -> int:
        """How many subjects belong to the group, scored or not."""
        return len(self.members)


@dataclass(frozen=True)
class GroupScore:
    """A group on one node.

    Attributes
    ----------
    n
        Members that have a score there; the sum of their weights where members are weighted.
    mean, low, high
        Mean and its 95 % t interval; NaN where there is none.
    sd, rsd
        Standard deviation, and 100 times it over the mean.
    """

    grouping: str
    group: str
    node: str
    n: int
    mean: float
    low: float
    high: float
    sd: float
    rsd: float


def everyone(members: NDArray[np.int64]) -> Group:
    """Return the market: all subjects of the study but reference rows."""
    return Group(OVERALL, MARKET, members)


def benchmark(scores: Floats, top: int, tie_breaks: Sequence[Floats], codes: Labels) -> Group:
    """Return the best ``top`` subjects by index; see `rank.best` for ties at the border."""
    return Group(OVERALL, BENCHMARK, best(scores, top, list(tie_breaks), codes))


def by_column(grouping: str, labels: Labels, merge: Mapping[str, Sequence[str]] | None = None) -> list[Group]:
    """Divide subjects by a column.

    Parameters
    ----------
    labels
        Shape (n,); the empty string belongs to no group.
    merge
        Group code to the values it takes together; every value is its own group where left out. Values
        that no group names become groups of their own, so that no subject is lost in silence.
    """
    merge = dict(merge or {})
    named = {value for values in merge.values() for value in values}
    for value in np.unique(labels):
        if value and str(value) not in named:
            merge[str(value)] = (str(value),)
    groups = [Group(grouping, code, np.flatnonzero(np.isin(labels, list(values)))) for code, values in merge.items()]
    return [group for group in groups if group.n]


def group_scores(
    groups: Iterable[Group],
    columns: Mapping[str, Floats],
    ddof: int = 0,
    weights: Floats | None = None,
) -> list[GroupScore]:
    """Mean, interval and dispersion of every group on every column.

    Parameters
    ----------
    columns
        Per node or metric, shape (n,); NaN is left out and lowers n.
    ddof
        0 population, 1 sample standard deviation.
    weights
        Shape (n,): whole numbers, such as the respondents behind each subject; 0 does not count. Each subject
        counts once where left out.
    """
    return [
        _score(group, node, column[group.members], ddof, None if weights is None else weights[group.members])
        for group in groups
        for node, column in columns.items()
    ]


def _score(group: Group, node: str, x: Floats, ddof: int, weights: Floats | None) -> GroupScore:
    w = np.ones(len(x)) if weights is None else weights
    known = ~np.isnan(x) & (w > 0)
    estimate = mean_estimate(x[known], w[known])
    sd = weighted_sd(x[known], w[known], ddof)
    rsd = 100 * sd / estimate.value if estimate.value else math.nan
    n = estimate.n if weights is None else round(float(w[known].sum()))
    return GroupScore(group.grouping, group.code, node, n, estimate.value, estimate.low, estimate.high, sd, rsd)
