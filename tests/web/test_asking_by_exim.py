"""Letters through a mail server as others run it: what lies in the mailboxes, who is refused, what a crash leaves."""

import re

import pytest
import voice_kit
from asking_kit import BASE, customer
from django.test import Client
from mta_kit import WHY_NOT, exim
from test_asking_by_letter import again, work
from voice_kit import Respondent, opened
from web_platform import until

from centricity.web.audit.services import SYSTEM
from centricity.web.environment import email
from centricity.web.voice import inviting, posting
from centricity.web.voice.models import Invite
from centricity.web.voice.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.mta, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]
NAMES = ("ada", "bob", "cat", "dan")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture(scope="module")
def server():
    with exim() as running:
        yield running


@pytest.fixture
def mta(server, monkeypatch, settings):
    """The platform sends by it, and trusts its certificate."""
    for name in NAMES:
        for path in (server.folder / "mail" / name / "new").glob("*"):
            path.unlink()
    server.boxes(*NAMES)
    server.busy()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    for name, value in email(f"smtp+tls://127.0.0.1:{server.port}").items():
        setattr(settings, name, value)
    settings.DEFAULT_FROM_EMAIL = "Акме <letters@example.org>"
    return server


@pytest.fixture
def survey(organisation):
    return opened(organisation)


@pytest.fixture
def customers(organisation):
    return {name: customer(organisation, name.title(), language="ru") for name in NAMES}


def invited(survey):
    inviting.customers_invite(survey, inviting.customers_to_ask(survey, "", ""), 30, BASE, SYSTEM)


def one(mta, name):
    """The only letter in a mailbox, as bytes and as it is read."""
    until(lambda: mta.delivered(name))
    (found,) = mta.delivered(name)
    return found


def all_delivered(mta):
    """How many letters the server took for each; one that it was killed over it may lay into the mailbox once more."""
    until(mta.idle, 180)
    return {name: len({taken_as(letter) for _raw, letter in mta.delivered(name)}) for name in NAMES}


def taken_as(letter):
    """The number under which the server took a letter."""
    return re.search(r"\bid (\S+?)[;\s]", letter["Received"])[1]


def test_a_russian_letter_lies_in_the_mailbox_whole(survey, customers, mta):
    invited(survey)
    work()
    raw, letter = one(mta, "ada")
    head = raw.partition(b"\n\n")[0]
    assert head.isascii()
    assert re.search(rb"^Subject:\s+=\?utf-8\?[bq]\?", head, re.MULTILINE | re.IGNORECASE)
    assert letter["Subject"].strip().startswith("Акме: ")
    assert letter["Return-path"] == "<letters@example.org>"
    assert letter["Envelope-to"] == "ada@example.org"
    assert letter["From"].addresses[0].display_name == "Акме"
    assert b"with esmtps" in head
    assert max(map(len, raw.splitlines())) <= 998
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert {part.get_content_charset() for part in (plain, html)} == {"utf-8"}
    for part in (plain, html):
        assert "Порекомендуете ли вы нас друзьям или коллегам?" in part.get_content()
    assert all_delivered(mta) == dict.fromkeys(NAMES, 1)


def test_a_delivered_letter_is_answered_by_its_link_and_ended_by_one_click(survey, customers, mta):
    invited(survey)
    work()
    letter = one(mta, "ada")[1]
    to = re.search(r"https://voice.example.org(/s/p/\S+?)\?lang=ru&a=10\s", letter.get_body(("plain",)).get_content())
    said = Respondent(survey, to[1], "ru").send(recommend="10").send(liked="тишина").send(again="5")
    assert "Спасибо" in said.text
    found = {item.code: item for item in Results(survey, "en").items}
    assert (found["recommend"].n, found["recommend"].value) == (1, "100.0")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = re.fullmatch(r"<https://voice\.example\.org(/s/out/\S+)>", letter["List-Unsubscribe"].strip())[1]
    assert Client(enforce_csrf_checks=True).post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    customers["ada"].refresh_from_db()
    assert customers["ada"].consent == "withdrawn"


def test_an_unknown_address_is_refused_alone(survey, customers, mta):
    mta.boxes("ada", "cat", "dan")
    invited(survey)
    work()
    assert all_delivered(mta) == {"ada": 1, "bob": 0, "cat": 1, "dan": 1}
    assert Invite.objects.get(failed=True).customer == customers["bob"]
    again()
    assert all_delivered(mta) == {"ada": 1, "bob": 0, "cat": 1, "dan": 1}


def test_a_mailbox_that_is_busy_gets_its_letter_later_and_once(survey, customers, mta):
    mta.busy("cat")
    invited(survey)
    work()
    assert all_delivered(mta) == {"ada": 1, "bob": 1, "cat": 0, "dan": 1}
    mta.busy()
    again()
    assert all_delivered(mta) == dict.fromkeys(NAMES, 1)


def test_a_server_that_dies_within_a_session_loses_no_letter_and_doubles_none(survey, customers, mta, monkeypatch):
    taken = []

    def dying(letter):
        if len(taken) == 2:
            mta.kill()
        taken.append(letter)
        deliver(letter)

    deliver = posting.deliver
    monkeypatch.setattr(posting, "deliver", dying)
    invited(survey)
    try:
        job = work("failed")
        assert job.faults[0]["code"] == "voice.mail_down"
        assert Invite.objects.filter(sent_at__isnull=False, failed=False).count() == 2
        assert Invite.objects.filter(sent_at=None, failed=False).count() == 2
    finally:
        mta.start()
    again()
    assert all_delivered(mta) == dict.fromkeys(NAMES, 1)
    again()
    assert all_delivered(mta) == dict.fromkeys(NAMES, 1)


def test_a_copy_of_a_letter_bears_the_number_of_the_first_and_a_reminder_does_not(survey, customers, mta):
    invited(survey)
    work()
    first = one(mta, "ada")[1]["Message-ID"]
    Invite.objects.filter(customer=customers["ada"]).update(sent_at=None)
    again()
    until(lambda: len(mta.delivered("ada")) == 2)
    assert {letter["Message-ID"] for _raw, letter in mta.delivered("ada")} == {first}
    assert first != one(mta, "bob")[1]["Message-ID"]


def test_an_invitation_of_a_person_lies_in_the_mailbox_in_russian(people, mta):
    client = Client()
    client.force_login(people["administrator"])
    sent = {"email": "ada@example.org", "role": "cx_expert", "place": "organisation:acme", "language": "ru"}
    assert client.post("/people/invite/", sent).status_code == 302
    letter = one(mta, "ada")[1]
    assert letter["Subject"] == "Centricity: вас приглашают"
    assert "CX-эксперт" in letter.get_content()
    sent["email"] = "nobody@example.org"
    told = client.post("/people/invite/", sent, follow=True, headers={"Accept-Language": "en"}).content.decode()
    assert "letter was not sent" in told
