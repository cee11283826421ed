"""What a mention is about: themes of customer-centricity, found by every form of their terms in one pass."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from centricity.errors import Fault, MisuseError
from centricity.language import Text
from centricity.stats.proportions import wilson
from centricity.text.inflect import forms
from centricity.text.lexicon import lexicon

Ints = NDArray[np.int64]
Masks = NDArray[np.uint32]

_CHUNK: Final = 8_000_000
"""Characters searched at once, so that memory stays flat."""

_SEAM: Final = "  "


@dataclass(frozen=True)
class Theme:
    """One theme: its code, its title and the bit that stands for it in a mask."""

    code: str
    title: Text
    bit: int


@dataclass(frozen=True)
class Hits:
    """Terms of themes found in windows of texts.

    Attributes
    ----------
    masks
        Shape (m,), one per window: bit b is set where theme b was found in it.
    window, theme, start, end
        Shape (h,): which window, which bit, and where the term stands in the text, in characters.
    """

    masks: Masks
    window: Ints
    theme: Ints
    start: Ints
    end: Ints


@cache
def themes() -> tuple[Theme, ...]:
    """All themes, in the order of their bits."""
    return tuple(Theme(code, Text(**told["title"]), bit) for bit, (code, told) in enumerate(lexicon("themes").items()))


def _plain(byte: int) -> int:
    letter = bytes([byte]).decode("cp1251", "replace").lower().replace("ё", "е")
    return letter.encode("cp1251")[0] if letter.isalnum() else ord(" ")


_TABLE: Final = bytes(_plain(byte) for byte in range(256))


def prepared(text: str) -> bytes:
    """A text in one byte a character: cp1251, lower-case, ё as е, everything but letters and digits a space."""
    return text.encode("cp1251", "replace").translate(_TABLE)


@dataclass(frozen=True)
class _Search:
    automaton: Any
    bits: Masks
    lengths: Ints


@cache
def _search() -> _Search:
    """The automaton of all forms: a space before a form is part of it, the one behind is looked at later."""
    from ahocorasick_rs import BytesAhoCorasick, MatchKind

    masks: dict[bytes, int] = {}
    for theme in themes():
        told = lexicon("themes")[theme.code]
        for form in {form for language in ("ru", "en") for term in told[language] for form in forms(term)}:
            pattern = b" " + b" ".join(prepared(form).split())
            masks[pattern] = masks.get(pattern, 0) | 1 << theme.bit
    automaton = BytesAhoCorasick(list(masks), matchkind=MatchKind.Standard)
    lengths = np.array([len(pattern) for pattern in masks], dtype=np.int64)
    return _Search(automaton, np.array(list(masks.values()), dtype=np.uint32), lengths)


def find_themes(texts: Sequence[str | None] | Any, windows: Mapping[str, Any] | None = None) -> Hits:
    """Find the themes of mentions.

    Parameters
    ----------
    texts
        Sequence of strings or Arrow array; null holds nothing.
    windows
        ``text``, ``start``, ``end``: arrays of shape (m,), the number of a text and a range of its characters that a
        mention speaks through. Without them every text is one window.

    Returns
    -------
    Hits
        Masks per window and the terms found; a term counts where it lies in the window as a whole.

    Raises
    ------
    MisuseError
        Where a window names a text that is not there, or the arrays differ in length.
    """
    strings = ["" if text is None else text for text in (texts.to_pylist() if hasattr(texts, "to_pylist") else texts)]
    sizes = np.array([len(text) for text in strings], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(sizes + len(_SEAM))]).astype(np.int64)
    text, first, last = _windows(windows, sizes)
    found, at = _hits(strings, sizes, begins)
    size = _search().lengths[found] - 1
    low = np.searchsorted(at, begins[text] + first, side="left")
    high = np.searchsorted(at, begins[text] + last, side="left")
    count = np.maximum(high - low, 0)
    window = np.repeat(np.arange(len(text)), count)
    hit = np.repeat(low - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(int(count.sum()))
    start = at[hit] - begins[text[window]]
    return _spread(len(text), window, found[hit], start, start + size[hit], last)


def _windows(windows: Mapping[str, Any] | None, sizes: Ints) -> tuple[Ints, Ints, Ints]:
    if windows is None:
        return np.arange(len(sizes)), np.zeros(len(sizes), dtype=np.int64), sizes
    text, first, last = (np.asarray(windows[name], dtype=np.int64) for name in ("text", "start", "end"))
    if not len(text) == len(first) == len(last) or (len(text) and not 0 <= text.min() <= text.max() < len(sizes)):
        raise MisuseError([Fault("text.windows", fields={"texts": len(sizes), "windows": len(text)})])
    return text, np.clip(first, 0, sizes[text]), np.clip(last, 0, sizes[text])


def _spread(size: int, window: Ints, found: Ints, start: Ints, end: Ints, last: Ints) -> Hits:
    """Masks of windows, and one row per theme of a term; terms that reach over the end of their window are left out."""
    inside = end <= last[window]
    window, found, start, end = window[inside], found[inside], start[inside], end[inside]
    bits = _search().bits[found]
    masks = np.zeros(size, dtype=np.uint32)
    np.bitwise_or.at(masks, window, bits)
    rows, theme = np.nonzero(bits[:, None] >> np.arange(len(themes()), dtype=np.uint32) & 1)
    return Hits(masks, window[rows], theme.astype(np.int64), start[rows], end[rows])


def _hits(texts: list[str], sizes: Ints, begins: Ints) -> tuple[Ints, Ints]:
    """Forms found as words and where they begin in all texts put end to end."""
    found, places = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for first, last in _chunks(sizes):
        plain = prepared(" " + _SEAM.join(texts[first:last]) + " ")
        hits = _search().automaton.find_matches_as_indexes(plain, overlapping=True)
        rows = np.array(hits, dtype=np.int64).reshape(-1, 3)
        whole = np.frombuffer(plain, dtype=np.uint8)[rows[:, 2]] == ord(" ")
        rows = rows[whole]
        rows = rows[np.argsort(rows[:, 1], kind="stable")]
        found.append(rows[:, 0])
        places.append(rows[:, 1] + begins[first])
    return np.concatenate(found), np.concatenate(places)


def _chunks(sizes: Ints) -> Iterator[tuple[int, int]]:
    first, total = 0, 0
    for place, size in enumerate(sizes.tolist()):
        if total and total + size > _CHUNK:
            yield first, place
            first, total = place, 0
        total += size
    if len(sizes):
        yield first, len(sizes)


_END = re.compile(r"[.!?…]+[\"»”')\]]*\s+(?=[^a-zа-яё])|\n+")
_REACH: Final = 600


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a term: its first character and the one after its last, at most 600 to either side."""
    first, last = max(0, start - _REACH), min(len(text), end + _REACH)
    for stop in _END.finditer(text, first, start):
        first = stop.end()
    following = _END.search(text, end, last)
    last = following.start() + len(following[0].rstrip()) if following else last
    return first, max(last, end)


