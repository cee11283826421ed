"""The linear model of tone: whole numbers in a table, a scale per class, and what turns scores into probabilities."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from centricity.errors import Fault, MisuseError, Place
from centricity.text.tone import features
from centricity.text.tone.features import Floats
from centricity.text.tone.tokens import Vocabulary

CLASSES: Final = (-1, 0, 1)
REGISTERS: Final = ("post", "prose")
"""Two ways to write: as people do in posts, reviews and calls; as editors do in news and on a company's pages."""

MAGIC: Final = b"centricity-tone\n"
BATCH: Final = 8192
"""Mentions judged at a time, so that memory stays flat."""

_PROSE: Final = frozenset({"news", "own_site"})
_POST_MARKS: Final = ("http", "@", "#", "RT ", ")))", ":)", ":(")
_POST_LENGTH: Final = 160


@dataclass(frozen=True)
class ToneResult:
    """What a model says of mentions.

    Attributes
    ----------
    labels
        -1, 0 or 1 of each mention, as int8.
    probabilities
        Of -1, 0 and 1, float32, a row for each mention. The label need not be the likeliest class: the model leans
        towards praise and blame as far as that raises their F1.
    version
        The model that said it.
    """

    labels: NDArray[np.int8]
    probabilities: NDArray[np.float32]
    version: str


@runtime_checkable
class ToneModel(Protocol):
    """Anything that judges mentions."""

    @property
    def version(self) -> str:
        """Name that goes into the evidence."""

    def predict(
        self,
        texts: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        kinds: Sequence[str | None] | None = None,
    ) -> ToneResult:
        """Tone of each text towards the company named at the characters from start to end."""


