"""Codes of rows: whether a text is one; those of personal addresses are signed, so that nobody else makes them."""

import uuid

from django.core import signing


def signed(code: uuid.UUID, salt: str) -> str:
    """What stands in an address."""
    return signing.Signer(salt=salt, sep=".").sign(code.hex)


def read(text: str, salt: str) -> uuid.UUID | None:
    """The code of an address; None where it was not made here for this use."""
    try:
        return uuid.UUID(signing.Signer(salt=salt, sep=".").unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
