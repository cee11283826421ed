"""Keeping robots from the public form without asking anybody else: a hidden field, a signed time, a count."""

import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from centricity.errors import Fault, MisuseError
from centricity.web.api.limits import counted_within

FASTEST = 3
"""Seconds in which nobody has read the form and written something."""
OLDEST = 12 * 60 * 60
MINUTES = 5
_SALT = "feedback.form"


@dataclass(frozen=True)
class Mark:
    """What a form carries: whose it is, and the key by which a second sending of it is known."""

    organisation: str
    key: str


def mark_new(organisation: str) -> str:
    """A signed mark for a form that is shown now."""
    told = {"o": organisation, "k": secrets.token_urlsafe(16), "t": int(time.time())}
    return signing.dumps(told, salt=_SALT)


def mark_read(organisation: str, signed: str) -> Mark:
    """The mark of a form that was sent.

    Raises
    ------
    MisuseError
        Where it was sent too fast, is too old, damaged, or of another form.
    """
    try:
        told = signing.loads(signed, salt=_SALT, max_age=OLDEST)
    except signing.BadSignature:
        raise MisuseError([Fault("web.form_old")]) from None
    if told["o"] != organisation:
        raise MisuseError([Fault("web.form_old")])
    if time.time() - told["t"] < FASTEST:
        raise MisuseError([Fault("web.form_fast", fields={"seconds": FASTEST})])
    return Mark(organisation, told["k"])


def not_too_often(address: str) -> None:
    """Count what comes from an address.

    Raises
    ------
    MisuseError
        Where it sends too much.
    """
    most = settings.API_LIMITS["form"]
    if counted_within(f"form:{address}", MINUTES) > most:
        raise MisuseError([Fault("web.form_often", fields={"limit": most, "minutes": MINUTES})])


def secret_of(mark: Mark) -> str:
    """The secret of the private link, the same for every sending of one form; nobody else can reckon it."""
    return salted_hmac("feedback.status", f"{mark.organisation}:{mark.key}", algorithm="sha256").hexdigest()
