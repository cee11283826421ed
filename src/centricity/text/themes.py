"""What a mention is about: themes of customer-centricity, found by every form of their terms in one pass."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, MisuseError
from centricity.language import Text
from centricity.stats.proportions import wilson
from centricity.text.inflect import forms
from centricity.text.lexicon import lexicon
from centricity.text.normal import one_byte
from centricity.text.scanner import Scanner, scanner

Ints = NDArray[np.int64]
Masks = NDArray[np.uint32]

_CHUNK: Final = 8_000_000
"""Characters searched at once, so that memory stays flat."""


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


@dataclass(frozen=True)
class _Search:
    scanner: Scanner
    bits: Masks
    direct: Masks
    unless: Masks
    lengths: Ints


@cache
def _search() -> _Search:
    """The scanner of all forms; the themes each stands for, anywhere and where it is direct, or speaks against."""
    parts = [_masks(), _masks("direct"), _masks("unless")]
    every = list(parts[0] | parts[1] | parts[2])
    bits, direct, unless = (np.array([part.get(form, 0) for form in every], dtype=np.uint32) for part in parts)
    return _Search(scanner(every), bits, direct, unless, np.array([len(form) for form in every], dtype=np.int64))


def _masks(part: str | None = None) -> dict[bytes, int]:
    """Forms of one part of the list, and a bit for each theme that has them."""
    masks: dict[bytes, int] = {}
    for theme in themes():
        told = lexicon("themes")[theme.code]
        told = told if part is None else told.get(part, {})
        terms = {form for language in ("ru", "en") for term in told.get(language, ()) for form in forms(term)}
        for form in _normal(terms):
            masks[form] = masks.get(form, 0) | 1 << theme.bit
    return masks


def _normal(written: set[str]) -> Iterator[bytes]:
    """Forms in the bytes of `one_byte`, all at once, which is many times faster than each alone."""
    column = one_byte(pa.array(sorted(written), pa.string()))
    for begin, end in pairwise(column.offsets.tolist()):
        yield b" ".join(column.codes[begin : end - 1].tobytes().split())


def find_themes(
    texts: Sequence[str | None] | Any, windows: Mapping[str, Any] | None = None, direct: bool | ArrayLike = False
) -> Hits:
    """Find the themes of mentions.

    Parameters
    ----------
    texts
        Sequence of strings or Arrow array; null holds nothing.
    windows
        ``text``, ``start``, ``end``: arrays of shape (m,), the number of a text and a range of its characters that a
        mention speaks through. Without them every text is one window.
    direct
        Of each window, or of all: whether it is addressed to the company itself, as a review, a request or a call is.
        There words count too that elsewhere mostly speak of something else, such as «оператор».

    Returns
    -------
    Hits
        Masks per window and the terms found; a term counts where it lies in the window as a whole.

    Raises
    ------
    MisuseError
        Where a window names a text that is not there, or the arrays differ in length.
    """
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.large_string())
    sizes = np.asarray(pc.fill_null(pc.utf8_length(column), 0)).astype(np.int64)
    begins = np.concatenate([[0], np.cumsum(sizes + 1)]).astype(np.int64)
    text, first, last = _windows(windows, sizes)
    found, at, size = _hits(column, sizes, begins)
    low = np.searchsorted(at, begins[text] + first, side="left")
    high = np.searchsorted(at, begins[text] + last, side="left")
    count = np.maximum(high - low, 0)
    window = np.repeat(np.arange(len(text)), count)
    hit = np.repeat(low - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(int(count.sum()))
    start = at[hit] - begins[text[window]]
    bits = np.where(np.broadcast_to(np.asarray(direct, dtype=bool), len(text))[window], found[0, hit], found[1, hit])
    return _spread(len(text), window, bits, start, start + size[hit], last)


def _windows(windows: Mapping[str, Any] | None, sizes: Ints) -> tuple[Ints, Ints, Ints]:
    if windows is None:
        return np.arange(len(sizes)), np.zeros(len(sizes), dtype=np.int64), sizes
    text, first, last = (np.asarray(windows[name], dtype=np.int64) for name in ("text", "start", "end"))
    if not len(text) == len(first) == len(last) or (len(text) and not 0 <= text.min() <= text.max() < len(sizes)):
        raise MisuseError([Fault("text.windows", fields={"texts": len(sizes), "windows": len(text)})])
    return text, np.clip(first, 0, sizes[text]), np.clip(last, 0, sizes[text])


def _spread(size: int, window: Ints, bits: Masks, start: Ints, end: Ints, last: Ints) -> Hits:
    """Masks of windows, and one row per theme of a term; terms that reach over the end of their window are left out."""
    inside = (end <= last[window]) & (bits > 0)
    window, bits, start, end = window[inside], bits[inside], start[inside], end[inside]
    masks = np.zeros(size, dtype=np.uint32)
    np.bitwise_or.at(masks, window, bits)
    rows, theme = np.nonzero(bits[:, None] >> np.arange(len(themes()), dtype=np.uint32) & 1)
    return Hits(masks, window[rows], theme.astype(np.int64), start[rows], end[rows])


def _hits(texts: pa.Array | pa.ChunkedArray, sizes: Ints, begins: Ints) -> tuple[Masks, Ints, Ints]:
    """Themes of terms found as words, as `_kept` has them, where they begin in all texts put end to end, and sizes."""
    found, places = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    search = _search()
    for first, last in _chunks(sizes):
        part = texts.slice(first, last - first)
        form, after = search.scanner.hits(one_byte(part if isinstance(part, pa.Array) else part.combine_chunks()).codes)
        found.append(form)
        places.append(after - search.lengths[form] - 1 + begins[first])
    return _kept(np.concatenate(found), np.concatenate(places))


def _kept(form: Ints, begin: Ints) -> tuple[Masks, Ints, Ints]:
    """The themes of each form but those that a phrase around it speaks against, by place, the longer first.

    Two rows of themes: where the text is direct, and where it is not.
    """
    search = _search()
    size = search.lengths[form]
    order = np.lexsort((-size, begin))
    form, begin, size = form[order], begin[order], size[order]
    bits = np.stack([search.bits[form] | search.direct[form], search.bits[form]])
    for theme in themes():
        against = (search.unless[form] >> np.uint32(theme.bit) & 1) == 1
        reach = np.maximum.accumulate(np.where(against, begin + size, 0))
        bits[:, reach >= begin + size] &= ~np.uint32(1 << theme.bit)
    kept = bits[0] > 0
    return bits[:, kept], begin[kept], size[kept]


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
