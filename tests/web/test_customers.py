"""Customers: the list, the page, changing them, and the rules of turning to them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction, Key
from centricity.web.customers.selectors import found, may_be_asked
from centricity.web.customers.services import contact_record, customer_create, customer_edit
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/"
BLANK = {"name": "", "kind": "person", "consent": "unknown", "version": 0}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def anna(organisation):
    keys = [("email", "Anna@Example.org"), ("phone", "8 (912) 345-67-89"), ("crm", "1042")]
    facts = {"name": "Анна  Ёлкина", "channel": "email", "market": "B2C", "segment": "gold"}
    return customer_create(organisation, facts, keys, SYSTEM)


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


@pytest.fixture
def analyst(client, people):
    client.force_login(people["analyst"])
    return client


def code_of(error):
    return [fault.code for fault in error.value.faults]


def page(client, address, **asked):
    answer = client.get(address, asked, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_keys_are_kept_as_they_are_compared(anna):
    assert [str(each) for each in anna.keys.all()] == ["crm:1042", "email:anna@example.org", "phone:+79123456789"]


@pytest.mark.parametrize("asked", ["ёлкина", "ЕЛКИН", "анна ё", "ANNA@example.org", "+7 912 345 67 89", "1042"])
def test_a_customer_is_found_by_a_part_of_the_name_or_a_whole_key(organisation, anna, asked):
    customer_create(organisation, {"name": "Boris"}, [("crm", "104")], SYSTEM)
    assert list(found(organisation, asked)) == [anna]


def test_another_organisation_finds_nothing(anna):
    beta = organisation_create("beta", "Бета", "Beta")
    assert not found(beta, "anna@example.org").exists()
    assert not found(beta, "").exists()


def test_the_list_narrows_by_fields(agent, organisation, anna):
    customer_create(organisation, {"name": "Boris Ltd", "kind": "company", "market": "B2B"}, [], SYSTEM)
    assert "Boris" in page(agent, HOME, kind="company")
    assert "Анна" not in page(agent, HOME, kind="company")
    assert "Boris" not in page(agent, HOME, segment="gold", market="B2C")
    assert "Boris" in page(agent, HOME, kind="nonsense")


def test_the_list_is_paged_with_as_many_queries(agent, organisation):
    Customer.objects.bulk_create(
        Customer(organisation=organisation, name=f"N{i:03}", sought=f"n{i:03}") for i in range(250)
    )
    page(agent, HOME)
    with CaptureQueriesContext(connection) as taken:
        first = page(agent, HOME)
    with CaptureQueriesContext(connection) as more:
        last = page(agent, HOME, page=3)
    assert first.count("<tr><th") == 101
    assert "N249" in last
    assert len(taken) == len(more) <= 8


def test_the_timeline_is_paged_and_new_things_stand_first(agent, organisation, anna):
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Interaction.objects.bulk_create(
        Interaction(
            customer=anna, organisation=organisation, kind="call", at=start + dt.timedelta(days=i), text=f"call-{i}."
        )
        for i in range(120)
    )
    told = page(agent, f"{HOME}{anna.code}/")
    assert told.index("call-119.") < told.index("call-70.")
    assert "call-69." not in told
    with CaptureQueriesContext(connection) as taken:
        assert "call-0." in page(agent, f"{HOME}{anna.code}/", page=3)
    assert len(taken) <= 12


def test_adding_and_changing_by_the_forms(analyst, organisation):
    sent = BLANK | {
        "name": "Vera", "emails": "Vera@Example.org, v@example.org", "phones": "89123456780", "numbers": "crm: 7",
        "consent": "given", "consent_source": "contract", "own": "city: Kazan",
    }  # fmt: skip
    answer = analyst.post(f"{HOME}add/", sent)
    vera = Customer.objects.get(name="Vera")
    assert answer.headers["Location"] == f"{HOME}{vera.code}/"
    assert {str(each) for each in vera.keys.all()} == {
        "email:vera@example.org", "email:v@example.org", "phone:+79123456780", "crm:7",
    }  # fmt: skip
    assert vera.fields == {"city": "Kazan"}
    assert vera.consent_at.date() == timezone.now().date()
    form = analyst.get(f"{HOME}{vera.code}/edit/").context["form"].initial
    sent = {name: value for name, value in form.items() if value is not None} | {
        "name": "Vera B",
        "emails": "v@example.org",
    }
    assert (
        analyst.post(f"{HOME}{vera.code}/edit/", sent | {"kind": "person", "consent": "withdrawn"}).status_code == 302
    )
    before, vera = vera.consent_at, Customer.objects.get(pk=vera.pk)
    assert (vera.name, vera.version, vera.keys.count(), vera.consent) == ("Vera B", 1, 3, "withdrawn")
    assert vera.consent_at > before
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.target) == ("customer.changed", vera.target)
    assert "Vera" not in str(entry.before) + str(entry.after)


def test_what_will_not_do_is_told_and_nothing_is_kept(analyst, organisation, anna):
    for more, words in [
        ({"emails": "nobody"}, "will not do as a key"),
        ({"emails": "anna@example.org"}, "another customer"),
        ({"consent": "given"}, "Write the source"),
        ({"numbers": "no colon"}, "with a colon between"),
        ({"joined": "2026-02-01", "left": "2026-01-01"}, "Nobody leaves before coming"),
        ({"joined": "0001-01-01"}, "A day of the years 1900 to 2200 will do"),
        ({"left": "9999-12-31"}, "leave it empty where there is none"),
    ]:
        answer = analyst.post(f"{HOME}add/", BLANK | more, headers={"Accept-Language": "en"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Customer.objects.count() == 1
    assert Key.objects.count() == 3


def test_two_editors_lose_nothing(analyst, anna):
    facts, keys = {"name": "First"}, [(each.kind, each.value) for each in anna.keys.all()]
    customer_edit(anna, facts, keys, 0, SYSTEM)
    with pytest.raises(MisuseError) as error:
        customer_edit(anna, {"name": "Second"}, keys, 0, SYSTEM)
    assert code_of(error) == ["web.changed_meanwhile"]
    answer = analyst.post(f"{HOME}{anna.code}/edit/", BLANK | {"name": "Third"})
    assert answer.status_code == 422
    assert Customer.objects.get().name == "First"


@pytest.mark.parametrize("facts", [{"do_not_contact": True}, {"consent": "withdrawn", "consent_source": "call"}])
def test_nobody_turns_to_who_must_not_be_contacted(agent, organisation, facts):
    who = customer_create(organisation, {"name": "Gleb"} | facts, [], SYSTEM)
    with pytest.raises(MisuseError) as error:
        contact_record(who, "email", "hello", "a very good reason", SYSTEM)
    assert code_of(error) == ["web.customer_not_to_contact"]
    assert agent.post(f"{HOME}{who.code}/contact/", {"channel": "email", "reason": "x"}).status_code == 422
    assert not Interaction.objects.exists()
    told = page(agent, f"{HOME}{who.code}/")
    assert 'class="banner"' in told
    assert "/contact/" not in told


def test_another_channel_is_warned_of_then_asked_for_a_reason(agent, anna):
    there = f"{HOME}{anna.code}/contact/"
    assert 'name="reason"' not in page(agent, f"{HOME}{anna.code}/")
    warned = agent.post(there, {"channel": "phone", "text": "hello"}, headers={"Accept-Language": "en"})
    assert warned.status_code == 422
    assert 'name="reason"' in warned.content.decode()
    assert "hello" in warned.content.decode()
    assert "prefers another channel" in warned.content.decode()
    assert not Interaction.objects.exists()
    assert agent.post(there, {"channel": "phone", "text": "hello", "reason": "e-mail bounces"}).status_code == 302
    assert agent.post(there, {"channel": "email", "text": "by mail"}).status_code == 302
    last, first = Interaction.objects.order_by("-pk")
    assert (first.reason, first.outgoing, last.reason) == ("e-mail bounces", True, "")
    assert Entry.objects.filter(action="customer.contacted", target=anna.target).count() == 2
    assert "hello" not in str(Entry.objects.order_by("number").last().after)


def test_surveys_ask_only_who_agreed(organisation):
    def who(**facts):
        return customer_create(organisation, {"name": "Ann", "consent_source": "form"} | facts, [], SYSTEM)

    assert may_be_asked(who(consent="given"), "email")
    assert may_be_asked(who(consent="given", channel="email"), "email")
    assert not may_be_asked(who(consent="given", channel="phone"), "email")
    assert not may_be_asked(who(consent="given", do_not_contact=True), "email")
    assert not may_be_asked(who(consent="withdrawn"), "email")
    assert not may_be_asked(who(), "email")


def test_every_text_is_escaped(agent, analyst, people, organisation):
    who = customer_create(
        organisation,
        {
            "name": HOSTILE, "segment": HOSTILE[:80], "consent": "given", "consent_source": HOSTILE,
            "fields": {HOSTILE[:40]: HOSTILE},
        },
        [("crm", HOSTILE)], SYSTEM,
    )  # fmt: skip
    Interaction.objects.create(
        customer=who,
        organisation=organisation,
        kind="call",
        at=timezone.now(),
        text=HOSTILE,
        reason=HOSTILE,
        number=HOSTILE,
    )
    for address in (HOME, f"{HOME}{who.code}/", f"{HOME}{who.code}/edit/", f"{HOME}?q={HOSTILE}&segment={HOSTILE}"):
        told = page(analyst, address)
        assert "<script>alert" not in told
        assert "<img src=x" not in told
        assert "&lt;script&gt;" in told


def test_who_sees_figures_alone_sees_no_customer(client, people, anna):
    client.force_login(people["executive"])
    assert client.get(f"{HOME}{anna.code}/").status_code == 403
    assert client.get("/customers/").status_code == 403
    assert "/customers/" not in client.get("/").content.decode()
    client.force_login(people["agent"])
    assert '"/customers/"' in client.get("/").content.decode()
    assert client.post(f"{HOME}add/", BLANK).status_code == 403


def test_a_customer_of_another_organisation_is_not_found(agent, anna):
    beta = organisation_create("beta", "Бета", "Beta")
    other = customer_create(beta, {"name": "Other"}, [], SYSTEM)
    assert agent.get(f"{HOME}{other.code}/").status_code == 404
    assert agent.get(f"/customers/beta/{other.code}/").status_code == 404


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_is_added_without_a_name_and_a_key(analyst, organisation, name):
    with pytest.raises(MisuseError) as caught:
        customer_create(organisation, {"name": name}, [], SYSTEM)
    assert code_of(caught) == ["web.customer_unnamed"]
    answer = analyst.post(f"{HOME}add/", BLANK | {"name": name}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "neither a name nor a key" in answer.content.decode()
    assert not Customer.objects.exists()


def test_the_last_name_and_key_are_not_taken_away(anna):
    with pytest.raises(MisuseError) as caught:
        customer_edit(anna, {"name": ""}, [], anna.version, SYSTEM)
    assert code_of(caught) == ["web.customer_unnamed"]
    assert customer_edit(anna, {"name": ""}, [("crm", "1042")], anna.version, SYSTEM).name == ""
