"""Who answers a survey, as fast as it is taken: the words of every request are made before the clock starts."""

import gzip
import re
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from web_ground import Person, together

ADDRESS = "/s/bench/?lang=ru"
END_OF_HEADERS = b"\r\n\r\n"


@dataclass(frozen=True)
class Taken:
    """How fast answers were taken: a second, and the milliseconds that each of them took."""

    rate: float
    each: list[float]


def answer_all(port: int, total: int, hands: int) -> Taken:
    """Open so many pages of the survey, then answer all of them, from so many connections at once."""
    requests: list[list[bytes]] = [[] for _ in range(hands)]
    taken: list[list[float]] = [[] for _ in range(hands)]

    def opened(i: int) -> None:
        person = Person(port, i)
        for n in range(total // hands):
            requests[i].append(_request(port, _key(person), n))

    def answered(i: int) -> None:
        line = _connected(port, i)
        ready.wait()
        for request in requests[i]:
            begun = time.perf_counter()
            line.sendall(request)
            ends = _accepted(line)
            taken[i].append((time.perf_counter() - begun) * 1_000)
            if ends:
                line.close()
                line = _connected(port, i)
        line.close()

    ready = threading.Barrier(hands + 1)
    together([lambda i=i: opened(i) for i in range(hands)])  # type: ignore[misc]
    time.sleep(1.5)  # nobody who answers sooner is taken for a person
    threads = [threading.Thread(target=answered, args=(i,)) for i in range(hands)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    each = [time for one in taken for time in one]
    return Taken(len(each) / (time.perf_counter() - begun), each)


def _connected(port: int, i: int) -> socket.socket:
    """A connection from an address of its own."""
    line = socket.create_connection(("127.0.0.1", port), 60, (f"127.0.0.{i + 1}", 0))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _key(person: Person) -> str:
    """The key that the first page gives."""
    _, page, headers = person.ask("GET", ADDRESS)
    text = (gzip.decompress(page) if headers.get("Content-Encoding") == "gzip" else page).decode()
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found is not None  # noqa: S101  without it nobody answers
    return found[1]


def _request(port: int, key: str, n: int) -> bytes:
    """The words of an answer, as a browser sends them."""
    body = urlencode({"key": key, "page": 1, "recommend": n % 11, "why": "Долго ждал"}).encode()
    headers = {
        "Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip", "Content-Length": str(len(body)),
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {ADDRESS} HTTP/1.1\r\n{told}\r\n".encode() + body


def _accepted(line: socket.socket) -> bool:
    """Read what is said to an answer, all of it, and whether the server ends the connection after it.

    An answer that is not taken ends the measurement.
    """
    told = b""
    while END_OF_HEADERS not in told:
        told += _more(line, told)
    head, _, body = told.partition(END_OF_HEADERS)
    assert b" 302 " in head.partition(b"\r\n")[0], head[:300]  # noqa: S101
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    assert length is not None, head[:300]  # noqa: S101
    while len(body) < int(length[1]):
        body += _more(line, told)
    return b"connection: close" in head.lower()


def _more(line: socket.socket, told: bytes) -> bytes:
    got = line.recv(65_536)
    assert got, told[:300]  # noqa: S101  the server hung up
    return got
