"""Terms that emerge: words and pairs of words in more documents than in the period before, beyond chance."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import hypergeom, norm

from centricity.errors import Fault, MisuseError
from centricity.text.lexicon import lexicon
from centricity.text.usual import benjamini_hochberg
from centricity.text.words import lemma

Floats = NDArray[np.float64]

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NOISE = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|[@#]\w{1,60}")
_LONGEST = 40


@dataclass(frozen=True)
class Emerging:
    """A term that is found in more documents than before.

    Attributes
    ----------
    term
        A word in its dictionary form, or two that stand side by side.
    now, before
        Documents that have it.
    g2
        Dunning's log-likelihood ratio, by which terms are put in order.
    adjusted
        Probability of so many documents or more now by chance (Fisher's exact test, one-sided), adjusted by
        Benjamini and Hochberg for all terms compared.
    ratio, low, high
        Share of documents now over the share before, with a 95 % interval on the log scale; half a document is added
        to each count, so that a new term has a finite ratio.
    """

    term: str
    now: int
    before: int
    g2: float
    adjusted: float
    ratio: float
    low: float
    high: float


def emerging_terms(
    now: Sequence[str],
    before: Sequence[str],
    excluded: Iterable[str] = (),
    least: int = 5,
    level: float = 0.05,
) -> tuple[Emerging, ...]:
    """Find terms that are in a larger share of documents than in the period before.

    Parameters
    ----------
    now, before
        Texts of the two periods, reprints taken out.
    excluded
        Names whose words are left out in every form, such as those of the companies.
    least
        Documents below which a term is not compared (both periods together) and not named (the new one).
    level
        Share of false discoveries that is borne.

    Returns
    -------
    tuple
        Terms by falling G2; a pair is named instead of its words where it is in nearly all documents that they are in.

    Raises
    ------
    MisuseError
        Where ``least`` or ``level`` is out of range.

    References
    ----------
    Dunning (1993), Computational Linguistics 19, 61-74; Katz et al. (1978), Biometrics 34, 469-474.
    """
    _check(least, level)
    if not now or not before:
        return ()
    stop = frozenset(word for name in excluded for word in terms_of(name))
    new, old = _counted(now, stop), _counted(before, stop)
    names = sorted(term for term, count in (new + old).items() if count >= least)
    a, b = (np.array([counts[name] for name in names], dtype=float) for counts in (new, old))
    g2 = log_likelihood(a, b, len(now), len(before))
    chance = hypergeom.sf(a - 1, len(now) + len(before), a + b, len(now))
    adjusted = benjamini_hochberg(chance)
    more = (a >= least) & (a / len(now) > b / len(before))
    kept = [i for i in np.argsort(-g2, kind="stable") if more[i] and adjusted[i] <= level]
    found = [_emerging(names[i], (a[i], b[i]), (len(now), len(before)), g2[i], adjusted[i]) for i in kept]
    return tuple(_without_parts(found))


def _check(least: int, level: float) -> None:
    wrong: list[tuple[str, float, float, float]] = []
    wrong += [("least", least, 1, 1_000_000)] if not 1 <= least <= 1_000_000 else []
    wrong += [("level", level, 0, 1)] if not 0 < level < 1 else []
    if wrong:
        keys = ("name", "value", "low", "high")
        raise MisuseError([Fault("text.option_range", fields=dict(zip(keys, one, strict=True))) for one in wrong])


def _emerging(name: str, counts: tuple[float, float], sizes: tuple[int, int], g2: float, adjusted: float) -> Emerging:
    shares = [float(count + 0.5) / (size + 0.5) for count, size in zip(counts, sizes, strict=True)]
    ratio = shares[0] / shares[1]
    variance = sum(1 / (c + 0.5) - 1 / (n + 0.5) for c, n in zip(counts, sizes, strict=True))
    half = float(norm.ppf(0.975)) * math.sqrt(max(float(variance), 0.0))
    low, high = ratio * math.exp(-half), ratio * math.exp(half)
    return Emerging(name, int(counts[0]), int(counts[1]), float(g2), float(adjusted), ratio, low, high)


def log_likelihood(a: Floats, b: Floats, now: int, before: int) -> Floats:
    """Dunning's G2 of the table: documents with and without a term, now and before."""
    pooled = (a + b) / (now + before)
    parts = (
        (a, now * pooled),
        (b, before * pooled),
        (now - a, now * (1 - pooled)),
        (before - b, before * (1 - pooled)),
    )
    total = sum(xlogy(seen, np.divide(seen, due, out=np.ones_like(pooled), where=due > 0)) for seen, due in parts)
    return np.asarray(2 * np.maximum(total, 0))


def _without_parts(found: list[Emerging]) -> Iterator[Emerging]:
    """Leave out words that are hardly found outside a pair that is named."""
    whole: Counter[str] = Counter()
    for one in found:
        for word in one.term.split(" ") if " " in one.term else ():
            whole[word] = max(whole[word], one.now)
    yield from (one for one in found if " " in one.term or whole[one.term] < 0.8 * one.now)


def _counted(texts: Sequence[str], stop: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(terms_in(text, stop))
    return counts


def terms_in(text: str, stop: frozenset[str] = frozenset()) -> set[str]:
    """Words of a text in their dictionary form, and pairs of words that stand side by side."""
    words = [word if _tells(word) and word not in stop else "" for word in terms_of(text)]
    pairs = {f"{first} {second}" for first, second in pairwise(words) if first and second and first != second}
    return {word for word in words if word} | pairs


def terms_of(text: str) -> list[str]:
    """All words of a text in their dictionary form, in order; addresses and handles are left out."""
    plain = _NOISE.sub(" ", text).lower()
    return [_term(word) for word in _TOKEN.findall(plain) if len(word) <= _LONGEST]


@lru_cache(200_000)
def _term(word: str) -> str:
    plain = word.replace("’", "'")
    if not plain.isascii():
        return lemma(plain)
    plain = plain.removesuffix("'s").replace("'", "")
    return plain[:-1] if re.search(r"[^siu]s\Z", plain) and len(plain) > 3 else plain


@lru_cache(200_000)
def _tells(word: str) -> bool:
    return len(word) > 2 and not word.isdecimal() and word not in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    told = lexicon("stop_words")
    words = {word for language in ("ru", "en") for word in told[language].split()}
    return frozenset(words | {_term(word) for word in words} | {word.replace("ё", "е") for word in words})
