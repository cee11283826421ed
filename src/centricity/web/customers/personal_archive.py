"""All that is held of a customer as a zip archive: files, then the data that name them; the same bytes every time.

It is written while it is sent, so that neither memory nor disk hold it, whatever the files weigh.
"""

import json
import unicodedata
import zipfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from centricity.web.archiving import Sent, info, member
from centricity.web.audit.services import Actor
from centricity.web.customers.models import Customer
from centricity.web.customers.personal import HeldFile, export, files_of

DATA, FILES = "customer.json", "files"
LONGEST_NAME = 200
"""Bytes; a system takes 255, and the number of the file stands before it."""
_UNFIT = frozenset('<>:"|?*')


def archived(customer: Customer, actor: Actor) -> Iterator[bytes]:
    """The archive of a customer in parts; that it was asked for is kept in the log at once."""
    return _written(export(customer, actor), files_of(customer))


def _written(content: dict[str, Any], files: Sequence[HeldFile]) -> Iterator[bytes]:
    sent, told = Sent(), []
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in files:
            name = f"{FILES}/{name_in(file)}"
            held = yield from _member(archive, sent, name, file.path)
            told.append(_line(file, name if held else None))
        data = json.dumps(content | {"files": told}, ensure_ascii=False, indent=1).encode()
        archive.writestr(info(DATA), data)
        yield sent.taken()
    yield sent.taken()


def _line(file: HeldFile, path: str | None) -> dict[str, Any]:
    """A file as the data name it; one that is gone from the disk has no path."""
    return {
        "id": file.number, "name": file.name, "about": file.about, "size": file.size, "sha256": file.sha256,
        "path": path,
    }  # fmt: skip


def _member(archive: zipfile.ZipFile, sent: Sent, name: str, path: Path) -> Generator[bytes, None, bool]:
    """Copy a file in parts; whether it was there is what the copying comes to."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return False
    with source:
        yield from member(archive, sent, name, source)
    return True


def name_in(file: HeldFile) -> str:
    """The name of a file within the archive: of one part, that every system can write, told apart by its number."""
    last = unicodedata.normalize("NFC", file.name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if each.isprintable() and each not in _UNFIT).strip(" .")
    plain = plain or "file"
    suffix = PurePosixPath(plain).suffix[:10]
    short = plain if len(plain.encode()) <= LONGEST_NAME else _cut(plain, LONGEST_NAME - len(suffix.encode())) + suffix
    return f"{file.number}-{short}".rstrip(" .")


def _cut(text: str, size: int) -> str:
    """The beginning of a text, of at most so many bytes."""
    return text.encode()[:size].decode("utf-8", "ignore").rstrip(" .")
