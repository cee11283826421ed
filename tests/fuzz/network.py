"""Answers of hosts, addresses, and what was kept of both; nothing leaves this machine."""

import http.client
import io
import socket
import tempfile
import urllib.robotparser  # noqa: F401  # imported here, it is watched
from functools import cache
from pathlib import Path

from files import told
from seeds import HTTP, PAGE

from centricity.text.fetch import FetchSettings, connection, fetch_pages, read_pages, visit
from centricity.text.fetch.cache import Kept, keep
from centricity.text.sources import ReadReport, SourceSettings, pages


class Wire:
    """A socket that has one answer."""

    def __init__(self, raw):
        self.raw = raw

    def makefile(self, *_, **__):
        return io.BytesIO(self.raw)

    def sendall(self, _):
        pass

    def shutdown(self, _):
        pass

    def close(self):
        pass


def answering(answers):
    """Connections to a host that gives these answers one after the other, the last for ever."""

    class Canned(http.client.HTTPConnection):
        def connect(self):
            self.sock = Wire(answers.pop(0) if len(answers) > 1 else answers[0])

    return lambda request, *_: Canned(request.address, request.port)


def numeric(host, port, **_):
    """Addresses of hosts that are written as numbers; no name is looked up."""
    return REAL(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)


def plug(answers):
    """Let hosts give these answers, and take out what costs time: waiting, certificates, the text of a page."""
    socket.getaddrinfo, connection._connection = numeric, answering(answers)
    visit.time.sleep, visit.ssl.create_default_context = (lambda _: None), (lambda: None)
    pages._main = lambda _: "text"


REAL = socket.getaddrinfo
SPLIT = b"\n~~\n"


def fetched(raw):
    plug(raw.split(SPLIT))
    found = list(fetch_pages(["http://1.1.1.1/a?b", "http://[2606:4700::1111]/"], FetchSettings(delay=0.0)))
    assert len(found) == 2
    read(found)


def read(found):
    report = ReadReport()
    for batch in read_pages(found, SourceSettings(), report):
        batch.validate(full=True)
    for fault in report.faults:
        told(fault)


def robots(raw):
    fetched(b"HTTP/1.1 200 OK\r\n\r\n" + raw + SPLIT + HTTP + PAGE)


def asked(raw):
    """Any address at all, in a list of addresses."""
    plug([HTTP + PAGE])
    read(list(fetch_pages(raw.decode("utf-8", "surrogateescape").split("\n")[:8], FetchSettings(delay=0.0))))


URL = "http://1.1.1.1/"


@cache
def a_cache():
    with tempfile.TemporaryDirectory() as folder:
        keep(Kept(URL, URL, "utf-8", '"1"', None, 1.7e9, PAGE), FetchSettings(cache=Path(folder)))
        (about,) = Path(folder).glob("*.json")
        return about.name, about.read_bytes()


def cached(raw):
    about, _ = a_cache()
    plug([HTTP + PAGE])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, about).write_bytes(raw)
        Path(folder, about).with_suffix(".page").write_bytes(PAGE)
        for age in (1e12, -1.0):
            (found,) = fetch_pages([URL], FetchSettings(delay=0.0, cache=Path(folder), max_age=age))
            read([found])
