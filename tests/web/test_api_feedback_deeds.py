"""What a page does with feedback, a program does as well: the same deeds, the same figures, the same rights."""

import csv
import io

import pytest
from api_kit import Program, codes
from django.test import Client
from feedback_kit import cause_of, said

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback.models import Desk, FollowUp, Theme
from centricity.web.feedback.themes import theme_create
from centricity.web.improvement.models import Action
from centricity.web.improvement.rituals import Habit, ritual_create

pytestmark = pytest.mark.django_db
PLACE = "/organisations/acme"


@pytest.fixture
def agent(people):
    return Program.of(people["agent"])


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


def page(people, who="agent"):
    client = Client()
    client.force_login(people[who])
    return client


def test_a_message_goes_the_way_of_its_page(agent, people, organisation):
    item = said(organisation, kind="complaint")
    theme = theme_create(organisation, "Сроки", "Timing", SYSTEM)
    place, agents = f"{PLACE}/feedback/{item.pk}", people["agent"].pk

    def do(method, deed, body=None):
        tag = agent.get(place).headers["ETag"]
        return agent.ask(method, f"{place}/{deed}", body, If_Match=tag).json()

    assert do("put", "handler", {"person": agents})["assigned_to"] == agents
    assert FollowUp.objects.get().owner == people["agent"]
    sorted_ = do("put", "sorting", {"kind": "praise", "tone": "positive", "theme": theme.pk})
    assert (sorted_["kind"], sorted_["tone"], sorted_["theme_id"]) == ("praise", "positive", theme.pk)
    assert FollowUp.objects.get().state == "withdrawn"
    assert do("post", "spam")["state"] == "spam"
    assert do("post", "reopen")["state"] == "new"
    made = do("post", "actions", {"title": "Mend it", "kind": "feature", "owner": agents})
    assert (made["origin"], made["kind"], made["owner"]) == (item.target, "feature", agents)
    assert Action.objects.get().title == "Mend it"


def test_deeds_are_refused_as_on_the_page(agent, people, organisation):
    item = said(organisation)
    place = f"{PLACE}/feedback/{item.pk}"
    assert agent.post(f"{place}/spam").status_code == 428
    stranger = {"person": people["stranger"].pk}
    assert codes(agent.ask("put", f"{place}/handler", stranger, If_Match="*")) == ["web.owner_without_role"]
    wrong = agent.ask("put", f"{place}/sorting", {"kind": "idea", "theme": 10**6}, If_Match="*")
    assert (codes(wrong), wrong.json()["faults"][0]["key"]) == (["web.theme_unknown"], "theme")
    assert agent.post(f"{place}/reopen", If_Match="*").status_code == 409
    assert Program.of(people["executive"]).post(f"{place}/spam", If_Match="*").status_code == 403
    item.refresh_from_db()
    assert (item.version, item.state) == (0, "new")


def test_a_suggestion_is_taken_where_nothing_was_chosen(agent, organisation):
    item = said(organisation)
    item.suggested_tone = "negative"
    item.save()
    taken = agent.post(f"{PLACE}/feedback/{item.pk}/suggestion", If_Match="*").json()
    assert (taken["tone"], taken["version"]) == ("negative", 1)


def test_a_message_is_put_on_the_agenda_once(agent, people, organisation):
    item = said(organisation)
    today = item.received_at.date()
    ritual = ritual_create(organisation, Habit("Weekly", "complaints", "month", today), SYSTEM)
    place = f"{PLACE}/feedback/{item.pk}/agenda"
    first = agent.post(place, {"ritual": ritual.pk})
    assert first.json() == agent.post(place, {"ritual": ritual.pk}).json()
    assert ritual.sittings.get(pk=first.json()["sitting"]).topics.get().about == item.target
    assert codes(agent.post(place, {"ritual": 10**6})) == ["web.ritual_no_sitting"]
    sitting = f"{PLACE}/sittings/{first.json()['sitting']}"
    assert agent.get(sitting).json()["agenda"] == [item.target]
    assert Program.of(people["executive"]).get(sitting).json()["agenda"] is None


def test_the_inbox_is_narrowed_and_taken_out_as_on_its_page(agent, people, organisation):
    said(organisation, "Late again", kind="complaint", channel="phone")
    said(organisation, "Fine", kind="praise", channel="email")
    listed = agent.get(f"{PLACE}/feedback", {"tab": "waiting", "channel": "phone"}).json()
    assert [each["text"] for each in listed["items"]] == ["Late again"]
    assert agent.get(f"{PLACE}/feedback", {"q": "FINE"}).json()["total"] == 1
    query = {"tab": "all", "kind": "complaint"}
    told = agent.get(f"{PLACE}/feedback/inbox.csv", query)
    assert told.content == page(people).get("/feedback/acme/inbox.csv", query).content
    assert [row["text"] for row in csv.DictReader(io.StringIO(told.content.decode("utf-8-sig")))] == ["Late again"]
    assert Entry.objects.filter(action="feedback.exported").count() == 2
    assert Program.of(people["executive"]).get(f"{PLACE}/feedback/inbox.csv").status_code == 403


