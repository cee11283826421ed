"""English tone from a list of words: weighed, turned by negations, and never measured on a public set."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from centricity.text.tone import features
from centricity.text.tone.features import Floats
from centricity.text.tone.model import CLASSES, ToneResult, checked, log_softmax
from centricity.text.tone.tokens import Vocabulary

STEEPNESS: Final = 1.2
NEUTRAL: Final = 0.9
"""Set by hand: one mild word near the company is enough for a label; no set of labels was there to settle them."""


class EnglishLexicon:
    """Sum of the strengths of the words of judgement around the company.

    A word counts in full in the clause of the name or next to it and fades with distance; an intensifier before it
    counts half as much again, a negation turns it and takes a fifth off, and what follows a “but” counts half as much
    again.
    """

    version: Final = "lexicon-en-1"

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()

    def predict(
        self,
        texts: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        kinds: Sequence[str | None] | None = None,
    ) -> ToneResult:
        """Tone of each text towards the company; see `centricity.text.tone.model.Model.predict`."""
        told, begin, finish = checked(texts, starts, ends, kinds)
        balance = self._balance(features.scene(told, begin, finish, self._vocabulary))
        raw = np.column_stack([-STEEPNESS * balance, np.full(len(told), NEUTRAL), STEEPNESS * balance])
        logits = log_softmax(raw)
        labels = np.array(CLASSES, np.int8)[logits.argmax(axis=1)]
        return ToneResult(labels, np.exp(logits).astype(np.float32), self.version)

    def _balance(self, seen: features.Scene) -> Floats:
        known = self._vocabulary.columns
        fade = np.where(seen.same, 1.0, 1 / (1 + np.maximum(0, np.abs(seen.distance) - 4) / 12))
        turned = np.where(seen.negated, -0.8, 1.0)
        strength = known.strength[seen.token] * fade * turned * _stressed(seen, known.intense, known.turns)
        return np.asarray(np.bincount(seen.row, strength, len(seen.size)))


def _stressed(seen: features.Scene, intense: NDArray[np.bool_], turns: NDArray[np.bool_]) -> Floats:
    after = np.zeros(len(seen.token), bool)
    after[1:] = intense[seen.token[:-1]] & (seen.row[1:] == seen.row[:-1])
    turn = turns[seen.token]
    so_far = np.cumsum(turn)
    before = np.zeros(len(seen.size), np.int64)
    np.maximum.at(before, seen.row, so_far)
    first = np.cumsum(seen.size) - seen.size
    opened = so_far[first] - turn[first] if len(first) else before
    behind = so_far > opened[seen.row]
    return np.where(after, 1.5, 1.0) * np.where(behind, 1.5, 1.0)
