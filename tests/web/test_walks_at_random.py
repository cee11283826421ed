"""People walk the example platform at random and fill its forms well and badly: no page fails, grows or gives up."""

import re
import threading
import urllib.error
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar
from random import Random
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from browser_kit import site_of_its_own
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from lxml import html
from lxml.etree import ParserError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
STEPS, LONGEST, OF_ONE_SHAPE = 700, 1_500_000, 12
WALKERS = [("admin", "reader", "contact"), ("director", "owner", "agent"), ("analyst", "expert", "rater", "executive")]
"""Who walks at one moment, a thread each."""
ENDS = re.compile(r"logout|password|/2fa/|reauthenticate|sessions/|/people/\d+/|openness|consent|/look/")
"""What ends the walk of somebody, or lets nobody see anything any more."""
GIVEN_UP = re.compile("could not run the query|не смог выполнить запрос")
WORDS = [
    "", "x", "Дверь", "0", "1", "-1", "2.5", "1,5", "NaN", "1e400", "99999999999999", "<script>", "%", '"', "a" * 300,
    "anna@example.org", "https://example.org/x", "2026-11-30", "2026-02-30", "0001-01-01", "9999-12-31", "09:00",
    "\u0000", "\u202e", "nps", "csat", "2026-11", "None", "[]", "word",
]  # fmt: skip
DAYS = ["2026-11-30", "2025-01-01", "9999-12-31", "0001-01-01", "1900-01-01", ""]
NAMES = ["page", "q", "months", "metric", "column", "key", "tab", "kind", "start", "end", "every", "by", "segment"]
FILES = [
    ("a.csv", b"name,email,score,date\nVera,v@example.org,9,2026-10-01\n"), ("a.csv", b"\xff\xfe\x00"), ("a.csv", b""),
    ("a.zip", b"PK\x05\x06" + bytes(18)), ("a.xlsx", b"PK"), ("x.png", b"\x89PNG\r\n\x1a\n"),
]  # fmt: skip


class Visitor:
    """Somebody who signed in, what links were seen, and what went wrong."""

    def __init__(self, site, name, chance):
        self.site, self.name, self.chance = site, name, chance
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.language = chance.choice(("ru", "en"))
        self.known, self.seen, self.shapes, self.wrong = ["/"], {"/"}, Counter(), []

    def ask(self, address, fields=None):
        """Read an address, or send a form to it; where that led to, and what it says where it is a page."""
        headers = {"Accept-Language": self.language, "Referer": self.site.url + "/"}
        data = None if fields is None else encode_multipart(BOUNDARY, fields)
        if data is not None:
            headers["Content-Type"] = MULTIPART_CONTENT
        try:
            answer = self.opener.open(urllib.request.Request(self.site.url + address, data, headers), timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            status, told, url = answer.status, answer.read(), answer.url
            text = told.decode() if answer.headers.get_content_type() == "text/html" else ""
        if status >= 500 or GIVEN_UP.search(text) or len(text) > LONGEST:
            self.wrong.append((self.name, status, len(text), address, fields))
        return status, url.removeprefix(self.site.url), text

    def sign_in(self):
        _, _, text = self.ask("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
        password = self.site.passwords[f"{self.name}@example.org"]
        told = {"login": f"{self.name}@example.org", "password": password, "csrfmiddlewaretoken": token}
        assert self.ask("/accounts/login/", told)[:2] == (200, "/")

    def step(self):
        address = self.chance.choice(self.known)
        if self.chance.random() < 0.1:
            told = {self.chance.choice(NAMES): self.chance.choice(WORDS)}
            address = f"{address.partition('?')[0]}?{urlencode(told)}"
        status, at, text = self.ask(address)
        page = self.learned(at, text)
        if page is None or status != 200:
            return
        forms = [each for each in page.forms if not ENDS.search(urljoin(at, each.get("action") or ""))]
        if forms and self.chance.random() < 0.6:
            form = self.chance.choice(forms)
            to, told = urljoin(at, form.get("action") or ""), filled(form, self.chance)
            if form.get("method", "get").lower() == "post":
                self.learned(*self.ask(to.partition("#")[0], told)[1:])
            else:
                self.ask(f"{to.partition('?')[0]}?{urlencode(told, doseq=True)}")

    def learned(self, at, text):
        """The page, whose links are known from now on; few of those that differ by a number alone."""
        try:
            page = html.fromstring(text.encode()) if text else None
        except ParserError:
            page = None
        for link in page.xpath("//a/@href") if page is not None else ():
            address = quote(urljoin(at, link).partition("#")[0], safe="/?&=%:;,.+~@!$'()*")
            if not address.startswith("/") or address in self.seen or ENDS.search(address):
                continue
            self.seen.add(address)
            shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", urlsplit(address).path), "?" in address
            self.shapes[shape] += 1
            if self.shapes[shape] <= OF_ONE_SHAPE:
                self.known.append(address)
        return page


def filled(form, chance):
    """What a form sends: what stands in it, words at random, or what does not fit at all."""
    told = {}
    for field in form.iter("input", "select", "textarea", "button"):
        name, kind = field.get("name"), field.get("type") or field.tag
        if not name or kind in {"image", "reset"}:
            continue
        if kind == "select":
            values = [each.get("value", each.text or "") for each in field.iter("option")] or [""]
            told[name] = chance.choice(values if chance.random() < 0.97 else WORDS)
        elif kind in {"checkbox", "radio", "submit", "button"}:
            if chance.random() < 0.45:
                told[name] = field.get("value", "on")
        elif kind == "file":
            told[name] = SimpleUploadedFile(*chance.choice(FILES))
        else:
            told[name] = worded(field, kind, chance)
    return told


def worded(field, kind, chance):
    before = (field.text if kind == "textarea" else field.get("value")) or ""
    if kind == "hidden" or (before and chance.random() < 0.4):
        return before
    return chance.choice(DAYS if kind == "date" else ["1", "5", "-1", "1000000", before] if kind == "number" else WORDS)


@pytest.fixture(scope="module")
def own_site(tmp_path_factory):
    """A platform that no other test looks at."""
    with site_of_its_own(tmp_path_factory, "walked") as one:
        yield one


def test_whatever_people_do_at_one_moment_no_page_fails_or_grows_or_gives_up(own_site):
    chance = Random(20261127)
    groups = [[Visitor(own_site, name, Random(chance.random())) for name in names] for names in WALKERS]

    def walk(visitors, mine):
        for visitor in visitors:
            visitor.sign_in()
        for _ in range(STEPS):
            mine.choice(visitors).step()

    walks = [threading.Thread(target=walk, args=(group, Random(chance.random()))) for group in groups]
    for each in walks:
        each.start()
    for each in walks:
        each.join()
    everybody = [visitor for group in groups for visitor in group]
    assert [wrong for visitor in everybody for wrong in visitor.wrong] == []
    assert len({shape for visitor in everybody for shape in visitor.shapes}) > 200
