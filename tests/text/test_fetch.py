"""Fetching: every refusal, politeness, bounds and the cache, against a server on this machine."""

import gzip
import ipaddress
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from centricity.errors import MisuseError
from centricity.text.fetch import FetchSettings, fetch_pages, read_pages, refused_address
from centricity.text.sources import ReadReport, SourceSettings

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
PAGE = (
    "<html><head><title>О банке</title></head><body><article><p>Банк открыл отделение и пригласил соседей в гости.</p>"
    "<p>Очередь двигалась быстро, сотрудники отвечали вежливо и по делу.</p></article></body></html>"
)
BODY = PAGE.encode()


class Host:
    """What the server answers, by path, and what it was asked."""

    def __init__(self):
        self.answers = {"/robots.txt": (404, {}, b"")}
        self.asked = []

    def page(self, path, body=BODY, status=200, **headers):
        told = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.answers[path] = (status, told, body)


@pytest.fixture
def host():
    state = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append((self.path, dict(self.headers)))
            found = state.answers.get(self.path, (404, {}, b""))
            status, headers, body = found(self) if callable(found) else found
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def settings(**told):
    return FetchSettings(**{"delay": 0.0, "allow": LOOPBACK} | told)


def fetched(url, **told):
    return next(iter(fetch_pages([url], settings(**told))))


def code(url, **told):
    fault = fetched(url, **told).fault
    for language in ("ru", "en"):
        assert fault.text(language)
    return fault.code


def test_a_page_becomes_a_document(host):
    host.page("/a")
    report = ReadReport()
    (batch,) = read_pages(fetch_pages([host.url + "/a"], settings()), SourceSettings(), report)
    (row,) = batch.to_pylist()
    assert row["title"] == "О банке"
    assert row["text"].startswith("Банк открыл отделение")
    assert row["url"] == host.url + "/a"
    assert (row["source"], row["language"]) == ("127.0.0.1", "ru")
    assert row["captured_at"] is not None
    assert report.total().documents == 1


def test_what_could_not_be_fetched_is_counted(host):
    report = ReadReport()
    assert list(read_pages(fetch_pages([host.url + "/no", "ftp://a/b"], settings()), SourceSettings(), report)) == []
    assert report.total().skipped == {"text.fetch_status": 1, "text.fetch_scheme": 1}


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "", "//host/a", "data:,x"]
)
def test_other_schemes_are_refused(url):
    assert code(url) == "text.fetch_scheme"


def test_names_and_passwords_in_addresses_are_refused_and_not_repeated():
    page = fetched("http://anna:secret@example.org/a")
    assert page.fault.code == "text.fetch_credentials"
    assert "secret" not in page.fault.text("en")


@pytest.mark.parametrize(
    "url",
    [
        "http://", "http://\ud800.ru/", "http://a.ru/\udfff", "http://[::1", "http://a:99999/",
        "http://no.such.invalid/", "http://" + "a" * 70 + ".ru/",
    ],
)  # fmt: skip
def test_hosts_that_are_none_are_refused(url):
    assert code(url) == "text.fetch_unknown_host"


