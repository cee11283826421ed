"""Every form that a term of a word list can take in a text, made once; the text itself is never parsed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final

from centricity.text.words import CASES, analyser

_CYRILLIC = re.compile(r"[а-яё]")
_NOMINAL: Final = frozenset({"NOUN", "ADJF", "PRTF"})
_VERBAL: Final = frozenset({"INFN", "VERB"})


def forms(term: str) -> frozenset[str]:
    """Forms of a word or phrase in Russian or English, lower-case, ё as е.

    Of a Russian phrase the words in the nominative up to the first other are inflected together, by number and case,
    or the verb is; what depends on them stays. The last word of an English term takes endings by rule.

    Names differ, see `aliases.forms_of`: they keep their number, abbreviations among them their letters, and one word
    of several may be inflected alone.
    """
    words = term.lower().split()
    made = _russian(words) if _CYRILLIC.search(term.lower()) else _english(words)
    return frozenset(form.replace("ё", "е") for form in {term.lower(), *made})


def _russian(words: Sequence[str]) -> Iterator[str]:
    parses = [_nominative(word) for word in words]
    verb = next((place for place, parse in enumerate(parses) if parse.tag.POS in _VERBAL), None)
    if verb is not None:
        for form in parses[verb].lexeme:
            yield " ".join([*words[:verb], form.word, *words[verb + 1 :]])
    elif len(words) == 1:
        yield from (form.word for parse in _same(words[0]) for form in parse.lexeme)
    else:
        yield from _together(words, parses)


def _nominative(word: str) -> Any:
    """The parse as a dictionary form, where the word can be one."""
    parses = analyser().parse(word)
    return next((parse for parse in parses if parse.normal_form == word and _base(parse)), parses[0])


def _base(parse: Any) -> bool:
    return parse.tag.POS not in _NOMINAL or "nomn" in parse.tag


def _same(word: str) -> Iterable[Any]:
    """Parses in which the word is its own dictionary form; a guess beside them is not believed."""
    parses = [parse for parse in analyser().parse(word) if parse.normal_form == word and "Surn" not in parse.tag]
    return [parse for parse in parses if parse.score >= 0.1] or parses[:1] or analyser().parse(word)[:1]


def _together(words: Sequence[str], parses: Sequence[Any]) -> Iterator[str]:
    count = next((n for n, parse in enumerate(parses) if not _leads(parse, parses[:n])), len(parses))
    head = next((parse for parse in parses[:count] if parse.tag.POS == "NOUN"), None)
    if head is None:
        return
    for case, number in product(CASES, ("sing", "plur")):
        inflected = [_agreeing(parse, head, case, number) for parse in parses[:count]]
        if all(inflected):
            yield " ".join([*(form or "" for form in inflected), *words[count:]])


def _leads(parse: Any, before: Sequence[Any]) -> bool:
    """Whether the word is inflected with the head: adjectives before the first noun, and that noun."""
    return parse.tag.POS in _NOMINAL and "nomn" in parse.tag and all(p.tag.POS != "NOUN" for p in before)


def _agreeing(parse: Any, head: Any, case: str, number: str) -> str | None:
    wanted = {case, number}
    if parse.tag.POS != "NOUN" and number == "sing" and head.tag.gender:
        wanted.add(head.tag.gender)
    if parse.tag.POS != "NOUN" and case == "accs" and (number == "plur" or head.tag.gender == "masc"):
        wanted.add(head.tag.animacy or "inan")
    found = parse.inflect(wanted)
    return None if found is None else str(found.word)


def _english(words: Sequence[str]) -> Iterator[str]:
    for last in _endings(words[-1]):
        yield " ".join([*words[:-1], last])
    if len(words) > 1:
        for first in _endings(words[0]):
            yield " ".join([first, *words[1:]])


def _endings(word: str) -> Iterator[str]:
    """Plural, third person, past and -ing by the rules of spelling; irregular forms stand in the list themselves."""
    if re.search(r"(?:ly|ing|ed|ss|[^a-z].*)\Z", word):
        return
    if re.search(r"[^aeiou]y\Z", word):
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    elif word.endswith("e"):
        yield from (word + "s", word + "d", word[:-1] + "ing")
    elif re.search(r"(?:s|x|ch|sh)\Z", word):
        yield from (word + "es", word + "ed", word + "ing")
    else:
        yield from (word + "s", word + "ed", word + "ing")
        if re.search(r"\A[^aeiou]*[aeiou][bdgmnprt]\Z", word):
            yield from (word + word[-1] + "ed", word + word[-1] + "ing")
