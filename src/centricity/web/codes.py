"""Codes of personal addresses, signed: whoever reads the database alone cannot make such an address."""

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
