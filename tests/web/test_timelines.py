"""The timeline of a customer: whatever app keeps what happened, once, the newest first."""

import datetime as dt

import pytest
from api_kit import Program
from django.db import connection
from django.test.utils import CaptureQueriesContext
from feedback_kit import said

from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.customers.merging import merge, undo
from centricity.web.customers.models import Customer, Interaction
from centricity.web.customers.timelines import timeline
from centricity.web.feedback import handling
from centricity.web.feedback.linking import customer_set

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def anna(organisation):
    return Customer.objects.create(organisation=organisation, name="Anna")


def call(customer, n, text):
    Interaction.objects.create(
        customer=customer, organisation_id=customer.organisation_id, kind="call", at=START + n * HOUR, text=text
    )


def lines(customer):
    return [each.text for each in timeline(customer)[0:1000]]


def answered(item, by, text="Sorry", **more):
    item.refresh_from_db()
    return handling.answer(item, text, "phone", item.version, SYSTEM, by, **more)


def page_of(client, customer, **asked):
    response = client.get(f"/customers/acme/{customer.code}/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_messages_and_our_answers_stand_among_all_else(client, people, organisation, anna):
    call(anna, 1, "first call")
    item = said(organisation, "The door jams", source="form", title="Door", customer=anna, at=START + 2 * HOUR)
    call(anna, 3, "second call")
    said(organisation, "Not hers", at=START)
    answered(item, people["agent"], "It is mended")
    assert lines(anna) == ["It is mended", "second call", "The door jams", "first call"]
    assert timeline(anna).count() == 4
    client.force_login(people["agent"])
    told = page_of(client, anna)
    assert told.count(f'href="/feedback/acme/items/{item.pk}/"') == 2
    assert "Door" in told
    assert told.index("It is mended") < told.index("second call") < told.index("The door jams")


def test_it_follows_the_customer_of_the_message(organisation, people, anna):
    boris = Customer.objects.create(organisation=organisation, name="Boris")
    item = said(organisation, "Whose?")
    customer_set(item, anna, 0, SYSTEM)
    answered(item, people["agent"])
    assert lines(anna) == ["Sorry", "Whose?"]
    item.refresh_from_db()
    customer_set(item, boris, item.version, SYSTEM)
    assert (lines(anna), lines(boris)) == ([], ["Sorry", "Whose?"])
    made = merge(anna, boris, (0, 0), SYSTEM)
    assert (lines(anna), lines(boris)) == (["Sorry", "Whose?"], [])
    undo(made, SYSTEM)
    assert (lines(anna), lines(boris)) == ([], ["Sorry", "Whose?"])
    item.refresh_from_db()
    customer_set(item, None, item.version, SYSTEM)
    assert lines(boris) == []


def test_spam_is_nobodys_word_until_it_is_opened_again(organisation, anna):
    item = said(organisation, "Buy!", customer=anna)
    handling.mark_spam(item, 0, SYSTEM)
    assert lines(anna) == []
    handling.reopen(item, 1, SYSTEM)
    assert lines(anna) == ["Buy!"]


def test_erasing_leaves_nothing_of_it(organisation, people, anna):
    item = said(organisation, "My word", customer=anna)
    answered(item, people["agent"], reason="asked so")
    personal.erase(anna, 0, SYSTEM)
    assert lines(anna) == []
    kept = item.answers.get()
    assert (kept.text, kept.reason) == ("", "")


def test_an_answer_to_a_survey_and_its_message_of_the_same_words_are_one_line(organisation, anna):
    for number, words in (("1", "rated 1"), ("2", "rated 2")):
        Interaction.objects.create(
            customer=anna, organisation=organisation, kind="answer", at=START, number=number, text=words
        )
    item = said(organisation, "rated 1", source="survey", number="1", customer=anna, at=START)
    said(organisation, "I waited long", source="survey", number="2", customer=anna, at=START + HOUR)
    assert sorted(lines(anna)) == ["I waited long", "rated 1", "rated 2"]
    assert [str(item.pk)] == [each.feedback for each in timeline(anna)[0:9] if each.text == "rated 1"]
    item.refresh_from_db()
    customer_set(item, None, 0, SYSTEM)
    assert [each.feedback for each in timeline(anna)[0:9] if each.text == "rated 1"] == [None]


def test_pages_take_as_many_queries_whatever_stands_on_them(client, people, organisation, anna):
    for n in range(60):
        call(anna, 3 * n, f"call-{n}.")
        item = said(organisation, f"said-{n}.", customer=anna, at=START + 3 * n * HOUR + HOUR)
        handling.answer(item, f"answer-{n}.", "phone", 0, SYSTEM, people["agent"])
    client.force_login(people["agent"])
    page_of(client, anna)
    seen = ""
    counts = set()
    for n in range(1, 5):
        with CaptureQueriesContext(connection) as taken:
            seen += page_of(client, anna, page=n)
        counts.add(len(taken))
    assert max(counts) - min(counts) <= 2  # one for each place where a line of the page is kept
    assert max(counts) <= 14
    for n in range(60):
        assert [seen.count(f"{kind}-{n}.") for kind in ("call", "said", "answer")] == [1, 1, 1]


def test_words_are_shown_and_nothing_more(client, people, organisation, anna):
    said(organisation, "<script>alert(1)</script>", title="<b>title</b>", customer=anna)
    client.force_login(people["agent"])
    told = page_of(client, anna)
    assert "&lt;script&gt;alert(1)" in told
    assert "&lt;b&gt;title" in told
    assert "<script>alert" not in told


def test_programs_read_the_same_and_the_data_of_a_customer_tell_it_once(people, organisation, anna):
    call(anna, 1, "a call")
    item = said(organisation, "The door jams", customer=anna, at=START)
    answered(item, people["agent"], "Mended", reason="asked so")
    told = Program.of(people["agent"]).get(f"/organisations/acme/customers/{anna.code}/interactions").json()
    assert told["total"] == 3
    rows = [(each["kind"], each["outgoing"], each["text"], each["feedback"]) for each in told["items"]]
    assert rows == [
        ("feedback", True, "Mended", str(item.pk)),
        ("call", False, "a call", None),
        ("feedback", False, "The door jams", str(item.pk)),
    ]
    assert told["items"][0]["reason"] == "asked so"
    data = personal.export(anna, SYSTEM)
    assert [each["text"] for each in data["timeline"]] == ["a call"]
    (one,) = data["feedback"]["feedback"]
    assert (one["text"], one["answers"][0]["text"], one["answers"][0]["reason"]) == (
        "The door jams", "Mended", "asked so",
    )  # fmt: skip
