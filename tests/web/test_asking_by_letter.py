"""Letters through a real mail server: sent, received, answered; refused by it, and waiting while it is down."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
import voice_kit
from django.test import Client
from django.utils import timezone
from mail_kit import ACCOUNT, posting
from ports import free_port
from voice_kit import Respondent, content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.services import customer_create
from centricity.web.environment import email
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job
from centricity.web.voice import inviting
from centricity.web.voice.letters import letter_of
from centricity.web.voice.models import Invite, Response
from centricity.web.voice.posting import GIVEN_UP
from centricity.web.voice.results import Results

pytestmark = pytest.mark.django_db
BASE = "https://voice.example.org/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


@pytest.fixture
def post(tmp_path, monkeypatch, settings):
    """The platform sends by a mail server with an account and TLS, set as its operator sets it."""
    with posting(tmp_path) as (post, port, chain):
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        user, password = ACCOUNT[0], ACCOUNT[1].replace(" ", "%20")
        for name, value in email(f"smtp+tls://{user}:{password}@127.0.0.1:{port}").items():
            setattr(settings, name, value)
        yield post


@pytest.fixture
def customers(organisation):
    def made(name, language):
        given = {"name": name, "consent": "given", "consent_source": "form", "language": language}
        return customer_create(organisation, given, [("email", f"{name.lower()}@example.org")], SYSTEM)

    return {name: made(name, language) for name, language in (("Ada", "ru"), ("Bob", "en"), ("Cat", "en"))}


def invited(survey, name=""):
    among = inviting.customers_to_ask(survey, "", "")
    inviting.customers_invite(survey, among.filter(name=name) if name else among, 30, BASE, SYSTEM)


def work(state="done"):
    """Do the jobs that wait for letters, as a worker does."""
    for job in Job.objects.filter(state="waiting", kind__startswith="survey."):
        do_job.call(str(job.pk))
        job.refresh_from_db()
        assert job.state == state, job.faults
    return Job.objects.order_by("asked_at").last()


def parts(letter):
    return {part.get_content_type(): part.get_content() for part in letter.iter_parts()}


def test_a_letter_goes_by_tls_and_is_answered_without_scripts(survey, customers, post):
    invited(survey, "Ada")
    work()
    (letter,) = post.letters
    assert post.envelopes == [(True, True, ["ada@example.org"])]
    assert letter.get_content_type() == "multipart/alternative"
    assert re.search(rb"^Subject:\s+=\?utf-8\?[bq]\?", post.raw[0], re.MULTILINE)
    assert letter["Subject"].strip().startswith("Акме: ")
    assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", letter["Message-ID"])
    assert letter["Auto-Submitted"] == "auto-generated"
    told = parts(letter)
    to = re.search(r"https://voice.example.org(/s/p/\S+?)\?lang=ru&a=10\s", told["text/plain"])[1]
    assert f'href="{BASE}{to[1:]}?lang=ru&amp;a=10"' in told["text/html"]
    seen = Client().get(f"{to}?lang=ru&a=10")
    assert seen.status_code == 200
    assert "Выбрано: 10." in unescape(seen.content.decode())
    assert not Response.objects.exists()
    assert Invite.objects.get().used_on is None
    someone = Respondent(survey, to, "ru").send(recommend="10").send(liked="тишина").send(again="5")
    assert "Спасибо" in someone.text
    found = {item.code: item for item in Results(survey, "en").items}
    assert found["recommend"].n == 1
    assert found["recommend"].value == "100.0"
    assert Response.objects.get().customer == customers["Ada"]


def test_the_way_out_of_one_click_is_obeyed(survey, customers, post):
    invited(survey, "Bob")
    work()
    (letter,) = post.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = urlsplit(letter["List-Unsubscribe"].strip(" <>"))
    assert out.scheme == "https"
    program = Client(enforce_csrf_checks=True)
    assert program.post(out.path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not program.cookies
    customers["Bob"].refresh_from_db()
    assert customers["Bob"].consent == "withdrawn"


def test_an_address_the_server_refuses_fails_alone(survey, customers, post):
    post.refused = {"bob@example.org": 550}
    invited(survey)
    work()
    assert {to for _tls, _known, tos in post.envelopes for to in tos} == {"ada@example.org", "cat@example.org"}
    assert Invite.objects.get(failed=True).customer == customers["Bob"]
    assert Invite.objects.filter(failed=False, sent_at__isnull=False).count() == 2


def test_an_address_that_is_refused_for_now_waits_and_is_tried_again(survey, customers, post):
    post.refused = {"bob@example.org": 450}
    invited(survey)
    work()
    waiting = Invite.objects.get(sent_at=None)
    assert (waiting.customer, waiting.failed) == (customers["Bob"], False)
    post.refused = {}
    again()
    assert Invite.objects.filter(sent_at__isnull=False, failed=False).count() == 3


def again():
    """What the schedule does: ask for letters that wait, and send them."""
    ask("survey.resend", "schedule", SYSTEM)
    work()
    work()


def test_while_the_server_is_down_nothing_is_marked_and_the_letters_go_later(survey, customers, settings, post):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    invited(survey)
    job = work("failed")
    assert job.faults[0]["code"] == "voice.mail_down"
    assert "3 wait" in job.faults[0]["en"]
    assert Invite.objects.filter(sent_at=None, failed=False).count() == 3
    settings.EMAIL_PORT = there
    again()
    assert sorted(letter["To"] for letter in post.letters) == ["ada@example.org", "bob@example.org", "cat@example.org"]
    again()
    assert len(post.letters) == 3


def test_a_server_that_hangs_up_in_the_middle_loses_no_letter_and_doubles_none(survey, customers, post):
    post.hangs_up_after = 1
    invited(survey)
    job = work("failed")
    assert "2 wait" in job.faults[0]["en"]
    assert Invite.objects.filter(sent_at__isnull=False, failed=False).count() == 1
    post.hangs_up_after = None
    again()
    assert len({letter["To"] for letter in post.letters}) == len(post.letters) == 3


def test_a_wrong_password_is_told_and_marks_nothing(survey, customers, settings, post):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    invited(survey, "Ada")
    assert work("failed").faults[0]["code"] == "voice.mail_down"
    assert Invite.objects.get().sent_at is None


def test_letters_that_waited_too_long_are_given_up(survey, customers, mailoutbox):
    invited(survey, "Ada")
    Job.objects.all().delete()
    Invite.objects.update(made_at=timezone.now() - GIVEN_UP * 2)
    again()
    assert not mailoutbox
    assert Invite.objects.get().failed


def test_a_survey_that_begins_with_no_rating_has_a_plain_link(organisation, customers):
    told = content_of("relationship_nps")
    told["pages"][0]["questions"].insert(0, {"code": "first", "kind": "text", "text": {"ru": "Что?", "en": "What?"}})
    survey = opened(organisation, told, "plain")
    letter = letter_of(survey, Invite(survey=survey, customer=customers["Bob"], language="en"), BASE, again=False)
    assert "Answer here:" in letter.body
    assert "&a=" not in letter.body
    assert "a=" not in letter.alternatives[0][0].partition("/s/p/")[2].partition('"')[0]


def test_a_level_that_is_none_is_not_chosen(survey):
    for told in ("11", "x", "<b>"):
        page = Client().get(f"/s/{survey.link}/", {"a": told, "lang": "en"}).content.decode()
        assert "checked" not in page
        assert "Chosen:" not in page
