"""Names of private persons in Russian and English text: a first name with a surname or a patronymic, in capitals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final

from centricity.text.lexicon import lexicon
from centricity.text.private_numbers import Span
from centricity.text.words import analyser

_WORD = re.compile(r"(?<![\w•\-@/])(?:[А-ЯЁ][а-яё]{1,24}(?:-[А-ЯЁ][а-яё]{1,24})?|[А-ЯЁ]{2,24})(?![\w\-•])")
_INITIALS = re.compile(
    r"(?<![\w.•\-])([А-ЯЁ]\. ?(?:[А-ЯЁ]\. ?)?)([А-ЯЁ][а-яё]{1,24}(?:-[А-ЯЁ][а-яё]{1,24})?)(?![\w\-•])"
)
_AFTER = re.compile(r"(?<![\w.•\-])([А-ЯЁ][а-яё]{1,24}(?:-[А-ЯЁ][а-яё]{1,24})?) ([А-ЯЁ]\.(?: ?[А-ЯЁ]\.)?)(?![\w•])")
_GAP = re.compile(r"[ \u00a0]{1,3}")
_FIRST = r"(?<![\w•\-@/.])([A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?)"
_ENGLISH = re.compile(_FIRST + r" (?:[A-Z]\.? )?([A-Z][a-z]{1,20}(?:['\-][A-Z][a-z]{1,20})?)(?![\w•@])")
_LATIN = re.compile(r"[A-Z][a-z]{1,20}\.? ")
_SURNAME = re.compile(
    r"(?:[оеё]в|ин|ын|ск(?:ий|ого|ому|им|ом|ая|ой|ую)|[оеё]в(?:а|у|ым|е|ой)|[иы]н(?:а|у|ым|е|ой)|енко|ук|юк|ян|дзе|швили|их|ых)\Z"
)

Shape = tuple[str, ...]
_SHAPES: Final[tuple[Shape, ...]] = (
    ("name", "patronymic", "surname"),
    ("surname", "name", "patronymic"),
    ("name", "surname"),
    ("surname", "name"),
    ("name", "patronymic"),
)
_TAGS: Final = {"Name": "name", "Surn": "surname", "Patr": "patronymic"}


@dataclass(frozen=True)
class Role:
    """What a word can be in a name, and in which cases of the singular it can be that."""

    kinds: frozenset[tuple[str, str]]
    likely: bool
    strange: bool = False

    def cases(self, kind: str) -> frozenset[str]:
        """Cases in which the word can be of this kind; empty where it cannot."""
        return frozenset(case for of, case in self.kinds if of == kind)


_NOBODY: Final = Role(frozenset(), likely=False)
_CASES: Final = ("nomn", "gent", "datv", "accs", "ablt", "loct")


@lru_cache(200_000)
def role(word: str) -> Role:
    """What a capitalised Russian word can be in a name."""
    plain = word.casefold().replace("ё", "е")
    if plain in _listed("not_names_ru"):
        return _NOBODY
    if "-" in word:
        return _joined([role(part) for part in word.split("-")])
    parses = analyser().parse(word.lower())
    found = frozenset(kind for parse in parses for kind in _kinds(parse))
    if not any(parse.is_known for parse in parses) and _SURNAME.search(plain):
        found |= {("surname", case) for case in _CASES}
    return Role(found, bool(parses) and any(tag in parses[0].tag for tag in _TAGS), _strange(parses))


def _strange(parses: Sequence[Any]) -> bool:
    """Whether a word could be a surname that no dictionary has: unknown, or something alive."""
    return not any(parse.is_known for parse in parses) or (parses[0].tag.animacy == "anim" and "sing" in parses[0].tag)


def _kinds(parse: Any) -> Iterator[tuple[str, str]]:
    for tag, kind in _TAGS.items():
        trusted = parse.is_known or kind == "patronymic" or (kind == "surname" and parse.score >= 0.1)
        if tag in parse.tag and "plur" not in parse.tag and trusted:
            yield kind, "nomn" if parse.tag.case is None else str(parse.tag.case)


def _joined(parts: list[Role]) -> Role:
    known = [part for part in parts if part.kinds]
    return known[-1] if known else _NOBODY


def persons(text: str) -> Iterator[Span]:
    """Spans of names of persons, Russian and English."""
    yield from _full_names(text)
    if "." in text:
        yield from _initials(text)
    if _LATIN.search(text):
        yield from _english(text)


def _full_names(text: str) -> Iterator[Span]:
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        length = _length(text, words[at : at + 3])
        if length and not _street(text, words[at].start()):
            yield words[at].start(), words[at + length - 1].end(), "name"
        elif _called(text, words[at]):
            yield words[at].start(), words[at].end(), "name"
        at += max(length, 1)


def _length(text: str, words: list[re.Match[str]]) -> int:
    """How many of the words from here on are one person's name."""
    beside = 1
    for first, second in pairwise(words):
        if not _GAP.fullmatch(text, first.end(), second.start()):
            break
        beside += 1
    if beside < 2:
        return 0
    roles = [role(word[0]) for word in words[:beside]]
    fitting = next((len(shape) for shape in _SHAPES if _fits(roles, shape)), 0)
    return fitting or 2 * (roles[0].likely and bool(roles[0].cases("name")) and roles[1].strange)


