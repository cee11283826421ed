"""WARC: HTML answers of a crawl, each a page with the address and the moment it was captured at."""

from collections.abc import Iterator
from typing import Any

from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import page_record
from centricity.text.sources.rows import Chunk, Record

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(opening: Opening) -> Iterator[Chunk]:
    """HTML answers of a WARC file; what follows a broken record is lost, and said."""
    from warcio.archiveiterator import ArchiveIterator

    place = 0
    try:
        for found in ArchiveIterator(opening.stream):
            place += 1
            record = _record(found, place, opening)
            yield Chunk([] if record is None else [record], [] if record is None else [place])
    except Exception as error:  # warcio raises whatever its parsers raise on a damaged record
        from centricity.text.sources.unpack import TooMuchError

        if isinstance(error, TooMuchError):
            raise
        opening.report.skip("text.warc_broken", place + 1, problem=type(error).__name__)


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
