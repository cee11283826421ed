"""Merging customers and undoing it: nothing is lost, and what was comes back exactly."""

import pytest
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.customers.keys import key, sought
from centricity.web.customers.likely import of_imports, of_names
from centricity.web.customers.merging import differ, merge, undo
from centricity.web.customers.models import Conflict, Customer, Interaction, Key, Merge
from centricity.web.customers.selectors import may_be_asked
from centricity.web.customers.services import customer_create, customer_edit, told
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.people.models import Organisation
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Invite, Response

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/"
EN = {"Accept-Language": "en"}


def made(organisation, name="", keys=(), events=0, **facts):
    customer = customer_create(organisation, {"name": name} | facts, list(keys), SYSTEM)
    for _ in range(events):
        Interaction.objects.create(customer=customer, organisation=organisation, kind="call", at=timezone.now())
    return customer


def state():
    """Whose everything is, and every fact, beside the counts of changes."""
    customers = {each.pk: (told(each), each.sought, each.merged_into_id) for each in Customer.objects.all()}
    keys = set(Key.objects.values_list("pk", "customer", "kind", "value"))
    return customers, keys, set(Interaction.objects.values_list("pk", "customer"))


def versions(*customers):
    return tuple(Customer.objects.get(pk=each.pk).version for each in customers)


def test_what_a_customer_had_the_other_has_and_undoing_gives_it_back(organisation):
    one = made(organisation, "Anna", [("email", "a@x.org")], 2, fields={"city": "Kazan"})
    two = made(
        organisation, "", [("phone", "89123456789"), ("crm", "1")], 3, market="B2C", fields={"city": "Omsk", "a": "b"}
    )
    before = state()
    done = merge(one, two, (0, 0), SYSTEM)
    one.refresh_from_db()
    assert (one.keys.count(), one.interactions.count(), one.market) == (3, 5, "B2C")
    assert one.fields == {"city": "Kazan", "a": "b"}
    assert Customer.objects.get(pk=two.pk).merged_into_id == one.pk
    undo(done, SYSTEM)
    assert state() == before
    assert [each.action for each in Entry.objects.order_by("number")][-2:] == [
        "customer.merged",
        "customer.merge_undone",
    ]


def test_contacts_that_either_refused_stay_refused(organisation):
    one = made(organisation, "Anna", consent="given", consent_source="form")
    two = made(organisation, "Anna", consent="withdrawn", consent_source="call", do_not_contact=True)
    done = merge(one, two, (0, 0), SYSTEM)
    one.refresh_from_db()
    assert (one.consent, one.consent_source, one.do_not_contact) == ("withdrawn", "call", True)
    assert not may_be_asked(Customer.objects.get(pk=two.pk), "email")
    undo(done, SYSTEM)
    one.refresh_from_db()
    assert (one.consent, one.do_not_contact) == ("given", False)


def test_what_is_refused_after_a_merge_both_refuse_after_its_undoing(organisation):
    one, two = made(organisation, "Anna"), made(organisation, "Anna B", market="B2B")
    done = merge(one, two, (0, 0), SYSTEM)
    one.refresh_from_db()
    customer_edit(one, {"do_not_contact": True, "name": "Anna C"}, [], one.version, SYSTEM)
    undo(done, SYSTEM)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, one.market, one.do_not_contact, two.do_not_contact) == ("Anna C", "", True, True)


def test_what_came_after_a_merge_stays_with_who_got_it(organisation):
    one, two = made(organisation, "Anna", events=1), made(organisation, "Anna", [("crm", "2")], 1)
    done = merge(one, two, (0, 0), SYSTEM)
    later = Interaction.objects.create(customer=one, organisation=organisation, kind="call", at=timezone.now())
    undo(done, SYSTEM)
    later.refresh_from_db()
    assert later.customer_id == one.pk
    assert two.interactions.count() == 1


def refused(work):
    with pytest.raises(MisuseError) as error:
        work()
    return error.value.faults[0].code


