"""Pages from the network, politely and only when asked: nothing else in the library imports this module.

The robots file is obeyed (one that cannot be got means no), a host is asked at a measured pace, time and size are
bounded, and addresses inside one's own network are refused. A connection goes to the very address that was checked, so
that a name which changes its address in between leads nowhere. Proxies of the environment are not used.
"""

import hashlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import pyarrow as pa

from centricity.errors import Fault, MisuseError, Place
from centricity.tables.write import write_whole
from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import page_record
from centricity.text.sources.report import ReadReport
from centricity.text.sources.rows import Chunk, made
from centricity.text.sources.settings import SourceSettings
from centricity.text.sources.walk import Item

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REDIRECTS: Final = 5
ROBOTS_SIZE: Final = 500_000
LONGEST_DELAY: Final = 60.0
_PIECE: Final = 65_536
_PAGES: Final = ("text/html", "application/xhtml+xml")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class FetchSettings:
    """How pages are fetched.

    Attributes
    ----------
    agent
        Who asks, with an address at which the owner of a host can complain; its first word is looked up in robots.txt.
    delay
        Seconds between two requests to a host; a longer delay that its robots file asks for is kept, up to a minute.
    page_seconds, total_seconds
        Time for a page with its redirects, and for all.
    size
        Bytes of a page, packed or unpacked.
    cache, max_age
        Folder of pages that were fetched, and the seconds for which one is taken without asking again.
    allow
        Networks that are allowed although they are not open; for tests.
    """

    agent: str = "Centricity (research of customer-centricity)"
    delay: float = 1.0
    page_seconds: float = 20.0
    total_seconds: float = 3_600.0
    size: int = 5_000_000
    cache: Path | None = None
    max_age: float = 86_400.0
    allow: tuple[Network, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """A page, or why there is none.

    Attributes
    ----------
    url, final
        Address that was asked for, and the one that answered.
    raw, charset
        Bytes of the page, unpacked, and the encoding by its header.
    captured_at
        When the host said so last, in UTC.
    cached
        Whether it was taken from the cache.
    fault
        Why there is no page; None where there is one.
    """

    url: str
    final: str = ""
    raw: bytes = b""
    charset: str | None = None
    captured_at: datetime | None = None
    cached: bool = False
    fault: Fault | None = None


class _RefusedError(Exception):
    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


@dataclass
class _Answer:
    status: int
    headers: Message
    raw: bytes
    url: str


def fetch_pages(urls: Iterable[str], settings: FetchSettings) -> Iterator[Fetched]:
    """Fetch pages one after the other.

    Yields
    ------
    Fetched
        One for each address, in their order; a refusal or a failure is told by its fault, never raised.

    Raises
    ------
    MisuseError
        Where the cache cannot be written.
    """
    visit = _Visit(settings)
    for url in dict.fromkeys(urls):
        try:
            yield visit.page(url)
        except _RefusedError as error:
            fields = {"url": url[:300], **error.fields}
            yield Fetched(url, fault=Fault(error.code, Place(), fields, severity="warning"))


def read_pages(
    fetched: Iterable[Fetched], settings: SourceSettings, report: ReadReport | None = None
) -> Iterator[pa.RecordBatch]:
    """Documents of fetched pages, in `documents.SCHEMA`; pages without one are counted in the report."""
    report = ReadReport() if report is None else report
    for page in fetched:
        own = report.open(page.url)
        if page.fault is not None:
            own.refuse(page.fault)
            continue
        item = Item(page.url, len(page.raw), 0, _never)
        opening = Opening(item, None, page.raw, settings.rule(page.url), own, settings.limits)  # type: ignore[arg-type]
        record = page_record(page.raw, opening, page.charset)
        if record is not None:
            told = {"url": page.final, "captured_at": page.captured_at}
            batch = made(Chunk([record | told], [1]), opening.rule, own, settings.limits).batch
            own.documents += batch.num_rows
            yield batch


def _never() -> Any:
    raise NotImplementedError


def refused_address(address: Address, allow: Iterable[Network] = ()) -> bool:
    """Tell whether an address is none of the open network, in whatever form it is written.

    Parameters
    ----------
    allow
        Networks that are allowed all the same.
    """
    inner = _inner(address)
    if any(inner.version == network.version and inner in network for network in allow):
        return False
    return not inner.is_global or inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_loopback


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _checked(url: str, settings: FetchSettings) -> tuple[SplitResult, str, int]:
    """Parts of an address that may be asked, the network address it stands for and the port."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise _RefusedError("text.fetch_unknown_host") from error
    if parts.scheme not in {"http", "https"}:
        raise _RefusedError("text.fetch_scheme")
    if parts.username is not None or parts.password is not None:
        raise _RefusedError("text.fetch_credentials", url=urlunsplit(parts._replace(netloc=host)))
    if not host:
        raise _RefusedError("text.fetch_unknown_host")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{parts.port}" if parts.port else ""
    return SplitResult(parts.scheme, netloc, path, query, ""), _address(host, port, settings), port


def _address(host: str, port: int, settings: FetchSettings) -> str:
    """The address of a host; refused where any of its addresses is inside."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _RefusedError("text.fetch_unknown_host") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if refused_address(ipaddress.ip_address(address), settings.allow):
            raise _RefusedError("text.fetch_private", address=address)
    return addresses[0]


class _Visit:
    """One round of fetching: what the hosts' robots files say, when each was asked last, how much time is left."""

    def __init__(self, settings: FetchSettings) -> None:
        self.settings = settings
        self.robots: dict[str, RobotFileParser] = {}
        self.asked: dict[str, float] = {}
        self.end = time.monotonic() + settings.total_seconds
        self.secure = ssl.create_default_context()

    def page(self, url: str) -> Fetched:
        _checked(url, self.settings)
        kept = _kept(url, self.settings)
        if kept is not None and _age(kept) <= self.settings.max_age:
            return kept.page()
        answer = self._followed(url, {} if kept is None else kept.conditions())
        if answer.status == 304 and kept is not None:
            return _keep(kept.again(), self.settings).page()
        if answer.status != 200:
            raise _RefusedError("text.fetch_status", status=answer.status)
        kind = answer.headers.get_content_type()
        if kind not in _PAGES:
            raise _RefusedError("text.fetch_kind", kind=kind)
        return _keep(_Kept.of(url, answer), self.settings).page(cached=False)

    def _followed(self, url: str, conditions: dict[str, str], *, robots: bool = True) -> _Answer:
        """Answer to a request after its redirects, each of which is checked as the first was."""
        deadline = min(self.end, time.monotonic() + self.settings.page_seconds)
        size = self.settings.size if robots else ROBOTS_SIZE
        for _ in range(REDIRECTS + 1):
            parts, address, port = _checked(url, self.settings)
            delay = self._permitted(parts) if robots else 0.0
            deadline += self._wait(parts.netloc, max(self.settings.delay, delay))
            answer = self._asked(parts, address, port, conditions, min(deadline, self.end), size)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = _next(answer)
        raise _RefusedError("text.fetch_redirects", limit=REDIRECTS)

    def _permitted(self, parts: SplitResult) -> float:
        """Seconds that the host asks to wait between requests; refused where it does not want to be read."""
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self.robots:
            self.robots[host] = self._rules(host)
        rules, agent = self.robots[host], self.settings.agent.split()[0].split("/")[0]
        if not rules.can_fetch(agent, urlunsplit(parts)):
            raise _RefusedError("text.fetch_robots")
        return min(float(rules.crawl_delay(agent) or 0), LONGEST_DELAY)

    def _rules(self, host: str) -> RobotFileParser:
        try:
            answer = self._followed(f"{host}/robots.txt", {}, robots=False)
        except _RefusedError as error:
            if error.code in {"text.fetch_private", "text.fetch_unknown_host", "text.fetch_total"}:
                raise
            return _parsed("User-agent: *\nDisallow: /")
        if answer.status == 200:
            return _parsed(answer.raw.decode("utf-8", "replace").removeprefix("\ufeff"))
        open_ = 400 <= answer.status < 500 and answer.status not in {401, 403, 429}
        return _parsed("" if open_ else "User-agent: *\nDisallow: /")

    def _wait(self, host: str, delay: float) -> float:
        """Wait until a host may be asked again; the seconds that were waited."""
        now = time.monotonic()
        pause = max(0.0, self.asked.get(host, -1e9) + delay - now)
        if now + pause > self.end:
            raise _RefusedError("text.fetch_total", limit=round(self.settings.total_seconds))
        if pause:
            time.sleep(pause)
        self.asked[host] = time.monotonic()
        return pause

    def _asked(
        self, parts: SplitResult, address: str, port: int, conditions: dict[str, str], deadline: float, size: int
    ) -> _Answer:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _RefusedError("text.fetch_time", limit=round(self.settings.page_seconds))
        late = threading.Event()
        connection = _connection(parts, address, port, left, self.secure)
        watch = threading.Timer(left, _cut, (connection, late))
        watch.daemon = True
        watch.start()
        try:
            answer = self._answered(connection, parts, conditions, size)
            if late.is_set():  # what was cut reads as a page that ended
                raise TimeoutError
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise _RefusedError("text.fetch_time", limit=round(self.settings.page_seconds)) from error
            raise _RefusedError("text.fetch_failed", problem=type(error).__name__) from error
        else:
            return answer
        finally:
            watch.cancel()
            connection.close()

    def _answered(
        self, connection: http.client.HTTPConnection, parts: SplitResult, conditions: dict[str, str], size: int
    ) -> _Answer:
        headers = {"Host": parts.netloc, "User-Agent": self.settings.agent, "Accept-Encoding": "gzip"}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.connect()
        connection.held = connection.sock  # type: ignore[attr-defined]  # the connection forgets it once it answers
        connection.request("GET", target, headers=headers | conditions)
        answer = connection.getresponse()
        raw = _body(answer, size) if answer.status == 200 else b""
        return _Answer(answer.status, answer.headers, raw, urlunsplit(parts))


def _next(answer: _Answer) -> str:
    """Where an answer sends to."""
    try:
        return str(urljoin(answer.url, answer.headers["Location"] or ""))
    except ValueError:
        return ""


def _parsed(robots: str) -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(robots.splitlines())
    return rules


def _cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """End a connection from outside: a host that sends a byte now and then never runs into a socket's own limit."""
    late.set()
    for held in (connection.sock, getattr(connection, "held", None)):
        with suppress(OSError):
            if held is not None:
                held.shutdown(socket.SHUT_RDWR)


def _connection(
    parts: SplitResult, address: str, port: int, seconds: float, secure: ssl.SSLContext
) -> http.client.HTTPConnection:
    """A connection to an address that was checked; the name serves for its certificate only."""
    connection = http.client.HTTPConnection(address, port, timeout=seconds)
    if parts.scheme == "https":
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
        raise _RefusedError("text.fetch_kind", kind=packed[:30])
    unpack = zlib.decompressobj(31) if "gzip" in packed else None
    pieces: list[bytes] = []
    taken = held = 0
    while piece := answer.read(_PIECE):
        taken += len(piece)
        part = unpack.decompress(piece, size + 1 - held) if unpack else piece
        pieces.append(part)
        held += len(part)
        if held > size or taken > size:
            raise _RefusedError("text.fetch_size", limit=size)
    if answer.length or (unpack is not None and not unpack.eof):
        raise _RefusedError("text.fetch_failed", problem="IncompleteRead")
    return b"".join(pieces)


@dataclass(frozen=True)
class _Kept:
    """A page as the cache keeps it."""

    url: str
    final: str
    charset: str | None
    etag: str | None
    modified: str | None
    captured: float
    raw: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, url: str, answer: _Answer) -> "_Kept":
        headers = answer.headers
        return cls(url, answer.url, headers.get_content_charset(), headers.get("ETag"), headers.get("Last-Modified"),
                   time.time(), answer.raw)  # fmt: skip

    def again(self) -> "_Kept":
        return _Kept(self.url, self.final, self.charset, self.etag, self.modified, time.time(), self.raw)

    def conditions(self) -> dict[str, str]:
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}

    def page(self, *, cached: bool = True) -> Fetched:
        captured = datetime.fromtimestamp(int(self.captured), UTC)
        return Fetched(self.url, self.final, self.raw, self.charset, captured, cached)


