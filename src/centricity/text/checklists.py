"""Sentences that speak of an item of a checklist, or of an incident: words in any form, found without patterns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from centricity.text.inflect import forms
from centricity.text.lexicon import lexicon
from centricity.text.normal import ENCODING, normalised

NUMBER: Final = "0-9"
INCIDENTS: Final = "incidents"
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
LONGEST: Final = 1_000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True)
class Passage:
    """A sentence that speaks of an item: its place in the text, in characters."""

    item: str
    start: int
    end: int


@dataclass(frozen=True)
class _Group:
    """One of these must stand in a sentence: words and phrases in all forms, beginnings of words, a number."""

    phrases: frozenset[str]
    beginnings: tuple[str, ...]
    number: bool

    def there(self, sentence: str) -> bool:
        if self.number and any(letter.isdigit() for letter in sentence):
            return True
        if any(f" {phrase} " in sentence for phrase in self.phrases):
            return True
        return any(f" {beginning}" in sentence for beginning in self.beginnings)


def passages(text: str, checklist: str) -> Iterator[Passage]:
    """The first sentence of a text for each item of a checklist that it speaks of.

    Parameters
    ----------
    checklist
        Code of the metric, or `INCIDENTS`.
    """
    found: set[str] = set()
    items = _items()[checklist]
    for match in _SENTENCE.finditer(text):
        start, end = match.start(), min(match.end(), match.start() + LONGEST)
        plain = " ".join(normalised(text[start:end]).decode(ENCODING).split())
        for item, alternatives in items.items():
            if item not in found and any(all(g.there(f" {plain} ") for g in groups) for groups in alternatives):
                found.add(item)
                yield Passage(item, start + len(match.group()) - len(match.group().lstrip()), end)


def checklists() -> tuple[str, ...]:
    """Metrics that are checklists."""
    return tuple(code for code in _items() if code != INCIDENTS)


@cache
def _items() -> dict[str, dict[str, list[list[_Group]]]]:
    return {
        code: {
            item: [[_group(words) for words in groups] for groups in alternatives]
            for item, alternatives in items.items()
        }
        for code, items in lexicon("checklists").items()
    }  # fmt: skip


def _group(words: list[object]) -> _Group:
    told = [str(word) for word in words]
    whole = {form for word in told if word != NUMBER and not word.endswith("*") for form in forms(word)}
    return _Group(
        frozenset(_plain(form) for form in whole),
        tuple(_plain(word[:-1]) for word in told if word.endswith("*")),
        NUMBER in told,
    )


def _plain(text: str) -> str:
    return " ".join(normalised(text).decode(ENCODING).split())
