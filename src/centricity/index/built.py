"""What a recipe makes of a frame: every intermediate column, and the log that made them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from centricity.index.frame import Floats, Frame, States
from centricity.index.levels import Cuts
from centricity.index.missing import Coverage
from centricity.index.rank import rank
from centricity.index.recipe import Arguments, Step, rule_at
from centricity.index.tree import Tree

SCORED, GIVEN, WITHHELD, NO_DATA = 0, 1, 2, 3
NODE_STATES = ("scored", "given", "withheld", "not_assessed")


@dataclass(frozen=True)
class Change:
    """Cells of one metric that a step changed: where, from what, to what.

    Attributes
    ----------
    rows
        Positions of the subjects, shape (k,).
    before, after
        Shape (k,); ``before`` is NaN for an imputed cell.
    """

    metric: str
    step: str
    kind: str
    rows: NDArray[np.int64]
    before: Floats
    after: Floats


@dataclass
class Build:
    """Everything a recipe made of a frame, by the code of metric or node; arrays of shape (n,).

    Attributes
    ----------
    levels
        Metrics after their rubrics, before any other step.
    values
        Metrics after denomination, imputation and treatment.
    scores, unadjusted
        Metrics (normalised) and nodes, with and without the adjustment.
    coverage, states
        Per node; states are SCORED, GIVEN, WITHHELD or NO_DATA.
    ranks
        Per node, of the adjusted scores; ``unadjusted_ranks`` for the index alone.
    cuts
        Percentile cuts used, per metric and group, ready to be frozen.
    log
        The steps with the arguments they really ran with.
    """

    frame: Frame
    tree: Tree
    levels: dict[str, Floats] = field(default_factory=dict)
    values: dict[str, Floats] = field(default_factory=dict)
    metric_states: dict[str, States] = field(default_factory=dict)
    scores: dict[str, Floats] = field(default_factory=dict)
    unadjusted: dict[str, Floats] = field(default_factory=dict)
    coefficients: Floats | None = None
    weights: dict[str, float] = field(default_factory=dict)
    effective: dict[str, float] = field(default_factory=dict)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    states: dict[str, States] = field(default_factory=dict)
    ranks: dict[str, Floats] = field(default_factory=dict)
    unadjusted_ranks: Floats = field(default_factory=lambda: np.zeros(0))
    changes: list[Change] = field(default_factory=list)
    cuts: dict[str, Cuts] = field(default_factory=dict)
    log: list[Step] = field(default_factory=list)

    def step(self, name: str) -> Arguments:
        """Arguments a step ran with; empty where it did not run."""
        return next((step.arguments for step in self.log if step.name == name), {})

    def rule(self, node: str) -> tuple[str, float | None]:
        """Aggregation rule and power of a node."""
        return rule_at(self.step("aggregate"), self.tree.depths[node])

    def rank_of(self, code: str) -> Floats:
        """Ranks on a node or metric."""
        if code not in self.ranks:
            self.ranks[code] = rank(self.placed(self.scores[code]), self.step("rank").get("ties", "min"))
        return self.ranks[code]

    def placed(self, scores: Floats) -> Floats:
        """Scores of those who take a place: reference rows do not."""
        reference = self.frame.reference
        return scores if reference is None else np.where(reference, np.nan, scores)
