"""Copies and reprints: exact by the hash of the words, near ones by sketches of their triples.

Signatures are made batch by batch; clusters are made of all signatures and do not depend on the order of the batches.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from centricity.text.mentions import body
from centricity.text.normal import SPACE, OneByte, one_byte

U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

SHINGLE = 3
"""Words in a row that are compared."""
BINS = 32
ROWS = 2
BANDS = BINS // ROWS
SKETCH = 64
"""Smallest hashes of triples that are kept: all of a short text."""
ALIKE = 0.5
"""Least share of common triples (Jaccard) of two copies of a text."""
_ROUNDS = 24
"""Most texts of one band to which the others of the band are held."""

_NOISE = r"https?://\S+|@\w+:?|\bRT\b"
"""What differs between copies of a post."""

SCHEMA: Final = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("exact", pa.int64(), nullable=False),
        *(pa.field(f"band{i}", pa.int64(), nullable=False) for i in range(BANDS)),
        pa.field("sketch", pa.list_(pa.int32()), nullable=False),
    ]
)
"""Columns of a signature: hash of all words, hashes of pairs of least hashes, the least hashes in order.

Hashes are written as whole numbers with a sign, bit for bit, since Spark knows no others.
"""

CLUSTERS: Final = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("story", pa.string(), nullable=False),
        pa.field("copies", pa.int64(), nullable=False),
        pa.field("copy", pa.string(), nullable=False),
    ]
)
"""Columns of a cluster: the story is the least identifier of its documents; copy is ``single``, ``exact`` where another
document has the same words, or ``near``."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_PLACE = tuple(np.uint64(n) for n in (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB))
_BITS = 40
"""Bits of a hash that are kept; a batch may have 2 ** 24 texts."""
_EMPTY = np.uint32(0xFFFFFFFF)
_PAIRS_AT_ONCE = 20_000
"""Pairs compared at a time, so that memory stays flat."""
_ROWS_AT_ONCE = 2_048
"""Texts whose bins are filled at a time, so that they stay in the processor's cache."""


def signatures(documents: pa.RecordBatch) -> pa.RecordBatch:
    """Signatures of documents, in `SCHEMA`.

    Titles count as text; addresses, handles and the mark of a retweet do not.
    """
    words, offsets = word_hashes(one_byte(_without_noise(body(documents))))
    hashes, ends = _shingles(words, offsets)
    hashes, owner = _in_order(hashes, ends)
    bins = _binned(hashes, owner, len(ends) - 1)
    bands = [_mixed(bins[:, ROWS * i] * _PLACE[0] + bins[:, ROWS * i + 1] * _PLACE[1]) for i in range(BANDS)]
    signed = [pa.array(each.view(np.int64)) for each in (_exact(words, offsets), *bands)]
    columns = [documents["document"], *signed,
               _sketches(hashes, owner, len(ends) - 1)]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _without_noise(texts: pa.Array) -> pa.Array:
    """Texts without what differs between copies; where none has any of it, none is looked through."""
    whole = (texts.buffers()[2] or pa.py_buffer(b"")).to_pybytes()
    if not any(sign in whole for sign in (b"@", b"http", b"RT")):
        return texts
    return pc.replace_substring_regex(texts, _NOISE, " ")


def word_hashes(column: OneByte) -> tuple[U64, Ints]:
    """Hashes of all words, and the place of the first word of each text, with one more at the end."""
    codes = column.codes
    there = codes != SPACE
    edges = np.flatnonzero(there[1:] != there[:-1]) + 1
    begin, end = edges[::2], edges[1::2]
    if len(begin) > len(end):
        end = np.append(end, len(codes))
    length = np.minimum(end - begin, _LONGEST)
    padded = np.append(codes, np.zeros(_LONGEST, np.uint8))
    eight: U64 = np.ndarray((len(codes) + 1,), "<u8", padded, strides=(1,))
    hashes = length.astype(np.uint64)
    for at in range(0, int(length.max()) if len(length) else 0, 8):
        alive = np.flatnonzero(length > at) if at else np.arange(len(length))
        letters = eight[begin[alive] + at] & _FIRST[np.minimum(length[alive] - at, 8)]
        hashes[alive] = _mixed(hashes[alive] * _BASE + letters)
    offsets = np.searchsorted(begin, column.offsets[:-1]).astype(np.int64)
    return hashes, np.append(offsets, len(begin))


