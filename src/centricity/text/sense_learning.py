"""Learning the senses of a name from labels, and what the model says of labels hidden from it."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, TextError
from centricity.text.senses import Hidden, SenseModel
from centricity.text.surroundings import BITS, Ints, Seen, features
from centricity.text.tone.training import regression, whole_weights

LEAST: Final = 10
"""Documents of either kind below which nothing is learned."""

FOLDS: Final = 5
STRENGTH: Final = 4.0
"""Inverse strength of the penalty (C of a logistic regression)."""

_KINDS = {1: {"ru": "компания", "en": "the company"}, 0: {"ru": "не она", "en": "not it"}}


def learn(name: str, seen: Sequence[Seen], labels: ArrayLike, documents: Sequence[str]) -> SenseModel:
    """Learn where a name is the company.

    Parameters
    ----------
    seen
        What stands around the name.
    labels
        1 where it is the company, else 0.
    documents
        The document of each place; those of one document are hidden together.

    Raises
    ------
    TextError
        Either kind of label stands in fewer documents than `LEAST`.
    """
    truth = np.asarray(labels, np.int64)
    _, group = np.unique(np.array(documents, np.str_), return_inverse=True)
    _check(truth, group)
    table, fold = matrix(seen), folds(truth, group)
    told = np.zeros(len(truth), bool)
    for number in range(FOLDS):
        kept = fold != number
        hidden = np.flatnonzero(~kept)
        told[hidden] = _learned(name, table[kept], truth[kept]).allows([seen[at] for at in hidden.tolist()])
    return _learned(name, table, truth, _hidden(truth, told))


def _check(truth: Ints, group: NDArray[Any]) -> None:
    found = {kind: len(np.unique(group[truth == kind])) for kind in _KINDS}
    few = [
        Fault("text.sense_few", fields={"label": _KINDS[kind], "n": n, "least": LEAST})
        for kind, n in found.items()
        if n < LEAST
    ]
    if few:
        raise TextError(few)


def folds(truth: Ints, group: NDArray[Any]) -> Ints:
    """Number of the fold of each label: documents stay whole, and each fold has its share of either kind."""
    share = np.bincount(group, truth) / np.bincount(group)
    place = np.empty(len(share), np.int64)
    place[np.lexsort((np.arange(len(share)), share))] = np.arange(len(share)) % FOLDS
    return np.asarray(place[group])


def matrix(seen: Sequence[Seen]) -> Any:
    """Features of places as a sparse matrix of SciPy, the very ones that `SenseModel.scores` sums."""
    from scipy import sparse

    found = features(seen)
    return sparse.csr_matrix((found.value, (found.row, found.column)), shape=(len(seen), 2**BITS))


def _learned(name: str, table: Any, truth: Ints, hidden: Hidden | None = None) -> SenseModel:
    machine = regression(table, truth, None, STRENGTH)
    weights, scale = whole_weights(np.asarray(machine.coef_[0], np.float64))
    labels = (int(truth.sum()), int(len(truth) - truth.sum()))
    return SenseModel(name, weights.tobytes(), scale, round(float(machine.intercept_[0]), 6), labels,
                      hidden or Hidden(0, 0, 0, 0))  # fmt: skip


def _hidden(truth: Ints, told: NDArray[np.bool_]) -> Hidden:
    company = truth == 1
    return Hidden(*(int(each.sum()) for each in (company & told, ~company & told, company & ~told, ~company & ~told)))
