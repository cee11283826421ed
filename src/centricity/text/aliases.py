"""Every form in which a name is written: cases, alphabets, gaps between its words."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from centricity.text.normal import ENCODING, doubles, normalised
from centricity.text.words import CASES, analyser

MOST_WORDS = 4
"""Words of a name whose gaps may be wider than one sign; longer names are rarely set in quotes inside."""

_CONSONANTS = frozenset("бвгджзйклмнпрстфхцчшщ")
_ADJECTIVE = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")
_CYRILLIC = re.compile(r"^[а-яё-]+$", re.IGNORECASE)


def forms_of(alias: str, *, inflect: bool = True) -> dict[bytes, bool]:
    """Forms of a name in the bytes of `one_byte`.

    Parameters
    ----------
    alias
        As it is written; quotes and dashes do not matter.
    inflect
        Whether Russian words take their cases: all of them, only the first, only the last.

    Returns
    -------
    dict
        Whether a form counts only where it is written in capitals: names in the look-alikes of the other alphabet are
        short words of their own otherwise. Empty where the name has no letter and no digit.
    """
    plain = normalised(alias).decode(ENCODING)
    words = plain.split()
    if not words:
        return {}
    written = _written(alias, len(words))
    found = set(_inflected(words, written)) if inflect else {tuple(words)}
    twins = {(double,) for name in found if len(name) == 1 for double in doubles(name[0])}
    if len(words) == 2 and re.search(r"\w-\w", alias):
        found |= {("".join(name),) for name in found if len(name) == 2}
    known = {form.encode(ENCODING): False for name in found for form in _spaced(name)}
    return {form.encode(ENCODING): True for name in twins for form in _spaced(name)} | known


def _written(alias: str, count: int) -> list[str]:
    """Words as they were written, which tell abbreviations by their capitals; none where they cannot be told apart."""
    words = re.findall(r"\w+", alias)
    return words if len(words) == count else [""] * count


def _inflected(words: list[str], written: list[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(words)
    if len(words) == 1 and _CYRILLIC.match(words[0]) and words[0][-1] in _CONSONANTS:
        yield from ((form,) for form in _spoken(words[0], capitals=written[0].isupper()))
    cases = [_cases(word, capitals=as_written.isupper()) for word, as_written in zip(words, written, strict=True)]
    for i in range(len(CASES)):
        yield tuple(case[i] for case in cases)
        yield (cases[0][i], *words[1:])
        yield (*words[:-1], cases[-1][i])


def _cases(word: str, *, capitals: bool) -> tuple[str, ...]:
    """A word in the six cases of its number; abbreviations and foreign words stay as they are."""
    if capitals or len(word) < 3 or not _CYRILLIC.match(word):
        return (word,) * len(CASES)
    parsed = _parsed(word)
    made = [parsed.inflect({case}) if parsed is not None else None for case in CASES]
    return tuple(word if form is None else form.word.replace("ё", "е") for form in made)


def _spoken(word: str, *, capitals: bool) -> Iterator[str]:
    """Forms that people say and dictionaries lack: cases of an abbreviation, the adjective of a name."""
    if capitals and len(word) >= 3:
        yield from (word + ending for ending in ("а", "у", "ом", "е"))
    if not capitals and len(word) >= 4:
        yield from (word + "овск" + ending for ending in _ADJECTIVE)


def _parsed(word: str) -> Any:
    """The reading of a word as a name in the nominative, nouns first."""
    read = [parse for parse in analyser().parse(word) if "nomn" in parse.tag]
    rank = {"NOUN": 0, "ADJF": 1, "PRTF": 1}
    named = sorted((parse for parse in read if parse.tag.POS in rank), key=lambda parse: rank[parse.tag.POS])
    return named[0] if named else None


def word_forms(word: str) -> set[str]:
    """All forms of a word, whatever part of speech it is, lower case, ё as е."""
    found = {form.word for parse in analyser().parse(word)[:2] for form in parse.lexeme}
    return {form.replace("ё", "е") for form in found | {word.lower()}}


def _spaced(words: tuple[str, ...]) -> Iterator[str]:
    """Words with the gaps that quotes and dashes leave between them."""
    if len(words) > MOST_WORDS:
        yield from (gap.join(words) for gap in (" ", "  "))
        return
    for gaps in itertools.product((" ", "  "), repeat=len(words) - 1):
        yield "".join(itertools.chain.from_iterable(zip(words, (*gaps, ""), strict=True)))
    if len(words) > 1:
        yield "   ".join(words)
