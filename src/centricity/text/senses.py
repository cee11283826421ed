"""Senses of a name that is also a word: a small linear model for each name says where it is the company."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, Place, TextError
from centricity.stats.proportions import wilson
from centricity.text.surroundings import BITS, VERSION, Floats, Seen, features

MAGIC: Final = b"centricity-sense\n"
LARGEST: Final = 65_536
"""Bytes of a file of a model; a larger one is none."""

_MOST = 10**9


class Hidden(NamedTuple):
    """Labels hidden from the model, by what it said of them; `taken` for the company were not it."""

    right: int
    taken: int
    missed: int
    refused: int

    @property
    def precision(self) -> tuple[float, float, float]:
        """Share of what is told as the company that is it, with Wilson's limits; NaN where nothing is told."""
        return _share(self.right, self.right + self.taken)

    @property
    def recall(self) -> tuple[float, float, float]:
        """Share of what is the company that is told as it, with Wilson's limits."""
        return _share(self.right, self.right + self.missed)


def _share(part: int, whole: int) -> tuple[float, float, float]:
    share, n = np.array([part / whole if whole else np.nan]), np.array([float(whole)])
    low, high = wilson(share, n)
    return float(share[0]), float(low[0]), float(high[0])


@dataclass(frozen=True)
class SenseModel:
    """Where a name is the company: bias + scale * weight * value above zero.

    Attributes
    ----------
    name
        The name as the labels have it.
    weights
        int8 in order, one for each row of the table.
    labels
        How many places it was learned from: of the company, of something else.
    hidden
        How labels hidden from it were told.
    """

    name: str
    weights: bytes
    scale: float
    bias: float
    labels: tuple[int, int]
    hidden: Hidden

    @cached_property
    def _table(self) -> NDArray[np.int8]:
        return np.frombuffer(self.weights, np.int8)

    def scores(self, seen: Sequence[Seen]) -> Floats:
        """Logarithm of the odds that each place is the company."""
        found = features(seen)
        total = np.bincount(found.row, self._table[found.column] * found.value, len(seen))
        return np.asarray(total * self.scale + self.bias)

    def allows(self, seen: Sequence[Seen]) -> NDArray[np.bool_]:
        """Whether each place is the company."""
        return np.asarray(self.scores(seen) > 0)

    def to_bytes(self) -> bytes:
        """The model as a file: a mark, length and checksum, a line of JSON, the weights; the same model, the same."""
        card = {"name": self.name, "version": VERSION, "scale": self.scale, "bias": self.bias,
                "labels": list(self.labels), "hidden": list(self.hidden)}  # fmt: skip
        line = json.dumps(card, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
        content = line + b"\n" + self.weights
        return MAGIC + len(content).to_bytes(4, "little") + _checksum(content) + content

    @property
    def digest(self) -> str:
        """What tells it from any other."""
        return _checksum(self.to_bytes()).hex()


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=8).digest()


def read_sense(path: Path, name: str = "") -> SenseModel:
    """Read a model from a file that `SenseModel.to_bytes` made; `name` stands for the file in the error.

    Raises
    ------
    TextError
        No file, no model, or a model for features of another version.
    """
    name = name or str(path)
    try:
        about = path.stat()
        if not S_ISREG(about.st_mode) or about.st_size > LARGEST:  # a pipe would never end
            raise _wrong("text.sense_broken", name)
        return from_bytes(path.read_bytes(), name)
    except FileNotFoundError as problem:
        raise _wrong("file.missing", name) from problem
    except OSError as problem:
        raise _wrong("file.unreadable", name, problem=problem.strerror or type(problem).__name__) from problem


def from_bytes(content: bytes, name: str = "") -> SenseModel:
    """A model from the bytes of its file; `name` stands for the file in the error.

    Raises
    ------
    TextError
        No model, or a model for features of another version.
    """
    size, rest = content[len(MAGIC) : len(MAGIC) + 4], content[len(MAGIC) + 4 :]
    sum_, told = rest[:8], rest[8:]
    sound = content.startswith(MAGIC) and int.from_bytes(size, "little") == len(told) and _checksum(told) == sum_
    line, _, weights = told.partition(b"\n")
    try:
        card = json.loads(line) if sound else {}
        found = card["version"]
        model = _model(card, weights) if found == VERSION else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as problem:
        raise _wrong("text.sense_broken", name) from problem
    if model is None:
        raise _wrong("text.sense_features", name, found=found, expected=VERSION)
    if model.to_bytes() != content:
        raise _wrong("text.sense_broken", name)
    return model


def _model(card: dict[str, Any], weights: bytes) -> SenseModel:
    """A model whose numbers are such as learning gives; ValueError or TypeError where they are not."""
    counts = [int(n) for n in (*card["labels"], *card["hidden"])]
    scale, bias = float(card["scale"]), float(card["bias"])
    sound = np.isfinite([scale, bias]).all() and scale > 0 and all(0 <= n < _MOST for n in counts)
    if not sound or len(weights) != 2**BITS or len(counts) != 6:
        raise ValueError
    return SenseModel(str(card["name"]), weights, scale, bias, (counts[0], counts[1]), Hidden(*counts[2:]))


def _wrong(code: str, name: str, **fields: Any) -> TextError:
    return TextError([Fault(code, Place(file=name), {"file": name} | fields)])
