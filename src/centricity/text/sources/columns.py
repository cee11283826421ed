"""Columns of texts made at once: cleaned, with their language, with their identifiers."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from centricity.text.documents import MARKS, MOST_MARKS, cleaned

RUSSIAN, ENGLISH = 0.4, 0.1
"""Share of Cyrillic among the letters from which a text is Russian, and up to which it is English."""

LETTERS = 3
"""Fewer letters tell no language."""

_CYRILLIC, _LATIN, _DOUBT = 1, 2, 4


def _classes() -> npt.NDArray[np.uint8]:
    """What a byte of UTF-8 may be: the first of a Cyrillic letter, a Latin letter, the first of what is taken out."""
    classes = np.zeros(256, np.uint8)
    classes[0xD0:0xD4] = _CYRILLIC
    classes[ord("A") : ord("Z") + 1] = _LATIN
    classes[ord("a") : ord("z") + 1] = _LATIN
    classes[[byte for byte in (*range(0x20), 0x7F) if byte not in {0x09, 0x0A, 0x0D}]] = _DOUBT
    classes[[0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xEF, 0xF3]] = _DOUBT
    return classes


_CLASSES = _classes()
_LEADS = {mark.encode()[0] for mark in MARKS}
_MARK_LEADS = bytes(byte in _LEADS for byte in range(256))
_IN_C2 = np.array([byte < 0xA0 or byte == 0xAD for byte in range(256)])
_IN_E280 = np.array([0x8B <= byte <= 0x8F or 0xAA <= byte <= 0xAE for byte in range(256)])


@dataclass(frozen=True)
class Texts:
    """Clean texts, how many characters were taken out of all, and the language of each."""

    texts: list[str]
    array: pa.Array
    taken: int
    languages: list[str | None]


def clean_texts(texts: Sequence[str]) -> Texts:
    """Clean texts as `documents.cleaned` does, touching only those that need it."""
    found, array = _sound(texts)
    classes, data, offsets = _bytes(array)
    doubtful = {*_doubtful(classes, data, offsets).tolist(), *_piled(data, offsets).tolist()}
    others = [i for i in range(len(found)) if i not in doubtful]
    if not unicodedata.is_normalized("NFC", "\ue000".join(found[i] for i in others)):
        doubtful |= {i for i in others if not unicodedata.is_normalized("NFC", found[i])}
    taken = 0
    for i in doubtful:
        found[i], n = cleaned(found[i])
        taken += n
    clean = pa.array(found, pa.string()) if doubtful else array
    return Texts(found, clean, taken, _languages(classes, offsets))


def _sound(texts: Sequence[str]) -> tuple[list[str], pa.Array]:
    """Texts without lone surrogates, which JSON can write and nothing else can hold."""
    found = list(texts)
    try:
        return found, pa.array(found, pa.string())
    except UnicodeEncodeError:
        found = [text.encode("utf-8", "replace").decode() for text in found]
        return found, pa.array(found, pa.string())


def _bytes(array: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Class of each byte of an array of texts, the bytes, and where each text begins; a last byte ends them."""
    offsets = np.frombuffer(array.buffers()[1], np.int32)[: len(array) + 1]
    data = np.zeros(int(offsets[-1]) + 3, np.uint8)
    if offsets[-1]:
        data[:-3] = np.frombuffer(array.buffers()[2], np.uint8)[: offsets[-1]]
    return np.frombuffer(data.tobytes().translate(_CLASSES.tobytes()), np.uint8), data, offsets


def _doubtful(
    classes: npt.NDArray[np.uint8], data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Positions of the texts that may hold something to be taken out."""
    spots = np.flatnonzero(classes[: offsets[-1]] == _DOUBT)
    first, second, third = data[spots], data[spots + 1], data[spots + 2]
    harmless = (first == 0xC2) & ~_IN_C2[second]
    harmless |= (first == 0xE2) & ((second > 0x81) | ((second == 0x80) & ~_IN_E280[third]))
    spots = spots[~harmless]
    return np.unique(np.searchsorted(offsets, spots, side="right") - 1)


def _piled(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Positions of the texts in which more marks may follow one another than are kept."""
    leads = np.flatnonzero(np.frombuffer(data.tobytes().translate(_MARK_LEADS), np.uint8))
    first, last = leads[:-MOST_MARKS], leads[MOST_MARKS:]
    return np.unique(np.searchsorted(offsets, first[last - first <= 4 * MOST_MARKS], side="right") - 1)


def _languages(classes: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]) -> list[str | None]:
    cyrillic = _counts(classes == _CYRILLIC, offsets)
    letters = cyrillic + _counts(classes == _LATIN, offsets)
    share = cyrillic / np.maximum(letters, 1)
    told = np.where(letters < LETTERS, 0, np.where(share >= RUSSIAN, 1, np.where(share <= ENGLISH, 2, 0)))
    names = (None, "ru", "en")
    return [names[i] for i in told.tolist()]


def _counts(marks: npt.NDArray[np.bool_], offsets: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """How many marks each text has; reduceat repeats a neighbour's for an empty one, which is put right."""
    if len(offsets) == 1:
        return np.zeros(0, np.int64)
    counts = np.add.reduceat(marks, offsets[:-1], dtype=np.int32).astype(np.int64)
    counts[np.diff(offsets) == 0] = 0
    return counts


def identifiers(
    sources: Sequence[str],
    urls: Sequence[str | None],
    stamps: Sequence[str],
    titles: Sequence[str | None],
    texts: Sequence[str],
) -> list[bytes]:
    """Identifiers of documents as `documents.identifier` makes them, as eight bytes each."""
    digest = hashlib.blake2b
    return [
        digest(f"{source}\x1f{url or ''}\x1f{stamp}\x1f{title or ''}\x1f{text}".encode(), digest_size=8).digest()
        for source, url, stamp, title, text in zip(sources, urls, stamps, titles, texts, strict=True)
    ]