_LONGEST = 64
"""Letters of a word that count; what is longer is no word."""
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""Masks of the first letters of eight."""


def _mixed(hashes: U64) -> U64:
    """Spread the bits of hashes (the finaliser of SplitMix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX[0]
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX[1]
    return hashes ^ (hashes >> np.uint64(31))


def _shingles(words: U64, offsets: Ints) -> tuple[U64, Ints]:
    """Hashes of every three words in a row; a text of fewer words has one, of all it has; an empty text none."""
    count = np.diff(offsets)
    made = np.where(count >= SHINGLE, count - SHINGLE + 1, np.minimum(count, 1))
    ends = np.concatenate([[0], np.cumsum(made)]).astype(np.int64)
    first = np.repeat(offsets[:-1] - ends[:-1], made) + np.arange(ends[-1])
    last = np.repeat(offsets[1:], made)
    padded = np.append(words, np.zeros(SHINGLE, np.uint64))
    hashes = np.zeros(len(first), np.uint64)
    for i in range(SHINGLE):
        hashes += np.where(first + i < last, padded[first + i] * _PLACE[i], np.uint64(i))
    return _mixed(hashes), ends


def _exact(words: U64, offsets: Ints) -> U64:
    """Hash of all words of a text in their order; nought for a text without words."""
    count = np.diff(offsets)
    place = np.arange(len(words), dtype=np.uint64) - np.repeat(offsets[:-1], count).astype(np.uint64)
    told = _mixed(words + (place + np.uint64(1)) * _BASE)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(told, dtype=np.uint64)])
    return np.where(count > 0, _mixed(sums[offsets[1:]] - sums[offsets[:-1]]) | np.uint64(1), np.uint64(0))


def _in_order(hashes: U64, ends: Ints) -> tuple[U64, Ints]:
    """The first bits of the hashes, in order within each text, and their texts: one sort of whole numbers."""
    owner = np.repeat(np.arange(len(ends) - 1, dtype=np.uint64), np.diff(ends))
    joined = np.sort(owner << np.uint64(_BITS) | hashes >> np.uint64(64 - _BITS))
    return joined & np.uint64((1 << _BITS) - 1), (joined >> np.uint64(_BITS)).astype(np.int64)


def _binned(hashes: U64, owner: Ints, texts: int) -> U64:
    """Least hash of each text in each of the bins, shape (texts, BINS); an empty bin takes that of the next full one.

    One hash for all bins (one-permutation hashing, Li, Owen and Zhang 2012), empty bins filled by rotation (Shrivastava
    and Li 2014). A text without words has bins that no other has.
    """
    width = np.uint64(_BITS - int(np.log2(BINS)))
    bins = np.full((texts, BINS), _EMPTY, np.uint32)
    place = owner * BINS + (hashes >> width).astype(np.int64)
    first = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]])) if len(place) else place
    bins.reshape(-1)[place[first]] = (hashes[first] >> np.uint64(3)).astype(np.uint32)
    for begin in range(0, texts, _ROWS_AT_ONCE):
        _filled(bins[begin : begin + _ROWS_AT_ONCE])
    return bins.astype(np.uint64)


def _filled(bins: NDArray[np.uint32]) -> None:
    """Give every empty bin the hash of the next full one, in place: twice as far with every step."""
    step = 1
    while step < BINS:
        further = np.concatenate([bins[:, step:], bins[:, :step]], axis=1)
        np.copyto(bins, further, where=bins == _EMPTY)
        step *= 2


def _sketches(hashes: U64, owner: Ints, texts: int) -> pa.Array:
    """The least hashes of each text, without repeats, cut to 32 bits."""
    short = (hashes >> np.uint64(_BITS - 32)).astype(np.uint32)
    new = np.concatenate([[True], (short[1:] != short[:-1]) | (owner[1:] != owner[:-1])]) if len(short) else short > 0
    short, owner = short[new], owner[new]
    starts = np.searchsorted(owner, np.arange(texts + 1))
    place = np.arange(len(owner)) - starts[owner]
    kept = place < SKETCH
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner[kept], minlength=texts))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(short[kept].view(np.int32)))


