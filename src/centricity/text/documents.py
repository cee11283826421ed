"""The document: one table for news, reviews, posts, pages and calls, wherever they were read."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypedDict, Unpack

import pyarrow as pa

KINDS: Final = ("news", "review", "employer_review", "social", "own_site", "call")
"""Kinds of sources."""

MOMENT: Final = pa.timestamp("s", tz="UTC")

TURN: Final = pa.struct(
    [
        pa.field("speaker", pa.string()),
        pa.field("start", pa.float64()),
        pa.field("end", pa.float64()),
        pa.field("text", pa.string()),
    ]
)
"""What one side of a call said: who, from and to in seconds (null where unknown), the words."""

SCHEMA: Final = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_kind", pa.string(), nullable=False),
        pa.field("url", pa.string()),
        pa.field("published_at", MOMENT),
        pa.field("captured_at", MOMENT),
        pa.field("answered_at", MOMENT),
        pa.field("language", pa.string()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("rating", pa.float64()),
        pa.field("about", pa.string()),
        pa.field("author", pa.string()),
        pa.field("paid", pa.bool_()),
        pa.field("turns", pa.list_(TURN)),
        pa.field("file", pa.string()),
        pa.field("place", pa.int64()),
    ]
)
"""Columns of a document.

document
    Identifier made of what the document says and where, so that reading it again gives the same.
source
    Outlet: the host of the address, the platform, or the name of the file.
source_kind
    One of `KINDS`.
published_at, captured_at
    Moments in UTC; null where unknown.
answered_at
    Moment of the first answer of the company that is known; null where there is none or the source does not tell.
language
    ``ru``, ``en``, or null where neither is sure.
text
    As written, in NFC, without invisible characters; the title is not repeated in it.
rating
    Stars from 1 to 5, other scales brought to it; null where there is none.
about
    Company that the source itself names, as a review platform does; null where only the text tells.
author
    Pseudonym, made by a one-way hash; null where unknown.
paid
    Whether the source marks it as advertising; null where it does not say.
turns
    Turns of a call; null for everything else.
file, place
    Where it was read: path under the folder that was scanned, and the record in it, counted from 1.
"""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MARKS: Final = "".join(letter for letter in map(chr, range(0x300, 0x20000)) if unicodedata.combining(letter))
"""Signs that stand over and under the letter before them."""
MOST_MARKS: Final = 30
"""Marks of a letter (UAX 15, stream-safe text); to put more in order takes time that grows with their square."""
_PILED = re.compile(f"([{MARKS}]{{{MOST_MARKS}}})[{MARKS}]+")


def cleaned(text: str) -> tuple[str, int]:
    """A text in NFC without invisible and control characters and without piles of marks; how many were taken out.

    Invisible characters hide names from a search and turn the direction of what is shown; a soft hyphen splits a word.
    """
    plain, hidden = _INVISIBLE.subn("", text)
    plain, control = _CONTROL.subn(" ", plain)
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    plain, piled = _levelled(plain)
    plain, more = _levelled(unicodedata.normalize("NFC", plain))  # one mark may be made of two
    return plain, hidden + control + piled + more


def _levelled(text: str) -> tuple[str, int]:
    """A text without the marks of a letter beyond the first thirty, and how many were taken out."""
    level = _PILED.sub(r"\1", text)
    return level, len(text) - len(level)


def identifier(*parts: str | None) -> str:
    """Identifier of a document, 16 hexadecimal digits, from what tells it from others."""
    told = "\x1f".join("" if part is None else part for part in parts)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def pseudonym(author: str | None) -> str | None:
    """A name that tells authors apart and names nobody."""
    return None if not author or not author.strip() else identifier("author", author.strip().casefold())


class Told(TypedDict, total=False):
    """What a reader may know of a document beyond its text and source; see `SCHEMA`."""

    url: str | None
    title: str | None
    published_at: datetime | None
    captured_at: datetime | None
    answered_at: datetime | None
    language: str | None
    rating: float | None
    about: str | None
    author: str | None
    paid: bool | None
    turns: Sequence[Mapping[str, Any]] | None
    file: str | None
    place: int | None


def document(text: str, source: str, source_kind: str, **told: Unpack[Told]) -> dict[str, Any]:
    """One row of the table of documents; text and title are cleaned, the author is made a pseudonym.

    Moments without a zone are taken for UTC.
    """
    plain, _ = cleaned(text)
    title = cleaned(told.get("title") or "")[0].strip() or None
    published = _utc(told.get("published_at"))
    stamp = published.isoformat() if published else None
    return {name: told.get(name) for name in SCHEMA.names} | {
        "document": identifier(source, told.get("url"), stamp, title, plain),
        "source": source,
        "source_kind": source_kind,
        "title": title,
        "text": plain,
        "published_at": published,
        "captured_at": _utc(told.get("captured_at")),
        "answered_at": _utc(told.get("answered_at")),
        "author": pseudonym(told.get("author")),
    }


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def batch_of(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """A record batch in `SCHEMA` of rows as `document` makes them."""
    return pa.RecordBatch.from_pylist(list(rows), schema=SCHEMA)
