"""Whoever left a message sees what happens next with it, and nothing that is the organisation's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from feedback_kit import cause_of, do, said

from centricity.web.feedback import next_steps as room
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.next_steps import next_steps
from centricity.web.improvement.models import Action
from centricity.web.people.hashes import hashed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    room._USUAL._made.clear()


def told(item, language="en"):
    item.refresh_from_db()
    with translation.override(language):
        return list(next_steps(item))


def answered_after(organisation, hours, many=5):
    now = timezone.now()
    for _ in range(many):
        one = said(organisation)
        Item.objects.filter(pk=one.pk).update(
            received_at=now - timedelta(days=2), first_answer_at=now - timedelta(days=2) + timedelta(hours=hours)
        )


def test_a_complaint_is_told_by_when_it_is_answered_and_when_that_is_late(organisation):
    item = said(organisation, kind="complaint")
    promise = FollowUp.objects.get(item=item)
    first, way = told(item)
    assert first.startswith("Somebody answers by ")
    assert str(promise.due.year) in first
    assert way == "The answer will appear on this page alone: look in again."
    FollowUp.objects.update(due=timezone.now() - timedelta(hours=1))
    assert told(item)[0].endswith("and is late.")
    assert told(item, "ru")[0].endswith("он задерживается.")


def test_what_nobody_promised_is_told_as_it_is_usual_once_enough_were_answered(organisation):
    item = said(organisation, kind="question")
    assert told(item)[0] == "Somebody reads it and answers."
    answered_after(organisation, 2.2, many=4)
    nothing_more = told(item)[0]
    room._USUAL._made.clear()
    assert nothing_more == told(item)[0] == "Somebody reads it and answers."
    answered_after(organisation, 2.2, many=1)
    room._USUAL._made.clear()
    assert told(item)[0].endswith("Half of all messages get an answer within 3 hours.")
    assert told(item, "ru")[0].endswith("Половина сообщений получает ответ в течение 3 часов.")


@pytest.mark.parametrize(
    ("hours", "en", "ru"),
    [(0.2, "within 1 hour", "в течение 1 часа"), (24, "within 24 hours", "в течение 24 часов"),
     (24.5, "within 2 days", "в течение 2 дней"), (20.5, "within 21 hours", "в течение 21 часа")],
)  # fmt: skip
def test_a_usual_time_is_rounded_up(hours, en, ru):
    with translation.override("en"):
        assert room._within(hours) == en
    with translation.override("ru"):
        assert room._within(hours) == ru


def test_whoever_left_an_address_is_told_that_the_answer_comes_there(organisation):
    item = said(organisation, contact="anna@example.org", consent=True)
    assert told(item)[-1] == "The answer comes to the address you left, and stands on this page."
    Item.objects.filter(pk=item.pk).update(consent=False)
    assert told(item)[-1] == "The answer will appear on this page alone: look in again."


def test_what_came_of_it_is_told_without_its_words(client, people, organisation):
    item = said(organisation, kind="question")
    Action.objects.create(organisation=organisation, title="Fire the supplier", origin=f"feedback:{item.pk}")
    assert told(item)[-1] == "Because of your message we are changing something: it is under way."
    client.force_login(people["agent"])
    do(client, item, "answer", text="It is mended", channel="web")
    assert told(item)[0] == "We have answered. It stays open until its cause is settled."
    Action.objects.update(state="done")
    do(client, item, "close", outcome="mended", cause=cause_of(organisation).pk)
    assert told(item) == [
        "We are done with it. If something is still wrong, leave another message.",
        "Because of your message we have changed something.",
    ]


def test_spam_is_told_as_what_waits(client, people, organisation):
    item, junk = said(organisation, kind="question"), said(organisation, kind="question")
    client.force_login(people["agent"])
    assert do(client, junk, "spam").status_code == 302
    Action.objects.create(organisation=organisation, title="x", origin=f"feedback:{junk.pk}")
    assert told(item) == told(junk)


def test_the_private_page_says_it_in_both_languages(organisation):
    item = said(organisation, kind="question")
    Item.objects.filter(pk=item.pk).update(secret_hash=hashed("s" * 64))
    page = reverse("feedback_status", args=[organisation.code, "s" * 64])
    for language, words in (("en", "What happens next"), ("ru", "Что дальше")):
        guest = Client(headers={"accept-language": language})
        assert words in guest.get(page).content.decode()
