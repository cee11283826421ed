"""A survey in a browser: built, published, opened, answered on a phone without scripts, and read."""

from urllib.parse import urlsplit

import pytest
from browser_kit import MARKS, at, opened, sign_in, tells
from test_every_page_in_a_browser import violations

pytestmark = MARKS
ROOM = "/surveys/examples/phone/"
PHONE = {"width": 320, "height": 640}


def kept(page):
    page.get_by_role("button", name="Save").click()
    at(page, f"{ROOM}build/")


def built(page):
    """A survey of two pages: NPS, and why not."""
    page.goto("/surveys/examples/new/")
    page.get_by_label("Code").fill("phone")
    page.get_by_role("button", name="Make the survey").click()
    at(page, f"{ROOM}build/")
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Title in Russian").fill("Как прошло")
    page.get_by_label("Title in English").fill("How it went")
    kept(page)
    for number, fields in enumerate([
        {"kind": "nps", "code": "recommend", "text_ru": "Посоветуете нас?", "text_en": "Would you recommend us?"},
        {"kind": "text", "code": "why", "text_ru": "Чего не хватило?", "text_en": "What was missing?"},
    ]):  # fmt: skip
        page.get_by_role("link", name="Add a page").click()
        kept(page)
        page.get_by_role("link", name="Add a question").nth(number).click()
        page.locator("select[name=kind]").select_option(fields.pop("kind"))
        for name, text in fields.items():
            page.locator(f"[name={name}]").fill(text)
        page.locator("input[name=required]").set_checked(number == 0)
        if number == 1:
            page.locator("select[name=question0]").select_option("recommend")
            page.locator("select[name=test0]").select_option("at_most")
            page.locator("input[name=value0]").fill("6")
        kept(page)


def narrow(page):
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.fixture
def phone(browser, site):
    """A phone that runs no scripts and speaks Russian."""
    with opened(browser, site.url, "ru-RU", viewport=PHONE, java_script_enabled=False) as one:
        yield one


def answered(phone, path, score, why=""):
    phone.goto(path)
    phone.wait_for_timeout(1_200)  # nobody answers quicker
    assert phone.locator("html").get_attribute("lang") == "ru"
    phone.locator("label", has=phone.locator(f"input[name=recommend][value='{score}']")).click()
    phone.get_by_role("button", name="Дальше").click()
    if why:
        phone.get_by_label("Чего не хватило?").fill(why)
        phone.get_by_role("button", name="Отправить").click()
    phone.locator(".thanks").wait_for()


def test_a_survey_is_built_answered_on_a_phone_and_read(page, phone, browser, site):
    sign_in(page, site, "director")
    built(page)
    page.goto(ROOM)
    page.get_by_role("button", name="Publish the draft").click()
    tells(page, "The version is published.")
    page.get_by_role("button", name="Open the survey").click()
    tells(page, "The survey is open.")
    path = urlsplit(page.locator("#address").input_value()).path
    for score, why in ((10, ""), (9, ""), (10, ""), (2, "тишины")):
        answered(phone, path, score, why)
    page.goto(f"{ROOM}results/")
    first = page.locator("section.result").first
    assert first.locator(".value").inner_text() == "50.0"
    assert "n = 4" in first.inner_text()
    assert first.locator(".figures .note").inner_text().startswith("between ")
    page.get_by_text("1 text").click()
    assert page.locator(".texts").get_by_text("тишины").is_visible()
    looked_at(browser, site, path)
    page.goto(ROOM)
    page.get_by_role("button", name="Close the survey").click()
    tells(page, "The survey is closed.")
    for language in ("ru", "en"):
        with opened(browser, site.url, viewport=PHONE) as other:
            assert other.goto(f"{path}?lang={language}").status == 410
            narrow(other)
            assert violations(other) == []


def looked_at(browser, site, path):
    """Every page that who answers may come to, in both languages and on a dark and a light screen."""
    for language, scheme in (("ru", "dark"), ("en", "light")):
        with opened(browser, site.url, viewport=PHONE, color_scheme=scheme) as other:
            other.goto(f"{path}?lang={language}")
            other.wait_for_timeout(1_200)
            seen = [violations(other)]
            narrow(other)
            other.locator("form").evaluate("form => form.noValidate = true")
            other.locator("p.go button").click()
            other.locator(".faults").wait_for()
            seen.append(violations(other))
            narrow(other)
            other.locator("label", has=other.locator("input[name=recommend][value='3']")).click()
            other.locator("p.go button").click()
            other.locator("#q-why").wait_for()
            seen.append(violations(other))
            narrow(other)
            other.locator("p.go button").click()
            other.locator(".thanks").wait_for()
            seen.append(violations(other))
            narrow(other)
            assert seen == [[]] * 4
