"""The form that everybody may fill in: what it takes, and what it keeps off."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core import signing
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from feedback_kit import HOSTILE, do, form_on, said

from centricity.web.audit.models import Entry
from centricity.web.feedback import robots
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
FORM = "/feedback/acme/"


@pytest.fixture
def guest(organisation):
    """Somebody without an account, where the form is on."""
    form_on(organisation)
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def later(monkeypatch):
    """Let so many seconds pass."""
    begun, passed = time.time(), [0.0]
    monkeypatch.setattr(time, "time", lambda: begun + passed[0])

    def wait(seconds=10):
        passed[0] += seconds

    return wait


def shown(guest):
    """The mark of a form as it is shown."""
    return re.search(r'name="mark" value="([^"]+)"', guest.get(FORM).content.decode())[1]


def filled(mark, **more):
    return {"kind": "complaint", "text": "It is broken", "mark": mark, **more}


def test_the_form_is_hidden_until_the_organisation_switches_it_on(client, people, organisation):
    assert client.get(FORM).status_code == client.post(FORM, {}).status_code == 404
    assert client.get("/feedback/nowhere/").status_code == 404
    client.force_login(people["cx_director"])
    assert client.post("/feedback/acme/settings/", {"do": "form", "open": "1", "version": "5"}).status_code == 422
    assert Client().get(FORM).status_code == 404
    assert client.post("/feedback/acme/settings/", {"do": "form", "open": "1", "version": "0"}).status_code == 302
    assert Client().get(FORM).status_code == 200
    assert Entry.objects.filter(action="desk.form").count() == 1
    assert client.post("/feedback/acme/settings/", {"do": "form", "open": "0", "version": "1"}).status_code == 302
    assert Client().get(FORM).status_code == 404


def test_what_is_left_is_kept_and_its_answer_is_read_by_the_private_link(client, people, guest, later, organisation):
    mark = shown(guest)
    later()
    more = {"rating": "2", "author": "Anna", "contact": "anna@example.org", "consent": "on"}
    sent = guest.post(FORM, filled(mark, **more))
    assert sent.status_code == 302
    link = sent.headers["Location"]
    item = Item.objects.get()
    assert (item.source, item.kind, item.rating, item.author, item.contact) == (
        "form",
        "complaint",
        2,
        "Anna",
        "anna@example.org",
    )
    assert (item.consent, item.public, item.language, item.urgency) == (True, False, "en", "usual")
    assert FollowUp.objects.get().item == item
    secret = link.rstrip("/").rpartition("/")[2]
    assert len(secret) == 64
    assert secret not in str(list(Item.objects.values()))
    page = guest.get(link)
    assert "received, not answered yet" in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    client.force_login(people["agent"])
    do(client, item, "answer", text="It is mended", channel="web")
    page = guest.get(link).content.decode()
    assert "It is mended" in page
    assert people["agent"].email not in page
    do(client, item, "close", outcome="for us alone", cause=organisation.causes.first().pk)
    page = guest.get(link).content.decode()
    assert ">closed<" in page
    assert "for us alone" not in page
    changed = "1" if secret.endswith("0") else "0"
    for other in (f"{link[:-2]}{changed}/", "/feedback/acme/status/x/", link.replace("acme", "beta")):
        assert guest.get(other).status_code == 404
    entry = Entry.objects.get(action="feedback.received")
    assert (entry.actor, entry.address) == ("anonymous", "127.0.0.1")


def test_a_link_outlives_the_form(guest, later, organisation):
    mark = shown(guest)
    later()
    link = guest.post(FORM, filled(mark)).headers["Location"]
    organisation.desk.form_open = False
    organisation.desk.save()
    assert guest.get(FORM).status_code == 404
    assert guest.get(link).status_code == 200


def test_a_form_sent_twice_counts_once(guest, later):
    mark = shown(guest)
    later()
    first, second = (guest.post(FORM, filled(mark, text=text)) for text in ("once", "and again"))
    assert first.headers["Location"] == second.headers["Location"]
    assert [each.text for each in Item.objects.all()] == ["once"]
    fresh = shown(guest)
    later()
    third = guest.post(FORM, filled(fresh, text="another"))
    assert third.headers["Location"] != first.headers["Location"]
    assert Item.objects.count() == 2


def refused(response, words):
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page, page[-3000:]
    assert Item.objects.count() == 0
    return page


def test_robots_are_told_why_and_lose_nothing(guest, later):
    mark = shown(guest)
    page = refused(guest.post(FORM, filled(mark)), "faster than people write")
    assert "It is broken" in page
    assert mark in page
    later()
    page = refused(guest.post(FORM, filled(mark, website="http://spam.example")), "people do not see")
    later(robots.OLDEST)
    page = refused(guest.post(FORM, filled(mark)), "too long ago")
    fresh = re.search(r'name="mark" value="([^"]+)"', page)[1]
    assert fresh != mark
    later()
    assert guest.post(FORM, filled(fresh)).status_code == 302


def test_damaged_marks_and_those_of_another_form_are_refused(guest, later):
    form_on(organisation_create("beta", "Бета", "Beta"))
    other = re.search(r'name="mark" value="([^"]+)"', guest.get("/feedback/beta/").content.decode())[1]
    mark = shown(guest)
    forged = signing.dumps({"o": "acme", "k": "x", "t": 0}, key="guessed", salt="feedback.form")
    later()
    for bad in ("", "x", mark[:-1], mark + "x", other, forged, "x" * 499):
        refused(guest.post(FORM, filled(bad)), "too long ago or is damaged")
    refused(guest.post(FORM, filled("x" * 501)), "main")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "required"),
        ({"text": "   "}, "required"),
        ({"text": "x" * 5_001}, "5000"),
        ({"text": "a\x00b"}, "Null"),
        ({"kind": "nonsense"}, "valid choice"),
        ({"rating": "6"}, "valid choice"),
        ({"rating": "-1"}, "valid choice"),
        ({"author": "x" * 201}, "200"),
        ({"contact": "a@b.example"}, "Tick this to be reached"),
    ],
)
def test_what_does_not_fit_is_refused_in_its_place(guest, later, given, words):
    mark = shown(guest)
    later()
    refused(guest.post(FORM, filled(mark) | given), words)


def test_an_address_sends_so_much_and_no_more(guest, later, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"form": 2}
    for n in range(3):
        mark = shown(guest)
        later()
        answer = guest.post(FORM, filled(mark, text=f"{n}"))
    assert answer.status_code == 422
    assert "More than 2 messages came from this address" in answer.content.decode()
    assert Item.objects.count() == 2
    assert guest.post(FORM, filled(mark), REMOTE_ADDR="10.0.0.9").status_code == 302
    later(6 * 60)
    fresh = shown(guest)
    later()
    assert guest.post(FORM, filled(fresh)).status_code == 302


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(guest, later, text):
    page = guest.post(FORM, filled("", text=text, author=text, contact=text)).content.decode()
    assert escape(text) in page
    mark = shown(guest)
    later()
    link = guest.post(FORM, filled(mark, text=text, author=text)).headers["Location"]
    page = guest.get(link).content.decode()
    assert escape(text) in page
    assert text not in page or escape(text) == text


def test_spam_is_told_nothing(client, people, guest, later):
    mark = shown(guest)
    later()
    link = guest.post(FORM, filled(mark)).headers["Location"]
    client.force_login(people["agent"])
    do(client, Item.objects.get(), "spam")
    assert "received, not answered yet" in guest.get(link).content.decode()
    assert FollowUp.objects.get().state == "withdrawn"


def test_both_languages_say_the_same_fields(guest):
    english = guest.get(FORM).content.decode()
    russian = Client(headers={"Accept-Language": "ru"}).get(FORM).content.decode()
    names = [re.findall(r'name="(\w+)"', page) for page in (english, russian)]
    assert names[0] == names[1]
    assert "Leave feedback" in english
    assert "Оставить отзыв" in russian
    assert "Acme" in english
    assert "Акме" in russian


def test_the_page_is_small_and_needs_no_script(guest):
    page = guest.get(FORM).content
    sheets = re.findall(r'href="/static/([^"]+)"', page.decode())
    assert len(sheets) == 5
    whole = len(page) + sum(Path(find(name)).stat().st_size for name in sheets)
    assert whole < 60_000
    assert b"<script" not in page
    assert b"woff" not in page


def test_who_reads_a_form_sees_nothing_of_others(guest, organisation):
    said(organisation, "Of somebody else")
    assert "Of somebody else" not in guest.get(FORM).content.decode()
    assert timezone.now() - Item.objects.get().received_at < timedelta(minutes=1)
