"""Where somebody is sent who chose a language or a theme: never to an address that only takes forms."""

import pytest
from access_kit import PAGES
from django.urls import URLPattern, get_resolver

from centricity.web.look.readable import _methods, nearest

pytestmark = pytest.mark.django_db


def views(patterns, before="/"):
    for each in patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield address, each.callback
        else:
            yield from views(each.url_patterns, address)


def test_what_takes_only_forms_is_known_of_every_page():
    told = {address: page["GET"][1] != 405 for address, page in PAGES.items() if not address.startswith("/api/")}
    found = {
        address: "GET" in (_methods(view) or {"GET"})
        for address, view in views(get_resolver().url_patterns)
        if address in told
    }
    assert len(found) > 200
    assert {each: known for each, known in found.items() if known != told[each]} == {}


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("/people/me/sessions/", "/people/me/"),
        ("/studies/small/editions/1/compute/", "/studies/small/editions/1/"),
        ("/studies/small/editions/?page=2", "/studies/small/editions/?page=2"),
        ("/look/", "/"),
        ("/nothing/at/all/", "/nothing/at/all/"),
        ("https://elsewhere.example/", "/"),
    ],
)
def test_whoever_chooses_a_language_comes_back_to_what_can_be_read(client, at, there):
    answer = client.post("/look/", {"language": "ru", "next": at})
    assert (answer.status_code, answer.headers["Location"]) == (302, there)


def test_an_address_that_is_read_or_is_not_there_is_its_own_nearest():
    assert nearest("/people/me/") == "/people/me/"
    assert nearest("/nothing/") == "/nothing/"
    assert nearest("") == ""