@pytest.mark.parametrize(
    "host_",
    [
        "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "2130706433", "0x7f.1", "127.1", "[::1]", "[::]",
        "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "[2001:db8::1]", "localhost",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused_in_every_spelling(host_):
    assert code(f"http://{host_}/", allow=()) in {"text.fetch_private", "text.fetch_unknown_host"}
    if host_[0] == "[":
        assert refused_address(ipaddress.ip_address(host_.strip("[]")))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_open_addresses_are_not_refused(address):
    assert not refused_address(ipaddress.ip_address(address))


def test_a_name_with_one_inner_address_is_refused(monkeypatch):
    both = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert code("http://example.org/", allow=()) == "text.fetch_private"


def test_the_connection_goes_to_the_address_that_was_checked(host, monkeypatch):
    host.page("/a")
    real, names = socket.getaddrinfo, []

    def changing(name, *rest, **told):
        names.append(name)
        return real("127.0.0.1", *rest, **told)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert fetched(host.url.replace("127.0.0.1", "rebound.example") + "/a").fault is None
    assert set(names) <= {"rebound.example", "127.0.0.1"}
    assert host.asked[-1][1]["Host"].startswith("rebound.example:")


def test_robots_are_obeyed_and_asked_once(host):
    host.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /closed\nUser-agent: Other\nDisallow: /\n")
    host.page("/open")
    host.page("/closed/a")
    pages = list(fetch_pages([host.url + "/open", host.url + "/closed/a"], settings()))
    assert [page.fault and page.fault.code for page in pages] == [None, "text.fetch_robots"]
    assert [path for path, _ in host.asked] == ["/robots.txt", "/open"]


@pytest.mark.parametrize(
    ("status", "open_"), [(500, False), (503, False), (401, False), (403, False), (404, True), (410, True)]
)
def test_robots_that_cannot_be_got_mean_no_and_that_are_not_there_mean_yes(host, status, open_):
    host.answers["/robots.txt"] = (status, {}, b"")
    host.page("/a")
    fault = fetched(host.url + "/a").fault
    assert (fault is None) is open_
    assert open_ or fault.code == "text.fetch_robots"


def test_a_host_is_asked_at_its_own_pace(host, monkeypatch):
    host.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    host.page("/a")
    host.page("/b")
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    list(fetch_pages([host.url + "/a", host.url + "/b"], settings(delay=2.0)))
    assert [round(pause) for pause in pauses] == [7, 7]


@pytest.mark.parametrize("line", ["Disallow: //[", "Crawl-delay: ²", "Crawl-delay: " + "9" * 5_000])
def test_robots_that_cannot_be_understood_mean_no(host, line):
    host.answers["/robots.txt"] = (200, {}, f"User-agent: *\n{line}\n".encode())
    host.page("/a")
    assert code(host.url + "/a") == "text.fetch_robots"


def test_a_delay_of_centuries_is_a_minute(host, monkeypatch):
    host.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 1" + b"0" * 400)
    host.page("/a")
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    assert fetched(host.url + "/a").fault is None
    assert [round(pause) for pause in pauses] == [60]


def test_redirects_are_followed_five_times_and_each_is_checked(host):
    host.page("/end")
    for i in range(6):
        host.page(f"/r{i}", b"", 302, Location=f"/r{i + 1}" if i < 5 else "/end")
    assert fetched(host.url + "/r1").final == host.url + "/end"
    assert code(host.url + "/r0") == "text.fetch_redirects"
    host.page("/in", b"", 301, Location="http://10.0.0.1/")
    assert code(host.url + "/in") == "text.fetch_private"
    host.page("/file", b"", 301, Location="file:///etc/passwd")
    assert code(host.url + "/file") == "text.fetch_scheme"
    host.page("/self", b"", 301)
    assert code(host.url + "/self") == "text.fetch_redirects"


def test_large_pages_and_gzip_bombs_are_refused(host):
    host.page("/large", b"a" * 20_000)
    host.page("/bomb", gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    host.page("/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    host.page("/brotli", b"x", Content_Encoding="br")
    assert code(host.url + "/large", size=10_000) == "text.fetch_size"
    assert code(host.url + "/bomb") == "text.fetch_size"
    assert fetched(host.url + "/packed").raw == PAGE.encode()
    assert code(host.url + "/brotli") == "text.fetch_kind"


def test_pages_cut_short_and_damaged_are_refused(host):
    host.page("/short", b"abc", Content_Length="9")
    host.page("/gzip", gzip.compress(PAGE.encode())[:-9], Content_Encoding="gzip")
    host.page("/junk", b"junk", Content_Encoding="gzip")
    assert {code(host.url + path) for path in ("/short", "/gzip", "/junk")} == {"text.fetch_failed"}


def test_other_things_than_pages_are_refused(host):
    host.page("/pdf", b"%PDF-", Content_Type="application/pdf")
    assert code(host.url + "/pdf") == "text.fetch_kind"


def test_a_host_that_drips_is_cut_off(host):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"<p>")
                time.sleep(0.05)
        except OSError:
            pass
        return 200, {}, b""

    host.answers["/drip"] = drip
    assert code(host.url + "/drip", page_seconds=0.4) == "text.fetch_time"


def test_when_the_time_is_over_the_rest_is_named(host):
    host.page("/a")
    assert code(host.url + "/a", total_seconds=-1.0) == "text.fetch_total"


def test_a_cached_page_is_taken_without_asking_and_an_old_one_is_asked_for_again(host, tmp_path):
    host.page("/a", ETag='"1"', Last_Modified="Tue, 04 Mar 2025 10:00:00 GMT")
    assert not fetched(host.url + "/a", cache=tmp_path).cached
    asked = len(host.asked)
    assert fetched(host.url + "/a", cache=tmp_path).cached
    assert len(host.asked) == asked
    host.page("/a", b"", 304)
    again = fetched(host.url + "/a", cache=tmp_path, max_age=-1.0)
    assert again.cached
    assert again.raw == PAGE.encode()
    assert host.asked[-1][1]["If-None-Match"] == '"1"'
    assert host.asked[-1][1]["If-Modified-Since"].startswith("Tue")


def test_a_damaged_cache_is_no_cache(host, tmp_path):
    host.page("/a")
    fetched(host.url + "/a", cache=tmp_path)
    for file in tmp_path.iterdir():
        file.write_bytes(b"junk")
    assert not fetched(host.url + "/a", cache=tmp_path).cached


@pytest.mark.parametrize(
    "told", [{"captured": 1e300}, {"captured": float("inf")}, {"charset": []}, {"etag": 5}, {"final": None}]
)
def test_a_cache_that_tells_what_cannot_be_is_no_cache(host, tmp_path, told):
    host.page("/a")
    fetched(host.url + "/a", cache=tmp_path)
    (about,) = tmp_path.glob("*.json")
    kept = json.loads(about.read_bytes())
    kept["page"] |= told
    about.write_text(json.dumps(kept))
    assert not fetched(host.url + "/a", cache=tmp_path, max_age=float("inf")).cached
    about.write_text("[" * 100_000)
    assert not fetched(host.url + "/a", cache=tmp_path).cached


def test_a_cache_that_cannot_be_written_is_misuse(host, tmp_path):
    host.page("/a")
    (tmp_path / "file").write_text("")
    with pytest.raises(MisuseError):
        fetched(host.url + "/a", cache=tmp_path / "file" / "cache")


def test_the_agent_says_who_asks(host):
    host.page("/a")
    fetched(host.url + "/a", agent="Institute (mail@example.org)")
    assert {headers["User-Agent"] for _, headers in host.asked} == {"Institute (mail@example.org)"}


@pytest.mark.parametrize(("agent", "sent"), [("", ""), ("Институт\n(почта)", "Институт (почта)")])
def test_any_agent_can_be_told(host, agent, sent):
    host.page("/a")
    assert fetched(host.url + "/a", agent=agent).fault is None
    assert host.asked[-1][1]["User-Agent"].encode("latin-1").decode() == sent


def test_an_address_is_asked_once(host):
    host.page("/a")
    assert len(list(fetch_pages([host.url + "/a"] * 3, settings()))) == 1
