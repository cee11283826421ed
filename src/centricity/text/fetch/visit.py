"""One round of fetching, page after page."""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import SplitResult, urlunsplit
from urllib.robotparser import RobotFileParser

from centricity.errors import Fault, Place
from centricity.text.fetch.addresses import checked
from centricity.text.fetch.cache import Kept, age, keep, kept
from centricity.text.fetch.connection import Answer, Request, ask, next_address
from centricity.text.fetch.outcome import Fetched, RefusedError
from centricity.text.fetch.robots import closed, rules
from centricity.text.fetch.settings import FetchSettings

REDIRECTS: Final = 5
ROBOTS_SIZE: Final = 500_000
LONGEST_DELAY: Final = 60.0
_PAGES: Final = ("text/html", "application/xhtml+xml")


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
    visit = Visit(settings)
    for url in dict.fromkeys(urls):
        try:
            yield visit.page(url)
        except RefusedError as error:
            fields = {"url": url[:300], **error.fields}
            yield Fetched(url, fault=Fault(error.code, Place(), fields, severity="warning"))


class Visit:
    """One round of fetching: what the hosts' robots files say, when each was asked last, how much time is left."""

    def __init__(self, settings: FetchSettings) -> None:
        self.settings = settings
        self.robots: dict[str, RobotFileParser] = {}
        self.asked: dict[str, float] = {}
        self.agent = " ".join(settings.agent.split())
        self.end = time.monotonic() + settings.total_seconds
        self.secure = ssl.create_default_context()

    def page(self, url: str) -> Fetched:
        """The page of an address, from the cache or from its host."""
        checked(url, self.settings)
        old = kept(url, self.settings)
        if old is not None and age(old) <= self.settings.max_age:
            return old.page()
        answer = self._followed(url, {} if old is None else old.conditions())
        if answer.status == 304 and old is not None:
            return keep(old.again(), self.settings).page()
        if answer.status != 200:
            raise RefusedError("text.fetch_status", status=answer.status)
        kind = answer.headers.get_content_type()
        if kind not in _PAGES:
            raise RefusedError("text.fetch_kind", kind=kind)
        return keep(Kept.of(url, answer), self.settings).page(cached=False)

    def _followed(self, url: str, conditions: dict[str, str], *, robots: bool = True) -> Answer:
        """Answer to a request after its redirects, each of which is checked as the first was."""
        deadline = min(self.end, time.monotonic() + self.settings.page_seconds)
        size = self.settings.size if robots else ROBOTS_SIZE
        for _ in range(REDIRECTS + 1):
            parts, address, port = checked(url, self.settings)
            delay = self._permitted(parts) if robots else 0.0
            deadline += self._wait(parts.netloc, max(self.settings.delay, delay))
            headers = {"User-Agent": self.agent.encode().decode("latin-1")} | conditions  # sent as UTF-8
            until = min(deadline, self.end)
            answer = ask(Request(parts, address, port, headers, until, self.settings.page_seconds, size), self.secure)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = next_address(answer)
        raise RefusedError("text.fetch_redirects", limit=REDIRECTS)

    def _permitted(self, parts: SplitResult) -> float:
        """Seconds that the host asks to wait between requests; refused where it does not want to be read."""
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self.robots:
            self.robots[host] = self._rules(host)
        told, agent = self.robots[host], self.agent.partition(" ")[0].partition("/")[0] or "*"
        if not told.can_fetch(agent, urlunsplit(parts)):
            raise RefusedError("text.fetch_robots")
        return float(min(int(told.crawl_delay(agent) or 0), LONGEST_DELAY))

    def _rules(self, host: str) -> RobotFileParser:
        try:
            answer = self._followed(f"{host}/robots.txt", {}, robots=False)
        except RefusedError as error:
            if error.code in {"text.fetch_private", "text.fetch_unknown_host", "text.fetch_total"}:
                raise
            return closed()
        return rules(answer)

    def _wait(self, host: str, delay: float) -> float:
        """Wait until a host may be asked again; the seconds that were waited."""
        now = time.monotonic()
        pause = max(0.0, self.asked.get(host, -1e9) + delay - now)
        if now + pause > self.end:
            raise RefusedError("text.fetch_total", limit=round(self.settings.total_seconds))
        if pause:
            time.sleep(pause)
        self.asked[host] = time.monotonic()
        return pause
