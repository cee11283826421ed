"""Pages that were fetched before, in a folder."""

import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from centricity.errors import Fault, MisuseError, Place
from centricity.tables.write import write_whole
from centricity.text.fetch.connection import Answer
from centricity.text.fetch.outcome import Fetched
from centricity.text.fetch.settings import FetchSettings

_LAST: Final = 2.0**37
"""A moment, in seconds, after which no page was fetched; calendars end later."""


@dataclass(frozen=True)
class Kept:
    """A page as the cache keeps it."""

    url: str
    final: str
    charset: str | None
    etag: str | None
    modified: str | None
    captured: float
    raw: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, url: str, answer: Answer) -> "Kept":
        """A page that was fetched now."""
        headers = answer.headers
        return cls(url, answer.url, headers.get_content_charset(), headers.get("ETag"), headers.get("Last-Modified"),
                   time.time(), answer.raw)  # fmt: skip

    def again(self) -> "Kept":
        """The same page, as of now."""
        return Kept(self.url, self.final, self.charset, self.etag, self.modified, time.time(), self.raw)

    def conditions(self) -> dict[str, str]:
        """Headers that ask for the page only where it has changed."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}

    def page(self, *, cached: bool = True) -> Fetched:
        """The page as it is given out."""
        captured = datetime.fromtimestamp(int(self.captured), UTC)
        return Fetched(self.url, self.final, self.raw, self.charset, captured, cached)


def age(page: Kept) -> float:
    """Seconds since a page was fetched; one from the future is of no age at all."""
    seconds = time.time() - page.captured
    return seconds if seconds >= 0 else float("inf")


def _files(url: str, cache: Path) -> tuple[Path, Path]:
    key = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:40]
    return cache / f"{key}.json", cache / f"{key}.page"


def kept(url: str, settings: FetchSettings) -> Kept | None:
    """What the cache has of an address; a damaged entry is none."""
    if settings.cache is None:
        return None
    about, body = _files(url, settings.cache)
    try:
        told = json.loads(about.read_bytes())
        raw = body.read_bytes()
        page = Kept(**told["page"], raw=raw)
        sound = page.url == url and told["sum"] == hashlib.sha256(raw).hexdigest() and _fit(page)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return page if sound else None


def _fit(page: Kept) -> bool:
    """Whether what stands beside a page can be what was written there."""
    told = [page.final, *(one for one in (page.charset, page.etag, page.modified) if one is not None)]
    return all(isinstance(one, str) for one in told) and 0 < page.captured < _LAST


def keep(page: Kept, settings: FetchSettings) -> Kept:
    """Write a page into the cache, where there is one.

    Raises
    ------
    MisuseError
        Where the cache cannot be written.
    """
    if settings.cache is None:
        return page
    try:
        settings.cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = error.strerror or str(error)
        raise MisuseError([Fault("file.not_writable", Place(str(settings.cache)), {"problem": problem})]) from error
    about, body = _files(page.url, settings.cache)
    told = {name: value for name, value in vars(page).items() if name != "raw"}
    write_whole(body, page.raw)
    summed = {"page": told, "sum": hashlib.sha256(page.raw).hexdigest()}
    write_whole(about, json.dumps(summed, ensure_ascii=False).encode())
    return page
