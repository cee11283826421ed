"""Asking customers who left: lately, once, and by the rules of every other event."""

import datetime as dt

import pytest
import voice_kit
from api_kit import Program
from asking_kit import customer, turn
from django.utils import timezone
from voice_kit import opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.services import customer_edit
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Occasion, Trigger
from centricity.web.voice.occasions import see
from centricity.web.voice.triggers import Rule, trigger_set

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/triggers/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def rule(survey, hours=0, share=100):
    survey.refresh_from_db()
    return trigger_set(survey, Rule("left", hours, share), survey.version, SYSTEM)


def left(organisation, name, days=0, **facts):
    """A customer whose day of leaving is so many days back."""
    return customer(organisation, name, left=timezone.localdate() - dt.timedelta(days=days), **facts)


def outcomes():
    return sorted(Occasion.objects.values_list("customer__name", "outcome"))


def test_whoever_left_lately_is_asked_once(organisation, survey, mailoutbox):
    rule(survey)
    for name, days in (("Today", 0), ("Month", 30), ("Before", 31), ("Coming", -1)):
        left(organisation, name, days)
    customer(organisation, "Stays")
    for _ in range(3):
        turn("survey.look")
    assert sorted(letter.to[0] for letter in mailoutbox) == ["month@example.org", "today@example.org"]
    assert outcomes() == [("Month", "asked"), ("Today", "asked")]


def test_a_day_set_later_counts_however_it_was_set(organisation, survey, mailoutbox):
    rule(survey)
    ada, bob = customer(organisation, "Ada"), customer(organisation, "Bob")
    turn("survey.look")
    assert not mailoutbox
    customer_edit(ada, {"left": timezone.localdate()}, [("email", "ada@example.org")], ada.version, SYSTEM)
    Customer.objects.filter(pk=bob.pk).update(left=timezone.localdate() - dt.timedelta(days=20))
    turn("survey.look")
    assert sorted(letter.to[0] for letter in mailoutbox) == ["ada@example.org", "bob@example.org"]


def test_consent_and_every_other_rule_hold(organisation, survey, mailoutbox):
    rule(survey)
    left(organisation, "Consent", consent="unknown", consent_source="")
    left(organisation, "Quiet", do_not_contact=True)
    left(organisation, "Phone", channel="phone")
    turn("survey.look")
    assert not mailoutbox
    assert outcomes() == [("Consent", "consent"), ("Phone", "channel"), ("Quiet", "consent")]


def test_whoever_was_asked_lately_is_left_alone(organisation, survey, mailoutbox):
    ada = left(organisation, "Ada")
    other = opened(organisation, code="other")
    rule(other)
    turn("survey.look")
    rule(survey)
    turn("survey.look")
    assert len(mailoutbox) == 1
    assert [each.outcome for each in Occasion.objects.filter(trigger__survey=survey)] == ["lately"]
    assert Occasion.objects.filter(customer=ada).count() == 2


def test_it_waits_its_hours_and_a_day_taken_back_asks_nobody(organisation, survey, mailoutbox):
    rule(survey, hours=48)
    ada, bob = left(organisation, "Ada"), left(organisation, "Bob")
    turn("survey.look")
    assert not mailoutbox
    Customer.objects.filter(pk=ada.pk).update(left=None)
    Occasion.objects.update(due_at=timezone.now())
    turn("survey.look")
    assert [letter.to for letter in mailoutbox] == [[f"{bob.name.lower()}@example.org"]]
    assert outcomes() == [("Ada", "stayed"), ("Bob", "asked")]


def test_those_of_another_organisation_or_merged_or_erased_are_not_seen(organisation, survey):
    made = rule(survey)
    left(organisation_create("beta", "Бета", "Beta"), "Far")
    kept, gone = customer(organisation, "Kept"), left(organisation, "Gone")
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    erased = left(organisation, "Erased")
    Customer.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    assert see(made) == 0


def test_a_rule_looked_at_twice_sees_nobody_twice(organisation, survey):
    made = rule(survey)
    mark = Trigger.objects.get(pk=made.pk).mark
    for name in ("Ada", "Bob"):
        left(organisation, name)
    assert [see(made), see(made)] == [2, 0]
    assert Trigger.objects.get(pk=made.pk).mark == mark


def test_the_page_and_a_program_set_the_rule(client, people, organisation, survey):
    client.force_login(people["cx_director"])
    sent = {"event": "left", "after": 1, "unit": "days", "share": 100, "version": survey.version}
    assert client.post(ROOM, sent).status_code == 302
    left(organisation, "Ada", 3)
    turn("survey.look")
    page = client.get(ROOM, headers={"Accept-Language": "en"}).content.decode()
    assert "Customer who left" in page
    program = Program.of(people["cx_director"])
    (told,) = program.get("/surveys/acme/pulse/triggers").json()["items"]
    assert (told["event"], told["hours"], told["outcomes"]) == ("left", 24, {"asked": 1})