def test_what_cannot_be_merged_or_undone_is_refused(organisation):
    one, two, three = (made(organisation, name) for name in ("Anna", "Anna", "Anna"))
    beta = made(organisation_create("beta", "Бета", "Beta"), "Anna")
    assert refused(lambda: merge(one, one, (0, 0), SYSTEM)) == "web.customer_same"
    assert refused(lambda: merge(one, beta, (0, 0), SYSTEM)) == "web.customer_same"
    assert refused(lambda: merge(one, two, (0, 7), SYSTEM)) == "web.changed_meanwhile"
    first = merge(one, two, (0, 0), SYSTEM)
    assert refused(lambda: merge(three, two, (0, 1), SYSTEM)) == "web.changed_meanwhile"
    second = merge(three, one, (0, 1), SYSTEM)
    assert refused(lambda: undo(first, SYSTEM)) == "web.customer_merged_on"
    undo(second, SYSTEM)
    undo(first, SYSTEM)
    assert refused(lambda: undo(first, SYSTEM)) == "web.customer_merged_on"
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_likely_duplicates_are_of_one_name_with_keys_of_one_kind(organisation):
    one = made(organisation, "Анна  Ёлкина", [("email", "a@x.org")])
    two = made(organisation, "анна елкина", [("email", "b@x.org")])
    made(organisation, "Анна Елкина", [("crm", "1")])
    made(organisation, "Boris", [("email", "c@x.org")])
    pairs, _page = of_names(organisation, 1)
    assert [{each.one.pk, each.other.pk} for each in pairs] == [{one.pk, two.pk}]
    differ(one, two, SYSTEM)
    assert of_names(organisation, 1)[0] == []


def test_pairs_told_by_imports_are_settled_once(organisation):
    one, two = made(organisation, "A"), made(organisation, "B")
    Conflict.objects.create(organisation=organisation, one=one, other=two, row=7)
    assert len(of_imports(organisation, 1)[0]) == 1
    done = merge(two, one, (0, 0), SYSTEM)
    assert of_imports(organisation, 1)[0] == []
    undo(done, SYSTEM)
    assert of_imports(organisation, 1)[0] == []


def test_the_pages_merge_and_undo(client, people, organisation):
    one, two = made(organisation, "<b>Anna</b>", [("crm", "1")]), made(organisation, "Anna", [("crm", "2")])
    client.force_login(people["cx_director"])
    there = f"{HOME}{one.code}/merge/{two.code}/"
    shown = client.get(there, headers=EN).content.decode()
    assert "<b>Anna" not in shown
    found = client.get(f"{HOME}{one.code}/merge/", {"q": "2"}, headers=EN).content.decode()
    assert there in found
    assert "Merge with another customer</h1>" in found
    assert client.post(there, {"kept": "other", "one": 5, "other": 0}).status_code == 422
    assert client.post(there, {"kept": "other", "one": 0, "other": 0}).headers["Location"] == f"{HOME}{two.code}/"
    assert "Undo the merge" in client.get(f"{HOME}{two.code}/", headers=EN).content.decode()
    assert "<b>Anna" not in client.get(HOME).content.decode()
    assert "Merged into" in client.get(f"{HOME}{one.code}/", headers=EN).content.decode()
    assert client.post(f"{HOME}merges/{Merge.objects.get().pk}/undo/").status_code == 302
    assert client.post(there, {"kept": "both", "one": 0, "other": 0}).status_code == 302
    assert Conflict.objects.get().settled_at is not None
    client.force_login(people["analyst"])
    assert client.get(there).status_code == 403
    assert client.get(f"{HOME}duplicates/?names=1").status_code == 200


def test_namesakes_are_told_apart_by_their_keys(client, people, organisation):
    one, two = (made(organisation, "Anna", [("crm", n), ("email", f"a{n}@x.org")]) for n in "12")
    client.force_login(people["cx_director"])
    listed = client.get(f"{HOME}duplicates/?names=1", headers=EN).content.decode()
    found = client.get(f"{HOME}{one.code}/merge/", headers=EN).content.decode()
    for page in (listed, found):
        assert "1, a1@x.org" in page
        assert "2, a2@x.org" in page
    Conflict.objects.create(organisation=organisation, one=one, other=two, row=3)
    assert "2, a2@x.org" in client.get(f"{HOME}duplicates/", headers=EN).content.decode()


