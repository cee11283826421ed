"""What a file is, told by its content; its name must say the same."""

import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from typing import IO, Final

import puremagic

from centricity.errors import Fault, MisuseError, Place
from centricity.tables.workbooks import MAX_DIRECTORY
from centricity.tables.zips import directory_size

_OFFICE: Final[Mapping[str, str]] = {
    ".docx": "word/document.xml",
    ".pptx": "ppt/presentation.xml",
    ".xlsx": "xl/workbook.xml",
}
"""The member without which a document of that kind is none."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    ".png": ("image/png",),
    ".jpg": ("image/jpeg",),
    ".jpeg": ("image/jpeg",),
    ".gif": ("image/gif",),
    ".webp": ("image/webp",),
    ".pdf": ("application/pdf",),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    ".mp3": ("audio/mpeg",),
    ".wav": ("audio/wav", "audio/wave", "audio/x-wav"),
    ".ogg": ("audio/ogg",),
    ".mp4": ("video/mp4",),
    ".webm": ("video/webm",),
    ".txt": ("text/plain",),
    ".md": ("text/markdown",),
    ".csv": ("text/csv",),
    ".json": ("application/json",),
    ".html": ("text/html",),
    ".htm": ("text/html",),
    ".mht": ("multipart/related",),
    ".eml": ("message/rfc822",),
}
"""Kinds that are taken: the media type under which a file is kept, and others under which it is known."""

SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Media types that a browser may show within a page: pictures of dots, which hold nothing that acts."""

_TEXTS: Final = frozenset({".txt", ".md", ".csv", ".json", ".html", ".htm", ".mht", ".eml"})
_HEAD: Final = 65_536
_CONTROL: Final = frozenset(range(32)) - set(b"\t\n\f\r\x1b")


def media_type_of(name: str, content: IO[bytes]) -> str:
    """The media type of a file.

    Raises
    ------
    MisuseError
        Where the kind is none of `KINDS`, or the content is not what the name says.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        raise MisuseError([Fault("web.file_kind", Place(name), {"known": " ".join(sorted(KINDS))})])
    head = _head(content)
    if not (_is_text(head) if suffix in _TEXTS else _is_kind(suffix, head, content)):
        raise MisuseError([Fault("web.file_other_kind", Place(name), {"kind": suffix})])
    return KINDS[suffix][0]


def _head(content: IO[bytes]) -> bytes:
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    return head


def _is_text(head: bytes) -> bool:
    """Whether no byte stands there that no text has; UTF-16 is told by its mark."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _CONTROL.intersection(head)


def _is_kind(suffix: str, head: bytes, content: IO[bytes]) -> bool:
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return False
    return bool(found.intersection(KINDS[suffix])) and (suffix not in _OFFICE or _is_office(suffix, content))


def _is_office(suffix: str, content: IO[bytes]) -> bool:
    """Whether an archive is a document of that kind, and one without macros; one of very many parts is none."""
    if (directory_size(content) or 0) > MAX_DIRECTORY:
        return False
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    finally:
        content.seek(0)
    return _OFFICE[suffix] in names and not any(name.endswith("vbaProject.bin") for name in names)
