"""What a reviewer would try on surveys: promises to those who answered, and numbers that mean what they say."""

import pytest
from voice_kit import Respondent, answered, content_of, opened, unhurried

from centricity.errors import MisuseError
from centricity.surveys.catalogue import inspect_content
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.services import customer_create
from centricity.web.feedback.models import LONGEST_TEXT, Item
from centricity.web.home.heard import everything, tallies
from centricity.web.jobs.services import ask, do_job
from centricity.web.keeping import Kept
from centricity.web.voice.inviting import customers_invite, split
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite
from centricity.web.voice.pacing import quiet_days_set
from centricity.web.voice.results import Results
from centricity.web.voice.services import draft_set, publish, state_set

FACTS = {"name": "Анна", "consent": "given", "consent_source": "договор"}
BOTH = {"ru": "Что скажете?", "en": "What do you say?"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    unhurried(monkeypatch)


def of(*questions, **more):
    """A survey of one page."""
    told = {"schema": "centricity/survey-1", "id": "x", "version": "1.0.0", "title": BOTH, "thanks": BOTH}
    return told | {"pages": [{"code": "p", "questions": [{"text": BOTH, **each} for each in questions]}]} | more


def hear():
    job = ask("survey.hear", "platform", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


class TestHearing:
    def test_answers_longer_than_a_message_are_heard_cut_and_stop_nobody(self, organisation):
        many = [{"code": f"t{i}", "kind": "text", "longest": 4_000} for i in range(6)]
        long, short = opened(organisation, of(*many), "long"), opened(organisation, of(many[0]), "short")
        answered(long, **{f"t{i}": "ж" * 4_000 for i in range(6)})
        answered(short, t0="Долго ждал")
        hear()
        assert sorted(len(each.text) for each in Item.objects.all()) == [len("Долго ждал"), LONGEST_TEXT]

    def test_a_consent_is_a_complaint_only_where_it_asks_to_be_turned_to(self, organisation):
        asked = {"code": "agreed", "kind": "consent"}
        answered(opened(organisation, of(asked), "plain"), agreed="on")
        hear()
        assert not Item.objects.exists()
        answered(opened(organisation, of(asked | {"contact": True}), "calling"), agreed="on")
        hear()
        (heard,) = Item.objects.all()
        assert (heard.kind, heard.text, heard.follow_up is not None) == ("complaint", BOTH["en"], True)

    def test_only_a_consent_can_ask_for_it(self):
        _, faults = inspect_content(of({"code": "why", "kind": "text", "contact": True}))
        assert [each.code for each in faults] == ["survey.contact"]


class TestNumbers:
    def test_a_consent_is_of_those_who_were_asked_for_it(self, organisation):
        survey = opened(organisation)
        answered(survey, recommend="10")
        answered(survey, recommend="2", call_back="on")
        answered(survey, recommend="3")
        survey.refresh_from_db()
        item = next(each for each in Results(survey, "en").items if each.code == "call_back")
        assert (item.n, [bar.n for bar in item.bars], [bar.share for bar in item.bars]) == (2, [1], [50.0])

    def test_ratings_of_staff_are_no_metric_of_customers(self, organisation):
        rated = of({"code": "tools", "kind": "csat", "required": True})
        staff = opened(organisation, rated | {"audience": "employees"}, "staff")
        for _ in range(5):
            answered(staff, tools="1")
        staff = state_set(staff, "closed", staff.version, SYSTEM)
        answered(opened(organisation, rated, "customers"), tools="5")
        assert tallies(organisation, "csat")["score"].to_list() == [5]
        assert tallies(organisation, "csat", "channel")["score"].to_list() == [5]
        assert everything(organisation).height == 1


class TestPromises:
    def published_anew(self, survey, **more):
        survey.refresh_from_db()
        changed = draft_set(survey, survey.draft | more, survey.version, SYSTEM)
        publish(changed, changed.version, SYSTEM)

    def test_neither_audience_nor_least_number_changes_under_those_who_answered(self, organisation):
        staff = of({"code": "q", "kind": "csat"}, audience="employees", anonymous=True, minimum_n=8)
        survey = opened(organisation, staff, "staff")
        with pytest.raises(MisuseError) as caught:
            self.published_anew(survey, audience="customers", minimum_n=1)
        assert [each.code for each in caught.value.faults] == ["voice.another_audience", "voice.promise_lowered"]
        with pytest.raises(MisuseError) as caught:
            self.published_anew(survey, audience="employees", minimum_n=7)
        assert [each.code for each in caught.value.faults] == ["voice.promise_lowered"]
        self.published_anew(survey, audience="employees", minimum_n=9)
        assert survey.versions.count() == 2

    def test_a_draft_does_not_say_whom_a_published_survey_is_for(self, organisation):
        survey = opened(organisation)
        changed = draft_set(survey, survey.draft | {"audience": "employees"}, survey.version, SYSTEM)
        changed.refresh_from_db()
        assert changed.audience == "customers"


class TestPace:
    @pytest.fixture(autouse=True)
    def customer(self, organisation):
        return customer_create(organisation, FACTS, [("email", "a@example.org")], SYSTEM)

    def test_a_new_wave_asks_nobody_sooner_than_others_may(self, organisation):
        survey = opened(organisation)
        everybody = Customer.objects.filter(organisation=organisation)
        assert customers_invite(survey, everybody, 30, "http://x", SYSTEM) == 1
        survey.wave += 1
        survey.save()
        _, counts = split(survey, everybody, 30)
        assert (counts.asked, counts.lately, counts.already) == (0, 1, 0)

    def test_nobody_asks_more_often_than_the_organisation_does(self, organisation):
        first, second = opened(organisation), opened(organisation, code="other")
        everybody = Customer.objects.filter(organisation=organisation)
        customers_invite(first, everybody, 0, "http://x", SYSTEM)
        assert split(second, everybody, 0)[1].lately == 1
        quiet_days_set(organisation, 0, SYSTEM)
        assert split(second, everybody, 0)[1].asked == 1
        assert split(first, everybody, 0)[1].already == 1
        assert Invite.objects.count() == 1


def test_a_kiosk_stays_one_in_the_other_language_and_a_page_back(organisation):
    survey = opened(organisation)
    someone = Respondent(survey, f"/s/{survey.link}/")
    someone.response = someone.client.get(f"/s/{survey.link}/?kiosk=1&channel=office&lang=en")
    assert "lang=ru&channel=office&kiosk=1" in someone.text
    assert "refresh" not in someone.text
    someone.send(recommend="3")
    assert f'content="300; url=/s/{survey.link}/?kiosk=1&channel=office&lang=en"' in someone.text
    assert "&kiosk=1" in next(line for line in someone.text.splitlines() if "Back" in line)


def test_what_is_forgotten_while_it_is_made_is_given_all_the_same():
    kept = Kept(4)
    assert kept.get("a", lambda: kept._made.clear() or "made") == "made"
    assert content_of("relationship_nps")["pages"][-1]["questions"][0]["contact"] is True


class TestThePersonalAddress:
    def invited(self, organisation, content):
        survey = opened(organisation, content, "invited")
        invite = Invite.objects.create(survey=survey, address="a@example.org", channel="email", language="en")
        return survey, f"/s/p/{code_signed(invite.code)}/"

    def test_whoever_began_goes_on_from_the_letter_and_answers_once(self, organisation):
        survey, address = self.invited(organisation, "relationship_nps")
        Respondent(survey, address).send(recommend="2")
        again = Respondent(survey)
        again.response = again.client.get(address)
        assert again.response.status_code == 302
        again.path = again.response.url.partition("?")[0]
        again.response = again.client.get(again.response.url)
        while "<form" in again.text:
            again.send(why="Долго", call_back="on")
        (kept,) = survey.responses.all()
        assert (kept.state, kept.values["recommend"], kept.values["call_back"]) == ("whole", 2, True)
        assert again.client.get(address).status_code == 410

    def test_a_nameless_address_leads_nowhere_once_it_is_used(self, organisation):
        rated = [{"code": "q", "kind": "csat"}]
        pages = [
            {"code": f"p{i}", "questions": [{"text": BOTH, **each, "code": f"q{i}"} for each in rated]} for i in (1, 2)
        ]
        survey, address = self.invited(organisation, of() | {"pages": pages, "audience": "employees"})
        someone = Respondent(survey, address).send(q1="3")
        assert "<form" in someone.text
        assert someone.client.get(address).status_code == 410
