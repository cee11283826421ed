"""How requests travel: with the token, again where it may help, whole or not at all."""

import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import urlsplit

from centricity.client.refusals import RefusedError, refusal_of
from centricity.errors import Fault, MisuseError

ATTEMPTS = 5
PAUSE = 0.5
"""Seconds before the second attempt; every next pause is twice as long, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = 10.0
TIMEOUT = 60.0
LARGEST = 1 << 28
"""Bytes of an answer that is held in memory; a larger file is written to the disk by `save`."""
_CHUNK = 1 << 16
_AGAIN = frozenset({409, 429, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_Taken = TypeVar("_Taken")


@dataclass(frozen=True)
class Asked:
    """A request; its path begins after ``/api/v1``."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """An answer, whole."""

    status: int
    headers: Message
    content: bytes = b""


class _UnwritableError(Exception):
    """The disk failed, and not the platform."""


class Transport:
    """A platform's address and a token, which goes there and nowhere else."""

    def __init__(self, url: str, token: str) -> None:
        if not _is_safe(url):
            raise MisuseError([Fault("client.url", fields={"url": url})])
        if not token.isascii() or not token.isprintable() or " " in token:
            raise MisuseError([Fault("client.token")])
        self.url = url.rstrip("/")
        self._token = token
        self.opener = urllib.request.build_opener(_NoRedirects)

    def hear(self, asked: Asked, largest: int | None = None) -> Heard:
        """Give a whole answer of at most so many bytes."""
        most = LARGEST if largest is None else largest
        return self._tried(asked, lambda answer: Heard(answer.status, answer.headers, _whole(answer, most)))

    def save(self, asked: Asked, path: str | Path) -> Path:
        """Write an answer to the disk, of any size; nothing half-written is left."""
        final = Path(path)
        draft = final.with_name(f".{final.name}.{uuid.uuid4().hex[:8]}")
        try:
            self._tried(asked, lambda answer: _copy(answer, draft))
            draft.replace(final)
        except _UnwritableError as error:
            raise error.args[0] from None
        finally:
            draft.unlink(missing_ok=True)
        return final

    def _tried(self, asked: Asked, take: Callable[[HTTPResponse], _Taken]) -> _Taken:
        """Ask, again where it may help; a write keeps its key, so that it is done once."""
        request = self._request(asked)
        pause = PAUSE
        for left in reversed(range(ATTEMPTS)):
            try:
                with self.opener.open(request, timeout=TIMEOUT) as answer:
                    return take(answer)
            except urllib.error.HTTPError as error:
                told = refusal_of(error)
                if not left or not _again(told):
                    raise told from None
                pause = float(_seconds(error.headers) or pause)
            except (OSError, HTTPException) as error:
                if not left:
                    fields = {"url": self.url, "problem": str(error)}
                    raise RefusedError(0, [Fault("client.unreachable", fields=fields)]) from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise AssertionError

    def _request(self, asked: Asked) -> urllib.request.Request:
        headers = {"Accept": "application/json", **asked.headers}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if asked.method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        url = f"{self.url}/api/v1{asked.path}"
        return urllib.request.Request(url, asked.body, headers, method=asked.method)  # noqa: S310  the scheme is checked


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token is not carried to wherever an answer points."""

    def redirect_request(self, *_told: object, **_more: object) -> None:
        return None


def _is_safe(url: str) -> bool:
    """Whether what is sent there is read there alone."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _whole(answer: HTTPResponse, largest: int) -> bytes:
    content = b"" if (answer.length or 0) > largest else answer.read(largest + 1)
    if (answer.length or 0) + len(content) > largest:
        raise RefusedError(answer.status, [Fault("client.large", fields={"limit": largest >> 20})])
    _ended(answer)
    return content


def _copy(answer: HTTPResponse, path: Path) -> None:
    with _writable(path) as file:
        while chunk := answer.read(_CHUNK):
            try:
                file.write(chunk)
            except OSError as error:
                raise _UnwritableError(error) from error
    _ended(answer)


def _writable(path: Path) -> IO[bytes]:
    try:
        return path.open("wb", buffering=0)
    except OSError as error:
        raise _UnwritableError(error) from error


def _ended(answer: HTTPResponse) -> None:
    """Refuse an answer that was cut off: a read of a part does not tell."""
    if answer.length:
        raise IncompleteRead(b"", answer.length)


def _again(told: RefusedError) -> bool:
    """Whether asking once more may help; of conflicts only one that the first attempt makes itself."""
    return told.status in _AGAIN and (told.status != 409 or told.faults[0].code == "web.key_busy")


def _seconds(headers: Message) -> int:
    told = headers.get("Retry-After", "")
    return min(int(told), 60) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
