"""A survey asks again by itself: each wave once, of whoever may be asked then, with a rate of its own."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import voice_kit
from asking_kit import BASE, customer, turn
from django.db import IntegrityError, transaction
from django.utils import timezone
from voice_kit import Respondent, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice import inviting, rounds
from centricity.web.voice.models import Invite, Response, Rhythm
from centricity.web.voice.rounds import Plan, following, open_wave, rhythm_set, waves_of
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/rhythm/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def clock(monkeypatch):
    """The time of the platform, which the test sets."""
    now = [datetime(2027, 1, 31, 9, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def set_to(survey, **more):
    survey.refresh_from_db()
    rhythm_set(survey, Plan(**({"every": "month", "next_on": date(2027, 1, 31)} | more)), survey.version, SYSTEM)


@pytest.mark.parametrize(
    ("day", "every", "anchor", "coming"),
    [
        ("2027-01-31", "month", 31, "2027-02-28"), ("2027-02-28", "month", 31, "2027-03-31"),
        ("2027-11-30", "quarter", 30, "2028-02-29"), ("2027-08-31", "half", 31, "2028-02-29"),
        ("2028-02-29", "year", 29, "2029-02-28"), ("2027-12-01", "month", 1, "2028-01-01"),
    ],
)  # fmt: skip
def test_the_next_wave_keeps_its_day_of_the_month(day, every, anchor, coming):
    assert f"{following(date.fromisoformat(day), every, anchor)}" == coming


def test_waves_are_opened_on_their_days_and_told_apart(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada", language="en")
    set_to(survey)
    clock[0] = clock[0].replace(hour=6)
    turn("survey.rounds")
    assert not mailoutbox
    clock[0] = clock[0].replace(hour=9)
    turn("survey.rounds")
    turn("survey.rounds")
    assert len(mailoutbox) == 1
    Respondent(survey, re.search(r"/s/p/[^?\s]+", mailoutbox[0].body)[0]).send(recommend="9").send(liked="x").send(
        again="5"
    )
    customer(organisation, "Bob", language="en")
    clock[0] = datetime(2027, 2, 28, 9, tzinfo=UTC)
    turn("survey.rounds")
    assert sorted(letter.to[0] for letter in mailoutbox[1:]) == ["ada@example.org", "bob@example.org"]
    survey.refresh_from_db()
    assert survey.wave == 2
    assert Rhythm.objects.get().next_on == date(2027, 3, 31)
    second, first = waves_of(survey)
    assert (first.number, first.invited, first.answered, first.responses) == (1, 1, 1, 1)
    assert (second.number, second.invited, second.answered, second.responses) == (2, 2, 0, 0)
    Respondent(survey).send(recommend="9").send(liked="x").send(again="5")
    assert Response.objects.filter(wave=2, state="whole").count() == 1
    assert [each.after["wave"] for each in Entry.objects.filter(action="survey.round").order_by("pk")] == [1, 2]


def test_an_answer_to_a_letter_of_an_earlier_wave_is_that_wave_s(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada")
    set_to(survey)
    turn("survey.rounds")
    clock[0] = datetime(2027, 2, 28, 9, tzinfo=UTC)
    turn("survey.rounds")
    old, new = (re.search(r"/s/p/[^?\s]+", letter.body)[0] for letter in mailoutbox)
    for to in (new, old):
        Respondent(survey, to).send(recommend="9").send(liked="x").send(again="5")
    assert sorted(Response.objects.values_list("wave", flat=True)) == [1, 2]


def test_a_wave_asks_those_alone_that_no_other_survey_asked_lately(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada", segment="gold")
    customer(organisation, "Bob", segment="gold")
    customer(organisation, "Cat")
    other = opened(organisation, "transactional", "other")
    inviting.customers_invite(other, inviting.customers_to_ask(other, "", "").filter(name="Ada"), 30, BASE, SYSTEM)
    turn()
    set_to(survey, segment="gold")
    turn("survey.rounds")
    assert [letter.to[0] for letter in mailoutbox] == ["ada@example.org", "bob@example.org"]


def test_a_wave_is_opened_once_and_nobody_is_in_it_twice(organisation, survey, clock, mailoutbox):
    ada = customer(organisation, "Ada")
    set_to(survey)
    stale = Rhythm.objects.select_related("survey__organisation").get()
    assert open_wave(Rhythm.objects.select_related("survey__organisation").get(), clock[0].date())
    assert not open_wave(stale, clock[0].date())
    assert Invite.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Invite.objects.create(survey=survey, customer=ada, wave=1)


def test_a_wave_that_breaks_off_leaves_nothing_and_is_opened_the_next_time(
    organisation, survey, clock, mailoutbox, monkeypatch
):
    customer(organisation, "Ada")
    set_to(survey)
    rhythm = Rhythm.objects.select_related("survey__organisation").get()

    def dies(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            open_wave(rhythm, clock[0].date())
    assert not Invite.objects.exists()
    assert Rhythm.objects.get().next_on == date(2027, 1, 31)
    turn("survey.rounds")
    assert len(mailoutbox) == 1


def test_months_that_were_slept_through_are_not_made_up_for(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada")
    set_to(survey)
    clock[0] = datetime(2027, 6, 15, 9, tzinfo=UTC)
    turn("survey.rounds")
    assert len(mailoutbox) == 1
    assert Rhythm.objects.get().next_on == date(2027, 6, 30)


def test_a_survey_that_is_closed_asks_nobody(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada")
    set_to(survey)
    survey.refresh_from_db()
    state_set(survey, "closed", survey.version, SYSTEM)
    turn("survey.rounds")
    assert not mailoutbox


def test_a_wave_reminds_once_where_it_is_told_to(organisation, survey, clock, mailoutbox):
    customer(organisation, "Ada", language="en")
    set_to(survey, remind=True)
    turn("survey.rounds")
    clock[0] += timedelta(days=4)
    turn("survey.rounds")
    turn("survey.rounds")
    assert ["A reminder" in letter.body for letter in mailoutbox] == [False, True]


def test_what_cannot_be_a_rhythm_is_refused(organisation, survey, clock):
    with pytest.raises(MisuseError, match="today"):
        set_to(survey, next_on=date(2027, 1, 30))
    with pytest.raises(MisuseError, match="today"):
        set_to(survey, next_on=None)
    with pytest.raises(MisuseError, match="staff"):
        set_to(opened(organisation, "six_questions", "six"))


def test_the_page_sets_the_rhythm_and_shows_the_waves(client, people, organisation, survey, mailoutbox):
    customer(organisation, "Ada", segment="gold")
    client.force_login(people["cx_director"])
    day = (timezone.now() + timedelta(days=5)).date()
    sent = {"every": "quarter", "next_on": f"{day}", "segment": "gold", "market": "", "version": survey.version}
    assert client.post(ROOM, sent | {"next_on": "2020-01-01"}).status_code == 422
    assert client.post(ROOM, sent).status_code == 302
    assert client.post(ROOM, sent).status_code == 422
    kept = Rhythm.objects.get()
    assert (kept.every, kept.next_on, kept.segment, kept.day, kept.remind) == ("quarter", day, "gold", day.day, False)
    page = client.get(ROOM).content.decode()
    assert "every quarter" in page
    assert f'value="{day}"' in page
    inviting.customers_invite(survey, inviting.customers_to_ask(survey, "", ""), 30, BASE, SYSTEM)
    turn()
    Respondent(survey, re.search(r"/s/p/[^?\s]+", mailoutbox[0].body)[0]).send(recommend="9")
    assert "100.0%, between" in client.get(ROOM).content.decode()
    survey.refresh_from_db()
    assert client.post(ROOM, {"every": "", "version": survey.version}).status_code == 302
    assert not Rhythm.objects.exists()
