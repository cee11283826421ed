"""A survey on other sites: on those alone that its owner lists, in a frame that tells its height to no other."""

import contextlib
import functools
import http.server
import re
import threading
from urllib.parse import urlsplit

import pytest
import voice_kit
from browser_kit import CHROMIUM, MARKS, at, sign_in, tells
from django.test import Client
from ports import free_port
from voice_kit import Respondent, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.embedding import site_of, sites_set
from centricity.web.voice.models import Response

ROOM = "/surveys/acme/pulse/"
SITE = "https://shop.example.org"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def ancestors(response):
    return re.search(r"frame-ancestors ([^;]*)", response["Content-Security-Policy"])[1]


@pytest.mark.parametrize(
    ("told", "site"),
    [
        ("https://Example.org/", "https://example.org"), ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"), ("https://пример.рф", "https://xn--e1afmkfd.xn--p1ai"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://example.org", None), ("https://example.org/path", None), ("https://*.example.org", None),
        ("https://example.org?x", None), ("https://example.org#", None), ("https://a@example.org", None),
        ("https://example.org:x", None), ("https://example", None), ("example.org", None), ("*", None),
        ("https://a.org; script-src *", None), ("https://a.org https://b.org", None), ("javascript:alert(1)", None),
        ("https://" + "a" * 300 + ".org", None), ("https://exa\nmple.org\x00", None), ("https://..org", None),
    ],
)  # fmt: skip
def test_a_site_is_an_https_origin_and_nothing_else(told, site):
    assert site_of(told) == site


def test_a_site_of_this_machine_is_known_on_this_machine_alone(settings):
    settings.LOCAL = False
    assert site_of("http://127.0.0.1:8000") is None


@pytest.mark.django_db
def test_no_site_shows_a_survey_that_lists_none(survey):
    for path in (f"/s/{survey.link}/", f"/s/{survey.link}/?embed=1"):
        response = Client().get(path)
        assert ancestors(response) == "'none'"
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_sites_listed_show_the_survey_and_no_other_page(client, people, survey):
    sites_set(survey, [SITE, SITE + "/", "https://b.example.org"], survey.version, SYSTEM)
    shown = client.get(f"/s/{survey.link}/?embed=1&lang=en")
    assert ancestors(shown) == f"{SITE} https://b.example.org"
    assert "X-Frame-Options" not in shown
    assert f'data-sites="{SITE} https://b.example.org"' in shown.content.decode()
    assert not shown.cookies
    client.force_login(people["cx_director"])
    for path in (f"/s/{survey.link}/", f"{ROOM}?embed=1", "/?embed=1", "/s/p/nothing/?embed=1", "/s/nothing/?embed=1"):
        response = client.get(path)
        assert ancestors(response) == "'none'"
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_an_answer_in_a_frame_stays_in_it_to_the_thanks(survey):
    sites_set(survey, [SITE], survey.version, SYSTEM)
    client = Client(enforce_csrf_checks=True)
    someone = Respondent.__new__(Respondent)
    someone.client, someone.path = client, f"/s/{survey.link}/"
    someone.response = client.get(f"{someone.path}?embed=1&lang=en")
    for answers in ({"recommend": "9"}, {"liked": "x"}, {"again": "5"}):
        assert ancestors(someone.response) == SITE
        assert "embed=1" in someone.text
        someone.send(**answers)
    assert "Thank you" in someone.text
    assert ancestors(someone.response) == SITE
    assert not client.cookies
    assert Response.objects.get().state == "whole"


@pytest.mark.django_db
def test_a_page_with_faults_stays_in_its_frame(survey):
    sites_set(survey, [SITE], survey.version, SYSTEM)
    response = Client().post(f"/s/{survey.link}/?embed=1", {"key": "no", "page": "1"})
    assert response.status_code == 422
    assert ancestors(response) == SITE


