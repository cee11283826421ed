"""Barriers: who may tell of them, which actions are to lower them, and in which order they are read."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from feedback_kit import HOSTILE

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.barriers import Wall, action_tag, barrier_act, barrier_change, barrier_create
from centricity.web.improvement.models import Action, Barrier
from centricity.web.improvement.services import Plan, action_create, action_end
from centricity.web.people.personal import erase, export
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db


def made(organisation, description="Departments blame each other", **more):
    return barrier_create(organisation, Wall(more.pop("kind", "structure"), description, **more), SYSTEM)


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def test_a_barrier_is_added_and_changed_on_its_pages(client, people, organisation):
    client.force_login(people["analyst"])
    sent = {"kind": "culture", "description": "Nobody reads complaints", "owner": people["agent"].pk}
    assert client.post("/actions/acme/barriers/new/", sent | {"kind": "weather"}).status_code == 422
    assert client.post("/actions/acme/barriers/new/", sent).status_code == 302
    barrier = Barrier.objects.get()
    address = reverse("barrier", args=["acme", barrier.pk])
    sent |= {"state": "lowered", "reason": "", "version": 0}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "They are read aloud now"}).status_code == 302
    assert client.post(address, sent | {"reason": "again"}).status_code == 422
    barrier.refresh_from_db()
    assert (barrier.state, barrier.reason, barrier.owner) == ("lowered", "They are read aloud now", people["agent"])
    assert "They are read aloud now" in client.get(address).content.decode()
    assert client.post(address, sent | {"state": "open", "reason": "gone", "version": 1}).status_code == 302
    barrier.refresh_from_db()
    assert (barrier.state, barrier.reason) == ("open", "")
    told = list(Entry.objects.filter(target=barrier.target).order_by("number").values_list("action", flat=True))
    assert told == ["barrier.created", "barrier.changed", "barrier.changed"]
    assert "complaints" not in str(list(Entry.objects.filter(target=barrier.target).values_list("before", "after")))
    with pytest.raises(IntegrityError), transaction.atomic():
        Barrier.objects.update(state="accepted")


def test_what_does_not_fit_is_refused(people, organisation):
    for wall, code in (
        (Wall("culture", "  "), "web.barrier_needed"),
        (Wall("culture", "x" * 2001), "web.barrier_needed"),
        (Wall("culture", "x", state="accepted", reason=" "), "web.barrier_reason"),
        (Wall("culture", "x", people["stranger"]), "web.owner_without_role"),
    ):
        with pytest.raises(MisuseError) as caught:
            barrier_create(organisation, wall, SYSTEM)
        assert codes(caught) == [code]
    barrier = made(organisation)
    barrier_change(barrier, Wall("culture", "first"), 0, SYSTEM)
    with pytest.raises(MisuseError) as caught:
        barrier_change(barrier, Wall("culture", "second"), 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]
    assert Barrier.objects.get().description == "first"


def test_those_without_an_action_come_first(client, people, organisation):
    made(organisation, "accepted one", state="accepted", reason="Too dear")
    acted, _bare, dropped = (made(organisation, f"{each} one") for each in ("acted", "bare", "dropped"))
    barrier_act(acted, Plan("x"), SYSTEM)
    action_end(barrier_act(dropped, Plan("y"), SYSTEM), "dropped", "No use", 0, SYSTEM)
    client.force_login(people["executive"])
    page = client.get("/actions/acme/barriers/").content.decode()
    places = [page.index(f"{each} one") for each in ("bare", "dropped", "acted", "accepted")]
    assert places == sorted(places)
    assert "1, of them open: 1" in page
    with CaptureQueriesContext(connection) as few:
        client.get("/actions/acme/barriers/")
    for n in range(55):
        barrier_act(made(organisation, f"more {n}", owner=people["agent"]), Plan("z"), SYSTEM)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/actions/acme/barriers/").content.decode()
    assert len(many) == len(few) <= 8
    assert "Page 1 of 2" in page


def test_an_action_lowers_barriers_and_leads_to_them(client, people, organisation):
    one, two = made(organisation, "First wall"), made(organisation, "Second wall")
    client.force_login(people["analyst"])
    sent = {"title": "Meet every week", "kind": "action", "owner": "", "due": ""}
    assert client.post(reverse("barrier_act", args=["acme", one.pk]), sent).status_code == 302
    action = Action.objects.get()
    assert action.origin == one.target
    assert list(action.barriers.all()) == [one]
    page, tag = (reverse(name, args=["acme", action.pk]) for name in ("action", "action_barriers"))
    assert client.post(tag, {"barriers": [one.pk, two.pk], "version": 0}).status_code == 302
    assert client.post(tag, {"barriers": [one.pk], "version": 0}).status_code == 422
    assert client.post(tag, {"barriers": [10**6], "version": 1}).status_code == 422
    shown = client.get(page).content.decode()
    assert reverse("barrier", args=["acme", two.pk]) in shown
    assert "Meet every week" in client.get(reverse("barrier", args=["acme", two.pk])).content.decode()
    action_end(action, "done", "x", 1, SYSTEM)
    assert client.post(tag, {"barriers": [], "version": 2}).status_code == 422
    assert action.barriers.count() == 2


def test_an_action_is_not_tagged_with_what_another_organisation_has(organisation):
    other = made(organisation_create("beta", "Бета", "Beta"))
    action = action_create(organisation, Plan("x"), SYSTEM)
    action_tag(action, [other], 0, SYSTEM)
    assert not action.barriers.exists()


def test_who_may_see_and_change(client, people, organisation):
    barrier = made(organisation, owner=people["employee"])
    page = reverse("barrier", args=["acme", barrier.pk])
    sent = {"kind": "culture", "description": "x", "owner": "", "state": "open", "version": 0}
    for role, reads, changes in (
        ("stranger", 404, 404), ("rater", 403, 403), ("employee", 200, 403), ("executive", 200, 403),
        ("agent", 200, 403), ("analyst", 200, 302),
    ):  # fmt: skip
        client.force_login(people[role])
        assert client.get(page).status_code == reads, role
        assert client.post(page, sent).status_code == changes, role
    other = made(organisation_create("beta", "Бета", "Beta"))
    for name in ("barrier", "barrier_act"):
        assert client.post(reverse(name, args=["acme", other.pk]), {}).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    barrier = made(organisation, text, state="accepted", reason=text)
    action = barrier_act(barrier, Plan("x"), SYSTEM)
    client.force_login(people["analyst"])
    places = (reverse("barrier", args=["acme", barrier.pk]), reverse("action", args=["acme", action.pk]))
    for address in (*places, "/actions/acme/barriers/"):
        page = client.get(address).content.decode()
        assert escape(text) in page
        assert "<script>alert" not in page


def test_a_person_gets_own_barriers_and_leaves_them(people, organisation):
    made(organisation, owner=people["agent"])
    assert export(people["agent"], SYSTEM)["improvement"]["barriers"][0]["state"] == "open"
    erase(people["agent"], 0, SYSTEM)
    assert Barrier.objects.get().owner is None
