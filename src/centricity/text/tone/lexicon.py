"""Words of judgement by circle of meaning: a list of the project's own for each language."""

import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple
from zlib import crc32

_HEADING: Final = re.compile(r"\[(\w+) (-?\d)\]")


class Circle(NamedTuple):
    """What a word of the list stands for: its circle (zero: none) and its strength, -2 to 2."""

    circle: int
    strength: int


NONE: Final = Circle(0, 0)


def _text(language: str) -> str:
    return (files(__package__) / "model" / f"lexicon_{language}.txt").read_text("utf-8")


@cache
def fingerprint() -> str:
    """Eight hexadecimal digits of the lists; a model learned with other lists would see other features."""
    return f"{crc32((_text('ru') + _text('en')).encode()):08x}"


@cache
def lexicon(language: str) -> tuple[dict[str, Circle], dict[str, Circle]]:
    """Whole words, and beginnings of words, of a language."""
    words: dict[str, Circle] = {}
    beginnings: dict[str, Circle] = {}
    circle = NONE
    for line in _text(language).splitlines():
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            circle = Circle(crc32(heading[1].encode()), int(heading[2]))
        for entry in () if heading or line.startswith("#") else line.split():
            (beginnings if entry.endswith("*") else words).setdefault(entry.rstrip("*"), circle)
    return words, beginnings


def circle_of(word: str) -> Circle:
    """Circle of a word in small letters; the longest entry that fits speaks, a whole word before a beginning."""
    words, beginnings = lexicon("en" if word[0] < "\x7f" else "ru")
    if word in words:
        return words[word]
    return next((beginnings[word[:n]] for n in range(len(word), 1, -1) if word[:n] in beginnings), NONE)
