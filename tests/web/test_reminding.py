"""Reminders to those who stopped on the way, and the way back to where they stopped."""

import re
from datetime import timedelta

import pytest
import voice_kit
from asking_kit import BASE, customer, turn
from django.test import Client
from django.utils import timezone
from voice_kit import Respondent, content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.services import consent_withdraw
from centricity.web.voice import inviting, keys, reminding
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Rating, Response
from centricity.web.voice.posting import _claimed
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def asked(survey, *names, language="en"):
    """Invitations of customers that were sent, by name."""
    for name in names:
        customer(survey.organisation, name, language=language)
    inviting.customers_invite(survey, inviting.customers_to_ask(survey, "", ""), 0, BASE, SYSTEM)
    turn()
    return {each.customer.name: each for each in Invite.objects.select_related("customer")}


def begun(survey, invite, **answers):
    return Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(**answers)


def later(days=4):
    """Some days pass."""
    before = timedelta(days=days)
    for each in Invite.objects.exclude(sent_at=None):
        Invite.objects.filter(pk=each.pk).update(sent_at=each.sent_at - before)
    for each in Response.objects.all():
        Response.objects.filter(pk=each.pk).update(begun_at=each.begun_at - before)


@pytest.mark.parametrize(
    ("language", "said", "go"),
    [("en", "You began to answer and stopped.", "What was missing?"),
     ("ru", "Вы начали отвечать и остановились.", "Чего не хватило?")],
    ids=["en", "ru"],
)  # fmt: skip
def test_whoever_stopped_is_reminded_once_and_led_to_where_that_was(organisation, mailoutbox, language, said, go):
    survey = opened(organisation)
    begun(survey, asked(survey, "Ada", language=language)["Ada"], recommend="3")
    later()
    assert reminding.remind(survey, BASE, SYSTEM) == 1
    turn()
    letter = mailoutbox[-1]
    html = letter.alternatives[0][0]
    for each in (letter.body, html):
        assert said in each
        assert "a=9" not in each
    link = re.search(r"https://voice.example.org(/s/p/\S+)", letter.body)[1]
    someone = Respondent(survey, link.partition("?")[0])
    page = someone.client.get(link, follow=True).content.decode()
    assert go in page
    later()
    assert reminding.remind(survey, BASE, SYSTEM) == 0
    assert len(mailoutbox) == 2


def test_nobody_is_reminded_who_ended_refused_began_just_now_or_was_reminded(organisation, mailoutbox):
    survey = opened(organisation)
    mine = asked(survey, "Ada", "Bob", "Cid", "Dan", "Eve", "Fay")
    for name in ("Ada", "Bob", "Cid", "Dan"):
        begun(survey, mine[name], recommend="9")
    Response.objects.filter(customer=mine["Ada"].customer).update(state="whole")
    consent_withdraw(mine["Bob"].customer, survey.target, SYSTEM)
    Invite.objects.filter(pk=mine["Cid"].pk).update(reminded_at=timezone.now())
    later()
    begun(survey, mine["Eve"], recommend="9")
    assert {each.customer.name for each in reminding.to_remind(survey)} == {"Dan", "Fay"}
    Response.objects.filter(customer=mine["Dan"].customer).update(state="full")
    assert {each.customer.name for each in reminding.to_remind(survey)} == {"Fay"}


def test_who_ends_between_asking_and_sending_gets_no_letter(organisation, mailoutbox):
    survey = opened(organisation)
    ada = asked(survey, "Ada")["Ada"]
    someone = begun(survey, ada, recommend="9")
    later()
    assert reminding.remind(survey, BASE, SYSTEM) == 1
    waiting = reminding.to_remind(survey).get()
    someone.send(liked="x").send(again="5")
    assert not _claimed(survey, waiting, again=True)
    turn()
    assert len(mailoutbox) == 1


def test_the_page_says_whom_a_reminder_reaches(client, people, organisation, mailoutbox):
    survey = opened(organisation)
    begun(survey, asked(survey, "Ada")["Ada"], recommend="9")
    later()
    client.force_login(people["cx_director"])
    page = client.get("/surveys/acme/pulse/invites/").content.decode()
    assert "Remind 1 person" in page
    assert "led to where that was" in page
    client.post("/surveys/acme/pulse/invites/", {"do": "remind"})
    turn()
    assert "Go on from where you stopped" in mailoutbox[-1].body


def test_whose_a_nameless_answer_is_nobody_knows_and_whoever_began_it_is_not_reminded(organisation, mailoutbox):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True})
    begun(survey, asked(survey, "Ada", "Bob")["Ada"], recommend="9")
    later()
    assert {each.customer.name for each in reminding.to_remind(survey)} == {"Bob"}


def test_a_nameless_answer_is_gone_on_with_at_the_address_that_the_browser_holds(organisation, client):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True})
    someone = Respondent(survey).send(recommend="3")
    assert "its address leads back here" in someone.text
    assert not someone.client.cookies
    back = Respondent(survey, someone.path)
    assert "You gave 3. What was missing?" in back.text
    back.send(lacking=["speed"]).send(again="2").send()
    assert "We read every answer" in back.text
    response = Response.objects.get()
    assert (response.state, response.customer, response.begun_at.hour, response.ended_at.hour) == ("whole", None, 0, 0)
    key = someone.path.rstrip("/").rpartition("/")[2]
    assert key not in str(Response.objects.values().get())
    assert Rating.objects.count() == 2
    for method in ("get", "post"):
        again = getattr(Client(), method)(f"{someone.path}?lang=en", {"page": "1", "recommend": "9"}, follow=True)
        assert "We read every answer" in again.content.decode()
    assert Response.objects.get().values["recommend"] == 3


def test_an_address_of_an_answer_that_was_not_ended_leads_nowhere_once_the_survey_is_closed(organisation):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True})
    someone = Respondent(survey).send(recommend="3")
    state_set(survey, "closed", survey.version, SYSTEM)
    assert Client().get(someone.path).status_code == 410
    assert Client().get(f"/s/{survey.link}/{keys.key_new(survey.link).text}/").status_code == 404
    assert not Rating.objects.exists()


def test_the_first_page_a_kiosk_and_a_part_of_another_site_say_nothing_of_their_address(organisation):
    survey = opened(organisation)
    first = Respondent(survey)
    assert "its address leads back here" not in first.text
    path = first.send(recommend="3").path
    for more in ("kiosk=1", "embed=1"):
        assert "its address leads back here" not in Client().get(f"{path}?lang=en&{more}").content.decode()
