"""The language of this call: ``--lang``, else ``CENTRICITY_LANG``, else the locale, else English."""

import os
import sys
from collections.abc import Mapping, Sequence

from centricity.errors import CentricityError

LANGUAGES = ("ru", "en")


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Find the language before click runs, because help texts are in it too."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return _known(argument.removeprefix("--lang=")) or "en"
        if argument == "--lang" and i + 1 < len(arguments):
            return _known(arguments[i + 1]) or "en"
    for name in ("CENTRICITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        found = _known(environment.get(name, "")[:2].lower())
        if found:
            return found
    return "en"


def _known(text: str) -> str | None:
    return text if text in LANGUAGES else None


LANG = language_of(sys.argv[1:], os.environ)


def say(ru: str, en: str) -> str:
    """Choose the text of this call's language."""
    return ru if LANG == "ru" else en


def explain_error(error: CentricityError) -> str:
    """All faults of an error, in this call's language."""
    return error.text(LANG)
