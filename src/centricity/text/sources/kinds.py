"""What kind of file it is: by what it begins with, then by its name."""

import codecs
import re

HEAD = 65_536

SUFFIXES = {
    "jsonl": "jsonl", "ndjson": "jsonl", "json": "json", "csv": "csv", "tsv": "csv", "tab": "csv", "parquet": "parquet",
    "html": "html", "htm": "html", "xhtml": "html", "rss": "feed", "atom": "feed", "xml": "feed", "rdf": "feed",
    "warc": "warc", "txt": "text", "md": "text", "text": "text", "markdown": "text", "pdf": "pdf", "vtt": "captions",
    "srt": "captions",
}  # fmt: skip

_OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar", "apk")
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"WARC/", "warc"),
)
_PACKED = (b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_CAPTIONS = re.compile(rb"WEBVTT|\d+\r?\n\d\d:\d\d:\d\d[,.]\d")
_OBJECT = re.compile(rb"\{\s*(\"|\})")
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def kind_of(name: str, head: bytes) -> str | None:
    """Kind of a file; ``packed`` and ``binary`` are not read, None is a text of no known kind.

    Parameters
    ----------
    name
        Its path; only what follows the last dot counts, ``.gz`` apart.
    head
        Its first bytes, unpacked.
    """
    suffix = name.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    told = SUFFIXES.get(suffix)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return "binary" if kind == "zip" and suffix in _OFFICE else kind
    if head.startswith(_PACKED):
        return "packed"
    if b"%PDF-" in (head[:1024] if told in {None, "pdf"} else head[:5]):
        return "pdf"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (
            told if told in {"jsonl", "json", "csv", "html", "text", "captions"} else "text" if told is None else told
        )
    if _binary(head, told) and not (told == "jsonl" and _OBJECT.match(head)):
        return "binary"
    return _by_content(head, told)


def _binary(head: bytes, told: str | None) -> bool:
    """More control characters than a text has; in a file whose name tells nothing, a zero byte."""
    return (told is None and b"\0" in head) or len(head) - len(head.translate(None, _CONTROL)) > len(head) // 20


def _by_content(head: bytes, told: str | None) -> str | None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:4_096]
    if _CAPTIONS.match(start):
        return "captions"
    if start.startswith(b"<"):
        if _FEED.search(start):
            return "feed"
        if told in {None, "feed"} and _HTML.search(start):
            return "html"
    if told == "json" and _OBJECT.match(start):
        return "jsonl" if _lines(start) else "json"
    if told is None:
        return "jsonl" if _OBJECT.match(start) else None
    return None if told in {"parquet", "warc", "pdf"} else told


def _lines(start: bytes) -> bool:
    """Tell objects, one a line, from one object on many lines."""
    first, end, rest = start.partition(b"\n")
    return bool(end) and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