def test_a_list_to_merge_with_says_where_it_stops(client, people, organisation):
    one = made(organisation, "Anna", [("crm", "0")])
    client.force_login(people["cx_director"])
    there = f"{HOME}{one.code}/merge/"
    for n in range(1, 22):
        assert "These are the first 20" not in client.get(there, headers=EN).content.decode()
        made(organisation, "Anna", [("crm", str(n))])
    page = client.get(there, headers=EN).content.decode()
    assert "These are the first 20" in page
    assert page.count("Compare</a>") == 20


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["email", "phone", "crm"]), st.text(max_size=40) | st.from_regex(r"[+\d() -]{5,20}") | st.emails()
)
def test_a_key_as_it_is_compared_stays_as_it_is(kind, text):
    compared = key(kind, text)
    assert compared is None or key(kind, compared) == compared
    assert sought(sought(text)) == sought(text)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 9_999_999_999), st.sampled_from(["8{}", "+7{}", "7{}", "8 ({:.3}) {}"]))
def test_russian_phones_are_one_however_they_are_written(number, shape):
    digits = f"{number:010}"
    written = shape.format(digits[:3], digits[3:]) if "(" in shape else shape.format(digits)
    assert key("phone", written) == f"+7{digits}"


FACTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Anna", "Анна"]), "market": st.sampled_from(["", "B2C", "B2B"]),
        "do_not_contact": st.booleans(), "consent": st.sampled_from(["unknown", "given", "withdrawn"]),
        "fields": st.dictionaries(st.sampled_from("abc"), st.text(max_size=3), max_size=3),
    }
)  # fmt: skip


class Undoing(HypothesisCase, TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(FACTS, min_size=2, max_size=5), st.data())
    def test_merges_lose_no_key_and_undone_in_turn_give_back_what_was(self, facts, data):
        organisation = Organisation.objects.get(code="acme")
        customers = [
            made(organisation, keys=[("crm", f"{i}"), ("email", f"{i}@x.org")], events=i, consent_source="x", **each)
            for i, each in enumerate(facts)
        ]
        states, done = [state()], []
        keys = {pair[2:] for pair in states[0][1]}
        free = list(customers)
        while len(free) > 1 and data.draw(st.booleans()):
            kept, gone = data.draw(st.permutations(free))[:2]
            done.append(merge(kept, gone, versions(kept, gone), SYSTEM))
            free.remove(gone)
            states.append(state())
            assert {pair[2:] for pair in states[-1][1]} == keys
            assert len(states[-1][2]) == len(states[0][2])
        for each in reversed(done):
            assert state() == states.pop()
            undo(each, SYSTEM)
        assert state() == states.pop()


def answered(survey, customer):
    now = timezone.now()
    return Response.objects.create(
        survey=survey, version=survey.current, key_hash=str(customer.pk), language="ru", begun_at=now, customer=customer
    )


def whose():
    """Whose answers, invitations and messages are, by the customers' numbers."""
    return {
        (model.__name__, str(pk)): customer
        for model in (Response, Invite, Item, FollowUp)
        for pk, customer in model.objects.values_list("pk", "customer")
    }


def test_answers_invitations_and_feedback_go_along_and_come_back(organisation):
    one, two = made(organisation, "Anna"), made(organisation, "Anne")
    survey, other = opened(organisation), opened(organisation, code="other")
    for customer in (one, two):
        answered(survey, customer)
        Invite.objects.create(survey=survey, customer=customer)
    lone = Invite.objects.create(survey=other, customer=two)
    item_add(organisation, Said("Долго ждал", "form", "web", "1", kind="complaint", customer=two), SYSTEM)
    before = whose()
    done = merge(one, two, (0, 0), SYSTEM)
    after = whose()
    kept = {key for key, customer in after.items() if customer == two.pk}
    assert len(kept) == 1, "one was invited to the same survey already: the other invitation stays"
    assert Invite.objects.get(pk=lone.pk).customer == one
    assert Item.objects.get().customer == one
    assert FollowUp.objects.get().customer == one
    assert Response.objects.filter(customer=one).count() == 2
    undo(done, SYSTEM)
    assert whose() == before


def test_all_that_is_held_of_a_merged_customer_is_given_and_forgotten(organisation):
    one, two = made(organisation, "Anna"), made(organisation, "Anne")
    item_add(organisation, Said("Моё слово", "form", "web", "1", customer=two), SYSTEM)
    Customer.objects.filter(pk=two.pk).update(merged_into=one)  # as merges left it before rows of others moved
    assert "Моё слово" in str(personal.export(one, SYSTEM)["merged"])
    personal.erase(one, one.version, SYSTEM)
    assert Item.objects.get().text == ""
