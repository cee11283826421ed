"""What goes into the engine: columns of numbers over subjects, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.str_]
States = NDArray[np.int8]

ASSESSED, NOT_ASSESSED, NOT_APPLICABLE, IMPUTED = 0, 1, 2, 3
STATE_NAMES = ("assessed", "not_assessed", "not_applicable", "imputed")


@dataclass(frozen=True)
class Frame:
    """The data of one wave, as columns over n subjects.

    Attributes
    ----------
    subjects
        Shape (n,), codes.
    values
        Per metric, shape (n,): the level or the measured value; NaN where there is none.
    states
        Per metric, shape (n,): ASSESSED, NOT_ASSESSED or NOT_APPLICABLE. A metric left out is assessed
        wherever it has a value.
    raw
        Per metric, per raw indicator, shape (n,): what the rubric reads; NaN where there is none.
    given
        Per node, shape (n,): a score observed at that node itself; NaN where the node is computed.
    labels
        Per subject column, shape (n,): groups; the empty string is "no group".
    numbers
        Per subject column, shape (n,): shares, denominators; NaN where missing.
    respondents
        Shape (n,): how many raters or respondents stand behind a subject; 0 where unknown.
    reference
        Shape (n,): rows that are scored for comparison but belong to no group and take no place.
    """

    subjects: Labels
    values: Mapping[str, Floats]
    states: Mapping[str, States] = field(default_factory=dict)
    raw: Mapping[str, Mapping[str, Floats]] = field(default_factory=dict)
    given: Mapping[str, Floats] = field(default_factory=dict)
    labels: Mapping[str, Labels] = field(default_factory=dict)
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    respondents: NDArray[np.int64] | None = None
    reference: NDArray[np.bool_] | None = None

    @property
    def n(self) -> int:
        """Number of subjects."""
        return len(self.subjects)

    def label(self, column: str) -> Labels:
        """Groups of a subject column; all empty where the column is absent."""
        return self.labels.get(column, np.full(self.n, "", dtype="U1"))
