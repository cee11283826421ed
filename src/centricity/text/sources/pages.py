"""HTML pages: the main text, the title, the address and the moment that the page itself tells."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from centricity.text.sources.moments import moment
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk, Record

DEPTH = 200
"""Levels of a tree beyond which a page is not read: what walks it does so by recursion."""

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_MOMENTS = (
    "//meta[@property='article:published_time' or @itemprop='datePublished']/@content",
    "//meta[@name='pubdate' or @name='date']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
    "//article//time/@datetime",
)
_TITLES = ("//meta[@property='og:title']/@content", "//title/text()", "//h1//text()")
_ADDRESSES = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")

logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("trafilatura").propagate = False


def declared_charset(raw: bytes) -> str | None:
    """Encoding that a page or an XML file says it is in, in its first kilobytes."""
    found = _CHARSET.search(raw[:4_096])
    return found[1].decode("ascii", "ignore") if found else None


def read_page(opening: Opening) -> Iterator[Chunk]:
    """The one document of a page."""
    raw = opening.whole(opening.limits.page)
    record = None if raw is None else page_record(raw, opening)
    yield Chunk([] if record is None else [record], [] if record is None else [1])


def page_record(raw: bytes, opening: Opening, charset: str | None = None, place: int | None = None) -> Record | None:
    """What a page says; None, and counted, where it cannot be read or says nothing.

    Parameters
    ----------
    charset
        Encoding by the header it came with, which goes before what the page says.
    """
    if raw.count(b"<") > opening.limits.tags:
        opening.report.skip("text.page_tags", place, limit=opening.limits.tags)
        return None
    tree = _tree(opening.text(raw, charset or declared_charset(raw)))
    if tree is None or _deep(tree):
        opening.report.skip("text.page_broken" if tree is None else "text.page_deep", place, limit=DEPTH)
        return None
    told = {"title": _first(tree, _TITLES), "url": _address(tree), "published_at": _published(tree)}
    text = _main(tree)
    if not text:
        opening.report.skip("text.page_empty", place)
        return None
    title = told["title"]
    return {"text": text.removeprefix(title).lstrip() or text if title else text, **told}


def _tree(text: str) -> Any:
    """Parse a page without entities, network or huge trees."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    plain = text.replace("\0", " ").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(plain, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, TypeError):
        return None
    return tree if tree is not None and isinstance(tree.tag, str) else None


def _deep(tree: Any) -> bool:
    """Tell whether a tree has more levels than can be walked."""
    level = [tree]
    for _ in range(DEPTH):
        level = [child for node in level for child in node]
        if not level:
            return False
    return True


def _main(tree: Any) -> str:
    import trafilatura

    try:
        found = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False, include_tables=True)
    except Exception:  # noqa: BLE001  # trafilatura promises no errors of its own; a page is never worth a scan
        return ""
    return (getattr(found, "text", None) or "").strip()


def _found(tree: Any, path: str) -> list[str]:
    return [str(value).strip() for value in tree.xpath(path)[:20]]


def _first(tree: Any, paths: tuple[str, ...]) -> str | None:
    return next((value for path in paths for value in _found(tree, path) if value), None)


def _address(tree: Any) -> str | None:
    found = _first(tree, _ADDRESSES) or ""
    return found if found.startswith(("http://", "https://")) else None


def _published(tree: Any) -> str | None:
    """The moment that the page tells, where it is one."""
    told = [value for path in _MOMENTS for value in _found(tree, path)]
    for written in [*told, *_linked(tree)]:
        try:
            if moment(written):
                return written
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _linked(tree: Any) -> Iterator[str]:
    """Moments in the page's linked data."""
    for raw in _found(tree, "//script[@type='application/ld+json']/text()"):
        try:
            found = json.loads(raw[:200_000])
        except (ValueError, RecursionError):
            continue
        for part in found if isinstance(found, list) else [found]:
            if isinstance(part, dict) and isinstance(part.get("datePublished"), str):
                yield part["datePublished"]
