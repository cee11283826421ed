"""E-mail addresses in one form, so that two spellings of one are one account."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def address(text: str) -> str:
    """An e-mail in lower case; letters outside ASCII before the @ are refused: they can pass for others.

    Raises
    ------
    ValidationError
        Where the part before the @ holds other letters.
    """
    local, at, domain = text.strip().rpartition("@")
    if not local.isascii():
        raise ValidationError(_("Before the @ only Latin letters, digits and signs are taken."))
    return f"{local.lower()}{at}{unicodedata.normalize('NFKC', domain).lower()}"