def _age(kept: _Kept) -> float:
    age = time.time() - kept.captured
    return age if age >= 0 else float("inf")


def _files(url: str, cache: Path) -> tuple[Path, Path]:
    key = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:40]
    return cache / f"{key}.json", cache / f"{key}.page"


def _kept(url: str, settings: FetchSettings) -> _Kept | None:
    """What the cache has of an address; a damaged entry is none."""
    if settings.cache is None:
        return None
    about, body = _files(url, settings.cache)
    try:
        told = json.loads(about.read_bytes())
        raw = body.read_bytes()
        kept = _Kept(**told["page"], raw=raw)
        sound = kept.url == url and told["sum"] == hashlib.sha256(raw).hexdigest() and kept.captured > 0
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return kept if sound else None


def _keep(kept: _Kept, settings: FetchSettings) -> _Kept:
    if settings.cache is not None:
        try:
            settings.cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror or str(error)
            raise MisuseError([Fault("file.not_writable", Place(str(settings.cache)), {"problem": problem})]) from error
        about, body = _files(kept.url, settings.cache)
        page = {name: value for name, value in vars(kept).items() if name != "raw"}
        write_whole(body, kept.raw)
        told = {"page": page, "sum": hashlib.sha256(kept.raw).hexdigest()}
        write_whole(about, json.dumps(told, ensure_ascii=False).encode())
    return kept
