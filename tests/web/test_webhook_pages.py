"""Pages of webhooks: a person keeps its own, and the rules are those of the API."""

import pytest
from django.test import Client
from django.urls import reverse

from centricity.web.api.hooks import EVENTS, Wanted, announce, secret_of, webhook_create
from centricity.web.api.models import Delivery, Webhook
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM

pytestmark = pytest.mark.django_db
WANTED = {"url": "https://example.org/hook", "events": ["study.computed"], "place": "study:small"}


def signed_in(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


@pytest.fixture
def made(people, small):
    return webhook_create(people["analyst"], Wanted(WANTED["url"], tuple(EVENTS), "study", "small"), SYSTEM)


def test_a_webhook_is_added_its_secret_shown_once_and_ended(people, small):
    client = signed_in(people["analyst"])
    assert reverse("webhooks") in text(client.get(reverse("me")))
    told = client.post(reverse("webhooks"), WANTED)
    made = Webhook.objects.get()
    assert (made.owner, made.reach, made.scope) == (people["analyst"], "study", "small")
    assert secret_of(made) in text(told)
    assert "no-store" in told.headers["Cache-Control"]
    listed = text(client.get(reverse("webhooks")))
    assert made.url in listed
    assert "https://<wbr>example.<wbr>org/<wbr>hook" in listed
    assert secret_of(made) not in listed
    client.post(reverse("webhook_end", args=[made.pk]))
    assert made.url not in text(client.get(reverse("webhooks")))
    assert list(Entry.objects.order_by("-number").values_list("action", flat=True)[:2]) == [
        "webhook.ended",
        "webhook.created",
    ]


@pytest.mark.parametrize(
    ("role", "changes", "sentence"),
    [
        ("analyst", {"url": "http://example.org/"}, "it must be https"),
        ("analyst", {"events": []}, "This field is required"),
        ("analyst", {"place": "organisation:another"}, "is not one of the available choices"),
        ("public_reader", {"events": ["job.failed"]}, "Your role there does not let you be told"),
        ("stranger", {}, "is not one of the available choices"),
    ],
)
def test_what_will_not_do_is_refused_in_words(people, small, role, changes, sentence):
    told = signed_in(people[role]).post(reverse("webhooks"), WANTED | changes)
    assert told.status_code == 422
    assert sentence in text(told)
    assert not Webhook.objects.exists()


def test_messages_are_shown_with_their_state_and_sent_again(people, made):
    announce("study.computed", "study:small", {"edition": 1})
    Delivery.objects.update(state="failed", attempts=8, problem="TimeoutError")
    client, page = signed_in(people["analyst"]), reverse("webhook", args=[made.pk])
    told = text(client.get(page))
    assert "results are computed" in told
    assert "no answer in time" in told
    again = reverse("delivery_resend", args=[made.pk, Delivery.objects.get().pk])
    assert "The message is sent once more." in text(client.post(again, follow=True))
    assert Delivery.objects.get().state == "waiting"
    assert "This message is being sent still" in text(client.post(again, follow=True))
    assert "next attempt" not in text(client.get(page))


def test_another_person_finds_nothing(people, made):
    announce("study.computed", "study:small", {"edition": 1})
    other, delivery = signed_in(people["administrator"]), Delivery.objects.get().pk
    assert other.get(reverse("webhook", args=[made.pk])).status_code == 404
    assert other.post(reverse("webhook_end", args=[made.pk])).status_code == 404
    assert other.post(reverse("delivery_resend", args=[made.pk, delivery])).status_code == 404
    assert made.url not in text(other.get(reverse("webhooks")))
    made.refresh_from_db()
    assert made.ended_at is None


@pytest.mark.parametrize(("alike", "said"), [(False, ">Small<"), (True, ">Small (small)<")])
def test_a_choice_shows_its_code_where_two_have_one_title(people, small, wide, alike, said):
    type(small).objects.filter(pk=small.pk).update(title_en="Small")
    type(wide).objects.filter(pk=wide.pk).update(title_en="Small" if alike else "Wide")
    assert said in text(signed_in(people["analyst"]).get(reverse("webhooks")))
