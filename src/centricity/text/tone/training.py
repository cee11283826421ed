"""Learning a model: a regression over hashed features, made small, calibrated on blocks of time it has not seen."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, MisuseError
from centricity.text.tone import features
from centricity.text.tone.evaluation import confusion, copy_weights, f1, time_folds
from centricity.text.tone.features import Floats
from centricity.text.tone.model import CLASSES, Head, Model, checked, log_softmax, scores
from centricity.text.tone.tokens import Vocabulary

LEANS: Final = tuple(round(0.15 * step, 2) for step in range(-6, 7))
"""Steps tried, on each side of even chances, when the lean is chosen."""

Ints = NDArray[np.int64]
Part = tuple[Floats, Ints, Floats]
"""Logarithms of probabilities, true labels and weights of a fold."""

BALANCES: Final = (1.0, 0.5)
"""Shares of praise and blame, against those of the training set, under which the lean must do well."""


@dataclass(frozen=True)
class Settings:
    """How a head is learned.

    Attributes
    ----------
    bits
        The weights stand in a table of 2 to this power.
    strength
        Inverse strength of the penalty (C of a logistic regression).
    copies
        Power by which copies lose weight: 0 counts each, 1 counts a group once.
    folds
        Blocks of time on which the lean and the probabilities are settled.
    version
        Name of the model.
    """

    bits: int = 18
    strength: float = 4.0
    copies: float = 0.5
    folds: int = 4
    version: str = "own"


@dataclass(frozen=True)
class Lesson:
    """A learned head, and what it says of each mention of its training set when that mention was hidden from it.

    `same_when_small` is the share of the mentions that whole-number weights judge as the full ones do.
    """

    head: Head
    hidden_scores: Floats
    same_when_small: float

    @property
    def hidden_labels(self) -> NDArray[np.int8]:
        """Labels of the hidden mentions."""
        return self.head.judged(self.hidden_scores)[0]


def learn(
    texts: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    labels: ArrayLike,
    groups: ArrayLike,
    moments: ArrayLike | None = None,
    settings: Settings | None = None,
) -> Lesson:
    """Learn the head of one register.

    Parameters
    ----------
    texts, starts, ends
        As for `Model.predict`.
    labels
        -1, 0 or 1 of each.
    groups
        Cluster of copies of each mention; copies never stand in two folds.
    moments
        Whole numbers that grow with time; None where unknown.

    Raises
    ------
    MisuseError
        Columns of unequal length, a label that is none, or a class of fewer mentions than folds.
    """
    chosen = settings or Settings()
    told, begin, finish = checked(texts, starts, ends)
    truth = _labels(labels, np.asarray(groups), len(told), chosen.folds)
    vocabulary = Vocabulary()
    seen = features.scene(told, begin, finish, vocabulary)
    table = matrix(seen, vocabulary, chosen.bits)
    weight = copy_weights(groups, chosen.copies)
    fold = time_folds(groups, moments, chosen.folds)
    hidden = np.zeros((len(told), 3))
    for number in range(chosen.folds):
        kept = fold != number
        hidden[~kept] = _raw(_fit(table[kept], truth[kept], weight[kept], chosen), table[~kept])
    coefficients, intercept = _fit(table, truth, weight, chosen)
    head = _settled(_small(coefficients, intercept), hidden, truth, np.asarray(groups), fold, chosen)
    same = head.judged(scores(head, seen, vocabulary))[0] == head.judged(_raw((coefficients, intercept), table))[0]
    return Lesson(head, hidden, float(np.mean(same)))


def train(
    texts: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    labels: ArrayLike,
    groups: ArrayLike,
    moments: ArrayLike | None = None,
    settings: Settings | None = None,
) -> Model:
    """A model with one head, which judges texts of both registers; see `learn`."""
    lesson = learn(texts, starts, ends, labels, groups, moments, settings)
    return Model({"post": lesson.head}, {"version": (settings or Settings()).version})


def matrix(seen: features.Scene, vocabulary: Vocabulary, bits: int) -> Any:
    """Features of mentions as a sparse matrix of SciPy, the very ones that `Model.predict` sums."""
    from scipy import sparse

    known = vocabulary.columns
    place, hashed, value = features.letters(seen.token, known)
    norm = 1 / np.sqrt(np.maximum(seen.size, 4))
    row = seen.row[place]
    parts = [*features.channels(seen, known), features.Channel(row, hashed, value * norm[row])]
    columns = np.concatenate([part.hashed for part in parts]) & np.uint32(2**bits - 1)
    rows, values = np.concatenate([part.row for part in parts]), np.concatenate([part.value for part in parts])
    return sparse.csr_matrix((values, (rows, columns.astype(np.int64))), shape=(len(seen.size), 2**bits))


def _labels(labels: ArrayLike, groups: NDArray[Any], count: int, folds: int) -> NDArray[np.int64]:
    truth = np.asarray(labels, np.int64)
    if not len(truth) == len(groups) == count:
        raise MisuseError([Fault("text.tone_labels_length", fields={"texts": count, "labels": len(truth)})])
    if not np.isin(truth, CLASSES).all():
        wrong = truth[~np.isin(truth, CLASSES)][0]
        raise MisuseError([Fault("text.tone_label", fields={"label": int(wrong)})])
    for label in CLASSES:
        have = len(np.unique(groups[truth == label]))
        if have < 2 * folds:
            raise MisuseError([Fault("text.tone_few", fields={"label": label, "n": have, "least": 2 * folds})])
    return truth


def regression(table: Any, truth: NDArray[np.int64], weight: Floats | None, strength: float) -> Any:
    """A fitted logistic regression of scikit-learn; the same mentions give the same, digit by digit."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    machine = LogisticRegression(C=strength, class_weight="balanced", max_iter=60, tol=1e-3)
    # sums in parallel come in another order each time, and the bytes of the model with them
    with threadpool_limits(1), warnings.catch_warnings():
        # the penalty, not the last digit of the optimum, decides how it does
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(table, truth, sample_weight=weight)
    return machine


