"""A file that is open: what a reader needs to know of it."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from centricity.text.sources.decode import Decoded, decoded
from centricity.text.sources.limits import Limits
from centricity.text.sources.report import FileReport
from centricity.text.sources.settings import SourceRule
from centricity.text.sources.walk import Item


@dataclass
class Opening:
    """A file to be read from where the last scan ended.

    Attributes
    ----------
    head
        Its first bytes; the stream stands before them.
    line, offset, told
        Where the stream stands, in a file that is read on, and the fingerprint of what is before.
    """

    item: Item
    stream: BinaryIO
    head: bytes
    rule: SourceRule
    report: FileReport
    limits: Limits
    line: int = 1
    offset: int = 0
    told: Any = field(default=None)

    def whole(self, limit: int) -> bytes | None:
        """All bytes; None, and counted, where they are more than the limit."""
        raw = self.stream.read(limit + 1)
        if len(raw) > limit:
            self.report.skip("text.too_large", limit=limit)
            return None
        return raw

    def text(self, raw: bytes, declared: str | None = None) -> str:
        """Bytes as text; broken ones are counted."""
        found: Decoded = decoded(raw, self.rule.encoding or declared)
        self.report.broken_bytes += found.broken
        return found.text
