"""Asking after events: each event once, each customer within its quiet time, the rest left out for a reason."""

from datetime import timedelta

import pytest
import voice_kit
from asking_kit import customer, happened, turn
from django.utils import timezone
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.feedback.models import Cause, Item
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.voice import occasions
from centricity.web.voice.models import Invite, Occasion, Trigger
from centricity.web.voice.occasions import drawn, see
from centricity.web.voice.services import state_set
from centricity.web.voice.triggers import Rule, counts_of, trigger_end, trigger_set

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/triggers/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def rule(survey, event="order", hours=0, share=100):
    survey.refresh_from_db()
    return trigger_set(survey, Rule(event, hours, share), survey.version, SYSTEM)


def outcomes():
    return sorted(Occasion.objects.values_list("customer__name", "outcome"))


def test_an_order_is_asked_about_once_by_letter(organisation, survey, mailoutbox):
    ada = customer(organisation, "Ada", language="en")
    happened(ada)
    rule(survey)
    happened(ada, "call")
    turn("survey.look")
    assert not mailoutbox
    happened(ada)
    for _ in range(3):
        turn("survey.look")
    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]
    assert outcomes() == [("Ada", "asked")]


def test_it_is_asked_when_its_time_has_come(organisation, survey, mailoutbox):
    ada, bob = customer(organisation, "Ada"), customer(organisation, "Bob")
    rule(survey, hours=48)
    happened(ada)
    happened(bob, ago=HOUR * 49)
    turn("survey.look")
    assert [letter.to for letter in mailoutbox] == [["bob@example.org"]]
    Occasion.objects.filter(customer=ada).update(due_at=timezone.now())
    turn("survey.look")
    assert len(mailoutbox) == 2


def test_whoever_is_left_out_is_counted_with_the_reason(organisation, survey, mailoutbox):
    rule(survey)
    made = {
        "Agreed": {}, "Consent": {"consent": "unknown", "consent_source": ""}, "Quiet": {"do_not_contact": True},
        "Phone": {"channel": "phone"},
    }  # fmt: skip
    for name, facts in made.items():
        happened(customer(organisation, name, **facts))
    nobody = customer(organisation, "Nomail")
    nobody.keys.all().delete()
    happened(nobody)
    happened(customer(organisation, "Old"), ago=timedelta(days=400))
    turn("survey.look")
    assert outcomes() == [
        ("Agreed", "asked"), ("Consent", "consent"), ("Nomail", "address"), ("Old", "old"), ("Phone", "channel"),
        ("Quiet", "consent"),
    ]  # fmt: skip
    ((_rule, counts),) = counts_of(survey)
    assert counts == {"asked": 1, "consent": 2, "address": 1, "old": 1, "channel": 1}
    assert len(mailoutbox) == 1


def test_nobody_is_asked_twice_within_the_quiet_time_and_again_after_it(organisation, survey, mailoutbox):
    ada = customer(organisation, "Ada")
    rule(survey)
    rule(survey, "call")
    happened(ada)
    happened(ada)
    happened(ada, "call")
    turn("survey.look")
    assert outcomes() == [("Ada", "asked"), ("Ada", "lately"), ("Ada", "lately")]
    Invite.objects.update(sent_at=timezone.now() - timedelta(days=31))
    happened(ada)
    turn("survey.look")
    assert len(mailoutbox) == 2
    assert Invite.objects.filter(customer=ada, survey=survey, wave=1).count() == 2


def test_an_import_that_ends_late_is_seen_and_nothing_is_seen_twice(organisation, survey, mailoutbox):
    first, second = (happened(customer(organisation, name)) for name in ("Ada", "Bob"))
    made = rule(survey)
    Trigger.objects.update(start=first.pk - 1, mark=first.pk - 1)
    late = {name: getattr(first, name) for name in ("customer", "organisation", "kind", "at")}
    number = first.pk
    first.delete()
    turn("survey.look")
    made.refresh_from_db()
    assert made.mark == second.pk
    type(second).objects.create(pk=number, **late)
    turn("survey.look")
    assert outcomes() == [("Ada", "asked"), ("Bob", "asked")]
    assert see(made) == 0


def test_a_worker_that_dies_asks_nobody_twice_and_forgets_nobody(organisation, survey, mailoutbox, monkeypatch):
    for name in ("Ada", "Bob", "Cat"):
        happened_to = customer(organisation, name)
        rule(survey)
        happened(happened_to)
    real, seen = occasions.reason_against, []

    def dies(survey, customer, days):
        seen.append(customer)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(survey, customer, days)

    for each in Trigger.objects.all():
        see(each)
    with monkeypatch.context() as patch:
        patch.setattr(occasions, "reason_against", dies)
        with pytest.raises(KeyboardInterrupt):
            occasions.decide()
    assert Invite.objects.count() == 1
    turn("survey.look")
    turn("survey.resend")
    assert sorted(letter.to[0] for letter in mailoutbox) == ["ada@example.org", "bob@example.org", "cat@example.org"]


def test_the_mark_and_what_was_seen_are_kept_together_or_not_at_all(organisation, survey, monkeypatch):
    made = rule(survey)
    happened(customer(organisation, "Ada"))

    def dies(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Trigger.objects.all().__class__, "update", dies)
        with pytest.raises(KeyboardInterrupt):
            see(made)
    assert not Occasion.objects.exists()
    assert see(made) == 1


