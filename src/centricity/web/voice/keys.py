"""Keys of responses: made by the page, signed with its time, held by the browser alone."""

import secrets
import uuid
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac

from centricity.errors import Fault, MisuseError
from centricity.web import codes

_SALT = "centricity.voice.key"
_INVITE = "centricity.voice.invite"
_OF_INVITE = "centricity.voice.key.invite"
QUICKEST = 1.0
"""Seconds in which no person reads a page and answers it; a robot does."""
LONGEST = 14 * 24 * 60 * 60
"""Seconds after which a page that was opened is not answered any more."""


@dataclass(frozen=True)
class Key:
    """A key and whether its page was opened just now."""

    text: str
    signed: str


def key_new(link: str, text: str = "") -> Key:
    """A key of a response to come, for the page of a survey; one of its own where none is told."""
    text = text or secrets.token_urlsafe(24)
    return Key(text, signing.TimestampSigner(salt=_SALT).sign(f"{link}.{text}"))


def key_read(link: str, signed: str) -> str:
    """The key that a page sent back.

    Raises
    ------
    MisuseError
        Where it is not of this survey, too old, or was sent quicker than a person answers.
    """
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        told = signer.unsign(signed, max_age=LONGEST)
    except signing.BadSignature:
        raise MisuseError([Fault("voice.page_old")]) from None
    page, _dot, text = told.partition(".")
    if page != link:
        raise MisuseError([Fault("voice.page_old")])
    try:
        signer.unsign(signed, max_age=QUICKEST)
    except signing.SignatureExpired:
        return text
    raise MisuseError([Fault("voice.too_quick")])


def key_of_invite(code: uuid.UUID) -> str:
    """The key of the response to a personal address: whoever opens the address again goes on where they were."""
    return salted_hmac(_OF_INVITE, code.hex, algorithm="sha256").hexdigest()[:32]


def code_signed(code: uuid.UUID) -> str:
    """What stands in a personal address: whoever reads the database alone cannot make one."""
    return codes.signed(code, _INVITE)


def code_read(text: str) -> uuid.UUID | None:
    """The code of a personal address; None where it was not made here."""
    return codes.read(text, _INVITE)
