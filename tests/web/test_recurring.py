"""Surveys of staff that recur: closed on their day, made anew, asked of the same addresses or left as a draft."""

from datetime import UTC, date, datetime, timedelta

import pytest
import voice_kit
from api_kit import Program, codes
from asking_kit import BASE, turn
from django.db import IntegrityError, transaction
from django.utils import timezone
from test_api_voice_rounds import put
from voice_kit import answered, content_of, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.home.alerts import open_alerts, raise_alerts
from centricity.web.voice import inviting, recurring
from centricity.web.voice.following import survey_follow
from centricity.web.voice.models import Invite, Response, Rhythm, Survey
from centricity.web.voice.rounds import Plan, open_wave, rhythm_set
from centricity.web.voice.services import draft_set, publish, state_set

pytestmark = pytest.mark.django_db
TOLD = ["a@example.org", "b@example.org"]
ROOM, API = "/surveys/acme/staff/rhythm/", "/surveys/acme/staff/rhythm"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def clock(monkeypatch):
    """The time of the platform, which the test sets."""
    now = [datetime(2027, 1, 10, 9, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def director(people):
    return people["cx_director"]


def staff(organisation):
    return opened(organisation, "internal_service", "staff")


def recurring_one(organisation, owner=None, **more):
    """A survey of staff that was opened and asked, with a rhythm."""
    survey = staff(organisation)
    inviting.addresses_invite(survey, TOLD, "ru", BASE, SYSTEM)
    turn()
    survey.refresh_from_db()
    plan = Plan(**({"every": "quarter", "next_on": date(2027, 4, 10)} | more))
    rhythm_set(survey, plan, survey.version, SYSTEM, owner)
    survey.refresh_from_db()
    return survey


def on(clock, day):
    clock[0] = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    turn("survey.rounds")


def test_on_its_day_it_is_closed_and_the_next_one_is_opened_and_asked_of_the_same(organisation, clock, mailoutbox):
    survey = recurring_one(organisation)
    Survey.objects.filter(pk=survey.pk).update(public=False)
    on(clock, date(2027, 4, 9))
    assert Survey.objects.count() == 1
    on(clock, date(2027, 4, 10))
    survey.refresh_from_db()
    made = Survey.objects.select_related("current").get(follows=survey)
    assert (survey.state, made.state, made.public, made.audience) == ("closed", "open", False, "employees")
    assert made.current.content == survey.current.content
    assert made.link != survey.link
    assert not Response.objects.filter(survey=made).exists()
    assert set(Invite.objects.filter(survey=survey).values_list("address", flat=True)) == {""}
    assert sorted(Invite.objects.filter(survey=made).values_list("address", "language")) == [(e, "ru") for e in TOLD]
    assert sorted(letter.to[0] for letter in mailoutbox[2:]) == TOLD
    rhythm = Rhythm.objects.get()
    assert (rhythm.survey, rhythm.next_on, rhythm.every) == (made, date(2027, 7, 10), "quarter")
    assert Entry.objects.filter(action="survey.recurred", target=made.target, actor="system").count() == 1
    on(clock, date(2027, 4, 10))
    assert Survey.objects.count() == 2
    on(clock, date(2027, 7, 10))
    third = Survey.objects.get(follows=made)
    assert (third.state, Rhythm.objects.get().survey, len(mailoutbox)) == ("open", third, 6)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "is prepared as a draft"), ("ru", "готов как черновик")], ids=["en", "ru"]
)
def test_what_was_closed_before_its_day_is_followed_by_a_draft_and_its_owner_is_told(
    organisation, clock, director, mailoutbox, language, said
):
    director.language = language
    director.save()
    survey = recurring_one(organisation, director)
    state_set(survey, "closed", survey.version, SYSTEM)
    on(clock, date(2027, 4, 10))
    made = Survey.objects.get(follows=survey)
    assert (made.state, made.current) == ("draft", None)
    letter = mailoutbox[-1]
    assert (letter.to, len(mailoutbox)) == ([director.email], 3)
    for each in (letter.body, letter.alternatives[0][0]):
        assert said in each
        assert f"/surveys/acme/{made.code}/" in each
    survey.refresh_from_db()
    assert survey.next_due == date(2027, 4, 10)
    raise_alerts(organisation, timezone.now())
    assert [alert.kind for alert in open_alerts(director, organisation)] == ["cycle"]
    for day in (date(2027, 7, 10), date(2027, 10, 10)):
        on(clock, day)
    assert (Survey.objects.count(), len(mailoutbox)) == (2, 3)


def test_a_draft_that_is_opened_late_is_not_closed_at_once(organisation, clock, director, mailoutbox):
    survey = recurring_one(organisation, director)
    state_set(survey, "closed", survey.version, SYSTEM)
    on(clock, date(2027, 4, 10))
    made = Survey.objects.get(follows=survey)
    clock[0] = datetime(2027, 8, 1, 9, tzinfo=UTC)
    publish(made, made.version, SYSTEM)
    state_set(made, "open", made.version + 1, SYSTEM)
    on(clock, date(2027, 8, 2))
    made.refresh_from_db()
    assert (made.state, Survey.objects.count(), Rhythm.objects.get().next_on) == ("open", 2, date(2027, 10, 10))