def test_a_sample_is_chance_and_the_same_whenever_it_is_drawn(organisation, survey, mailoutbox):
    made = rule(survey, share=30)
    known = [drawn(made, f"{number}") for number in range(4_000)]
    assert known == [drawn(made, f"{number}") for number in range(4_000)]
    assert 0.27 < sum(known) / 4_000 < 0.33
    made.share = 100
    assert all(drawn(made, f"{number}") for number in range(4_000))
    Trigger.objects.update(share=1)
    people = [customer(organisation, f"C{n}") for n in range(30)]
    for each in people:
        happened(each)
    turn("survey.look")
    assert Occasion.objects.filter(outcome="sample").count() >= 25
    assert len(mailoutbox) == Occasion.objects.filter(outcome="asked").count()


def test_feedback_is_asked_about_once_it_is_closed(organisation, survey, mailoutbox):
    ada = customer(organisation, "Ada")
    rule(survey, "feedback")
    item, _new = item_add(organisation, Said("late", "call", customer=ada), SYSTEM)
    turn("survey.look")
    assert not mailoutbox
    cause = Cause.objects.filter(organisation=organisation).first()
    Item.objects.filter(pk=item.pk).update(state="closed", closed_at=timezone.now(), outcome="x", cause=cause)
    turn("survey.look")
    turn("survey.look")
    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]


def test_one_who_was_merged_since_is_asked_as_who_it_is_now(organisation, survey, mailoutbox):
    ada, bob = customer(organisation, "Ada"), customer(organisation, "Bob")
    rule(survey)
    happened(ada)
    see(Trigger.objects.get())
    Occasion.objects.update(customer=ada)
    type(ada).objects.filter(pk=ada.pk).update(merged_into=bob)
    turn("survey.look")
    assert Invite.objects.get().customer == bob


def test_a_rule_that_was_off_asks_about_nothing_of_that_time(organisation, survey, mailoutbox):
    ada, bob, cat = (customer(organisation, name) for name in ("Ada", "Bob", "Cat"))
    rule(survey, hours=1)
    happened(ada, ago=HOUR)
    see(Trigger.objects.get())
    survey.refresh_from_db()
    trigger_end(survey, "order", survey.version, SYSTEM)
    happened(bob)
    turn("survey.look")
    rule(survey)
    happened(cat)
    turn("survey.look")
    assert outcomes() == [("Ada", "closed"), ("Cat", "asked")]


def test_a_survey_that_is_closed_asks_nobody(organisation, survey, mailoutbox):
    rule(survey, hours=1)
    happened(customer(organisation, "Ada"), ago=HOUR)
    see(Trigger.objects.get())
    survey.refresh_from_db()
    state_set(survey, "closed", survey.version, SYSTEM)
    turn("survey.look")
    assert outcomes() == [("Ada", "closed")]
    assert not mailoutbox


def test_another_organisation_s_orders_are_not_seen(organisation, survey, mailoutbox):
    from centricity.web.people.services import organisation_create

    rule(survey)
    happened(customer(organisation_create("other", "Другая", "Other"), "Ada"))
    turn("survey.look")
    assert not Occasion.objects.exists()


def test_a_customer_is_given_and_forgotten_with_what_rules_saw(organisation, survey, mailoutbox):
    ada = customer(organisation, "Ada")
    rule(survey)
    happened(ada)
    turn("survey.look")
    assert personal.export(ada, SYSTEM)["voice"]["occasions"][0]["outcome"] == "asked"
    ada.refresh_from_db()
    personal.erase(ada, ada.version, SYSTEM)
    assert not Occasion.objects.exists()


def test_what_no_rule_can_be_is_refused(organisation, survey):
    for hours, share in ((-1, 100), (24 * 91, 100), (1, 0), (1, 101)):
        with pytest.raises(MisuseError):
            rule(survey, "order", hours, share)
    with pytest.raises(MisuseError, match="staff"):
        rule(opened(organisation, "six_questions", "six"))


def test_the_page_sets_rules_and_tells_what_came_of_them(client, people, organisation, survey, mailoutbox):
    client.force_login(people["analyst"])
    assert client.get(ROOM).status_code == 403
    client.force_login(people["cx_director"])
    sent = {"event": "order", "after": "2", "unit": "days", "share": "100", "version": survey.version}
    assert client.post(ROOM, sent | {"event": "answer"}).status_code == 422
    assert client.post(ROOM, sent | {"share": "0"}).status_code == 422
    assert client.post(ROOM, sent | {"after": "91"}).status_code == 422
    assert client.post(ROOM, sent).status_code == 302
    assert client.post(ROOM, sent).status_code == 422
    assert Trigger.objects.get().hours == 48
    Trigger.objects.update(hours=0)
    happened(customer(organisation, "Ada"))
    happened(customer(organisation, "Bob", consent="unknown", consent_source=""))
    turn("survey.look")
    page = client.get(ROOM).content.decode()
    assert "<dt>asked</dt><dd>1</dd>" in page
    assert "<dt>has not agreed</dt><dd>1</dd>" in page
    survey.refresh_from_db()
    assert client.post(ROOM, {"end": "order", "version": "x"}).status_code == 422
    assert client.post(ROOM, {"end": "order", "version": survey.version}).status_code == 302
    assert "The rule is off." in client.get(ROOM).content.decode()