def _fit(table: Any, truth: NDArray[np.int64], weight: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """Coefficients, a row for each class, and intercepts; a class that is not there is never told."""
    machine = regression(table, truth, weight, settings.strength)
    coefficients, intercept = np.zeros((3, table.shape[1])), np.full(3, -20.0)
    at = machine.classes_ + 1
    if len(at) == 2:
        coefficients[at[1]], intercept[at[0]], intercept[at[1]] = machine.coef_[0], 0.0, machine.intercept_[0]
    else:
        coefficients[at], intercept[at] = machine.coef_, machine.intercept_
    return coefficients, intercept


def _raw(fitted: tuple[Floats, Floats], table: Any) -> Floats:
    coefficients, intercept = fitted
    return np.asarray(table @ coefficients.T + intercept)


def _small(coefficients: Floats, intercept: Floats) -> Head:
    parts = [whole_weights(row) for row in coefficients]
    scale = np.array([scale for _, scale in parts])
    return Head(np.ascontiguousarray(np.array([whole for whole, _ in parts]).T), scale, np.round(intercept, 6))


def whole_weights(row: Floats) -> tuple[NDArray[np.int8], float]:
    """Weights as whole numbers of one byte, with the scale that loses least among a few."""
    scale = float(f"{_scale(row):.8g}")
    return np.clip(np.rint(row / scale), -127, 127).astype(np.int8), scale


def _scale(row: Floats) -> float:
    largest = float(np.abs(row).max()) or 1.0
    tried = [largest * share / 127 for share in (1.0, 0.8, 0.65, 0.5, 0.4, 0.3)]
    return min(tried, key=lambda scale: float(((np.clip(np.rint(row / scale), -127, 127) * scale - row) ** 2).sum()))


def _settled(head: Head, hidden: Floats, truth: Ints, groups: NDArray[Any], fold: Ints, settings: Settings) -> Head:
    """Settle probabilities and lean on what was said of hidden mentions."""
    temperature, shift = _calibrated(hidden, truth, copy_weights(groups, settings.copies))
    logits = log_softmax(hidden / temperature + shift)
    # whole clusters here: how often one headline was copied must not set the lean
    parts = [(logits[at], truth[at], copy_weights(groups, 1.0)[at]) for at in (fold == n for n in np.unique(fold))]
    return replace(head, temperature=temperature, shift=shift, lean=_lean(parts, -shift))


def _calibrated(hidden: Floats, truth: NDArray[np.int64], weight: Floats) -> tuple[float, Floats]:
    """Temperature and shift under which the hidden labels are likeliest."""
    from scipy.optimize import minimize

    def loss(point: Floats) -> float:
        logits = log_softmax(hidden * np.exp(-point[0]) + np.array([point[1], 0.0, point[2]]))
        return float(-(weight * logits[np.arange(len(truth)), truth + 1]).sum() / weight.sum())

    found = minimize(loss, np.zeros(3), method="Nelder-Mead", options={"maxiter": 400, "xatol": 1e-3, "fatol": 1e-6}).x
    return round(float(np.exp(np.clip(found[0], -3, 3))), 4), np.round([found[1], 0.0, found[2]], 4)


def _lean(parts: Sequence[Part], even: Floats) -> Floats:
    """The lean with the best F1 in the mean of the folds; neighbours are averaged, so that a lucky one is not taken."""
    tried = [[_f1_of(parts, even + np.array([blame, 0.0, praise])) for praise in LEANS] for blame in LEANS]
    padded = np.pad(np.array(tried), 1, mode="edge")
    smooth = np.sum([padded[i : i + len(LEANS), j : j + len(LEANS)] for i, j in product(range(3), range(3))], axis=0)
    blame, praise = np.unravel_index(int(np.argmax(smooth)), smooth.shape)
    return np.asarray(np.round(even + np.array([LEANS[blame], 0.0, LEANS[praise]]), 4))


def _f1_of(parts: Sequence[Part], lean: Floats) -> float:
    """F1 in the mean of the folds and of the balances, because another period has another share of praise and blame."""
    tables = [confusion(truth, (logits + lean).argmax(axis=1) - 1, weight) for logits, truth, weight in parts]
    balances = [np.array([[share], [1.0], [share]]) for share in BALANCES]
    return float(np.mean([(each[1] + each[-1]) / 2 for t in tables for b in balances for each in [f1(t * b)]]))
