"""Answering as the customer would have it: another channel, or consent taken back, needs a reason that is kept."""

import pytest
from api_kit import Program, codes
from django.urls import reverse
from feedback_kit import do, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.services import customer_create
from centricity.web.feedback import handling
from centricity.web.feedback.models import Answer

pytestmark = pytest.mark.django_db
ROOT = "/organisations/acme/feedback"
OTHER, WITHDRAWN = "web.customer_other_channel", "web.feedback_consent_withdrawn"


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


def item_of(organisation, **facts):
    return said(organisation, customer=Customer.objects.create(organisation=organisation, name="Anna", **facts))


@pytest.mark.parametrize(
    ("facts", "channel", "send", "missing"),
    [
        ({}, "phone", False, []),
        ({"channel": "phone"}, "phone", False, []),
        ({"channel": "phone"}, "email", False, [OTHER]),
        ({"channel": "phone"}, "phone", True, [OTHER]),
        ({"channel": "email"}, "phone", True, []),
        ({"consent": "withdrawn"}, "phone", False, [WITHDRAWN]),
        ({"consent": "withdrawn", "channel": "sms"}, "phone", False, [OTHER, WITHDRAWN]),
        ({"consent": "unknown"}, "phone", False, []),
    ],
)
def test_what_a_customer_would_have_otherwise_needs_a_reason(organisation, people, facts, channel, send, missing):
    customer = customer_create(
        organisation, {"consent_source": "letter", **facts}, [("email", "anna@example.org")], SYSTEM
    )
    item = said(organisation, customer=customer)

    def answer(**more):
        return handling.answer(item, "Sorry", channel, 0, SYSTEM, people["agent"], send=send, **more)

    if missing:
        for reason in ("", " \n"):
            with pytest.raises(MisuseError) as caught:
                answer(reason=reason)
            assert [fault.code for fault in caught.value.faults] == missing
        assert not Answer.objects.exists()
    made = answer(reason=" asked so ")
    assert made.reason == "asked so"
    entry = Entry.objects.get(action="feedback.answered")
    assert entry.after == {"channel": "email" if send else channel, "sent": send, "reason": True}


def test_no_reason_lets_anybody_be_answered_who_must_not_be_contacted(organisation, people):
    item = item_of(organisation, do_not_contact=True, consent="withdrawn", channel="sms")
    with pytest.raises(MisuseError) as caught:
        handling.answer(item, "Sorry", "sms", 0, SYSTEM, people["agent"], reason="because")
    assert [fault.code for fault in caught.value.faults] == ["web.do_not_contact"]


def test_the_page_warns_asks_and_keeps_what_was_written(agent, organisation):
    item = item_of(organisation, channel="phone", language="en", consent="withdrawn")
    page = agent.get(reverse("feedback_item", args=["acme", item.pk])).content.decode()
    for told in ("Preferred channel", "phone", "English", "consent is withdrawn", 'name="reason"'):
        assert told in page
    refused = do(agent, item, "answer", text="Dear Anna", channel="email")
    told = refused.content.decode()
    assert refused.status_code == 422
    assert "prefers another channel" in told
    assert "took back the consent" in told
    assert "Dear Anna</textarea>" in told
    assert do(agent, item, "answer", text="Dear Anna", channel="email", reason="x" * 301).status_code == 422
    assert do(agent, item, "answer", text="Dear Anna", channel="email", reason="<b>asked</b>").status_code == 302
    page = agent.get(reverse("feedback_item", args=["acme", item.pk])).content.decode()
    assert "&lt;b&gt;asked&lt;/b&gt;" in page


def test_a_page_without_a_wish_of_the_customer_asks_no_reason(agent, organisation):
    for item in (said(organisation), item_of(organisation)):
        page = agent.get(reverse("feedback_item", args=["acme", item.pk])).content.decode()
        assert 'name="reason"' not in page
        assert do(agent, item, "answer", text="Sorry", channel="email").status_code == 302


def test_programs_tell_a_reason_too(people, organisation):
    item = item_of(organisation, channel="phone")
    program, place = Program.of(people["agent"]), f"{ROOT}/{item.pk}/answers"
    answer = {"text": "Sorry", "channel": "email"}
    refused = program.post(place, answer, If_Match="*")
    assert (refused.status_code, codes(refused)) == (422, [OTHER])
    assert program.post(place, answer | {"reason": "x" * 301}, If_Match="*").status_code == 422
    done = program.post(place, answer | {"reason": "line is down"}, If_Match="*")
    assert done.status_code == 201
    assert done.json()["answers"][0]["reason"] == "line is down"
