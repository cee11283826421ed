from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.utils.translation import get_language, override

from centricity.language import Language

IN_RUSSIAN: dict[Language, str] = {"ru": "по-русски", "en": "по-английски"}
IN_ENGLISH: dict[Language, str] = {"ru": "in Russian", "en": "in English"}
"""In which language something is written, as either language says it."""


Part = TypeVar("Part")


def language_now() -> Language:
    """The language of the reader, as the library knows it."""
    return "en" if get_language() == "en" else "ru"


def spoken(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts of a file in the language of the reader, who is not there any more when they are written."""
    return _spoken(parts, language_now())


def _spoken(parts: Iterable[Part], language: str) -> Iterator[Part]:
    with override(language):
        yield from parts