def clusters(column: Callable[[str], pa.ChunkedArray]) -> pa.Table:
    """Stories: documents that are copies of one another, in `CLUSTERS`, in the order of the identifiers.

    Parameters
    ----------
    column
        Gives one column of the signatures of all documents by its name, always in the same order of documents. One is
        asked for at a time and let go, so that memory never holds all of them. Identifiers must not repeat.
    """
    names = column("document")
    order = np.asarray(pc.sort_indices(names))
    names = names.take(pa.array(order)).combine_chunks()
    exact = _keys(column, "exact", order)
    story = _same(exact)
    same = _counts(story)[story] > 1
    lead = np.flatnonzero((story == np.arange(len(story))) & (exact != 0))
    del exact
    sketch = _Sketches(column("sketch").combine_chunks(), order)
    for i in range(BANDS):
        story = _joined(story, _keys(column, f"band{i}", order)[lead], lead, sketch)
    copies = _counts(story)[story]
    kind = np.where(same, 1, np.where(copies > 1, 2, 0))
    columns = [names, names.take(pa.array(story)), pa.array(copies),
               pa.array(["single", "exact", "near"], pa.string()).take(pa.array(kind))]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=CLUSTERS)


def _keys(column: Callable[[str], pa.ChunkedArray], name: str, order: NDArray[np.integer]) -> U64:
    keys: U64 = column(name).to_numpy().view(np.uint64)[order]
    return keys


def _same(keys: U64) -> Ints:
    """The first place that has the same key; texts without words are each their own."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    new = np.concatenate([[True], (sorted_keys[1:] != sorted_keys[:-1]) | (sorted_keys[1:] == 0)])[: len(keys)]
    first = order[np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))] if len(keys) else order
    story = np.empty(len(keys), np.int64)
    story[order] = first
    return story


def _counts(story: Ints) -> Ints:
    return np.bincount(story, minlength=len(story)).astype(np.int64)


class _Sketches:
    """Sketches side by side, compared in pairs; they lie as they were read, ``order`` says where each is."""

    def __init__(self, column: pa.ListArray, order: NDArray[np.integer]) -> None:
        self._values = np.asarray(column.values).view(np.uint32)
        self._offsets = np.asarray(column.offsets)
        self._order = order

    def alike(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """Whether at least `ALIKE` of the triples of each pair are common (the estimate of Broder 1997)."""
        parts = range(0, len(left), _PAIRS_AT_ONCE)
        told = [self._alike(left[at : at + _PAIRS_AT_ONCE], right[at : at + _PAIRS_AT_ONCE]) for at in parts]
        return np.concatenate(told) if told else np.zeros(0, bool)

    def _alike(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        union = np.sort(np.concatenate([self._of(left), self._of(right)]))
        twice = np.zeros(len(union), bool)
        twice[1:] = union[1:] == union[:-1]
        begin = np.searchsorted(union, np.arange(len(left) + 1, dtype=np.uint64) << np.uint64(32))
        once = np.concatenate([[0], np.cumsum(~twice)])
        pair = np.repeat(np.arange(len(left)), np.diff(begin))
        least = once[1:] - once[begin[:-1]][pair] <= SKETCH
        common = np.bincount(pair[twice & least], minlength=len(left))
        whole = np.minimum(once[begin[1:]] - once[begin[:-1]], SKETCH)
        told: NDArray[np.bool_] = common >= ALIKE * np.maximum(whole, 1)
        return told

    def _of(self, rows: Ints) -> U64:
        """The sketches of rows one after another, each hash below the place of its row."""
        at = self._order[rows]
        count = (self._offsets[at + 1] - self._offsets[at]).astype(np.int64)
        ends = np.cumsum(count)
        place = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - count, count)
        told: U64 = np.repeat(np.arange(len(rows), dtype=np.uint64) << np.uint64(32), count)
        told |= self._values[np.repeat(self._offsets[at], count) + place]
        return told


def _joined(story: Ints, keys: U64, rows: Ints, sketch: _Sketches) -> Ints:
    """Join rows that have one key and are alike: each is held to the first of its key, then to the first left."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    for _ in range(_ROUNDS):
        new = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
        others = np.flatnonzero(~new)
        if not len(others):
            break
        first = rows[np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))]
        left, right = first[others], rows[others]
        apart = story[left] != story[right]
        alike = np.zeros(len(others), bool)
        alike[apart] = sketch.alike(left[apart], right[apart])
        for one, other in zip(left[alike].tolist(), right[alike].tolist(), strict=True):
            _join(story, one, other)
        story = _roots(story)
        kept = others[apart & ~alike]
        rows, keys = rows[kept], keys[kept]
    return story


def _join(story: Ints, left: int, right: int) -> None:
    a, b = _root(story, left), _root(story, right)
    story[max(a, b)] = min(a, b)


def _root(story: Ints, at: int) -> int:
    while story[at] != at:
        story[at] = story[story[at]]
        at = int(story[at])
    return at


def _roots(story: Ints) -> Ints:
    while True:
        above = story[story]
        if np.array_equal(above, story):
            return above
        story = above
