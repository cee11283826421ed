"""WARC: HTML answers of a crawl, each a page with the address and the moment it was captured at."""

from collections.abc import Iterator
from typing import Any

from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import page_record
from centricity.text.sources.rows import Chunk, Record

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(opening: Opening) -> Iterator[Chunk]:
    """HTML answers of a WARC file; what follows a broken record is lost, and said."""
    place = 0
    try:
        for found in _records(opening):
            place += 1
            record = _record(found, place, opening)
            yield Chunk([] if record is None else [record], [] if record is None else [place])
    except Exception as error:  # warcio raises whatever its parsers raise on a damaged record
        from centricity.text.sources.unpack import TooMuchError

        if isinstance(error, TooMuchError):
            raise
        opening.report.skip("text.warc_broken", place + 1, problem=type(error).__name__)


def _records(opening: Opening) -> Iterator[Any]:
    """Records of a crawl; what stands before a record may be no longer than a line."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader

    limit = opening.limits.line

    class Reader(DecompressingBufferedReader):  # type: ignore[misc]
        head = 0

        def read(self, length: int | None = None) -> bytes:
            self.head = 0
            return bytes(super().read(length))

        def readline(self, length: int | None = None) -> bytes:
            line = bytes(super().readline(min(length or limit, limit)))
            self.head += len(line)
            if self.head > limit:
                raise ValueError
            return line

    found = ArchiveIterator(opening.stream)
    found.reader = Reader(found.fh)
    return iter(found)


def _record(found: Any, place: int, opening: Opening) -> Record | None:
    if found.rec_type != "response" or found.http_headers is None:
        return None
    kind = (found.http_headers.get_header("Content-Type") or "").lower()
    if found.http_headers.get_statuscode() != "200" or not kind.startswith(_PAGES):
        return None
    raw = found.content_stream().read(opening.limits.page + 1)
    if len(raw) > opening.limits.page:
        opening.report.skip("text.too_large", place, limit=opening.limits.page)
        return None
    page = page_record(raw, opening, kind.partition("charset=")[2] or None, place)
    if page is None:
        return None
    url = (found.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    return page | {"url": url or page["url"], "captured_at": found.rec_headers.get_header("WARC-Date")}
