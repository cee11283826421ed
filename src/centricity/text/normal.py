"""One byte a character: lower case, ё as е, everything that is no letter and no digit a space.

A byte offset in this form is a character offset in the text, so that what is found can be shown as it was written.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

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
_SPARE = 2
"""The first two control characters are read as spaces, so that their bytes are free."""
_U8 = np.uint8
_LOWER = _U8(ord("a"))

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
    cuts = np.unique(np.searchsorted(ends, np.arange(int(ends[0]), int(ends[-1]), _BLOCK).astype(width)))
    bounds = [*ends[cuts].tolist(), int(ends[-1])]
    scratch = _Scratch(max((end - begin for begin, end in pairwise(bounds)), default=0))
    at = 0
    for begin, end in pairwise(bounds):
        at += _translated(whole[begin:end], codes[at:], scratch)


class _Scratch:
    """Room for one block, taken once: memory that is asked for anew for every sum costs more than the sum."""

    def __init__(self, size: int) -> None:
        self.bytes = np.empty((2, size), np.uint8)
        self.marks = np.empty((2, size), bool)


def _translated(raw: Codes, codes: Codes, scratch: _Scratch) -> int:
    """Write bytes of UTF-8 as one byte a character, and give the number of characters.

    A letter of U+0400 to U+047F is told by its second byte once the leading one is added to it, and ASCII by itself:
    one table brings them to the code page and drops what leads. The others are looked up where they are.
    """
    if raw.min(initial=SPACE) < _SPARE:
        raw = np.where(raw < _SPARE, _U8(SPACE), raw)
    size = len(raw)
    (code, lead), (kept, odd) = scratch.bytes[:, :size], scratch.marks[:, :size]
    odd[:1] = False
    np.equal(raw[:-1], 0xD1, out=odd[1:])
    np.multiply(odd.view(_U8), 0x40, out=code)
    code += raw
    np.bitwise_xor(raw, 0xD0, out=lead)  # D0 and D1 become 0 and 1, the other leading bytes 2 to 3F
    np.greater_equal(lead, 0x40, out=kept)
    code *= kept.view(_U8)
    lead -= 2
    np.less(lead, 0x3E, out=odd)
    _look_up(code, raw, np.flatnonzero(odd))
    done = code.tobytes().translate(_tables().page, b"\0")
    codes[: len(done)] = np.frombuffer(done, np.uint8)
    _unmix(codes[: len(done)], scratch)
    return len(done)


def _look_up(code: Codes, raw: Codes, leads: NDArray[np.int64]) -> None:
    """Look up the characters whose leading bytes stand at ``leads``: all but ASCII and U+0400 to U+047F."""
    told, first = _tables().told, raw[leads]
    two, three, four = leads[first < 0xE0], leads[(first >= 0xE0) & (first < 0xF0)], leads[first >= 0xF0]
    code[two + 1] = told[(raw[two].astype(np.int64) & 0x1F) << 6 | raw[two + 1] & 0x3F]
    high, middle = (raw[three + i].astype(np.int64) for i in range(2))
    code[three + 1] = 0
    code[three + 2] = told[(high & 0x0F) << 12 | (middle & 0x3F) << 6 | raw[three + 2] & 0x3F]
    code[four + 1] = code[four + 2] = 0
    code[four + 3] = SPACE


@dataclass(frozen=True)
class _Tables:
    """How bytes are brought to the code page.

    Attributes
    ----------
    page
        The byte of `one_byte` by ASCII, and by the last seven bits of U+0400 to U+047F above it.
    told
        Shape (65536,): for every character of the first plane, a place in ``page`` that holds its byte; those beyond
        are signs, not letters.
    """

    page: bytes
    told: Codes


@cache
def _tables() -> _Tables:
    wanted = np.array([code_of(chr(place)) for place in range(1 << 16)], np.uint8)
    page = np.concatenate([wanted[:0x80], wanted[0x400:0x480]])
    there = {int(code): place for place, code in enumerate(page.tolist()) if place >= _SPARE}
    spare = iter(range(1, _SPARE))
    for code in np.unique(wanted).tolist():
        if code not in there:
            there[code] = next(spare)
            page[there[code]] = code
    return _Tables(page.tobytes(), np.array([there[int(code)] for code in wanted], np.uint8))


def code_of(letter: str) -> int:
    """The byte of one character, by which `one_byte` is defined."""
    at = ord(letter)
    if not letter.isalnum() or 0x80 <= at < 0xC0 or 0x2000 <= at < 0x3000 or at > 0xFFFF:
        return SPACE
    small = letter.lower()
    for candidate in ("е" if small == "ё" else small, unicodedata.normalize("NFKD", small)[:1].lower()):
        try:
            code = candidate.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        if len(code) == 1 and code.decode(ENCODING).isalnum():
            return code[0]
    return OTHER


def _unmix(codes: Codes, scratch: _Scratch) -> None:
    """Bring words of two alphabets to one, in place, where every letter of the other has its double there."""
    size = len(codes)
    letter, (latin, cyrillic) = scratch.bytes[0, :size], scratch.marks[:, :size]
    np.subtract(codes, _LOWER, out=letter)
    np.less(letter, 26, out=latin)
    np.greater_equal(codes, 0x80, out=cyrillic)
    beside = letter[:-1].view(bool)
    np.logical_and(latin[:-1], cyrillic[1:], out=beside)
    cyrillic[:-1] &= latin[1:]
    beside |= cyrillic[:-1]
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
