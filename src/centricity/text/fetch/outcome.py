"""What comes of an address: a page, or why there is none."""

from dataclasses import dataclass
from datetime import datetime

from centricity.errors import Fault


@dataclass(frozen=True)
class Fetched:
    """A page, or why there is none.

    Attributes
    ----------
    url, final
        Address that was asked for, and the one that answered.
    raw, charset
        Bytes of the page, unpacked, and the encoding by its header.
    captured_at
        When the host said so last, in UTC.
    cached
        Whether it was taken from the cache.
    fault
        Why there is no page; None where there is one.
    """

    url: str
    final: str = ""
    raw: bytes = b""
    charset: str | None = None
    captured_at: datetime | None = None
    cached: bool = False
    fault: Fault | None = None


class RefusedError(Exception):
    """Why there is no page: the code of a fault and its fields."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields
