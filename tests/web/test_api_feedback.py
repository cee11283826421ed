"""Feedback by programs: with the rights of the pages, once, and never lost."""

import uuid
from datetime import timedelta

import pytest
from api_kit import Program, codes
from django.utils import timezone
from feedback_kit import HOSTILE, cause_of, said

from centricity.web.audit.models import Entry
from centricity.web.customers.models import Customer
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
ROOT = "/organisations/acme/feedback"


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


@pytest.fixture
def agent(people):
    return Program.of(people["agent"])


def test_a_batch_is_taken_in_once(analyst, organisation):
    customer = Customer.objects.create(organisation=organisation, name="Anna")
    items = [
        {
            "text": "Bad",
            "source": "review",
            "number": "r1",
            "rating": 1,
            "public": True,
            "customer": str(customer.code),
        },
        {"text": "Two\nlines", "number": "r1", "at": "2026-05-01T10:00:00", "kind": "idea", "tone": "positive"},
        {"text": "Nameless"},
    ]
    first = analyst.post(ROOT, {"items": items})
    assert first.status_code == 201
    assert [each["new"] for each in first.json()] == [True, True, True]
    again = analyst.post(ROOT, {"items": items[:2]})
    assert [each["new"] for each in again.json()] == [False, False]
    assert [each["id"] for each in again.json()] == [each["id"] for each in first.json()[:2]]
    assert Item.objects.count() == 3
    bad, idea = Item.objects.get(text="Bad"), Item.objects.get(text="Two\nlines")
    assert (bad.customer, bad.kind, bad.urgency) == (customer, "complaint", "same_day")
    assert (idea.source, idea.at.isoformat(), idea.tone) == ("api", "2026-05-01T10:00:00+00:00", "positive")
    assert FollowUp.objects.get().customer == customer
    assert Entry.objects.filter(action="feedback.imported").count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""}, {"text": "x" * 20_001}, {"text": "a\x00b"}, {}, {"text": "x", "rating": 0},
        {"text": "x", "rating": 6}, {"text": "x", "source": "form"}, {"text": "x", "channel": "pigeon"},
        {"text": "x", "number": ""}, {"text": "x", "number": "x" * 201}, {"text": "x", "more": 1},
        {"text": "x", "at": "2999-01-01T00:00:00Z"}, {"text": "x", "at": "0001-01-01T00:00:00+14:00"},
        {"text": "x", "customer": "nobody"}, {"text": "x", "customer": str(uuid.uuid4())}, {"text": 5},
    ],
)  # fmt: skip
def test_a_batch_with_one_that_does_not_fit_is_refused_whole(analyst, organisation, bad):
    assert analyst.post(ROOT, {"items": [{"text": "fine"}, bad]}).status_code == 422
    assert Item.objects.count() == 0


def test_a_batch_is_bounded(analyst, organisation):
    assert analyst.post(ROOT, {"items": []}).status_code == 422
    assert analyst.post(ROOT, {"items": [{"text": "x"}] * 101}).status_code == 422
    assert analyst.post(ROOT, {"items": [{"text": "x" * 20_000}] * 4}).status_code == 413
    assert Item.objects.count() == 0


def test_a_customer_of_another_organisation_is_not_there(analyst, organisation):
    other = organisation_create("beta", "Бета", "Beta")
    customer = Customer.objects.create(organisation=other, name="Anna")
    answer = analyst.post(ROOT, {"items": [{"text": "x"}, {"text": "x", "customer": str(customer.code)}]})
    assert codes(answer) == ["web.customer_unknown"]
    assert answer.json()["faults"][0]["key"] == "items.1.customer"


def test_feedback_is_read_answered_and_closed(agent, people, organisation):
    item = said(organisation, kind="complaint")
    said(organisation, kind="praise")
    listed = agent.get(ROOT, {"kind": "complaint", "state": "new"}).json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, str(item.pk))
    place = f"{ROOT}/{item.pk}"
    read = agent.get(place)
    tag = read.headers["ETag"]
    assert read.json()["tone"] is None
    assert agent.get(place, If_None_Match=tag).status_code == 304
    answer = {"text": "Sorry\nindeed", "channel": "email"}
    assert agent.post(f"{place}/answers", answer).status_code == 428
    done = agent.post(f"{place}/answers", answer, If_Match=tag)
    assert done.status_code == 201
    assert (done.json()["state"], done.json()["answers"][0]["text"]) == ("answered", "Sorry\nindeed")
    assert codes(agent.post(f"{place}/answers", answer, If_Match=tag)) == ["web.changed_meanwhile"]
    tag = done.headers["ETag"]
    known = agent.get("/organisations/acme/causes").json()
    assert known["total"] == 8
    closing = {"outcome": "Mended", "cause": known["items"][0]["id"]}
    for bad in ({"outcome": " ", "cause": closing["cause"]}, closing | {"cause": 10**6}):
        assert agent.post(f"{place}/close", bad, If_Match=tag).status_code == 422
    closed = agent.post(f"{place}/close", closing, If_Match=tag)
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    tag = closed.headers["ETag"]
    over = agent.post(f"{place}/answers", answer, If_Match=tag)
    assert (over.status_code, codes(over)) == (409, ["web.feedback_state"])
    item.refresh_from_db()
    assert item.answers.get().by == people["agent"]
    assert item.cause == cause_of(organisation)


def test_who_is_not_to_be_contacted_is_not(agent, organisation):
    item = said(organisation, customer=Customer.objects.create(organisation=organisation, do_not_contact=True))
    refused = agent.post(f"{ROOT}/{item.pk}/answers", {"text": "x", "channel": "sms"}, If_Match="*")
    assert (refused.status_code, codes(refused)) == (409, ["web.do_not_contact"])


def test_rights_are_those_of_the_pages(people, organisation):
    item = said(organisation)
    for role, read, add in (
        ("agent", 200, 403),
        ("executive", 403, 403),
        ("stranger", 404, 404),
        ("cx_director", 200, 201),
    ):
        program = Program.of(people[role])
        assert program.get(ROOT).status_code == program.get(f"{ROOT}/{item.pk}").status_code == read
        assert program.post(ROOT, {"items": [{"text": role}]}).status_code == add
    reader = Program.of(people["cx_director"], "read")
    assert reader.post(ROOT, {"items": [{"text": "x"}]}).status_code == 403
    assert Program().get(ROOT).status_code == 401
    beta = said(organisation_create("beta", "Бета", "Beta"))
    director = Program.of(people["cx_director"])
    assert director.get(f"/organisations/beta/feedback/{beta.pk}").status_code == 404
    assert director.get(f"{ROOT}/{beta.pk}").status_code == 404


def test_a_secret_link_and_a_contact_are_not_told(agent, organisation):
    item = said(organisation, contact="a@b.example", secret_hash="f" * 64)
    told = agent.get(f"{ROOT}/{item.pk}").content.decode()
    assert "f" * 64 not in told
    assert "a@b.example" not in told


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_back_as_it_was(analyst, organisation, text):
    made = analyst.post(ROOT, {"items": [{"text": text, "title": text}]}).json()[0]
    assert analyst.get(f"{ROOT}/{made['id']}").json()["text"] == text.strip()
    assert Item.objects.get().received_at > timezone.now() - timedelta(minutes=1)
