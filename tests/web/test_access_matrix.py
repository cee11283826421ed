"""Every address of the platform, by every method, for every role, held to the table that people read."""

import uuid

import pytest
from access_kit import PAGES, TABLE, answer, cell, concrete, nobody, parts_of
from django.test import Client
from web_kit import PASSWORD, PEOPLE, addresses

from centricity.web.audit.services import SYSTEM
from centricity.web.people.invitations import invite
from centricity.web.people.services import Scope, grant, user_create

WHO = ("anonymous", *reversed(PEOPLE))

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(people, small):
    """What stands in the place of the parts of an address."""
    other = user_create("other@example.org", PASSWORD)
    held = grant(other, Scope("rater"))
    invitation, secret = invite("new@example.org", Scope("analyst"), "en", people["administrator"], SYSTEM)
    numbers = {
        "/people/<int:pk>": other.pk,
        "/people/invitations": invitation.pk,
        "/accounts": 1,
        "/api-tokens": 1,
        "/webhooks": 1,
    }
    common = parts_of(small) | {
        "<int:grant>": held.pk, "<str:secret>": secret, "^api/": "api/nothing", "<uuid:delivery>": uuid.uuid4(),
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
    }  # fmt: skip
    return common, numbers


def session_of(client):
    """The same session for every address, whatever the one before did to it."""
    fresh = nobody()
    fresh.cookies = client.cookies.copy()
    return fresh


def test_every_address_stands_in_the_table_and_no_other():
    assert set(PAGES) == set(addresses())


def test_the_table_knows_every_role():
    assert list(TABLE["roles"]) == list(WHO)
    for kind in TABLE["kinds"].values():
        assert set(kind["who"]) <= {*WHO, "others"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_as_the_table_says(parts, people, who, method):
    client = Client()
    if who != "anonymous":
        client.force_login(people[who])
    found = {each: answer(session_of(client), method, concrete(each, *parts)) for each in addresses()}
    said = {address: cell(*PAGES[address][method], who) for address in found}
    assert {a: v for a, v in found.items() if v != said[a]} == {a: v for a, v in said.items() if v != found[a]}
