from django.utils.translation import get_language

from centricity.language import Language

IN_RUSSIAN: dict[Language, str] = {"ru": "по-русски", "en": "по-английски"}
IN_ENGLISH: dict[Language, str] = {"ru": "in Russian", "en": "in English"}
"""In which language something is written, as either language says it."""


def language_now() -> Language:
    """The language of the reader, as the library knows it."""
    return "en" if get_language() == "en" else "ru"
