"""Packed files: unpacked as they are read, and refused where they unpack to too much."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO, cast

from centricity.tables.zips import directory_size
from centricity.text.sources.limits import Limits
from centricity.text.sources.report import FileReport
from centricity.text.sources.walk import Item

DIRECTORY = 20_000_000
"""Bytes of a table of members; reading it needs ten times the memory."""


class TooMuchError(OSError):
    """A packed file unpacks to more than is read."""


def room(packed: int, limits: Limits) -> int:
    """Bytes that something may unpack to, by its packed size."""
    return min(limits.unpacked, max(limits.free, packed * limits.ratio))


class Bounded(io.RawIOBase):
    """A stream that ends in `TooMuchError` where it gives too much for its packed size."""

    def __init__(
        self, stream: BinaryIO, packed: int, report: FileReport, limits: Limits, below: BinaryIO | None = None
    ) -> None:
        self._stream, self._report, self._below = stream, report, below
        self._left = room(packed, limits)

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer."""
        block = self._read(len(buffer))
        self._left -= len(block)
        if self._left < 0:
            raise TooMuchError
        buffer[: len(block)] = block
        return len(block)

    def _read(self, size: int) -> bytes:
        """Bytes as far as they can be unpacked; what follows a damage is lost, and said once."""
        try:
            return self._stream.read(size)
        except PROBLEMS:
            if not self._report.skipped["text.archive_broken"]:
                self._report.skip("text.archive_broken")
            return b""

    def close(self) -> None:
        """Close what is read."""
        self._stream.close()
        if self._below is not None:
            self._below.close()
        super().close()


PROBLEMS = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What reading a packed file may end in: cut short, damaged, locked, packed in an unknown way."""


def gunzipped(item: Item, report: FileReport, limits: Limits) -> Item:
    """The file in a gzip file."""

    def opened() -> BinaryIO:
        packed = item.open()
        inner = cast("BinaryIO", gzip.GzipFile(fileobj=packed))
        return io.BufferedReader(Bounded(inner, item.size, report, limits, packed), 1 << 16)

    return Item(item.name, item.size, item.changed, opened)


def members(item: Item, report: FileReport, limits: Limits) -> Iterator[Item]:
    """Files in a zip archive; what is wrong with it is counted."""
    with item.open() as stream:
        size = directory_size(stream)
        if size is None or size > DIRECTORY:
            report.skip("text.archive_broken" if size is None else "text.archive_members", n=1, limit=limits.members)
            return
        try:
            archive = zipfile.ZipFile(stream)
        except PROBLEMS:
            report.skip("text.archive_broken")
            return
        with archive:
            yield from _members(archive, item, report, limits)


def _members(archive: zipfile.ZipFile, item: Item, report: FileReport, limits: Limits) -> Iterator[Item]:
    found = [member for member in archive.infolist() if not _hidden(member.filename)]
    if len(found) > limits.members:
        report.skip("text.archive_members", n=len(found) - limits.members, limit=limits.members)
    for member in found[: limits.members]:
        if member.file_size > max(limits.free, member.compress_size * limits.ratio):
            report.skip("text.bomb", member=member.filename)
            continue
        name = f"{item.name}/{member.filename}"
        yield Item(name, member.file_size, _changed(member, item), _opener(archive, member, report, limits))


def _hidden(name: str) -> bool:
    """Whether a member is a folder, has no name or is not meant to be seen."""
    return name.endswith("/") or not name or any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _opener(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, report: FileReport, limits: Limits
) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        inner = cast("BinaryIO", archive.open(member))
        return io.BufferedReader(Bounded(inner, member.compress_size, report, limits), 1 << 16)

    return opened


def _changed(member: zipfile.ZipInfo, item: Item) -> int:
    """A number that changes with the member: its check sum and its moment."""
    with suppress(ValueError):
        stamp = int(datetime(*member.date_time, tzinfo=UTC).timestamp())
        return (stamp << 32 | member.CRC) & 0x7FFFFFFFFFFFFFFF
    return item.changed
