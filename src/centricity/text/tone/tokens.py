"""Tokens of a post or a sentence, and what is known of each without its neighbours.

A token is looked up once; afterwards its number stands for it, and everything about it lies in columns.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from centricity.text.tone.lexicon import NONE, circle_of

TOKEN: Final = re.compile(
    r"https?:\S*|www\.\S+|@\w+|\d+(?:[.,:]\d+)*|[^\W\d_]+|[:;=8][-'^]?[)(\]\[DPO*/\\|]+|[)(]{2,}|[!?.]+|…|\S"
)
"""Addresses, handles, numbers, words, emoticons, runs of marks, and any other sign by itself."""

MASK: Final = "\x01"
"""What stands for the company's own name."""

LONGEST: Final = 40
"""Letters of a word that are looked at."""

Flags = NDArray[np.bool_]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ADDRESS = re.compile(r"https?:|www\.")
_LONG = re.compile(r"(.)\1{2,}")
_NEGATORS = _words(
    "не ни нет без нельзя никогда никто ничего никак невозможно not no never none without cannot cant dont doesnt "
    "didnt isnt wasnt wont wouldnt couldnt hardly nor t"
)
_TURNS = _words("но а однако зато хотя but however although though while")
_INTENSE = _words(
    "очень крайне весьма слишком совершенно абсолютно чрезвычайно безумно настолько "
    "very really extremely so too highly "
    "incredibly absolutely totally completely utterly super"
)
_BREAKS = frozenset(',;:.!?…()–—-"«»')
_ENDINGS = re.compile(
    r"(?:иями|ями|ами|иях|иям|ием|ого|его|ому|ему|ыми|ими|ешь|ете|ишь|ите|ует|уют|ают|яют|ает|яет|ила|ыла|ели|или|"
    r"али|яли|ала|яла|ало|ать|ять|ить|еть|ый|ий|ой|ая|яя|ое|ее|ые|ие|ым|им|ом|ем|ах|ях|ов|ев|ей|ам|ям|ую|юю|ет|ит|ут|"
    r"ют|ат|ят|ал|ял|ил|ел|ия|ии|ию|ью|ья|ье|а|я|о|е|ы|и|у|ю|ь|й)$"
)
_ENGLISH = re.compile(r"(?:ingly|edly|ing|ies|ied|ed|ly|es|s)$")


class Facts(NamedTuple):
    """What is known of a token by itself: hashes, and what it does to its neighbours."""

    word: int
    grams: tuple[int, ...]
    negator: bool
    boundary: bool
    lettered: bool
    intense: bool
    turns: bool
    circle: int
    strength: int


def plain(token: str) -> str:
    """A token in small letters, ё as е, cries shortened; addresses, handles and numbers by their kind."""
    if _ADDRESS.match(token):
        return "\x02"
    if token[0] == "@" and len(token) > 1:
        return "\x03"
    if token[0].isdigit():
        return "\x04" + str(min(len(token), 4))
    return _LONG.sub(r"\1\1", token.lower().replace("ё", "е"))


def stem(word: str) -> str:
    """A word without its ending; at least three letters stay."""
    if len(word) <= 3:
        return word
    ending = (_ENGLISH if word[0] < "\x7f" else _ENDINGS).search(word, 3)
    return word[: ending.start()] if ending else word


def facts(token: str) -> Facts:
    """Look at one token."""
    if token == MASK:
        return Facts(_hash("w", MASK), (), False, False, False, False, False, *NONE)
    word = plain(token)
    lettered = word[0].isalpha()
    return Facts(
        word=_hash("w", stem(word) if lettered else word),
        grams=_grams(f"<{word}>") if lettered else (),
        negator=word in _NEGATORS,
        boundary=word[0] in _BREAKS or word in _TURNS,
        lettered=lettered,
        intense=word in _INTENSE,
        turns=word in _TURNS,
        **(circle_of(word) if lettered else NONE)._asdict(),
    )


def _grams(framed: str) -> tuple[int, ...]:
    """Hashes of the runs of three to five letters; one word brings a bounded number of them."""
    framed = framed[:LONGEST]
    return tuple(_hash("c", framed[i : i + n]) for n in (3, 4, 5) for i in range(len(framed) - n + 1))


def _hash(kind: str, text: str) -> int:
    return zlib.crc32(f"{kind}{text}".encode("utf-8", "surrogatepass"))


class Columns(NamedTuple):
    """The facts of all tokens of a vocabulary, a row for each; `grams` of row i begin at `first[i]`."""

    word: NDArray[np.uint32]
    circle: NDArray[np.uint32]
    strength: NDArray[np.int64]
    negator: Flags
    boundary: Flags
    lettered: Flags
    intense: Flags
    turns: Flags
    size: NDArray[np.int64]
    grams: NDArray[np.uint32]

    @property
    def first(self) -> NDArray[np.int64]:
        """Where the letter runs of each token begin."""
        return np.cumsum(self.size) - self.size


class Vocabulary:
    """Numbers of tokens and their columns; forgets everything when too many have been seen."""

    limit: Final = 400_000

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._numbers: dict[str, int] = {}
        self.columns = _columns([])

    def learn(self, tokens: Sequence[str]) -> NDArray[np.int64]:
        """Numbers of the tokens, in order; they hold until the next call."""
        if len(self._numbers) > self.limit:
            self._clear()
        fresh = [token for token in dict.fromkeys(tokens) if token not in self._numbers]
        if fresh:
            self._numbers.update(zip(fresh, count(len(self._numbers)), strict=False))
            added = _columns([facts(token) for token in fresh])
            pairs: Iterable[Any] = zip(self.columns, added, strict=True)
            together: list[Any] = [np.concatenate(pair) for pair in pairs]
            self.columns = Columns(*together)
        return np.fromiter(map(self._numbers.__getitem__, tokens), np.int64, len(tokens))


def _columns(rows: Sequence[Facts]) -> Columns:
    def of(name: str, kind: type) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], kind)

    return Columns(
        word=of("word", np.uint32),
        circle=of("circle", np.uint32),
        strength=of("strength", np.int64),
        negator=of("negator", np.bool_),
        boundary=of("boundary", np.bool_),
        lettered=of("lettered", np.bool_),
        intense=of("intense", np.bool_),
        turns=of("turns", np.bool_),
        size=np.array([len(row.grams) for row in rows], np.int64),
        grams=np.array([gram for row in rows for gram in row.grams], np.uint32),
    )
