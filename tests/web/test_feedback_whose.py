"""Whose feedback is: known by the e-mail that was left, or said by somebody who handles it."""

import uuid

import pytest
from api_kit import Program, codes
from django.urls import reverse
from feedback_kit import do, form_on, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.services import customer_create
from centricity.web.feedback import handling, robots
from centricity.web.feedback.linking import customer_set
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
ROOT = "/organisations/acme/feedback"


@pytest.fixture
def anna(organisation):
    return customer_create(organisation, {"name": "Anna"}, [("email", "anna@example.org")], SYSTEM)


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


def left(client, monkeypatch, contact):
    """What somebody leaves by the public form."""
    monkeypatch.setattr(robots, "FASTEST", 0)
    page = client.get("/feedback/acme/").content.decode()
    mark = page.split('name="mark" value="')[1].split('"')[0]
    return {"kind": "complaint", "text": "It jams", "contact": contact, "consent": "on", "mark": mark}


def search(client, item, words):
    return client.get(reverse("feedback_item", args=["acme", item.pk]), {"customer": words}).content.decode()


def test_an_agent_finds_the_customer_and_takes_it_back(agent, organisation, anna):
    item = said(organisation, kind="complaint")
    follow_up = FollowUp.objects.get(item=item)
    found = search(agent, item, "anna")
    assert str(anna.code) in found
    assert "anna@example.org" in found
    assert "Nothing is found." in search(agent, item, "nobody at all")
    assert do(agent, item, "attach", customer=anna.code).status_code == 302
    item.refresh_from_db()
    follow_up.refresh_from_db()
    assert item.customer == follow_up.customer == anna
    assert str(anna.code) not in search(agent, item, "anna").split('id="customer"')[1]
    assert do(agent, item, "detach").status_code == 302
    item.refresh_from_db()
    follow_up.refresh_from_db()
    assert item.customer is follow_up.customer is None
    told = Entry.objects.filter(action="feedback.customer").order_by("number").values_list("before", "after")
    assert list(told) == [
        ({"customer": ""}, {"customer": anna.target}),
        ({"customer": anna.target}, {"customer": ""}),
    ]


@pytest.mark.parametrize("code", ["", "x", "\0", "' OR 1=1 --", "320e203e-92f2-4a7b-ad90-549cff3e07c7"])
def test_a_customer_that_is_not_there_is_told(agent, organisation, code):
    item = said(organisation)
    refused = do(agent, item, "attach", customer=code)
    assert refused.status_code == 422
    assert "Find the customer again" in refused.content.decode()


def test_no_customer_of_elsewhere_none_erased_and_none_over_another_deed(agent, organisation, anna):
    item = said(organisation)
    other = customer_create(organisation_create("beta", "Бета", "Beta"), {"name": "Anna"}, [], SYSTEM)
    assert do(agent, item, "attach", customer=other.code).status_code == 422
    assert str(other.code) not in search(agent, item, "anna")
    for refused in (other, Customer.objects.create(organisation=organisation, merged_into=anna)):
        with pytest.raises(MisuseError) as caught:
            customer_set(item, refused, 0, SYSTEM)
        assert [fault.code for fault in caught.value.faults] == ["web.customer_over"]
    assert do(agent, item, "attach", version=7, customer=anna.code).status_code == 422
    handling.mark_spam(item, 0, SYSTEM)
    assert do(agent, item, "attach", customer=anna.code).status_code == 422
    item.refresh_from_db()
    assert item.customer is None


@pytest.mark.parametrize("words", ["\0", "%", "_", "x" * 5_000, "<b>"])
def test_any_words_may_be_asked_for(agent, organisation, anna, words):
    item = said(organisation)
    assert "<b>" not in search(agent, item, words)


def test_programs_say_it_too(people, organisation, anna):
    item = said(organisation)
    program = Program.of(people["agent"])
    place = f"{ROOT}/{item.pk}/customer"
    body = {"customer": str(anna.code)}
    assert program.ask("put", place, body).status_code == 428
    tag = program.get(f"{ROOT}/{item.pk}").headers["ETag"]
    for bad in ({}, {"customer": "x"}, body | {"more": 1}):
        assert program.ask("put", place, bad, If_Match=tag).status_code == 422
    refused = program.ask("put", place, {"customer": str(uuid.uuid4())}, If_Match=tag)
    assert (refused.status_code, codes(refused)) == (422, ["web.customer_unknown"])
    done = program.ask("put", place, body, If_Match=tag)
    assert (done.status_code, done.json()["customer"]) == (200, str(anna.code))
    assert program.ask("put", place, body, If_Match=tag).status_code == 412
    assert program.get(ROOT).json()["items"][0]["customer"] == str(anna.code)
    again = program.ask("put", place, {"customer": None}, If_Match=done.headers["ETag"])
    assert (again.status_code, again.json()["customer"]) == (200, None)
    assert Program.of(people["executive"]).ask("put", place, body, If_Match="*").status_code == 403


@pytest.mark.parametrize(
    ("contact", "known"),
    [("Anna@Example.org ", True), ("other@example.org", False), ("+7 900 000-00-00", False), ("", False)],
)
def test_the_public_form_knows_a_customer_by_the_e_mail(client, organisation, anna, monkeypatch, contact, known):
    form_on(organisation)
    sent = left(client, monkeypatch, contact)
    assert client.post("/feedback/acme/", sent).status_code == 302
    item = Item.objects.get()
    assert (item.customer == anna) == known
    assert (FollowUp.objects.get().customer == anna) == known


def test_the_page_of_the_sender_tells_nothing_of_the_customer(client, organisation, anna, monkeypatch):
    form_on(organisation)
    sent = left(client, monkeypatch, "anna@example.org")
    status = client.post("/feedback/acme/", sent)
    assert "Anna" not in client.get(status.url).content.decode()
