"""Lines of a stream in blocks: long ones passed over without being held, UTF-16 brought to UTF-8."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

BLOCK = 1 << 20


class Stream(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def fingerprint() -> "hashlib._Hash":
    """A fresh sum of the bytes of a file."""
    return hashlib.sha256()


@dataclass(frozen=True)
class Block:
    """Whole lines: their bytes, the number of the first, the bytes of the stream up to their end.

    Attributes
    ----------
    told
        Fingerprint of all bytes up to there.
    long
        Numbers of lines before these that were longer than the limit.
    ended
        False where the stream ended within the last line.
    """

    raw: bytes
    first: int
    end: int
    told: str = ""
    long: tuple[int, ...] = ()
    ended: bool = True


def blocks(
    stream: Stream, limit: int, first: int = 1, start: int = 0, told: "hashlib._Hash | None" = None
) -> Iterator[Block]:
    """Cut a stream into blocks of whole lines of about a megabyte.

    Parameters
    ----------
    limit
        Longest line, in bytes.
    first, start, told
        Number of the line and the byte that the stream stands at, and the fingerprint of what was before.
    """
    cut = _Cut(limit, first, start, told or fingerprint())
    while piece := stream.read(BLOCK):
        yield from cut.feed(piece)
    yield from cut.last()


class _Cut:
    def __init__(self, limit: int, line: int, end: int, told: "hashlib._Hash") -> None:
        self.limit, self.line, self.end, self.told = limit, line, end, told
        self.rest, self.long, self.dropping = b"", list[int](), False

    def feed(self, piece: bytes) -> Iterator[Block]:
        if self.dropping:
            piece = self._dropped(piece)
        whole, mark, tail = (self.rest + piece).rpartition(b"\n")
        if mark:
            yield self._block(whole + mark, ended=True)
        self.rest = tail
        if len(tail) > self.limit:
            self.long.append(self.line)
            self.rest, self.dropping = b"", True
            self._passed(tail)

    def _dropped(self, piece: bytes) -> bytes:
        """What follows the end of a long line; nothing as long as it goes on."""
        gone, mark, left = piece.partition(b"\n")
        self._passed(gone + mark)
        self.line += len(mark)
        self.dropping = not mark
        return left

    def _passed(self, raw: bytes) -> None:
        self.told.update(raw)
        self.end += len(raw)

    def _block(self, raw: bytes, *, ended: bool) -> Block:
        first, long = self.line, tuple(self.long)
        self._passed(raw)
        self.line += raw.count(b"\n")
        self.long = []
        return Block(raw, first, self.end, self.told.hexdigest(), long, ended)

    def last(self) -> Iterator[Block]:
        if self.rest or self.long:
            yield self._block(self.rest, ended=not self.rest)


class Recoded:
    """A stream in UTF-16 that reads as UTF-8; what is broken in it becomes the mark of replacement and is counted."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-16")("replace")
        self.broken = 0

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end."""
        while self._decoder is not None:
            piece = self._stream.read(size)
            text = self._decoder.decode(piece, final=not piece)
            self._decoder = self._decoder if piece else None
            self.broken += text.count("\ufffd")
            if text:
                return text.encode("utf-8", "replace")
        return b""