def test_follow_ups_are_given_and_closed(agent, people, organisation):
    said(organisation, kind="complaint")
    found = agent.get(f"{PLACE}/follow-ups").json()["items"]
    place = f"{PLACE}/follow-ups/{found[0]['id']}"
    given = agent.ask("put", f"{place}/owner", {"person": people["agent"].pk}, If_Match="*")
    assert agent.get(f"{PLACE}/follow-ups", {"tab": "mine"}).json()["items"] == [given.json()]
    closing = {"outcome": "Mended", "cause": cause_of(organisation).pk}
    assert agent.post(f"{place}/close", closing).status_code == 428
    closed = agent.post(f"{place}/close", closing, If_Match=given.headers.get("ETag") or "*")
    assert (closed.status_code, closed.json()["state"], closed.json()["cause"]) == (200, "closed", closing["cause"])
    assert agent.get(f"{PLACE}/follow-ups").json()["total"] == 0
    assert agent.post(f"{place}/close", closing, If_Match="*").status_code == 409


def test_figures_of_the_desk_are_those_of_the_page(people, organisation):
    executive = Program.of(people["executive"])
    nothing = executive.get(f"{PLACE}/feedback/figures").json()
    assert nothing["answered"] == {"n": 0, "value": None, "low": None, "high": None}
    said(organisation, kind="complaint")
    told = executive.get(f"{PLACE}/feedback/figures").json()
    shown = page(people, "executive").get("/feedback/acme/figures/").context["figures"]
    assert (told["answered"]["n"], told["answered"]["value"]) == (1, shown.answered.value)
    assert told["answered"]["high"] == shown.answered.high > 0
    assert told["waiting"] == shown.waiting == 1
    backwards = {"first": "2026-02-01", "last": "2026-01-01"}
    assert executive.get(f"{PLACE}/feedback/figures", backwards).status_code == 422


def test_the_desk_is_set_by_whoever_manages(director, people, organisation):
    tag = director.get(f"{PLACE}/desk").headers["ETag"]
    assert director.ask("put", f"{PLACE}/desk/form", {"open": True}, If_Match=tag).json()["form_open"]
    stale = director.ask("put", f"{PLACE}/desk/follow-ups", {"days": 5}, If_Match=tag)
    assert (stale.status_code, codes(stale)) == (412, ["web.changed_meanwhile"])
    agents = people["agent"].pk
    rules = director.ask("put", f"{PLACE}/desk/follow-ups", {"owner": agents, "days": 5}, If_Match="*")
    assert (rules.json()["owner"], rules.json()["days"]) == (agents, 5)
    assert Desk.objects.get(organisation=organisation).days == 5
    cause = {"title": {"ru": "Погода", "en": "Weather"}}
    assert director.post(f"{PLACE}/causes", cause).status_code == 201
    assert codes(director.post(f"{PLACE}/causes", cause)) == ["web.cause_taken"]
    analyst = Program.of(people["analyst"])
    assert analyst.get(f"{PLACE}/desk").status_code == analyst.post(f"{PLACE}/causes", cause).status_code == 403


def test_themes_are_added_changed_and_acted_upon(people, organisation):
    analyst = Program.of(people["analyst"])
    made = analyst.post(f"{PLACE}/themes", {"title": {"ru": "Сроки", "en": "Timing"}}).json()
    place = f"{PLACE}/themes/{made['id']}"
    tag = analyst.get(place).headers["ETag"]
    said(organisation, theme=Theme.objects.get())
    change = {"title": made["title"], "state": "working"}
    changed = analyst.ask("put", place, change, If_Match=tag)
    assert (changed.status_code, changed.json()["state"]) == (200, "working")
    assert analyst.ask("put", place, change, If_Match=tag).status_code == 412
    acted = analyst.post(f"{place}/actions", {"title": "Mend"})
    assert (acted.status_code, acted.json()["origin"]) == (201, Theme.objects.get().target)
    executive = Program.of(people["executive"])
    assert executive.get(place).status_code == 200
    assert executive.post(f"{place}/actions", {"title": "x"}).status_code == 403
