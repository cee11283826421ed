"""Addresses of channels: a link, an e-mail, a phone, or of a place words; nothing that runs in a browser."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from centricity.web.customers.models import Channel
from centricity.web.feedback.models import LONGEST_ADDRESS

PLACES = (str(Channel.POST), str(Channel.OFFICE))
"""Channels that may be at a place, told in plain words."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_PHONE = re.compile(r"\+?[\d ()./-]{3,30}(,\s*(доб\.?|ext\.?)\s*\d{1,6})?")
_RUNS = ("javascript", "data", "vbscript", "file", "blob")
SHORTEST_PHONE = 3
"""Digits, as of 112."""


def address_fits(channel: str, address: str) -> bool:
    """Whether an address will do for a channel: a link, an e-mail, a phone; of a place, words as well."""
    if len(address) > LONGEST_ADDRESS or not is_plain(address):
        return False
    if link_of(address):
        return True
    told = _SCHEME.match(address)
    runs = told is not None and (told[1].lower() in _RUNS or not told[2].startswith(" "))
    return channel in PLACES and not runs


def link_of(address: str) -> str:
    """The link that an address is; empty where it is none."""
    told = _SCHEME.fullmatch(address)
    if told is None:
        return f"mailto:{address}" if _is_email(address) else f"tel:{_dialled(address)}" if _is_phone(address) else ""
    scheme, rest = told[1].lower(), told[2]
    if scheme == "https":
        return address if _is_site(address) else ""
    if scheme == "mailto":
        return address if _is_email(rest) else ""
    return f"tel:{_dialled(rest)}" if scheme == "tel" and _is_phone(rest) else ""


def is_plain(text: str) -> bool:
    """Whether a text holds nothing that cannot be seen."""
    return not text or text.isprintable()


def _is_site(address: str) -> bool:
    try:
        told = urlsplit(address)
        _port = told.port
    except ValueError:
        return False
    host = told.hostname or ""
    return "." in host.strip(".") and "@" not in told.netloc and not re.search(r"[\s\\\"'<>]", address)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and sum(each.isdigit() for each in text) >= SHORTEST_PHONE


def _dialled(text: str) -> str:
    """What is dialled: digits, and the plus before them; what is said of an extension is not."""
    return re.sub(r"[^+\d]", "", text.partition(",")[0])