@dataclass(frozen=True)
class ThemeRow:
    """One theme of one company.

    Attributes
    ----------
    n, positive, negative
        Mentions with the theme, and those of them with that tone; mentions without tone count in n alone.
    net, net_low, net_high
        (positive - negative) / (positive + negative), -1 to 1, with the Wilson interval of the positive share carried
        over to it; None where no mention has a tone.
    share, share_low, share_high
        Share of the company's mentions that have the theme, with Wilson's interval.
    """

    theme: str
    company: str
    n: int
    positive: int
    negative: int
    net: float | None
    net_low: float | None
    net_high: float | None
    share: float
    share_low: float
    share_high: float


def theme_table(
    companies: Sequence[str], tones: Sequence[int | None], masks: Masks, confidence: float = 0.95
) -> tuple[ThemeRow, ...]:
    """Count themes by company, with the tone of the mentions that have them.

    Parameters
    ----------
    companies, tones, masks
        One per mention, of the same length: the company, its tone (-1, 0, 1, or None where unknown) and the mask of
        `find_themes`. Reprints are to be taken out before.
    confidence
        Coverage of the intervals.

    Returns
    -------
    tuple
        Rows by company and theme, in order; themes that were not found are left out.
    """
    names, place = np.unique(np.asarray(companies, dtype=str), return_inverse=True)
    tone = np.array([np.nan if one is None else one for one in tones], dtype=float)
    rows = []
    for company, name in enumerate(names.tolist()):
        mine = place == company
        for theme in themes():
            has = mine & ((masks >> np.uint32(theme.bit) & 1) == 1)
            if has.any():
                counts = int(has.sum()), int((tone[has] > 0).sum()), int((tone[has] < 0).sum())
                rows.append(_row(theme.code, name, counts, int(mine.sum()), confidence))
    return tuple(rows)


def _row(theme: str, company: str, counts: tuple[int, int, int], total: int, confidence: float) -> ThemeRow:
    n, positive, negative = counts
    toned = positive + negative
    net: tuple[float | None, float | None, float | None] = (None, None, None)
    if toned:
        low, high = _limits(positive / toned, toned, confidence)
        net = ((positive - negative) / toned, 2 * low - 1, 2 * high - 1)
    return ThemeRow(theme, company, n, positive, negative, *net, n / total, *_limits(n / total, total, confidence))


def _limits(share: float, n: int, confidence: float) -> tuple[float, float]:
    low, high = wilson(np.array([share]), np.array([float(n)]), confidence)
    return float(low[0]), float(high[0])


def as_table(rows: Sequence[ThemeRow]) -> Any:
    """Rows of themes as an Arrow table."""
    return pa.Table.from_pylist([row.__dict__ for row in rows])
