"""Zip archives written while they are sent: neither memory nor disk hold them, and the same bytes every time."""

import zipfile
from collections.abc import Iterator
from io import RawIOBase
from typing import IO, Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 256 * 1024


class Sent(RawIOBase):
    """What an archive wrote and was not sent yet."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What there is; it is forgotten."""
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole


def member(archive: zipfile.ZipFile, sent: Sent, name: str, source: IO[bytes]) -> Iterator[bytes]:
    """Copy a file into an archive in parts."""
    with archive.open(info(name), "w", force_zip64=True) as out:
        while chunk := source.read(_CHUNK):
            out.write(chunk)
            yield sent.taken()


def info(name: str) -> zipfile.ZipInfo:
    """What an archive says of a member: no time, readable by its owner alone."""
    found = zipfile.ZipInfo(name, _EPOCH)
    found.compress_type, found.external_attr = zipfile.ZIP_DEFLATED, 0o100600 << 16
    return found
