"""Bytes to text: UTF-8, UTF-16 by its mark, cp1251 and koi8-r told apart by what they read as."""

import codecs
import re
from dataclasses import dataclass

SAMPLE = 20_000
"""Bytes from the first that is not ASCII by which an encoding is guessed."""

_NAMES = {"windows-1251": "cp1251", "cp1251": "cp1251", "win-1251": "cp1251", "koi8-r": "koi8-r", "koi8_r": "koi8-r",
          "koi8-u": "koi8-u", "cp866": "cp866", "ibm866": "cp866", "iso-8859-5": "iso-8859-5", "cp1252": "cp1252",
          "windows-1252": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252", "utf-16": "utf-16"}  # fmt: skip

_COMMON = dict(zip("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", range(33, 0, -1), strict=True))
"""Russian letters from the most to the least used: read in the wrong encoding, a text is of rare ones."""

_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(128))
_WORD = re.compile("[а-яё]{2}", re.IGNORECASE)
_SWAPPED = re.compile("[а-яё][А-ЯЁ]")
_MARKS = frozenset(b"\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa9\xab\xae\xb0\xb9\xbb")
"""Quotes, dashes and signs, which cp1251 has in an English text too."""


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding it was read in, and how many bytes were broken."""

    text: str
    encoding: str
    broken: int


def known_encoding(declared: str | None) -> str | None:
    """Python's name of a declared encoding; None for one that is not read."""
    return _NAMES.get((declared or "").strip().strip("\"'").lower())


def decoded(raw: bytes, declared: str | None = None) -> Decoded:
    """Decode bytes; a declared encoding is believed only where the bytes do not speak against it."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _replaced(raw, "utf-16")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return Decoded(raw.decode(), "utf-8", 0)
    except UnicodeDecodeError:
        return _replaced(raw, guessed(raw, known_encoding(declared)))


def _replaced(raw: bytes, encoding: str) -> Decoded:
    text = raw.decode(encoding, "replace")
    own = raw.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    return Decoded(text, encoding, max(0, text.count("\ufffd") - own))


def guessed(raw: bytes, declared: str | None = None) -> str:
    """Guess the encoding of bytes that are not sound UTF-8; UTF-8 with broken bytes is one of the guesses."""
    found = _HIGH.search(raw)
    first = max(0, found.start() - 1) if found else 0
    sample = raw[first : first + SAMPLE]
    high = sample.translate(None, _ASCII)
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    if broken * 3 < len(high) or not (_WORD.search(sample.decode("cp1251", "replace")) or _MARKS.issuperset(high)):
        return "utf-8"
    likely = max(("cp1251", "koi8-r"), key=lambda name: likeness(sample, name))
    if declared and declared != "utf-16" and likeness(sample, declared) >= 0.9 * likeness(sample, likely):
        return declared
    return likely


def likeness(raw: bytes, encoding: str) -> float:
    """How Russian a text reads: common letters count for it, small letters before capitals against it."""
    text = raw.decode(encoding, "replace")
    letters = sum(_COMMON.get(letter, 0) for letter in text.lower())
    return letters - 60 * len(_SWAPPED.findall(text)) - 100 * text.count("\ufffd")
