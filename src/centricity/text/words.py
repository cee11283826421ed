"""Russian words by lemma and by what they can be; every word is parsed once."""

from functools import cache, lru_cache
from typing import Any

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
"""Cases of the dictionary, the nominative first."""

_REMEMBERED = 200_000
_SPOKEN = {"деньга": "деньги"}
"""Dictionary forms that nobody says."""


@cache
def analyser() -> Any:
    """The dictionary of Russian words, opened once for a process."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()


@lru_cache(_REMEMBERED)
def lemma(word: str) -> str:
    """Dictionary form of a lower-case Russian word, ё as е; other words as they are.

    A word of the dictionary is preferred to a guess; of several the likeliest is taken.
    """
    if not _cyrillic(word):
        return word
    found = str(analyser().parse(word)[0].normal_form).replace("ё", "е")
    return _SPOKEN.get(found, found)


def _cyrillic(word: str) -> bool:
    return bool(word) and all("а" <= letter <= "я" or letter in "ё-" for letter in word)
