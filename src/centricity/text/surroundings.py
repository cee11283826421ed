"""What stands around a name: the words beside it and how it is written, as hashed features.

A passage of two hundred characters to either side holds all that is looked at, so that a model that was learned from
passages sees the same in a whole document.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from centricity.text.hashes import Hashes, mixed
from centricity.text.normal import OneByte

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

VERSION: Final = 1
"""Raised whenever a place would get other features; a model made for other features is refused."""

BITS: Final = 12
"""The features stand in a table of 2 to this power."""

WITHIN: Final = 8
"""Words to either side that are looked at."""

WIDEST: Final = 40
"""Most letters of a word beside a name that are looked at."""

_STEM = 5
_LOOK = 20
"""Characters before a name within which the end of the sentence before it is looked for."""
_OPENING, _CLOSING, _STOPS = "«\"'“„‘", "»\"'”“’", ".!?…"
_NEAR_WEIGHT, _MARK_WEIGHT = 0.5, 0.5
_MARKS = 4


class Seen(NamedTuple):
    """What stands around a name, in the bytes of `one_byte`.

    Attributes
    ----------
    left, right
        Words, the nearest to the name last on the left and first on the right.
    marks
        A bit each: begins with a capital, is in capitals, stands in quotes, begins a sentence.
    """

    left: tuple[bytes, ...]
    name: bytes
    right: tuple[bytes, ...]
    marks: int


class Features(NamedTuple):
    """Features of places: which place, which row of the table, what value."""

    row: Ints
    column: Ints
    value: Floats


def seen_at(column: OneByte, text: int, begin: int, after: int, written: str) -> Seen:
    """What stands around a name.

    Parameters
    ----------
    column
        Texts in the form of one byte.
    text
        Which of them the name stands in.
    begin, after
        Where it stands, counted over all of them.
    written
        That text as it was written.
    """
    left, right = words_beside(column, text, begin, after, WITHIN)
    start = begin - int(column.offsets[text])
    name = column.codes[begin:after].tobytes()
    return Seen(tuple(left), name, tuple(right), _marks(written, start, start + after - begin))


def words_beside(column: OneByte, text: int, begin: int, after: int, within: int) -> tuple[list[bytes], list[bytes]]:
    """Words before and after a name, within its text."""
    reach = within * WIDEST
    first, last = int(column.offsets[text]), int(column.offsets[text + 1]) - 1
    left = column.codes[max(first, begin - reach) : begin].tobytes().split()
    right = column.codes[after : min(last, after + reach)].tobytes().split()
    return left[max(0, len(left) - within) :], right[:within]


def _marks(written: str, start: int, end: int) -> int:
    name, before = written[start:end], written[max(0, start - _LOOK) : start].rstrip().rstrip(_OPENING).rstrip()
    begins = not before or before[-1] in _STOPS
    quoted = start > 0 and written[start - 1] in _OPENING and end < len(written) and written[end] in _CLOSING
    capitals = len(name) > 1 and name.isupper()
    return sum(bit << i for i, bit in enumerate((name[:1].isupper(), capitals, quoted, begins)))


@lru_cache(1 << 16)
def _hashed(word: bytes) -> tuple[int, int]:
    return zlib.crc32(word), zlib.crc32(word[:_STEM])


def features(seen: Sequence[Seen]) -> Features:
    """Features of places, the very ones that a model is learned from."""
    parts = [*_of_words(seen), *_of_names(seen)]
    row, hashed, value = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Features(row, (hashed & np.uint32(2**BITS - 1)).astype(np.int64), value)


def _of_words(seen: Sequence[Seen]) -> Iterator[tuple[Ints, Hashes, Floats]]:
    """Each word and its first letters: anywhere, by side, and once more right beside the name."""
    counts = np.array([(len(each.left), len(each.right)) for each in seen], np.int64).reshape(len(seen), 2)
    size = counts.sum(axis=1)
    row = np.repeat(np.arange(len(seen)), size)
    distance = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) - counts[row, 0]
    side, near = (distance >= 0).astype(np.int64), (distance == -1) | (distance == 0)
    value = 1 / np.sqrt(np.maximum(size, 4))[row]
    words = [_hashed(word) for each in seen for word in (*each.left, *each.right)]
    for kind, hashed in enumerate(np.array(words, np.uint32).reshape(len(words), 2).T):
        yield row, mixed(hashed, 10 * kind), value
        yield row, mixed(hashed, 10 * kind + 1 + side), value
        yield row[near], mixed(hashed[near], 10 * kind + 3 + side[near]), np.full(int(near.sum()), _NEAR_WEIGHT)


def _of_names(seen: Sequence[Seen]) -> Iterator[tuple[Ints, Hashes, Floats]]:
    """The form of the name, its marks one by one, and all of them together."""
    row, value = np.arange(len(seen)), np.full(len(seen), _MARK_WEIGHT)
    marks = np.array([each.marks for each in seen], np.int64)
    yield row, mixed(np.array([_hashed(each.name)[0] for each in seen], np.uint32), 30), value
    for bit in range(_MARKS):
        yield row, mixed(np.full(len(seen), 31 + bit, np.uint32), marks >> bit & 1), value
    yield row, mixed(np.full(len(seen), 40, np.uint32), marks), value