@pytest.mark.django_db
def test_sites_are_set_by_whoever_manages_and_checked_line_by_line(client, people, survey):
    client.force_login(people["cx_director"])
    wrong = {"sites": f"{SITE}\nhttp://b.org\n<b>\nExample", "version": survey.version}
    page = client.post(f"{ROOM}embed/", wrong, headers={"Accept-Language": "en"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "“Example” is no address of a site. Write https://" in text
    assert "http://b.org" in text
    assert "<b>”" not in text
    survey.refresh_from_db()
    assert survey.sites == []
    assert client.post(f"{ROOM}embed/", {"sites": SITE, "version": survey.version}).status_code == 302
    told = client.get(f"{ROOM}embed/").content.decode()
    assert f"data-survey=&quot;{survey.link}&quot; data-mode=&quot;inline&quot;" in told
    assert Entry.objects.filter(action="survey.sites", target=survey.target).count() == 1
    stale = client.post(f"{ROOM}embed/", {"sites": "", "version": survey.version})
    assert "changed" in stale.content.decode()
    with pytest.raises(MisuseError):
        sites_set(survey, [f"https://s{n}.example.org" for n in range(21)], 99, SYSTEM)


@pytest.mark.django_db
def test_the_script_is_small_asks_nobody_else_and_is_kept(survey):
    got = Client().get("/s/embed.js")
    assert got["Content-Type"].startswith("text/javascript")
    assert len(got.content) < 5_000
    text = got.content.decode()
    assert "cookie" not in text
    assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE).replace("${host}/s/", "")
    assert Client().get("/s/embed.js", headers={"If-None-Match": got["ETag"]}).status_code == 304
    assert not got.cookies


class _Shop(http.server.SimpleHTTPRequestHandler):
    """Somebody's site with a policy of its own; the page is what the test lays out."""

    def __init__(self, pages, *args):
        self.pages = pages
        super().__init__(*args)

    def do_GET(self):
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        host = self.pages["host"]
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {host}; frame-src {host}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def shop(host, link):
    """A site on a port of its own that shows the survey in both ways."""
    script = f'<script src="{host}/s/embed.js" data-survey="{link}" data-language="en"'
    pages = {
        "host": host,
        "/inline": f"<!DOCTYPE html><html lang=en><title>Shop</title><h1>Shop</h1>{script} async></script>",
        "/button": f'<!DOCTYPE html><html lang=en><title>Shop</title><a href="/">Home</a>{script} data-mode="button" '
        'data-text="Tell us"></script><a href="/end">End</a>',
    }  # fmt: skip
    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), functools.partial(_Shop, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def embedded(page, site):
    """The link of a survey that is open, and its page of sites."""
    sign_in(page, site, "director")
    page.goto("/surveys/examples/new/")
    page.locator("input[name=code]").fill("framed")
    page.locator("select[name=template]").select_option("relationship_nps")
    page.get_by_role("button", name="Make the survey").click()
    at(page, "/surveys/examples/framed/build/")
    page.goto("/surveys/examples/framed/")
    page.get_by_role("button", name="Publish the draft").click()
    tells(page, "The version is published.")
    page.get_by_role("button", name="Open the survey").click()
    tells(page, "The survey is open.")
    link = urlsplit(page.locator("#address").input_value()).path.split("/")[2]
    page.goto("/surveys/examples/framed/embed/")
    return link


class TestInABrowser:
    pytestmark = MARKS

    @pytest.mark.skipif(CHROMIUM is None, reason="no chromium")
    def test_a_listed_site_shows_the_survey_and_another_does_not(self, page, site, embedded, browser):
        with shop(site.url, embedded) as listed, shop(site.url, embedded) as other:
            page.get_by_label("Sites that may show").fill(listed)
            page.get_by_role("button", name="Save").click()
            tells(page, "Saved.")
            context = browser.new_context(viewport={"width": 390, "height": 800})
            visitor = context.new_page()
            visitor.set_default_timeout(15_000)
            self._answered_within(visitor, listed)
            self._answered_over(visitor, listed)
            visitor.goto(f"{other}/inline")
            visitor.wait_for_timeout(1_500)
            assert visitor.frames[1].url.startswith("chrome-error:")
            assert context.cookies() == []
            context.close()

    def _answered_within(self, visitor, listed):
        visitor.goto(f"{listed}/inline")
        within = visitor.frame_locator("iframe")
        within.locator("#q-recommend").wait_for()
        visitor.wait_for_function("document.querySelector('iframe').style.height !== '480px'")
        first = visitor.locator("iframe").bounding_box()["height"]
        inner = within.locator("html").evaluate("e => e.getBoundingClientRect().height")
        assert abs(first - inner) <= 1
        visitor.wait_for_timeout(1_200)  # nobody answers quicker
        within.locator("label", has=within.locator("input[name=recommend][value='9']")).click()
        within.locator("p.go button").click()
        within.locator("#q-liked").wait_for()
        visitor.wait_for_function(f"Math.abs(parseFloat(document.querySelector('iframe').style.height) - {first}) > 1")

    def _answered_over(self, visitor, listed):
        visitor.goto(f"{listed}/button")
        assert visitor.locator("iframe").get_attribute("src") is None
        visitor.keyboard.press("Tab")
        visitor.keyboard.press("Tab")
        visitor.keyboard.press("Enter")
        visitor.get_by_role("dialog", name="Survey").wait_for()
        within = visitor.frame_locator("iframe")
        within.locator("#q-recommend").wait_for()
        focused = "document.activeElement.tagName + document.activeElement.textContent"
        assert visitor.evaluate(focused) == "BUTTONClose"
        seen = []
        for _ in range(12):
            visitor.keyboard.press("Tab")
            seen.append(visitor.evaluate(focused))
        assert "IFRAME" in seen
        assert set(seen) <= {"IFRAME", "BUTTONClose", "SPAN", "BODY"} or not any(each[:1] == "A" for each in seen)
        assert not {each for each in seen if each.startswith("A")}
        within.locator("input[name=recommend]").first.focus()
        visitor.keyboard.press("Escape")
        visitor.get_by_role("dialog").wait_for(state="hidden")
        assert visitor.evaluate(focused) == "BUTTONTell us"
        visitor.keyboard.press("Enter")
        visitor.get_by_role("button", name="Close").click()
        visitor.get_by_role("dialog").wait_for(state="hidden")
