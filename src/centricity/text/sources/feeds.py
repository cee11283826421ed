"""RSS and Atom: a document an entry; no entities, no network."""

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import declared_charset
from centricity.text.sources.rows import Chunk, Record

_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")


def read_feed(opening: Opening) -> Iterator[Chunk]:
    """Entries of a feed as records."""
    raw = opening.whole(opening.limits.feed)
    if raw is None:
        return
    text = _PROLOGUE.sub("", opening.text(raw, declared_charset(raw)).lstrip("\ufeff"), count=1)
    if "<!ENTITY" in text or text.count("<") > opening.limits.tags * 3:
        opening.report.skip(
            "text.xml_entities" if "<!ENTITY" in text else "text.page_tags", limit=opening.limits.tags * 3
        )
        return
    parsed = _parsed(text.encode("utf-8", "replace"))
    if parsed is None or not (parsed.get("version") or parsed.get("entries")):
        opening.report.skip("text.feed_broken")
        return
    if parsed.get("bozo"):
        opening.report.blank("text.feed_unsound", problem=type(parsed.get("bozo_exception")).__name__)
    entries = parsed.get("entries") or []
    if not entries:
        opening.report.skip("text.feed_empty")
    for start in range(0, len(entries), 500):
        part = entries[start : start + 500]
        yield Chunk([_record(entry) for entry in part], range(start + 1, start + 1 + len(part)))


def _parsed(raw: bytes) -> Any:
    import feedparser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return feedparser.parse(
                io.BytesIO(raw),  # never a text, which feedparser would take for an address and fetch
                response_headers={"content-type": "application/xml; charset=utf-8"},
                resolve_relative_uris=False,
                sanitize_html=False,
            )
    except Exception:  # noqa: BLE001  # what a foreign parser raises on junk is nobody's contract
        return None


def _record(entry: Any) -> Record:
    contents = entry.get("content") or []
    body = max((str(part.get("value") or "") for part in contents), key=len, default="")
    source = entry.get("source") or {}
    return {
        "text": plain_text(body or str(entry.get("summary") or "")),
        "title": plain_text(str(entry.get("title") or "")),
        "url": entry.get("link"),
        "published_at": entry.get("published") or entry.get("updated"),
        "author": entry.get("author"),
        "source": source.get("title") if isinstance(source, dict) else None,
    }


def plain_text(markup: str) -> str:
    """Text of a piece of HTML; as it is where it holds no markup."""
    if not _MARKUP.search(markup) and "&" not in markup:
        return markup.strip()
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    spaced = re.sub(r"(?i)<(br|/p|/div|/li|/h\d)\b[^<>]*>", "\\g<0>\n", markup).replace("\0", " ")
    try:
        tree = html.document_fromstring(f"<div>{spaced}</div>".encode("utf-8", "replace"), parser=parser)
        return "".join(tree.xpath("//text()[not(ancestor::script or ancestor::style)]")).strip()
    except (etree.LxmlError, ValueError, AssertionError, TypeError):
        return _MARKUP.sub(" ", markup).strip()
