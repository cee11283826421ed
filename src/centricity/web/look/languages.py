from django.utils.translation import get_language

from centricity.language import Language


def language_now() -> Language:
    """The language of the reader, as the library knows it."""
    return "en" if get_language() == "en" else "ru"
