"""Letters that are sent to many: made of two templates, with a way out that mail programs know, and where they lead."""

import logging
from collections.abc import Mapping, Sequence
from smtplib import (
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from centricity.language import Language

log = logging.getLogger("centricity.letters")
LONGEST_SUBJECT = 200


class RefusedError(Exception):
    """The server takes no letter to this address."""


class LaterError(Exception):
    """The server takes no letter to this address now."""


def origin() -> str:
    """Where the platform is reached, for letters that no request asks for."""
    return str(settings.CSRF_TRUSTED_ORIGINS[0]) if settings.CSRF_TRUSTED_ORIGINS else f"http://{settings.BIND}"


def language_of(user: Any) -> Language:
    """The language in which somebody reads letters."""
    return "en" if (user.language or settings.LANGUAGE_CODE) == "en" else "ru"


def note_of(subject: str, lines: Sequence[str], address: str) -> EmailMultiAlternatives:
    """A short letter that tells something and leads to its page, in the language that is switched on."""
    language = "en" if translation.get_language() == "en" else "ru"
    return letter_of("look/letter", subject, {"lines": lines, "address": address, "language": language})


def letter_of(template: str, subject: str, more: Mapping[str, Any], out: str = "") -> EmailMultiAlternatives:
    """A letter of ``<template>.txt`` and ``.html``; ``out`` ends all such letters by one click (RFC 8058)."""
    plain = " ".join(subject.split())[:LONGEST_SUBJECT]
    letter = EmailMultiAlternatives(plain, render_to_string(f"{template}.txt", dict(more)))
    letter.attach_alternative(render_to_string(f"{template}.html", dict(more)), "text/html")
    letter.extra_headers = {"Auto-Submitted": "auto-generated"}
    if out:
        letter.extra_headers |= {"List-Unsubscribe": f"<{out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letter


def sent(letter: EmailMultiAlternatives, address: str, connection: Any = None) -> bool:
    """Send a letter; tells whether the mail server took it."""
    letter.to, letter.connection = [address], connection
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        log.warning("a letter was not sent: %s", type(error).__name__)
        return False
    return True


def deliver(letter: EmailMultiAlternatives) -> None:
    """Send a letter; tell a refusal of its address from a server that is down, of which the driver's error tells.

    Raises
    ------
    RefusedError, LaterError
        Where the server does not take a letter to this address, or not now.
    SMTPException, OSError
        Where the server is down: others will fare no better.
    """
    if not letter.to or not letter.to[0]:
        raise RefusedError("no address")  # the customer has lost it, or has withdrawn
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        codes = {code for code, _said in error.recipients.values()}
        raise (RefusedError if max(codes) >= 500 else LaterError)(str(sorted(codes))) from error
    except SMTPSenderRefused:
        raise
    except SMTPResponseException as error:
        raise (RefusedError if error.smtp_code >= 500 else LaterError)(str(error.smtp_code)) from error
    except (SMTPNotSupportedError, ValueError) as error:  # an address that no letter can bear
        raise RefusedError(type(error).__name__) from error