@dataclass(frozen=True)
class Head:
    """The weights of one register.

    Attributes
    ----------
    weights
        int8, a row for each hash, a column for each class.
    scale, intercept
        Per class: score = scale * weight * value + intercept.
    temperature, shift
        Probability = softmax(score / temperature + shift).
    lean
        Added to the logarithm of the probabilities before the label is chosen.
    """

    weights: NDArray[np.int8]
    scale: Floats
    intercept: Floats
    temperature: float = 1.0
    shift: Floats = field(default_factory=lambda: np.zeros(3))
    lean: Floats = field(default_factory=lambda: np.zeros(3))

    def judged(self, scores: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """Labels and probabilities of raw scores."""
        logits = log_softmax(scores / self.temperature + self.shift)
        labels = np.array(CLASSES, np.int8)[(logits + self.lean).argmax(axis=1)]
        return labels, np.exp(logits).astype(np.float32)


@dataclass(frozen=True)
class Model:
    """A linear model of tone with a head for each register; `about` is its card: data, licence, what it is."""

    heads: Mapping[str, Head]
    about: Mapping[str, Any]
    vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False, compare=False)

    @property
    def version(self) -> str:
        """Name that goes into the evidence."""
        return str(self.about["version"])

    def predict(
        self,
        texts: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        kinds: Sequence[str | None] | None = None,
    ) -> ToneResult:
        """Tone of each text towards the company.

        Parameters
        ----------
        texts
            A list, or an Arrow array, of strings; none may be missing.
        starts, ends
            Characters of the text between which the company is named; the same number twice where it is not named.
        kinds
            Kind of the source of each (see `centricity.text.documents.KINDS`), or None where unknown; it chooses the
            register, which is otherwise told from the text.

        Raises
        ------
        MisuseError
            Columns of unequal length, a missing text, a place outside its text.
        """
        told, begin, finish = checked(texts, starts, ends, kinds)
        sources = [None] * len(told) if kinds is None else listed(kinds)
        parts = [
            self._batch(told[part], begin[part], finish[part], sources[part])
            for part in (slice(at, at + BATCH) for at in range(0, len(told), BATCH))
        ]
        labels = np.concatenate([np.zeros(0, np.int8), *(part[0] for part in parts)])
        return ToneResult(labels, np.concatenate([np.zeros((0, 3), np.float32), *(p[1] for p in parts)]), self.version)

    def _batch(
        self, texts: list[str], starts: list[int], ends: list[int], kinds: list[str | None]
    ) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        seen = features.scene(texts, starts, ends, self.vocabulary)
        labels, probabilities = np.zeros(len(texts), np.int8), np.zeros((len(texts), 3), np.float32)
        registers = np.array([register(text, kind) for text, kind in zip(texts, kinds, strict=True)])
        for name in sorted(set(registers.tolist())):
            head = self.heads.get(name) or next(iter(self.heads.values()))
            found, chances = head.judged(scores(head, seen, self.vocabulary))
            chosen = registers == name
            labels[chosen], probabilities[chosen] = found[chosen], chances[chosen]
        return labels, probabilities

    def to_bytes(self) -> bytes:
        """The model as a file: a mark, a line of JSON, the weights in order; the same model, the same bytes."""
        card = {
            "about": dict(self.about),
            "features": features.version(),
            "heads": [
                {"register": name, "bits": len(head.weights).bit_length() - 1, "temperature": head.temperature}
                | {key: getattr(head, key).tolist() for key in ("scale", "intercept", "shift", "lean")}
                for name, head in self.heads.items()
            ],
        }
        line = json.dumps(card, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return b"".join([MAGIC, line, b"\n", *(head.weights.tobytes() for head in self.heads.values())])


def scores(head: Head, seen: features.Scene, vocabulary: Vocabulary) -> Floats:
    """Raw score of each mention for each class."""
    known, mask = vocabulary.columns, np.uint32(len(head.weights) - 1)
    total = np.zeros((len(seen.size), 3))

    def add(row: NDArray[np.int64], weights: NDArray[Any], value: Floats) -> None:
        for column in range(3):
            total[:, column] += np.bincount(row, weights[:, column] * value, len(total))

    for channel in features.channels(seen, known):
        add(channel.row, head.weights[channel.hashed & mask], channel.value)
    add(seen.row, _by_letters(head, seen, vocabulary)[seen.token], 1 / np.sqrt(np.maximum(seen.size, 4))[seen.row])
    return np.asarray(total * head.scale + head.intercept)


def _by_letters(head: Head, seen: features.Scene, vocabulary: Vocabulary) -> Floats:
    """What the letters of each token say, worked out once for a token however often it stands."""
    known = vocabulary.columns
    token = np.flatnonzero(np.bincount(seen.token, minlength=len(known.word)))
    place, hashed, value = features.letters(token, known)
    weights = head.weights[hashed & np.uint32(len(head.weights) - 1)]
    table = np.zeros((len(known.word), 3))
    for column in range(3):
        table[token, column] = np.bincount(place, weights[:, column] * value, len(token))
    return table


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities that sum to one in each row."""
    level = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(level - np.log(np.exp(level).sum(axis=1, keepdims=True)))


def register(text: str, kind: str | None) -> str:
    """Register of a text by the kind of its source; where that is unknown a short text or one with marks is a post."""
    if kind is not None:
        return "prose" if kind in _PROSE else "post"
    return "post" if len(text) <= _POST_LENGTH or any(mark in text for mark in _POST_MARKS) else "prose"


def listed(column: Sequence[Any]) -> list[Any]:
    """A column, of Arrow or of any other kind, as a list."""
    return column.to_pylist() if isinstance(column, pa.Array | pa.ChunkedArray) else list(column)


def checked(
    texts: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    kinds: Sequence[str | None] | None = None,
    languages: Sequence[str | None] | None = None,
) -> tuple[list[str], list[int], list[int]]:
    """Columns as lists, of equal length, with every place inside its text."""
    told = listed(texts)
    begin, finish = np.asarray(starts, np.int64).tolist(), np.asarray(ends, np.int64).tolist()
    if not len(told) == len(begin) == len(finish):
        raise _misuse("text.tone_lengths", texts=len(told), starts=len(begin), ends=len(finish))
    for column in (kinds, languages):
        if column is not None and len(column) != len(told):
            raise _misuse("text.tone_kinds", kinds=len(column), texts=len(told))
    for row, (text, start, end) in enumerate(zip(told, begin, finish, strict=True)):
        if not isinstance(text, str):
            raise _misuse("text.tone_missing", row=row)
        if not 0 <= start <= end <= len(text):
            raise _misuse("text.tone_place", row=row, start=start, end=end, length=len(text))
    return told, begin, finish


def _misuse(code: str, **fields: Any) -> MisuseError:
    return MisuseError([Fault(code, Place(), fields)])


def load(path: Path) -> Model:
    """Read a model from a file that `Model.to_bytes` made.

    Raises
    ------
    MisuseError
        No file, no model, or a model for features of another version.
    """
    try:
        return from_bytes(path.read_bytes(), str(path))
    except FileNotFoundError as problem:
        raise _misuse("file.missing", file=str(path)) from problem
    except OSError as problem:
        raise _misuse("file.unreadable", problem=problem.strerror or type(problem).__name__) from problem


def from_bytes(content: bytes, name: str = "") -> Model:
    """A model from the bytes of its file; `name` stands in the error."""
    mark, _, rest = content.partition(b"\n")
    line, _, weights = rest.partition(b"\n")
    try:
        card = json.loads(line) if mark + b"\n" == MAGIC else {}
        found = str(card["features"])
        model = Model(_heads(card["heads"], weights), dict(card["about"])) if found == features.version() else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
        raise _misuse("text.tone_not_model", file=name) from problem
    if model is None:
        raise _misuse("text.tone_features", file=name, found=found, expected=features.version())
    return model


def _heads(cards: Sequence[Mapping[str, Any]], weights: bytes) -> dict[str, Head]:
    heads, at = {}, 0
    for card in cards:
        size = 3 * 2 ** min(int(card["bits"]), 24)
        table = np.frombuffer(weights[at : at + size], np.int8).reshape(size // 3, 3)
        vectors = {key: np.array(card[key], np.float64).reshape(3) for key in ("scale", "intercept", "shift", "lean")}
        heads[str(card["register"])] = Head(table, temperature=float(card["temperature"]), **vectors)
        at += size
    if at != len(weights) or not heads:
        raise ValueError
    return heads


@cache
def shipped(language: str) -> ToneModel:
    """The model that comes with Centricity: learned for Russian, a list of words for English.

    Raises
    ------
    MisuseError
        Another language.
    """
    if language == "en":
        from centricity.text.tone.english import EnglishLexicon

        return EnglishLexicon()
    if language != "ru":
        raise _misuse("text.tone_language", language=language)
    return from_bytes((files(__package__) / "model" / "tone_ru.bin").read_bytes(), "tone_ru.bin")
