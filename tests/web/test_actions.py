"""Actions: who may do what with them, and that nothing of them is lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from feedback_kit import HOSTILE, said
from web_kit import person

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.models import Action
from centricity.web.improvement.services import Plan, action_change, action_create, action_end
from centricity.web.people.personal import erase, export
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def test_an_action_is_made_changed_and_ended(client, people, organisation):
    client.force_login(people["analyst"])
    sent = {"title": "Mend the door", "kind": "feature", "owner": people["agent"].pk, "due": "2030-01-31"}
    assert client.post("/actions/acme/new/", sent).status_code == 302
    made = Action.objects.get()
    assert (made.title, made.kind, made.owner, made.due) == (
        "Mend the door",
        "feature",
        people["agent"],
        date(2030, 1, 31),
    )
    address = reverse("action", args=["acme", made.pk])
    sent |= {"title": "Mend both doors", "version": 0, "kind": "action"}
    assert client.post(address, sent).status_code == 302
    client.force_login(people["agent"])
    assert client.post(address, sent | {"version": 1}).status_code == 403
    end = reverse("action_end", args=["acme", made.pk])
    assert client.post(end, {"state": "done", "outcome": "  ", "version": 1}).status_code == 422
    assert client.post(end, {"state": "open", "outcome": "x", "version": 1}).status_code == 422
    assert client.post(end, {"state": "done", "outcome": "Both mended", "version": 1}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.state, made.outcome, made.version) == ("Mend both doors", "done", "Both mended", 2)
    assert made.ended_at is not None
    told = list(Entry.objects.filter(target=made.target).order_by("number").values_list("action", flat=True))
    assert told == ["action.created", "action.changed", "action.ended"]
    assert "Mend" not in str(list(Entry.objects.filter(target=made.target).values_list("before", "after")))
    page = client.get(address).content.decode()
    assert "Both mended" in page
    assert "End the action" not in page


def test_the_owner_alone_ends_an_action_without_the_right_to_change(client, people, organisation):
    made = action_create(organisation, Plan("x", people["employee"]), SYSTEM)
    end = reverse("action_end", args=["acme", made.pk])
    sent = {"state": "dropped", "outcome": "Not worth it", "version": 0}
    client.force_login(people["agent"])
    assert client.post(end, sent).status_code == 403
    client.force_login(people["rater"])
    assert client.get(reverse("action", args=["acme", made.pk])).status_code == 403
    client.force_login(people["employee"])
    assert client.get(reverse("action", args=["acme", made.pk])).status_code == 200
    assert client.get("/actions/acme/").status_code == 403
    assert client.post(end, sent).status_code == 302
    assert Action.objects.get().state == "dropped"


def test_an_action_of_another_organisation_is_not_there(client, people, organisation):
    other = organisation_create("beta", "Бета", "Beta")
    made = action_create(other, Plan("x"), SYSTEM)
    client.force_login(people["cx_director"])
    assert client.get(reverse("action", args=["beta", made.pk])).status_code == 404
    assert client.get(reverse("action", args=["acme", made.pk])).status_code == 404
    assert client.post(reverse("action_end", args=["acme", made.pk]), {}).status_code == 404


def test_an_owner_needs_a_role_on_the_organisation(people, organisation):
    for someone in (people["stranger"], person("elsewhere", "beta")):
        with pytest.raises(MisuseError) as caught:
            action_create(organisation, Plan("x", someone), SYSTEM)
        assert codes(caught) == ["web.owner_without_role"]
    people["agent"].is_active = False
    people["agent"].save()
    with pytest.raises(MisuseError):
        action_create(organisation, Plan("x", people["agent"]), SYSTEM)
    for title in ("", "  ", "x" * 301):
        with pytest.raises(MisuseError) as caught:
            action_create(organisation, Plan(title), SYSTEM)
        assert codes(caught) == ["web.title_needed"]


def test_two_editors_lose_nothing(organisation):
    made = action_create(organisation, Plan("first"), SYSTEM)
    action_change(made, Plan("second"), 0, SYSTEM)
    with pytest.raises(MisuseError) as caught:
        action_change(made, Plan("third"), 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]
    with pytest.raises(MisuseError) as caught:
        action_end(made, "done", "x", 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]
    action_end(made, "done", "x", 1, SYSTEM)
    for work in (lambda: action_change(made, Plan("y"), 2, SYSTEM), lambda: action_end(made, "done", "y", 2, SYSTEM)):
        with pytest.raises(MisuseError) as caught:
            work()
        assert codes(caught) == ["web.action_ended"]
    made.refresh_from_db()
    assert (made.title, made.outcome) == ("second", "x")


def test_open_actions_come_by_their_days_and_late_ones_are_marked(client, people, organisation):
    today = timezone.now().date()
    for title, due in (
        ("never", None),
        ("late", today - timedelta(days=1)),
        ("now", today),
        ("far", today + timedelta(9)),
    ):
        action_create(organisation, Plan(title, due=due), SYSTEM)
    client.force_login(people["agent"])
    page = client.get("/actions/acme/").content.decode()
    places = [page.index(f">{title}</a>") for title in ("late", "now", "far", "never")]
    assert places == sorted(places)
    assert page.count("overdue") == 1
    with CaptureQueriesContext(connection) as few:
        client.get("/actions/acme/")
    for n in range(60):
        action_create(organisation, Plan(f"more {n}", people["agent"]), SYSTEM)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/actions/acme/").content.decode()
    assert len(many) == len(few) <= 8
    assert "Page 1 of 2" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    from django.utils.html import escape

    item = said(organisation, text, title=text)
    made = action_create(organisation, Plan(text), SYSTEM, origin=item.target)
    action_end(made, "done", text, 0, SYSTEM)
    client.force_login(people["analyst"])
    for address in (reverse("action", args=["acme", made.pk]), "/actions/acme/?ended=1"):
        page = client.get(address).content.decode()
        assert escape(text) in page
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page.replace(escape(text), "")


def test_an_action_leads_back_to_what_it_came_of(client, people, organisation):
    item = said(organisation, title="A broken door")
    client.force_login(people["agent"])
    for origin, shown in (
        (item.target, "A broken door"),
        ("target:7", "target:7"),
        ("feedback:nonsense", "feedback:nonsense"),
    ):
        made = action_create(organisation, Plan("x"), SYSTEM, origin=origin)
        page = client.get(reverse("action", args=["acme", made.pk])).content.decode()
        assert shown in page
        assert (f"/feedback/acme/items/{item.pk}/" in page) == (origin == item.target)


def test_a_person_gets_own_actions_and_leaves_them(people, organisation):
    action_create(organisation, Plan("mine", people["agent"]), SYSTEM)
    assert export(people["agent"], SYSTEM)["improvement"]["actions"][0]["title"] == "mine"
    erase(people["agent"], 0, SYSTEM)
    assert Action.objects.get().owner is None
