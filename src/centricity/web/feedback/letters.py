"""What a letter says: who wrote it, about what, in which words; those of machines are told from those of people."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from centricity.web.feedback.markup import words_of

LONGEST = 20_000
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """A letter of a person; ``number`` is its own, the same however often it is fetched."""

    number: str
    address: str
    author: str
    title: str
    text: str
    at: datetime | None
    language: str


def letter_of(raw: bytes) -> Letter | None:
    """Read a letter; None where a machine wrote it, or it holds no words."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  so the policy has it
    if _of_machine(message):
        return None
    text = _text(message)
    if not text.strip("\ufffd \n"):
        return None
    author, address = parseaddr(_header(message, "From"))
    told = _header(message, "Message-ID").strip() or hashlib.sha256(raw).hexdigest()
    return Letter(
        hashlib.sha256(told.encode("utf-8", "replace")).hexdigest(), address[:200], author[:200],
        _header(message, "Subject")[:200], text, _at(message), "ru" if _CYRILLIC.search(text) else "en",
    )  # fmt: skip


def _header(message: EmailMessage, name: str) -> str:
    """A header as one line; one that cannot be read is empty."""
    try:
        told = str(message.get(name, ""))
    except (ValueError, IndexError, LookupError, AttributeError):
        return ""
    return " ".join(_sound(told).split())


def _sound(text: str) -> str:
    """Text without what no database takes: zeros, and bytes that nobody could read."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _of_machine(message: EmailMessage) -> bool:
    """Answers of machines, lists and reports of delivery: taking them in would make letters run in a circle."""
    auto = _header(message, "Auto-Submitted").lower()
    bulk = _header(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
    report = message.get_content_type() == "multipart/report"
    return bool(auto and auto != "no") or bulk or report or "List-Id" in message


def _text(message: EmailMessage) -> str:
    """The words of a letter: its plain part, else what can be read of its HTML."""
    try:
        part = message.get_body(("plain", "html"))
        told = str(part.get_content()) if part is not None else ""
        kind = part.get_content_type() if part is not None else ""
    except (LookupError, ValueError, AttributeError, AssertionError):
        return ""
    if kind == "text/html":
        told = words_of(told[: 20 * LONGEST])
    lines = (" ".join(line.split()) for line in _sound(told).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST]


def _at(message: EmailMessage) -> datetime | None:
    """When it was written; none where that is not told or without a zone."""
    try:
        told = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError):
        return None
    return told if told.tzinfo is not None and told.year > 1970 else None