def test_an_owner_who_may_no_more_gets_no_letter(organisation, clock, director, mailoutbox):
    survey = recurring_one(organisation, director)
    state_set(survey, "closed", survey.version, SYSTEM)
    director.grants.all().delete()
    on(clock, date(2027, 4, 10))
    assert Survey.objects.filter(follows=survey).exists()
    assert len(mailoutbox) == 2


def test_what_was_made_by_hand_is_the_next_one_and_nothing_is_closed(organisation, clock, mailoutbox):
    survey = recurring_one(organisation)
    made = survey_follow(survey, "by-hand", SYSTEM)
    on(clock, date(2027, 4, 10))
    survey.refresh_from_db()
    assert (survey.state, Survey.objects.count(), Rhythm.objects.get().survey) == ("open", 2, made)
    assert Invite.objects.filter(survey=survey).exclude(address="").count() == 2


def test_a_draft_under_work_is_not_asked_of_anybody(organisation, clock, mailoutbox):
    survey = recurring_one(organisation)
    content = content_of("internal_service")
    content["title"] = {"ru": "Недоделано", "en": "Half done"}
    draft_set(survey, content, survey.version, SYSTEM)
    on(clock, date(2027, 4, 10))
    made = Survey.objects.get(follows=survey)
    assert (made.state, made.title_en) == ("open", survey.current.questionnaire.title.en)


def test_what_breaks_off_leaves_everything_as_it_was(organisation, clock, mailoutbox, monkeypatch):
    survey = recurring_one(organisation)

    def broken(*_):
        raise IntegrityError("x")

    clock[0] = datetime(2027, 4, 10, 9, tzinfo=UTC)
    with monkeypatch.context() as patch:
        patch.setattr(recurring, "_begun", broken)
        with pytest.raises(IntegrityError), transaction.atomic():
            open_wave(Rhythm.objects.select_related("survey__organisation", "survey__current").get(), clock[0].date())
    survey.refresh_from_db()
    assert (survey.state, Survey.objects.count(), Rhythm.objects.get().next_on) == ("open", 1, date(2027, 4, 10))
    assert Invite.objects.exclude(address="").count() == 2


def test_two_workers_make_one(organisation, clock, mailoutbox):
    recurring_one(organisation)
    seen = Rhythm.objects.select_related("survey__organisation", "survey__current").get()
    same = Rhythm.objects.select_related("survey__organisation", "survey__current").get()
    assert open_wave(seen, date(2027, 4, 10))
    assert not open_wave(same, date(2027, 4, 10))
    assert Survey.objects.count() == 2


@pytest.mark.parametrize(
    "more", [{"every": "month"}, {"segment": "gold"}, {"market": "B2B"}], ids=["month", "segment", "market"]
)
def test_what_is_no_rhythm_of_staff_is_refused(organisation, clock, more):
    with pytest.raises(MisuseError) as refused:
        recurring_one(organisation, **more)
    assert [fault.code for fault in refused.value.faults] == ["voice.rhythm_staff"]
    assert not Rhythm.objects.exists()


def test_the_page_sets_it_for_whoever_manages_and_is_told(client, people, organisation, clock, director, mailoutbox):
    survey = staff(organisation)
    client.force_login(director)
    page = client.get(ROOM).content.decode()
    assert 'name="segment"' not in page
    assert 'value="month"' not in page
    assert "the next one then waits as a draft" in page
    sent = {"every": "year", "next_on": "2028-01-10", "remind": "on", "version": survey.version}
    assert client.post(ROOM, sent).status_code == 302
    rhythm = Rhythm.objects.get()
    assert (rhythm.owner, rhythm.every, rhythm.remind) == (director, "year", True)
    assert "The survey is repeated automatically" in client.get(ROOM).content.decode()
    page = client.get("/surveys/acme/staff/").content.decode()
    assert "The next survey is made automatically on 10 January 2028" in page
    assert client.post(ROOM, sent | {"every": "month"}).status_code == 422
    client.force_login(people["agent"])
    assert client.get(ROOM).status_code == 403


def test_a_program_sets_it_and_is_told_what_will_not_do(people, organisation, clock, director):

    staff(organisation)
    program = Program.of(director)
    assert put(program, API, {"every": "half", "next_on": "2027-06-01"}).status_code == 200
    assert Rhythm.objects.get().owner == director
    assert codes(put(program, API, {"every": "month", "next_on": "2027-06-01"})) == ["voice.rhythm_staff"]


def test_answers_of_the_next_one_stand_apart_from_those_before(organisation, clock, mailoutbox):
    survey = recurring_one(organisation)
    answered(survey, **{question.code: "3" for question in survey.current.questionnaire.questions})
    on(clock, date(2027, 4, 10))
    made = Survey.objects.get(follows=survey)
    answered(made, **{question.code: "3" for question in made.current.questionnaire.questions})
    assert [Response.objects.filter(survey=each).count() for each in (survey, made)] == [1, 1]
