"""How much of anything is read: every bound of the readers in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of a scan; sizes in bytes, texts in characters.

    Attributes
    ----------
    line
        Longest line of JSONL or CSV; longer ones are passed over without being held.
    text
        Characters of a document that are kept.
    page, feed, document
        Largest HTML page, RSS or Atom file (or JSON object), and PDF or text file.
    tags
        Tags of a page; the extraction of the main text grows faster than their number.
    unpacked, ratio
        Bytes that a packed file may unpack to, and how many times its own size beyond the first `free` bytes.
    members
        Files in an archive.
    rows, batch
        Documents and bytes of text in a batch.
    """

    line: int = 8_000_000
    text: int = 1_000_000
    page: int = 5_000_000
    feed: int = 20_000_000
    document: int = 100_000_000
    pdf_pages: int = 5_000
    tags: int = 60_000
    unpacked: int = 50_000_000_000
    ratio: int = 250
    free: int = 20_000_000
    members: int = 10_000
    rows: int = 2_000
    batch: int = 8_000_000


LIMITS = Limits()
