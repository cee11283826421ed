"""The sign-in page is kept as it was drawn; nothing of one guest reaches another."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from web_kit import PASSWORD

from centricity.web.look.kept import kept_for_guests

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGE = "/accounts/login/"


def page(language="en", client=None, **more):
    return (client or Client()).get(PAGE, headers={"Accept-Language": language}, **more)


def without_tokens(response):
    return TOKEN.sub("", response.content.decode())


def test_each_guest_has_a_token_of_his_own_that_holds():
    tokens = {TOKEN.search(page().content.decode())[1] for _ in range(3)}
    assert len(tokens) == 3
    guest = Client(enforce_csrf_checks=True)
    tokens = set(TOKEN.findall(page(client=guest).content.decode()))
    assert len(tokens) == 1
    form = {"login": "x@example.org", "password": "x", "csrfmiddlewaretoken": tokens.pop()}
    assert guest.post(PAGE, form).status_code == 200
    other = TOKEN.search(page().content.decode())[1]
    assert Client(enforce_csrf_checks=True).post(PAGE, form | {"csrfmiddlewaretoken": other}).status_code == 403


def test_a_kept_page_is_the_page_with_its_headers():
    page()
    kept, drawn = page(), Client().get(PAGE, {"x": "1"}, headers={"Accept-Language": "en"})
    assert without_tokens(kept) == without_tokens(drawn).replace("?x=1", "")
    assert {k: v for k, v in kept.headers.items() if k != "Expires"}.keys() == drawn.headers.keys() - {"Expires"}
    assert "no-store" in kept["Cache-Control"]


def test_languages_and_themes_are_kept_apart():
    pages = {page("ru").content.decode()[:60], page("en").content.decode()[:60]}
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert len(pages) == 2
    assert 'data-theme="dark"' in page(client=dark).content.decode()
    assert 'data-theme="dark"' not in page().content.decode()


def test_where_to_go_afterwards_is_kept():
    page()
    assert 'name="next" value="/people/"' in Client().get(PAGE, {"next": "/people/"}).content.decode()


def test_whoever_is_signed_in_is_led_home(people):
    page()
    client = Client()
    client.force_login(people["analyst"])
    assert client.get(PAGE).status_code == 302


def test_a_person_signs_in_from_a_kept_page(people):
    page()
    client = Client(enforce_csrf_checks=True)
    token = TOKEN.search(page(client=client).content.decode())[1]
    form = {"login": people["analyst"].email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post(PAGE, form).status_code == 302


def test_it_is_drawn_once_and_only_where_it_is_whole(rf, monkeypatch):
    monkeypatch.setattr("centricity.web.look.kept.theme_of", lambda _: "auto")
    asked = []

    def view(request):
        asked.append(request)
        return HttpResponse("page", status=200 if len(asked) > 1 else 503)

    kept = kept_for_guests(view)
    told = [kept(rf.get(PAGE)) for _ in range(4)]
    assert [each.status_code for each in told] == [503, 200, 200, 200]
    assert len(asked) == 2
    assert kept(rf.post(PAGE)).content == b"page"
    assert len(asked) == 3
