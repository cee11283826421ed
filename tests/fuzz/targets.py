"""What is fuzzed: everything that takes what strangers wrote."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from files import archived, companies, packed, remembered, scanned, written
from network import SPLIT, a_cache, asked, cached, fetched, robots
from seeds import COMPANIES, FEED, HTTP, LABELS, LINES, PAGE, PDF, PRIVATE, RULES, SRT, WARC, a_ledger, a_parquet, a_zip
from words import letters, masked

from centricity.text.ledger import FILE
from centricity.text.sources.settings import read_settings
from centricity.text.tone.correct import read_labels


@dataclass(frozen=True)
class Target:
    """One thing to be fuzzed.

    Attributes
    ----------
    run
        Takes any bytes; raises where something does not hold.
    seeds
        What to begin from.
    longest
        Bytes that are tried at most.
    """

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...] = ()
    longest: int = 4_096


def reader(name, *seeds, longest=4_096):
    return Target(lambda raw: scanned(name, raw), seeds, longest)


TARGETS = {
    "jsonl": reader("a.jsonl", LINES, b"\xff\xfe" + LINES.decode().encode("utf-16-le")),
    "json": reader("a.json", b"[" + LINES + b"," + LINES + b"]", b'{"items": [' + LINES + b"]}"),
    "csv": reader("a.csv", 'text;rating;date\nодин;5;2025-03-04\n"два";1;5\n'.encode(), b"text,title\n1,2\n"),
    "parquet": reader("a.parquet", a_parquet(), longest=8_192),
    "html": reader("a.html", PAGE, b"<meta charset=koi8-r><article><p>text<time datetime='2025-03-04'>"),
    "feed": reader("a.xml", FEED, b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title></entry></feed>"),
    "warc": reader("a.warc", WARC, longest=8_192),
    "pdf": reader("a.pdf", PDF),
    "text": reader("a.txt", "Первый абзац.\n\nВторой.".encode(), "Текст".encode("cp1251")),
    "captions": reader("a.srt", SRT),
    "gzip": Target(packed, (b"\x00" + gzip.compress(LINES), b"\xff" + LINES)),
    "zip": Target(archived, (b"\x00" + a_zip(), b"\x80" + LINES, b"\x83" + PAGE)),
    "letters": Target(letters, ("Альфа-Банк и Сбёр\x00Alfa карта, gооglе 😀, чай и кофе ждал курьера".encode(),)),
    "redact": Target(masked, (PRIVATE,), 512),
    "companies": Target(written("companies.yaml", companies), (COMPANIES.encode(),)),
    "sources": Target(written("sources.yaml", lambda path: read_settings(path.parent)), (RULES,)),
    "labels": Target(written("labels.csv", read_labels), (LABELS,)),
    "ledger": Target(written(FILE, remembered), (a_ledger(),), 32_768),
    "robots": Target(robots, (b"User-agent: *\nDisallow: /b\nCrawl-delay: 0\n",)),
    "answers": Target(fetched, (HTTP + b"User-agent: *" + SPLIT + HTTP + PAGE,
                                HTTP + SPLIT + b"HTTP/1.1 302 Found\r\nLocation: //1.1.1.1/b\r\n\r\n")),
    "addresses": Target(asked, (b"http://1.1.1.1/a?b=c#d\nhttps://[::1]:80/", "http://а.рф/".encode())),
    "cache": Target(cached, (a_cache()[1],)),
}  # fmt: skip
