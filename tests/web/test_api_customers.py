"""Customers by programs: with the rights and the rules of the pages, once, and nobody's change lost."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from api_kit import Program, codes

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.customers.merging import merge
from centricity.web.customers.models import Customer, Interaction, Key
from centricity.web.customers.segment_services import Wanted, segment_create
from centricity.web.customers.services import customer_create
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
ROOT = "/organisations/acme/customers"
SEGMENTS = "/organisations/acme/segments"
HOSTILE = ["<script>alert(1)</script>", "=cmd|'/c calc'!A1", "Ёжик 🦔 \u202e", "'; DROP TABLE customers_customer; --"]


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


@pytest.fixture
def agent(people):
    return Program.of(people["agent"])


@pytest.fixture
def anna(organisation):
    facts = {"name": "Anna", "market": "B2C", "channel": "email"}
    return customer_create(organisation, facts, [("email", "anna@example.org")], SYSTEM)


@pytest.fixture
def loyal(organisation):
    rules = [{"field": "market", "operator": "is", "values": ["B2C"], "days": None}]
    return segment_create(organisation, "loyal", Wanted("Верные", "Loyal", "all", rules), SYSTEM)


def test_a_customer_is_added_once_under_a_key(analyst, organisation):
    wanted = {
        "name": "Boris", "kind": "company", "market": "B2B", "fields": {"city": "Казань"}, "joined": "2026-01-02",
        "consent": "given", "consent_source": "contract", "consent_at": "2026-01-03T00:00:00",
        "keys": [{"kind": "phone", "value": "8 912 345-67-89"}, {"kind": "crm", "value": "77"}],
    }  # fmt: skip
    first = analyst.post(ROOT, wanted, Idempotency_Key="k1")
    again = analyst.post(ROOT, wanted, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    made = Customer.objects.get()
    assert first.headers["Location"] == f"/api/v1{ROOT}/{made.code}"
    told = first.json()
    assert told == again.json()
    assert (told["code"], told["keys"]) == (
        str(made.code), [{"kind": "crm", "value": "77"}, {"kind": "phone", "value": "+79123456789"}],
    )  # fmt: skip
    assert (made.consent_at, made.sought, made.fields) == (
        datetime(2026, 1, 3, tzinfo=UTC), "boris", {"city": "Казань"},
    )  # fmt: skip
    assert codes(analyst.post(ROOT, {"keys": [{"kind": "crm", "value": "77"}]})) == ["web.customer_key_taken"]
    assert Customer.objects.count() == 1
    assert Entry.objects.filter(action="customer.created").count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "alien"}, {"market": "B2X"}, {"name": "a\x00b"}, {"name": None}, {"name": "x" * 201}, {"more": 1},
        {"joined": "2026-02-30"}, {"joined": "0001-01-01"}, {"left": "9999-12-31"},
        {"joined": "2026-02-02", "left": "2026-02-01"}, {"fields": {"a": 1}},
        {"fields": {"": "x"}}, {"fields": {"x" * 41: "x"}}, {"keys": [{"kind": "email", "value": "none"}]},
        {"keys": [{"kind": "a b", "value": "1"}]}, {"consent": "given"}, {"consent_at": "2999-01-01T00:00:00Z"},
        {"channel": "pigeon"}, {"language": "de"}, {"keys": [{"kind": "crm", "value": str(i)} for i in range(51)]},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(analyst, organisation, bad):
    assert analyst.post(ROOT, bad).status_code == 422
    assert not Customer.objects.exists()
    assert not Key.objects.exists()


def test_a_customer_is_changed_as_it_was_read(analyst, anna):
    place = f"{ROOT}/{anna.code}"
    read = analyst.get(place)
    tag = read.headers["ETag"]
    assert analyst.get(place, If_None_Match=tag).status_code == 304
    assert analyst.ask("patch", place, {"market": "B2B"}).status_code == 428
    done = analyst.ask("patch", place, {"market": "B2B", "joined": "2026-01-01"}, If_Match=tag)
    assert (done.status_code, done.json()["market"], done.json()["name"]) == (200, "B2B", "Anna")
    assert done.json()["keys"] == [{"kind": "email", "value": "anna@example.org"}]
    assert codes(analyst.ask("patch", place, {"market": "B2C"}, If_Match=tag)) == ["web.changed_meanwhile"]
    tag = done.headers["ETag"]
    assert codes(analyst.ask("patch", place, {"left": "2025-12-31"}, If_Match=tag)) == ["web.customer_left_first"]
    changed = analyst.ask("patch", place, {"keys": [], "joined": None}, If_Match=tag).json()
    assert (changed["keys"], changed["joined"], changed["version"]) == ([], None, 2)
    assert Entry.objects.filter(action="customer.changed").count() == 2


def test_customers_are_found_by_market_key_and_segment(agent, organisation, anna, loyal):
    customer_create(organisation, {"name": "Boris", "market": "B2B"}, [("crm", "7"), ("email", "b@x.org")], SYSTEM)

    def names(**asked):
        answer = agent.get(ROOT, asked)
        assert answer.status_code == 200
        return [each["name"] for each in answer.json()["items"]]

    assert names() == ["Anna", "Boris"]
    assert names(market="B2B") == ["Boris"]
    assert names(segment="loyal") == ["Anna"]
    assert names(segment="loyal", market="B2B") == []
    assert names(key_kind="email", key_value="ANNA@Example.org") == ["Anna"]
    assert names(key_kind="crm", key_value="anna@example.org") == []
    assert names(key_value="b@x.org") == ["Boris"]
    assert names(key_kind="email", key_value="no key") == names(key_kind="crm") == []
    assert names(limit=1, offset=1) == ["Boris"]
    assert agent.get(ROOT, {"market": "B2X"}).status_code == 422
    assert codes(agent.get(ROOT, {"segment": "none"})) == ["web.segment_unknown"]
    assert agent.get(ROOT, {"segment": "none"}).status_code == 404


def test_what_happened_is_kept_once_under_a_number(analyst, agent, organisation, anna):
    place = f"{ROOT}/{anna.code}/interactions"
    order = {"kind": "order", "at": "2026-05-01T10:00:00", "amount": "1200.50", "text": "two\nlines", "number": "A1"}
    first, again = analyst.post(place, order), analyst.post(place, order)
    assert (first.status_code, first.json()["new"], again.json()["new"]) == (201, True, False)
    assert first.json() | {"new": False} == again.json()
    assert Interaction.objects.get().amount == Decimal("1200.50")
    assert analyst.post(place, {"kind": "call", "number": "A1"}).json()["new"]
    listed = agent.get(place).json()
    assert (listed["total"], listed["items"][1]["amount"]) == (2, "1200.50")
    assert Entry.objects.filter(action="customer.interaction").count() == 2
    boris = customer_create(organisation, {"name": "Boris"}, [], SYSTEM)
    taken = analyst.post(f"{ROOT}/{boris.code}/interactions", order)
    assert (taken.status_code, codes(taken)) == (409, ["web.interaction_taken"])
    for bad in (
        {"kind": "answer"}, {"kind": "order", "amount": "1.234"}, {"kind": "order", "amount": "NaN"},
        {"kind": "order", "at": "2999-01-01T00:00:00"}, {"kind": "order", "number": ""},
        {"kind": "order", "more": 1}, {},
    ):  # fmt: skip
        assert analyst.post(place, bad).status_code == 422


def test_a_dialogue_with_an_assistant_is_told_with_how_it_ended(analyst, agent, anna):
    place = f"{ROOT}/{anna.code}/interactions"
    asked = {"kind": "contact", "channel": "app", "about": "order status", "robot": True, "handed_over": False}
    made = analyst.post(place, asked)
    assert (made.status_code, {name: made.json()[name] for name in asked}) == (201, asked)
    assert analyst.post(place, {"kind": "contact"}).json()["robot"] is None
    assert [each["about"] for each in agent.get(place).json()["items"]] == ["", "order status"]
    for more in ({"handed_over": True}, {"robot": False, "handed_over": False}):
        refused = analyst.post(place, {"kind": "contact"} | more)
        assert (refused.status_code, codes(refused)) == (422, ["web.handed_over_alone"])
    assert Interaction.objects.count() == 2


def test_who_must_not_be_contacted_is_not(analyst, organisation, anna):
    place = f"{ROOT}/{anna.code}/interactions"
    other = analyst.post(place, {"kind": "call", "outgoing": True, "channel": "phone"})
    assert (other.status_code, codes(other)) == (422, ["web.customer_other_channel"])
    assert (
        analyst.post(place, {"kind": "call", "outgoing": True, "channel": "phone", "reason": "asked"}).status_code
        == 201
    )
    Customer.objects.filter(pk=anna.pk).update(do_not_contact=True)
    refused = analyst.post(place, {"kind": "contact", "outgoing": True, "channel": "email"})
    assert (refused.status_code, codes(refused)) == (409, ["web.customer_not_to_contact"])
    assert analyst.post(place, {"kind": "call", "channel": "phone"}).status_code == 201
    assert analyst.get(f"{ROOT}/{anna.code}").json()["may_be_contacted"] is False


def test_the_erased_are_nobody_and_the_merged_are_another(analyst, organisation, anna, loyal):
    boris = customer_create(organisation, {"name": "Boris", "market": "B2C"}, [("crm", "7")], SYSTEM)
    merge(boris, anna, (0, 0), SYSTEM)
    told = analyst.get(f"{ROOT}/{anna.code}").json()
    assert (told["merged_into"], told["may_be_contacted"], told["keys"]) == (str(boris.code), False, [])
    assert [each["name"] for each in analyst.get(ROOT).json()["items"]] == ["Boris"]
    assert [each["name"] for each in analyst.get(f"{SEGMENTS}/loyal/members").json()["items"]] == ["Boris"]
    for address, asked in ((f"{ROOT}/{anna.code}/interactions", {"kind": "order"}),):
        assert codes(analyst.post(address, asked)) == ["web.customer_over"]
    assert codes(analyst.ask("patch", f"{ROOT}/{anna.code}", {"name": "x"}, If_Match="*")) == ["web.customer_over"]
    boris.refresh_from_db()
    personal.erase(boris, boris.version, SYSTEM)
    told = analyst.get(f"{ROOT}/{boris.code}").json()
    assert (told["name"], told["keys"], told["fields"], told["do_not_contact"]) == ("", [], {}, True)
    assert told["erased_at"]
    assert analyst.get(f"{SEGMENTS}/loyal/members").json()["total"] == 0
    assert codes(analyst.ask("patch", f"{ROOT}/{boris.code}", {"name": "x"}, If_Match="*")) == ["web.customer_over"]
    assert analyst.post(f"{ROOT}/{boris.code}/interactions", {"kind": "order"}).status_code == 409


def test_segments_are_told_with_their_rules_in_words(agent, organisation, anna, loyal):
    listed = agent.get(SEGMENTS).json()
    assert listed["total"] == 1
    (told,) = listed["items"]
    assert told == agent.get(f"{SEGMENTS}/loyal").json()
    assert (told["title"], told["members"]) == ({"ru": "Верные", "en": "Loyal"}, 1)
    assert told["rules"] == [
        {"field": "market", "operator": "is", "values": ["B2C"], "days": None,
         "words": {"ru": "рынок: это B2C", "en": "market: is B2C"}}
    ]  # fmt: skip
    assert agent.get(f"{SEGMENTS}/none").status_code == agent.get(f"{SEGMENTS}/none/members").status_code == 404


def test_rights_are_those_of_the_pages(people, organisation, anna, loyal):
    reads = (ROOT, f"{ROOT}/{anna.code}", f"{ROOT}/{anna.code}/interactions", SEGMENTS, f"{SEGMENTS}/loyal/members")
    for role, read, add in (
        ("agent", 200, 403), ("executive", 403, 403), ("stranger", 404, 404), ("analyst", 200, 201),
    ):  # fmt: skip
        program = Program.of(people[role])
        assert {program.get(address).status_code for address in reads} == {read}
        assert program.post(ROOT, {"name": role}).status_code == add
        assert program.post(f"{ROOT}/{anna.code}/interactions", {"kind": "order"}).status_code == add
    reader = Program.of(people["analyst"], "read")
    assert reader.post(ROOT, {"name": "x"}).status_code == 403
    assert Program().get(ROOT).status_code == 401
    beta = organisation_create("beta", "Бета", "Beta")
    theirs = customer_create(beta, {"name": "Theirs"}, [("crm", "1")], SYSTEM)
    analyst = Program.of(people["analyst"])
    assert analyst.get(f"{ROOT}/{theirs.code}").status_code == 404
    assert analyst.get(f"{ROOT}/{uuid.uuid4()}").status_code == 404
    assert analyst.get(ROOT, {"key_kind": "crm", "key_value": "1"}).json()["total"] == 0
    assert analyst.get("/organisations/beta/customers").status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_back_as_it_was(analyst, organisation, text):
    made = analyst.post(ROOT, {"name": text, "fields": {text[:40]: text}}).json()
    told = analyst.get(f"{ROOT}/{made['code']}").json()
    assert (told["name"], told["fields"]) == (text, {text[:40]: text})