def _fits(roles: list[Role], shape: Shape) -> bool:
    """Whether words are of these kinds and agree in case."""
    if len(roles) < len(shape):
        return False
    cases = [roles[place].cases(kind) for place, kind in enumerate(shape)]
    return bool(frozenset.intersection(*cases))


_STREET = re.compile(r"([\w\-]{2,12})\.? {0,2}\Z")


def _street(text: str, start: int) -> bool:
    """Whether the name is of a street or of a place named after somebody."""
    before = _STREET.search(text[max(0, start - 16) : start])
    return before is not None and before[1].lower() in _listed("streets_ru")


_LAST = re.compile(r"(по имени|по фамилии|[\w\-]{2,16})\.?[ \u00a0:,]{1,3}\Z")


_OF = re.compile(r"(?<![\w\-])([\w\-]{2,16}) [а-яё\-]{3,16} \Z")
"""The word for a person and where the person works, as in «менеджер банка Анна»."""


def _called(text: str, word: re.Match[str]) -> bool:
    """Whether a single name stands after the word for a person, as in «менеджер Анна»."""
    found = role(word[0])
    if not found.likely or not found.kinds:
        return False
    first = max(0, word.start() - 40)
    before = _LAST.search(text, first, word.start())
    if before is not None and _person_word(before[1].lower()):
        return True
    of = _OF.search(text, first, word.start())
    return of is not None and bool(found.cases("name")) and _person_word(of[1].lower())


@lru_cache(50_000)
def _person_word(word: str) -> bool:
    roles = _listed("roles_ru")
    if word in {"имени", "фамилии"}:  # «театр имени ...» names nobody who is there
        return False
    return word.startswith("по ") or word in roles or any(p.normal_form in roles for p in analyser().parse(word)[:2])


def _initials(text: str) -> Iterator[Span]:
    for pattern, place in ((_INITIALS, 2), (_AFTER, 1)):
        for hit in pattern.finditer(text):
            found = role(hit[place])
            first = place == 1 and found.likely and found.cases("name")
            if (first or found.cases("surname")) and not _street(text, hit.start()):
                yield hit.start(), hit.end(), "name"


_TITLED = re.compile(
    r"(?<![\w•])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Mister)\.? "
    r"((?:[A-Z]\.? )?[A-Z][a-z]{1,20}(?:['\-][A-Z][a-z]{1,20})?"
    r"(?: [A-Z][a-z]{1,20}){0,2})(?![\w•])"
)
_SCOTS = re.compile(
    r"(?<![\w•])([A-Z][a-z]{1,20}) (?:[A-Z]\. )?((?:O'|Mc|Mac|De|[VvdD][aoe]n? )[A-Z][a-z]{1,20})(?![\w•])"
)


_NAMED = re.compile(
    r"(?<!\w)(?:name was|name is|named|called|(?:[Aa]gent|[Mm]anager|[Dd]river|[Cc]ourier|[Oo]perator"
    r"|[Aa]ssistant|[Rr]ep|[Rr]epresentative|[Cc]ashier|[Tt]eller|[Dd]octor),?) ([A-Z][a-z]{1,20})(?![\w•])"
)


def _english(text: str) -> Iterator[Span]:
    for hit in _TITLED.finditer(text):
        yield hit.start(1), hit.end(1), "name"
    for hit in _NAMED.finditer(text):
        if hit[1].lower() in _listed("first_names_en"):
            yield hit.start(1), hit.end(1), "name"
    for pattern in (_ENGLISH, _SCOTS):
        for hit in pattern.finditer(text):
            first = hit[1].lower().split("-")[0]
            if first in _listed("first_names_en") and hit[2].lower() not in _listed("not_surnames_en"):
                yield hit.start(), hit.end(), "name"


@cache
def _listed(name: str) -> frozenset[str]:
    words = lexicon("persons")[name]
    return frozenset(words.split() if isinstance(words, str) else words)
