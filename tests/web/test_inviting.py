"""Letters that ask: by consent alone, not too often, each once, with a way out that is obeyed."""

import re
from datetime import timedelta
from smtplib import SMTPDataError

import pytest
import voice_kit
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from voice_kit import Respondent, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.services import customer_create
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.voice import inviting, reminding
from centricity.web.voice.models import Invite, Rating, Response
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
BASE = "https://voice.example.org/"
ROOM = "/surveys/acme/pulse/invites/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def customer(organisation, name, **facts):
    given = {"name": name, "consent": "given", "consent_source": "form", **facts}
    keys = [] if name == "No Mail" else [("email", f"{name.lower().replace(' ', '.')}@example.org")]
    return customer_create(organisation, given, keys, SYSTEM)


@pytest.fixture
def customers(organisation):
    return {
        "ada": customer(organisation, "Ada", segment="gold"),
        "bob": customer(organisation, "Bob", language="en"),
        "none": customer(organisation, "Never Asked", consent="unknown", consent_source=""),
        "no": customer(organisation, "Said No", consent="withdrawn"),
        "quiet": customer(organisation, "Quiet", do_not_contact=True),
        "phone": customer(organisation, "By Phone", channel="phone"),
        "mail": customer(organisation, "No Mail"),
    }


def work():
    """Do the jobs that wait, as a worker does."""
    for job in Job.objects.filter(state="waiting"):
        do_job.call(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", job.faults


def everybody(survey):
    return inviting.customers_to_ask(survey, "", "")


def test_only_those_are_asked_who_agreed_and_the_rest_is_counted(survey, customers, mailoutbox):
    _fresh, counted = inviting.split(survey, everybody(survey), 30)
    assert counted == inviting.Reachable(2, no_consent=3, no_address=1, other_channel=1, lately=0, already=0)
    assert inviting.customers_invite(survey, everybody(survey), 30, BASE, SYSTEM) == 2
    work()
    assert sorted(letter.to[0] for letter in mailoutbox) == ["ada@example.org", "bob@example.org"]
    assert inviting.customers_invite(survey, everybody(survey), 30, BASE, SYSTEM) == 0
    work()
    assert len(mailoutbox) == 2


def test_the_first_question_is_answered_in_the_letter(survey, customers, mailoutbox):
    inviting.customers_invite(survey, everybody(survey).filter(name="Bob"), 30, BASE, SYSTEM)
    work()
    (letter,) = mailoutbox
    assert letter.subject == "Acme: How customers see us"
    html = letter.alternatives[0][0]
    to = re.search(r'href="https://voice.example.org(/s/p/[^"?]+)\?lang=en&amp;a=9"', html)[1]
    assert f"{BASE}{to[1:]}?lang=en" in letter.body
    seen = Client().get(f"{to}?a=9&lang=en").content.decode()
    assert re.search(r'value="9" checked', seen)
    assert not Response.objects.exists()
    Respondent(survey, to).send(recommend="9").send(liked="x").send(again="5")
    assert Rating.objects.get(series="recommend").response.customer == customers["bob"]
    assert Client().get(to).status_code == 410


def test_nobody_is_asked_twice_within_the_quiet_days(organisation, survey, customers, mailoutbox):
    inviting.customers_invite(survey, everybody(survey), 30, BASE, SYSTEM)
    work()
    other = opened(organisation, "transactional", "other")
    _fresh, counted = inviting.split(other, everybody(other), 30)
    assert (counted.asked, counted.lately) == (0, 2)
    Invite.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert inviting.split(other, everybody(other), 30)[1].asked == 2


def test_a_reminder_goes_once_to_those_who_have_not_answered(survey, customers, mailoutbox):
    inviting.customers_invite(survey, everybody(survey), 30, BASE, SYSTEM)
    work()
    assert reminding.remind(survey, BASE, SYSTEM) == 0
    Invite.objects.update(sent_at=timezone.now() - timedelta(days=4))
    Invite.objects.filter(customer=customers["ada"]).update(used_on=timezone.now().date())
    assert reminding.remind(survey, BASE, SYSTEM) == 1
    work()
    assert [letter.to for letter in mailoutbox[2:]] == [["bob@example.org"]]
    assert "A reminder, the only one." in mailoutbox[2].body
    assert reminding.remind(survey, BASE, SYSTEM) == 0


def test_the_way_out_is_obeyed_and_a_look_takes_nothing_back(organisation, survey, customers, mailoutbox):
    inviting.customers_invite(survey, everybody(survey).filter(name="Ada"), 30, BASE, SYSTEM)
    work()
    (letter,) = mailoutbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(BASE[:-1])
    assert Client().get(out).status_code == 200
    customers["ada"].refresh_from_db()
    assert customers["ada"].consent == "given"
    assert Client(enforce_csrf_checks=True).post(out).status_code == 200
    customers["ada"].refresh_from_db()
    assert customers["ada"].consent == "withdrawn"
    assert Entry.objects.filter(target=customers["ada"].target, action="customer.changed").exists()
    other = opened(organisation, "transactional", "other")
    assert "ada" not in str(list(inviting.split(other, everybody(other), 0)[0]))
    Invite.objects.update(sent_at=timezone.now() - timedelta(days=4))
    assert reminding.remind(survey, BASE, SYSTEM) == 0


def test_who_withdrew_between_asking_and_sending_gets_no_letter(survey, customers, mailoutbox):
    inviting.customers_invite(survey, everybody(survey).filter(name="Ada"), 30, BASE, SYSTEM)
    customers["ada"].consent = "withdrawn"
    customers["ada"].save()
    work()
    assert not mailoutbox
    assert Invite.objects.get().failed


def test_a_letter_that_is_refused_is_counted_and_hinders_no_other(survey, customers, mailoutbox, monkeypatch):
    sent = EmailMultiAlternatives.send

    def send(letter, *args, **more):
        if letter.to == ["ada@example.org"]:
            raise SMTPDataError(550, b"no")
        return sent(letter, *args, **more)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    inviting.customers_invite(survey, everybody(survey), 30, BASE, SYSTEM)
    work()
    assert [letter.to for letter in mailoutbox] == [["bob@example.org"]]
    assert Invite.objects.filter(failed=True).count() == 1


def test_staff_are_asked_by_address_which_is_forgotten(organisation, mailoutbox):
    survey = opened(organisation, "six_questions", "six")
    with pytest.raises(MisuseError) as refused:
        inviting.addresses_invite(survey, ["a@example.org", "nobody", "b@"], "ru", BASE, SYSTEM)
    assert [fault.fields["address"] for fault in refused.value.faults] == ["nobody", "b@"]
    assert not Invite.objects.exists()
    told = ["A@example.org", "b@example.org", "a@example.org", ""]
    assert inviting.addresses_invite(survey, told, "ru", BASE, SYSTEM) == 2
    assert inviting.addresses_invite(survey, told, "ru", BASE, SYSTEM) == 0
    work()
    assert "хранится без вашего имени" in mailoutbox[0].body
    to = re.search(r"/s/p/[^?\s]+", mailoutbox[0].body)[0]
    answers = {question.code: "4" for question in survey.current.questionnaire.questions}
    assert "Спасибо" in Respondent(survey, to, "ru").send(**answers).text
    assert Invite.objects.filter(used_on=timezone.now().date()).count() == 1
    state_set(survey, "closed", survey.version, SYSTEM)
    assert set(Invite.objects.values_list("address", flat=True)) == {""}


def test_the_page_counts_before_it_sends_and_tells_the_rate(client, people, survey, customers, mailoutbox):
    client.force_login(people["cx_director"])
    page = client.get(ROOM).content.decode()
    assert "Send 2 letters" in page
    assert not Invite.objects.exists()
    assert (
        client.post(ROOM, {"do": "customers", "quiet_days": "30", "segment": "gold", "market": ""}).status_code == 302
    )
    work()
    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]
    Respondent(survey, re.search(r"/s/p/[^?\s]+", mailoutbox[0].body)[0]).send(recommend="9")
    page = client.get(ROOM).content.decode()
    assert re.search(r"<dt>Began, of those sent</dt><dd>100\.0%, between \d", page)
    assert client.post(ROOM, {"do": "nothing"}).status_code == 422
    state_set(survey, "closed", survey.version, SYSTEM)
    assert client.post(ROOM, {"do": "customers", "quiet_days": "30"}).status_code == 422
