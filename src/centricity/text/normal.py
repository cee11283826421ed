"""One byte a character: lower case, ё as е, everything that is no letter and no digit a space.

A byte offset in this form is a character offset in the text, so that what is found can be shown as it was written.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

ENCODING = "cp1251"
SPACE, OTHER = 0x20, 0x7F
_BLOCK = 256 * 1024
"""Bytes taken at a time: what is made of a block stays in the processor's cache."""
_U8 = np.uint8
_LOWER, _ZERO = _U8(ord("a")), _U8(ord("0"))

_ALIKE = dict(zip("aeopcxykmthbi", "аеорсхукмтнві", strict=True))
"""Latin letters and the Cyrillic ones that look like them, in either case."""


@dataclass(frozen=True)
class OneByte:
    """Texts one after another, a space before, between and after them.

    Attributes
    ----------
    codes
        Bytes in code page 1251; `OTHER` stands for a letter that the page lacks.
    offsets
        Shape (n + 1,): where each text begins; a text ends one before the next begins.
    """

    codes: Codes
    offsets: Offsets

    def text_of(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which text a place in ``codes`` belongs to."""
        return np.searchsorted(self.offsets, at, side="right") - 1


def normalised(text: str) -> bytes:
    """One text in the form of `one_byte`, without the spaces around it."""
    return one_byte(pa.array([text], pa.string())).codes[1:-1].tobytes()


def one_byte(texts: pa.Array) -> OneByte:
    """Bring texts into the form of one byte a character.

    Parameters
    ----------
    texts
        Arrow array of strings; a missing text is empty.

    Returns
    -------
    OneByte
        Words that mix alphabets are brought to the one that all their letters look like.
    """
    filled = pc.fill_null(texts, "")
    lengths = np.asarray(pc.utf8_length(filled)).astype(np.int64)
    offsets = np.concatenate([[1], 1 + np.cumsum(lengths + 1)]).astype(np.int64)
    codes = np.empty(offsets[-1], np.uint8)
    codes[0] = SPACE
    _fill(codes[1:], pc.binary_join_element_wise(filled, *(pa.scalar(part, filled.type) for part in ("", "\n"))))
    return OneByte(codes, offsets)


def _fill(codes: Codes, texts: pa.Array) -> None:
    """Write the bytes of texts one after another, some of them at a time."""
    width = np.dtype(np.int64 if pa.types.is_large_string(texts.type) else np.int32)
    ends = np.frombuffer(texts.buffers()[1], width)[texts.offset : texts.offset + len(texts) + 1]
    whole = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    begin = at = 0
    scratch = _Scratch(max(_BLOCK, int(np.diff(ends).max()) if len(texts) else 0))
    while begin < len(texts):
        end = max(begin + 1, int(np.searchsorted(ends, ends[begin] + _BLOCK, side="right")) - 1)
        at += _translated(whole[ends[begin] : ends[end]], codes[at:], scratch)
        begin = end


class _Scratch:
    """Room for one block, taken once: memory that is asked for anew for every sum costs more than the sum."""

    def __init__(self, size: int) -> None:
        self.bytes = np.empty((3, size), np.uint8)
        self.marks = np.empty((2, size), bool)


def _translated(raw: Codes, codes: Codes, scratch: _Scratch) -> int:
    """Write bytes of UTF-8 as one byte a character, and give the number of characters.

    Letters of ASCII and the thirty-three Russian ones are reckoned by adding, which is many times faster than looking
    each up; the others are looked up where they are.
    """
    size = len(raw)
    (other, letter, found), (known, russian) = scratch.bytes[:, :size], scratch.marks[:, :size]
    other[:1], other[1:] = 0, raw[:-1]
    np.bitwise_and(other, 1, out=letter)
    letter <<= 6
    letter += raw  # the letters of both leading bytes in one row: capitals from 0x90, small ones from 0xB0 to 0xCF
    other &= 0xFE
    np.equal(other, 0xD0, out=russian)
    np.subtract(letter, _U8(0x90), out=other)
    np.less(other, 0x40, out=known)
    russian &= known
    np.less(letter, 0xB0, out=known)
    np.left_shift(known.view(_U8), 5, out=other)
    letter += other
    letter += 0x30
    np.bitwise_or(raw, SPACE, out=found)
    np.subtract(raw, _ZERO, out=other)
    np.less(other, 10, out=known)
    known |= russian
    letter -= found
    letter *= russian.view(_U8)
    np.subtract(found, _LOWER, out=other)
    np.less(other, 26, out=russian)
    known |= russian
    found += letter
    found -= SPACE
    found *= known.view(_U8)
    found += SPACE
    _look_up(found, raw, known, scratch)
    last = known
    np.bitwise_and(raw[1:], 0xC0, out=other[:-1])
    np.not_equal(other[:-1], 0x80, out=last[:-1])
    last[-1:] = True
    places = np.flatnonzero(last)
    kept = codes[: len(places)]
    found.take(places, out=kept, mode="clip")
    _unmix(kept)
    return len(places)


def _look_up(found: Codes, raw: Codes, known: NDArray[np.bool_], scratch: _Scratch) -> None:
    """Look up the letters of two and three bytes that adding does not give."""
    table, size = _table(), len(raw)
    other, leads = scratch.bytes[0, :size], scratch.marks[1, :size]
    np.subtract(raw, _U8(0xC3), out=other)
    np.less(other, 0x1D, out=leads)
    leads[:-1] &= ~known[1:]
    two = np.flatnonzero(leads)
    found[two + 1] = table[(raw[two].astype(np.int64) & 0x1F) << 6 | raw[two + 1] & 0x3F]
    other -= _U8(0xE0 - 0xC3)
    np.less(other, 0x10, out=leads)
    three = np.flatnonzero(leads)
    three = three[raw[three] != 0xE2]
    if len(three):
        high, middle, low = (raw[three + i].astype(np.int64) for i in range(3))
        found[three + 2] = table[(high & 0x0F) << 12 | (middle & 0x3F) << 6 | low & 0x3F]


@cache
def _table() -> Codes:
    """The byte of every character of the first plane; those beyond are signs, not letters."""
    table = np.full(1 << 16, SPACE, np.uint8)
    for place in range(1 << 16):
        table[place] = code_of(chr(place))
    return table


def code_of(letter: str) -> int:
    """The byte of one character, by which `one_byte` is defined."""
    at = ord(letter)
    if not letter.isalnum() or 0x80 <= at < 0xC0 or 0x2000 <= at < 0x3000 or at > 0xFFFF:
        return SPACE
    small = letter.lower()
    for candidate in ("е" if small == "ё" else small, unicodedata.normalize("NFKD", small)[:1]):
        try:
            code = candidate.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        if len(code) == 1 and code.decode(ENCODING).isalnum():
            return code[0]
    return OTHER


def _unmix(codes: Codes) -> None:
    """Bring words of two alphabets to one, in place, where every letter of the other has its double there."""
    latin = codes - _LOWER < 26
    cyrillic = codes >= 0x80
    beside = latin[:-1] & cyrillic[1:]
    beside |= cyrillic[:-1] & latin[1:]
    done = -1
    for at in np.flatnonzero(beside).tolist():
        if at < done:
            continue
        begin, done = _word(codes, at)
        word = codes[begin:done].tobytes().decode(ENCODING)
        plain = in_one_alphabet(word)
        if plain != word:
            codes[begin:done] = np.frombuffer(plain.encode(ENCODING), np.uint8)


def _word(codes: Codes, at: int) -> tuple[int, int]:
    begin, end = at, at + 1
    while begin > 0 and codes[begin - 1] != SPACE:
        begin -= 1
    while end < len(codes) and codes[end] != SPACE:
        end += 1
    return begin, end


@lru_cache(maxsize=1 << 16)
def in_one_alphabet(word: str) -> str:
    """A word in the alphabet that all its letters exist in, Cyrillic first; unchanged where there is none."""
    for table, foreign in ((_ALIKE, "LATIN"), (_back(), "CYRILLIC")):
        there = {letter for letter in word if unicodedata.name(letter, "").startswith(foreign)}
        if there <= set(table):
            return "".join(table.get(letter, letter) for letter in word)
    return word


@cache
def _back() -> dict[str, str]:
    return {cyrillic: latin for latin, cyrillic in _ALIKE.items()}


def doubles(word: str) -> set[str]:
    """A word of one alphabet written wholly with the look-alikes of the other, where that can be done."""
    return {
        "".join(table.get(letter, letter) for letter in word)
        for table in (_ALIKE, _back())
        if all(letter in table or not letter.isalpha() for letter in word) and any(letter in table for letter in word)
    }
