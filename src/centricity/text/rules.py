"""When a name that is also a word is the company: by how it is written, by the words beside, by a learned model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from centricity.methods.part import Count, Flag, Part
from centricity.text.aliases import word_forms
from centricity.text.normal import normalised
from centricity.text.senses import SenseModel

Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Names = tuple[Name, ...]

MODEL_FILE: Final = r"^\w[\w .-]*(/\w[\w .-]*)*\.bin$"
"""A file beside the one that names it, or in a folder there: no folder above, no way from the root."""

ModelFile = Annotated[str, Field(strict=True, max_length=200, pattern=MODEL_FILE)]


class Rule(Part):
    """When a name that is also a word is the company.

    Attributes
    ----------
    name
        One of the company's names.
    capital
        Whether it must begin with a capital letter where it stands.
    needs, forbids
        Words one of which must, or none of which may, stand beside it, in any form; ``*`` at the end opens the word.
    within
        How many words to either side are beside.
    model
        File of a model that ``text train`` learned for this name; all that a rule asks for must hold.
    """

    name: Name
    capital: Flag = False
    needs: Names = ()
    forbids: Names = ()
    within: Count = 8
    model: ModelFile | None = None

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return self.capital or bool(self.needs or self.forbids) or self.model is not None

    @property
    def empty_words(self) -> Names:
        """Words without a letter or digit: they stand beside everything, or beside nothing."""
        return tuple(word for word in (*self.needs, *self.forbids) if not normalised(word.rstrip("*")).strip())


@dataclass(frozen=True)
class Context:
    """A `Rule` in the bytes of `one_byte`: words in all forms, and beginnings of words."""

    capital: bool = False
    needs: frozenset[bytes] = frozenset()
    needs_begin: tuple[bytes, ...] = ()
    forbids: frozenset[bytes] = frozenset()
    forbids_begin: tuple[bytes, ...] = ()
    within: int = 8
    model: SenseModel | None = None

    @property
    def reads(self) -> bool:
        """Whether certain words beside the name matter."""
        return bool(self.needs or self.needs_begin or self.forbids or self.forbids_begin)

    def allows(self, beside: Iterable[bytes]) -> bool:
        """Whether the words beside a name make it the company's."""
        words = list(beside)
        wanted = not (self.needs or self.needs_begin) or _there(words, self.needs, self.needs_begin)
        return wanted and not _there(words, self.forbids, self.forbids_begin)


def _there(words: Sequence[bytes], known: frozenset[bytes], begin: tuple[bytes, ...]) -> bool:
    return any(word in known or (begin and word.startswith(begin)) for word in words)


def context_of(rule: Rule, models: Mapping[str, SenseModel]) -> Context:
    """A rule ready to be applied; a model that is not among those given is left out."""
    model = models.get(rule.model) if rule.model is not None else None
    return Context(rule.capital, *_words(rule.needs), *_words(rule.forbids), rule.within, model)


def _words(words: Names) -> tuple[frozenset[bytes], tuple[bytes, ...]]:
    whole = {form for word in words if not word.endswith("*") for form in word_forms(word.strip())}
    begin = tuple(normalised(word[:-1]).strip() for word in words if word.endswith("*"))
    return frozenset(normalised(word).strip() for word in whole), tuple(part for part in begin if part)
