"""Features of mentions, in channels: which mention, which hash, what value.

Once the tokens are looked up everything is arithmetic on columns; the hashes are integers mixed with integers, the
same in every process and on every machine.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from centricity.text.hashes import Hashes, mixed
from centricity.text.tone.lexicon import fingerprint
from centricity.text.tone.tokens import MASK, TOKEN, Columns, Flags, Vocabulary

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

VERSION: Final = 1
"""Raised whenever a mention would get other features; a model made for other features is refused."""

WINDOW: Final = 200
"""Characters on each side of the company that are looked at."""

NEGATED: Final = 3
"""Tokens after a negation, inside its clause, that it turns."""

ZONE_WEIGHT: Final = 0.5
GENERAL_WEIGHT: Final = 0.2
SUM_WEIGHT: Final = 2.0
_SELF: Final = frozenset(
    (
        "я",
        "мне",
        "меня",
        "мной",
        "мой",
        "моя",
        "мою",
        "мы",
        "нас",
        "нам",
        "наш",
        "у",
        "i",
        "me",
        "my",
        "we",
        "us",
        "our",
    )
)


def version() -> str:
    """Version of the features: that of the code, and the fingerprint of the lists of words."""
    return f"{VERSION}.{fingerprint()}"


class Scene(NamedTuple):
    """The tokens of all windows one after another.

    token
        Number in the vocabulary.
    row, distance
        Mention whose window it is, and tokens from the company's name (negative before it).
    negated, same
        Whether a negation turns it, and whether it stands in the clause of the name.
    size
        Tokens of each window.
    general
        Hashes of what holds for a window as a whole, and the mention each belongs to.
    """

    token: Ints
    row: Ints
    distance: Ints
    negated: Flags
    same: Flags
    size: Ints
    general: tuple[Ints, Hashes]


class Channel(NamedTuple):
    """Some features: the mention, the hash and the value of each."""

    row: Ints
    hashed: Hashes
    value: Floats


def sides(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after the company within the window, cut between words."""
    low, high = max(0, start - WINDOW), min(len(text), end + WINDOW)
    if low:
        low = max(text.find(" ", low, start), low)
    if high < len(text):
        high = max(text.rfind(" ", end, high), end) or high
    return text[low:start], text[end:high]


def scene(texts: Sequence[str], starts: Sequence[int], ends: Sequence[int], vocabulary: Vocabulary) -> Scene:
    """Cut the windows, look up their tokens, and place each against the company's name."""
    flat: list[str] = []
    before, size, general = [], [], []
    for row, (text, start, end) in enumerate(zip(texts, starts, ends, strict=True)):
        left, right = sides(text, start, end)
        ahead, behind = TOKEN.findall(left), TOKEN.findall(right)
        before.append(len(ahead))
        size.append(len(ahead) + len(behind) + 1)
        flat += [*ahead, MASK, *behind]
        general += [row * 64 + mark for mark in _general(left, right)]
    return _placed(vocabulary.learn(flat), np.array(before, np.int64), np.array(size, np.int64), general, vocabulary)


def _general(left: str, right: str) -> Iterator[int]:
    """Marks of a window as a whole, each a number under 64."""
    both = f"{left}\x01{right}"
    open_ends = both.count(")") - both.count("(")
    for mark, holds in enumerate(
        (
            open_ends > 0,
            open_ends < 0,
            "RT " in both,
            "http" in both,
            "#" in both,
            "@" in both,
            "!" in both,
            "?" in both,
        )
    ):
        if holds:
            yield mark
    if not _SELF.isdisjoint(both.lower().split()):
        yield 8
    yield 16 + min(4, len(both) // 35)
    if len(left) < 5:
        yield 24
    yield 32 + min(5, 10 * sum(map(str.isupper, both)) // len(both))


def _placed(token: Ints, before: Ints, size: Ints, general: list[int], vocabulary: Vocabulary) -> Scene:
    known = vocabulary.columns
    first = np.cumsum(size) - size
    row = np.repeat(np.arange(len(size)), size)
    place = np.arange(len(token))
    opens = known.boundary[token]
    opens[first] = True
    clause = np.cumsum(opens)
    name = (first + before)[row]
    last = np.maximum.accumulate(np.where(known.negator[token], place, -1)) if len(token) else place
    turned = (last >= 0) & (place > last) & (place - last <= NEGATED) & known.lettered[token]
    marks = np.array(general, np.int64)
    return Scene(
        token=token,
        row=row,
        distance=place - name,
        negated=turned & (clause == clause[last]),
        same=clause == clause[name],
        size=size,
        general=(marks // 64, mixed(np.full(len(marks), 21, np.uint32), marks % 64)),
    )


def zones(distance: Ints) -> Ints:
    """Where a token stands: far, near or next to the name, before (4 to 6) or after it (0 to 2); 3 is the name."""
    away = np.abs(distance)
    ring = (away > 0).astype(np.int64) + (away > 2) + (away > 5)
    return np.asarray(ring * np.where(distance < 0, 1, -1) + 3, np.int64)


def channels(seen: Scene, known: Columns) -> Iterator[Channel]:
    """All features but the runs of letters."""
    norm = 1 / np.sqrt(np.maximum(seen.size, 4))
    scale = norm[seen.row]
    plain = known.word[seen.token]
    word = np.where(seen.negated, mixed(plain, 7), plain)
    zone = zones(seen.distance)
    aside = seen.distance != 0
    yield Channel(seen.row, word, scale)
    yield Channel(seen.row[aside], mixed(word, zone + 100)[aside], ZONE_WEIGHT * scale[aside])
    paired = seen.row[1:] == seen.row[:-1]
    yield Channel(seen.row[:-1][paired], mixed(word[:-1], plain[1:])[paired], scale[:-1][paired])
    yield from _judged(seen, known, zone, scale)
    yield _balance(seen, known, norm)
    marked, hashed = seen.general
    yield Channel(marked, hashed, np.full(len(marked), GENERAL_WEIGHT))


def _judged(seen: Scene, known: Columns, zone: Ints, scale: Floats) -> Iterator[Channel]:
    """Words of judgement: their circle and strength, in all, in the clause of the name, and by place."""
    at = np.flatnonzero(known.circle[seen.token])
    row, value, place, same, turned = seen.row[at], scale[at], zone[at], seen.same[at], seen.negated[at]
    circle = mixed(known.circle[seen.token[at]], 31 + turned)
    strength = mixed(np.full(len(at), 11, np.uint32), known.strength[seen.token[at]] + 2 + 10 * turned)
    for kind in (circle, strength):
        yield Channel(row, kind, value)
        yield Channel(row[same], mixed(kind, 1)[same], value[same])
        yield Channel(row, mixed(kind, 10 + place), value)


def _balance(seen: Scene, known: Columns, norm: Floats) -> Channel:
    """Praise less blame over the window, from -3 to 3."""
    direction = np.sign(known.strength[seen.token]) * np.where(seen.negated, -1, 1)
    total = np.clip(np.bincount(seen.row, direction, len(seen.size)), -3, 3).astype(np.int64) + 3
    return Channel(np.arange(len(norm)), mixed(np.full(len(norm), 14, np.uint32), total), SUM_WEIGHT * norm)


def letters(token: Ints, known: Columns) -> tuple[Ints, Hashes, Floats]:
    """Runs of letters of the tokens: place in `token`, hash, value; the values of a word have the length one."""
    size = known.size[token]
    inside = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    value = np.repeat(1 / np.sqrt(np.maximum(size, 1)), size)
    return np.repeat(np.arange(len(token)), size), known.grams[np.repeat(known.first[token], size) + inside], value
