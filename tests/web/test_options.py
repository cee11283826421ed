"""Actions that come of an option of a survey: who may make them, the share as it was, and what stays withheld."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils.html import escape
from feedback_kit import HOSTILE
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.models import Action
from centricity.web.improvement.origins import origin_of
from centricity.web.improvement.services import Plan, action_create
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Response
from centricity.web.voice.options import option_origin, options_shown
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db


def choosing(kind="single", **more):
    """A survey on leaving that asks for the reason."""
    content = content_of("exit") | more
    options = [{"code": code, "text": {"ru": f"ру {code}", "en": f"en {code}"}} for code in ("price", "queue", "none")]
    asked = {"code": "why", "kind": kind, "text": {"ru": "Почему", "en": "Why"}, "options": options, "other": True}
    content["pages"] = [{"code": "one", "questions": [asked]}]
    for name in ("ends", "rules", "follow_up"):
        content.pop(name, None)
    return content


def answer(survey, *chosen):
    now = dt.datetime.now(dt.UTC)
    Response.objects.bulk_create(
        Response(survey=survey, version=survey.current, key_hash=uuid.uuid4().hex, state="whole", language="en",
                 values={"why": each}, begun_at=now, ended_at=now)
        for each in chosen
    )  # fmt: skip


def asked(organisation, code="left", **more):
    return opened(organisation, choosing(**more), code)


def test_an_option_becomes_an_action_with_its_share_as_it_was(client, people, organisation):
    survey = asked(organisation)
    answer(survey, *["price"] * 6, *["queue"] * 4)
    results = reverse("survey_results", args=["acme", "left"])
    address = reverse("survey_option_act", args=["acme", "left"])
    client.force_login(people["analyst"])
    page = client.get(results).content.decode()
    assert f"{address}?about=why:price" in page
    shown = client.get(f"{address}?about=why:price").content.decode()
    assert "Why – en price" in shown
    sent = {"about": "why:price", "title": "Lower the price", "kind": "action", "owner": people["agent"].pk, "due": ""}
    for bad in ({"about": "why:nothing"}, {"about": ""}, {"title": ""}):
        assert client.post(address, sent | bad).status_code == 422
    assert client.post(address, sent).status_code == 302
    action = Action.objects.get()
    assert action.origin == f"answer:{survey.pk}:why:price"
    facts = action.origin_facts
    assert (facts["n"], facts["of"], facts["share"]) == (6, 10, 60.0)
    assert 0 < facts["low"] < 60 < facts["high"] < 100
    answer(survey, *["queue"] * 30)
    page = client.get(reverse("action", args=["acme", action.pk])).content.decode()
    assert "6 of 10" in page
    assert results in page
    page = client.get(results).content.decode()
    assert reverse("action", args=["acme", action.pk]) in page
    assert "Lower the price" in page


def test_several_choices_and_the_other_one_can_be_acted_upon(organisation):
    survey = asked(organisation, kind="multiple")
    answer(survey, ["price", "queue"], ["price"], ["other"])
    told = {about: (each.n, each.of) for about, each in options_shown(survey, "en").items()}
    assert told == {"why:price": (2, 3), "why:queue": (1, 3), "why:other": (1, 3)}


def test_who_may_make_and_see_them(client, people, organisation):
    survey = asked(organisation)
    answer(survey, "price")
    action_create(organisation, Plan("Lower it"), SYSTEM, option_origin(survey, "why:price"))
    results, address = (reverse(name, args=["acme", "left"]) for name in ("survey_results", "survey_option_act"))
    for role, code, makes, sees in (
        ("stranger", 404, False, False), ("rater", 403, False, False), ("executive", 403, False, False),
        ("agent", 403, False, True), ("analyst", 200, True, True),
    ):  # fmt: skip
        client.force_login(people[role])
        assert client.get(address).status_code == code, role
        page = client.get(results).content.decode()
        assert (address in page) == makes, role
        assert ("Lower it" in page) == sees, role


def test_what_is_withheld_cannot_be_acted_upon(client, people, organisation):
    survey = asked(organisation, "staff", audience="employees", minimum_n=5)
    assert survey.current.questionnaire.nameless
    answer(survey, *["price"] * 9)
    assert options_shown(survey, "en") == {}
    address = reverse("survey_option_act", args=["acme", "staff"])
    client.force_login(people["analyst"])
    assert "nobody has chosen one yet" in client.get(address).content.decode()
    sent = {"about": "why:price", "title": "x", "kind": "action", "owner": "", "due": ""}
    assert client.post(address, sent).status_code == 422
    few = asked(organisation, "few", audience="employees", minimum_n=5)
    answer(few, *["price"] * 4)
    for each, known in ((survey, True), (few, False)):
        closed = state_set(each, "closed", each.version, SYSTEM)
        assert bool(options_shown(closed, "en")) == known


def test_whoever_owns_the_action_alone_does_not_see_the_share(client, people, organisation):
    survey = asked(organisation)
    answer(survey, *["price"] * 6, *["queue"] * 4)
    shown = options_shown(survey, "en")["why:price"]
    origin = option_origin(survey, shown.about)
    action = action_create(organisation, Plan("x", people["employee"]), SYSTEM, origin, shown.facts())
    page = reverse("action", args=["acme", action.pk])
    for role, sees in (("employee", False), ("agent", True)):
        client.force_login(people[role])
        assert ("6 of 10" in client.get(page).content.decode()) == sees


def test_an_origin_names_the_option_and_survives_its_end(organisation):
    survey = asked(organisation)
    for about, text in (("why:price", "en price"), ("why:gone", "gone"), ("nothing:x", "nothing")):
        action = action_create(organisation, Plan("x"), SYSTEM, option_origin(survey, about))
        assert text in origin_of(action).title or f"ру {text[3:]}" in origin_of(action).title
    beta = organisation_create("beta", "Бета", "Beta")
    for origin in (option_origin(survey, "why:price"), "answer:x:y:z", "answer:1", "answer:²:a:b"):
        assert origin_of(action_create(beta, Plan("x"), SYSTEM, origin)) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    content = choosing()
    content["pages"][0]["questions"][0]["options"][0]["text"] = {"ru": text, "en": text}
    survey = opened(organisation, content, "bad")
    answer(survey, "price")
    action = action_create(organisation, Plan(text), SYSTEM, option_origin(survey, "why:price"))
    client.force_login(people["analyst"])
    for address in (
        reverse("survey_results", args=["acme", "bad"]),
        reverse("survey_option_act", args=["acme", "bad"]) + "?about=why:price",
        reverse("action", args=["acme", action.pk]),
    ):
        page = client.get(address).content.decode()
        assert escape(text) in page
        assert "<script>alert" not in page
