"""One request to an address that was checked, bounded in time and size."""

import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import SplitResult, urljoin, urlunsplit

from centricity.text.fetch.outcome import RefusedError

_PIECE: Final = 65_536


@dataclass
class Answer:
    """What a host said, and the address that said it."""

    status: int
    headers: Message
    raw: bytes
    url: str


@dataclass(frozen=True)
class Request:
    """What is asked of a host.

    Attributes
    ----------
    parts, address, port
        The address of the page, and where the connection goes.
    headers
        What is said besides the name of the host.
    until
        When the answer must be there, on the clock of `time.monotonic`.
    seconds
        Seconds that a page has in all, for the message.
    size
        Bytes of the answer at most, packed or unpacked.
    """

    parts: SplitResult
    address: str
    port: int
    headers: dict[str, str]
    until: float
    seconds: float
    size: int


def ask(request: Request, secure: ssl.SSLContext) -> Answer:
    """Answer of a host; refused where it is late, too large or broken."""
    late = threading.Event()
    left = request.until - time.monotonic()
    if left <= 0:
        raise RefusedError("text.fetch_time", limit=round(request.seconds))
    connection = connection_to(request.parts, request.address, request.port, left, secure)
    watch = threading.Timer(left, cut, (connection, late))
    watch.daemon = True
    watch.start()
    try:
        answer = _answered(connection, request)
        if late.is_set():  # what was cut reads as a page that ended
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise RefusedError("text.fetch_time", limit=round(request.seconds)) from error
        raise RefusedError("text.fetch_failed", problem=type(error).__name__) from error
    else:
        return answer
    finally:
        watch.cancel()
        connection.close()


def _answered(connection: http.client.HTTPConnection, request: Request) -> Answer:
    parts = request.parts
    headers = {"Host": parts.netloc, "Accept-Encoding": "gzip"} | request.headers
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.connect()
    connection.held = connection.sock  # type: ignore[attr-defined]  # the connection forgets it once it answers
    connection.request("GET", target, headers=headers)
    answer = connection.getresponse()
    raw = _body(answer, request.size) if answer.status == 200 else b""
    return Answer(answer.status, answer.headers, raw, urlunsplit(parts))


def next_address(answer: Answer) -> str:
    """Where an answer sends to."""
    try:
        return str(urljoin(answer.url, answer.headers["Location"] or ""))
    except ValueError:
        return ""


def cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """End a connection from outside: a host that sends a byte now and then never runs into a socket's own limit."""
    late.set()
    for held in (connection.sock, getattr(connection, "held", None)):
        with suppress(OSError):
            if held is not None:
                held.shutdown(socket.SHUT_RDWR)


def connection_to(
    parts: SplitResult, address: str, port: int, seconds: float, secure: ssl.SSLContext
) -> http.client.HTTPConnection:
    """A connection to an address that was checked; the name serves for its certificate only."""
    if parts.scheme != "https":
        return http.client.HTTPConnection(address, port, timeout=seconds)
    connection = _Secure(address, port, timeout=seconds, context=secure)
    connection.named = parts.hostname or ""
    return connection


class _Secure(http.client.HTTPSConnection):
    named = ""

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(self.sock, server_hostname=self.named)


def _body(answer: http.client.HTTPResponse, size: int) -> bytes:
    """The bytes of a page, unpacked no further than allowed."""
    packed = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise RefusedError("text.fetch_kind", kind=packed[:30])
    unpack = zlib.decompressobj(31) if "gzip" in packed else None
    pieces: list[bytes] = []
    taken = held = 0
    while piece := answer.read(_PIECE):
        taken += len(piece)
        part = unpack.decompress(piece, size + 1 - held) if unpack else piece
        pieces.append(part)
        held += len(part)
        if held > size or taken > size:
            raise RefusedError("text.fetch_size", limit=size)
    if answer.length or (unpack is not None and not unpack.eof):
        raise RefusedError("text.fetch_failed", problem="IncompleteRead")
    return b"".join(pieces)
