"""Rituals: their days, who may tell what of their sittings, and that neither days nor topics are lost."""

from datetime import date, timedelta
from itertools import islice

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from feedback_kit import HOSTILE, do, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement import ritual_selectors, rituals, sittings
from centricity.web.improvement.days import days
from centricity.web.improvement.models import Action, Ritual, Sitting
from centricity.web.improvement.rituals import Habit, ritual_change, ritual_create
from centricity.web.improvement.services import Plan
from centricity.web.improvement.sittings import Held, discuss, sitting_act, sitting_excuse, sitting_hold
from centricity.web.jobs.services import KINDS, ask, do_job
from centricity.web.people.personal import erase, export
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db


def today():
    return timezone.now().date()


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def made(organisation, first=None, every="week", kind="complaints", **more):
    """A ritual that began seventeen days ago, unless told otherwise: three sittings are past, one is to come."""
    first = first or today() - timedelta(days=17)
    return ritual_create(organisation, Habit(more.pop("title", "Voices"), kind, every, first, **more), SYSTEM)


def later(monkeypatch, day):
    """Let it be another day."""
    for module in (rituals, ritual_selectors, sittings):
        for name in ("_today", "today"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda: day)


def planned(ritual):
    return list(ritual.sittings.order_by("planned_on").values_list("planned_on", flat=True))


@pytest.mark.parametrize(
    ("first", "every", "expected"),
    [
        (date(2026, 1, 31), "month", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        (date(2027, 11, 30), "quarter", [date(2027, 11, 30), date(2028, 2, 29), date(2028, 5, 30), date(2028, 8, 30)]),
        (date(2024, 2, 29), "year", [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)]),
        (date(2026, 12, 28), "week", [date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18)]),
        (date(2026, 5, 5), "once", [date(2026, 5, 5)]),
    ],
)
def test_days_come_as_they_are_reckoned_from_the_first(first, every, expected):
    assert list(islice(days(first, every), 4)) == expected


def test_sittings_appear_by_themselves_and_days_that_were_slept_through_are_missed(organisation, monkeypatch):
    ritual = made(organisation)
    first = ritual.first_on
    assert planned(ritual) == [first + timedelta(weeks=n) for n in range(4)]
    later(monkeypatch, first + timedelta(weeks=6))
    rituals.plan_ahead(ritual)
    rituals.plan_ahead(ritual)
    assert planned(ritual) == [first + timedelta(weeks=n) for n in range(7)]
    assert KINDS["ritual.plan"].work is rituals.plan_all
    assert KINDS["ritual.plan"].every is not None


def test_the_job_plans_for_every_ritual_that_has_nothing_to_come(organisation, monkeypatch):
    one, off, once = made(organisation), made(organisation, on=False), made(organisation, today(), "once")
    later(monkeypatch, today() + timedelta(days=8))
    do_job.call(str(ask("ritual.plan", "rituals", SYSTEM).pk))
    assert len(planned(one)) == 5
    assert planned(off) == []
    assert planned(once) == [today()]


def test_a_ritual_that_is_held_early_has_its_next_day(organisation, people):
    ritual = made(organisation, today())
    (sitting,) = ritual.sittings.all()
    sitting_hold(sitting, Held(today(), "x", [people["agent"]]), 0, SYSTEM)
    assert planned(ritual) == [today(), today() + timedelta(weeks=1)]


def test_new_days_move_what_is_to_come_and_leave_what_is_past(organisation, people):
    ritual = made(organisation)
    past = planned(ritual)[:3]
    item = said(organisation)
    sitting = discuss(ritual, item.target, SYSTEM)
    first = today() + timedelta(days=30)
    ritual_change(ritual, Habit("Voices", "complaints", "month", first), 0, SYSTEM)
    assert planned(ritual) == [*past, first]
    sitting.refresh_from_db()
    assert sitting.planned_on == first
    assert sitting.topics.get().about == item.target
    with pytest.raises(MisuseError) as caught:
        sitting_hold(sitting, Held(today(), "x", [people["agent"]]), 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]


def test_what_is_off_is_neither_planned_nor_missed_but_keeps_its_agenda(organisation, monkeypatch):
    off = Habit("Voices", "complaints", "week", today() - timedelta(days=17), on=False)
    bare, full = made(organisation), made(organisation)
    discuss(full, "feedback:x", SYSTEM)
    for ritual in (bare, full):
        ritual_change(ritual, off, 0, SYSTEM)
    assert (len(planned(bare)), len(planned(full))) == (3, 4)
    with pytest.raises(MisuseError) as caught:
        discuss(full, "feedback:y", SYSTEM)
    assert codes(caught) == ["web.ritual_no_sitting"]
    later(monkeypatch, today() + timedelta(days=21))
    ritual_change(bare, Habit("Voices", "complaints", "week", off.first_on), 1, SYSTEM)
    told = planned(bare)
    assert len(told) == 4
    assert told[-1] >= today() + timedelta(days=21)


def test_a_ritual_is_refused_without_title_with_strangers_or_far_days(organisation, people):
    for habit, code in (
        (Habit(" ", "poll", "week", today()), "web.ritual_title_needed"),
        (Habit("x" * 301, "poll", "week", today()), "web.ritual_title_needed"),
        (Habit("x", "poll", "week", today(), people["stranger"]), "web.owner_without_role"),
        (Habit("x", "poll", "week", today(), members=[people["agent"], people["stranger"]]), "web.owner_without_role"),
        (Habit("x", "poll", "week", today() - timedelta(days=400)), "web.ritual_day"),
        (Habit("x", "poll", "week", date(9999, 12, 31)), "web.ritual_day"),
    ):
        with pytest.raises(MisuseError) as caught:
            ritual_create(organisation, habit, SYSTEM)
        assert codes(caught) == [code]
    assert not Ritual.objects.exists()


def test_a_ritual_is_made_and_changed_on_its_pages(client, people, organisation):
    client.force_login(people["analyst"])
    sent = {"title": "Voices of customers", "kind": "complaints", "every": "month", "first_on": f"{today()}",
            "on": "on",
            "owner": people["service_owner"].pk, "members": [people["agent"].pk, people["executive"].pk]}  # fmt: skip
    assert client.post("/actions/acme/rituals/new/", sent).status_code == 302
    ritual = Ritual.objects.get()
    assert (ritual.owner, ritual.on, ritual.members.count()) == (people["service_owner"], True, 2)
    address = reverse("ritual", args=["acme", ritual.pk])
    assert client.post(address, sent | {"title": "Changed", "version": 7}).status_code == 422
    assert client.post(address, sent | {"title": "Changed", "version": 0, "every": "hour"}).status_code == 422
    assert client.post(address, sent | {"title": "Changed", "version": 0}).status_code == 302
    ritual.refresh_from_db()
    assert (ritual.title, ritual.version) == ("Changed", 1)
    for bad in ({"first_on": "tomorrow"}, {"owner": people["stranger"].pk}, {"members": ["x"]}, {"title": ""}):
        assert client.post("/actions/acme/rituals/new/", sent | bad).status_code == 422
    told = list(Entry.objects.filter(target=ritual.target).order_by("number").values_list("action", flat=True))
    assert told == ["ritual.created", "ritual.changed"]
    assert "Voices" not in str(list(Entry.objects.filter(target=ritual.target).values_list("before", "after")))


def test_who_may_read_hold_and_excuse(client, people, organisation):
    ritual = made(organisation, owner=people["employee"], members=[people["agent"], people["executive"]])
    missed, *_rest = ritual.sittings.order_by("planned_on")
    page = reverse("sitting", args=["acme", missed.pk])
    sent = {"held_on": f"{missed.planned_on}", "guests": "", "outcome": "Read ten", "came": [people["agent"].pk]}
    for role, reads, holds in (
        ("stranger", 404, 404), ("rater", 403, 403), ("executive", 200, 403), ("service_owner", 200, 403),
        ("agent", 200, 302), ("employee", 200, 302), ("analyst", 200, 302),
    ):  # fmt: skip
        client.force_login(people[role])
        missed.refresh_from_db()
        assert client.get(page).status_code == reads, role
        answer = client.post(f"{page}hold/", sent | {"version": missed.version})
        assert answer.status_code == holds, role
        assert client.get(reverse("ritual", args=["acme", ritual.pk])).status_code == reads
    other = ritual.sittings.order_by("planned_on")[1]
    for role, excuses in (("agent", 403), ("executive", 403), ("employee", 302)):
        client.force_login(people[role])
        address = reverse("sitting_excuse", args=["acme", other.pk])
        assert client.post(address, {"excuse": "Ill", "version": 0}).status_code == excuses, role
    assert client.get("/actions/acme/rituals/").status_code == 403  # the owner sees the one ritual alone


def test_a_sitting_is_held_with_who_came_and_what_came_of_it(organisation, people):
    ritual = made(organisation, kind="focus", members=[people["agent"], people["executive"]])
    sitting = ritual.sittings.order_by("planned_on").first()
    for held, code in (
        (Held(today(), "  ", [people["agent"]]), "web.outcome_needed"),
        (Held(today() + timedelta(days=1), "x", [people["agent"]]), "web.sitting_to_come"),
        (Held(today(), "x"), "web.sitting_nobody"),
        (Held(today(), "x", guests=0), "web.sitting_nobody"),
        (Held(today(), "x", [people["stranger"]]), "web.owner_without_role"),
    ):
        with pytest.raises(MisuseError) as caught:
            sitting_hold(sitting, held, 0, SYSTEM)
        assert codes(caught) == [code]
    came = [people["agent"], people["analyst"]]
    sitting_hold(sitting, Held(sitting.planned_on, "Read ten", came, 7, "The form is shorter"), 0, SYSTEM)
    seats = sorted((each.person.name, each.expected, each.came) for each in sitting.seats.all())
    assert seats == [("agent", True, True), ("analyst", False, True), ("executive", True, False)]
    ritual.members.set([people["cx_director"]])
    sitting_hold(sitting, Held(sitting.planned_on, "Read nine", came[:1], None), 1, SYSTEM)
    seats = sorted((each.person.name, each.expected, each.came) for each in sitting.seats.all())
    assert seats == [("agent", True, True), ("executive", True, False)]
    sitting.refresh_from_db()
    assert (sitting.outcome, sitting.guests, sitting.version) == ("Read nine", None, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(outcome="")


def test_two_who_tell_of_one_sitting_lose_nothing(organisation, people):
    sitting = made(organisation).sittings.order_by("planned_on").first()
    sitting_hold(sitting, Held(today(), "first", [people["agent"]]), 0, SYSTEM)
    for work in (lambda: sitting_hold(sitting, Held(today(), "second", [people["agent"]]), 0, SYSTEM),
                 lambda: sitting_excuse(sitting, "ill", 0, SYSTEM)):  # fmt: skip
        with pytest.raises(MisuseError):
            work()
    sitting.refresh_from_db()
    assert sitting.outcome == "first"


def test_the_agenda_of_a_missed_sitting_goes_to_the_next(organisation, monkeypatch):
    ritual = made(organisation, today())
    sitting = discuss(ritual, "feedback:1", SYSTEM)
    discuss(ritual, "feedback:1", SYSTEM)
    discuss(ritual, "feedback:2", SYSTEM)
    with pytest.raises(MisuseError) as caught:
        sitting_excuse(sitting, "Too early", 0, SYSTEM)
    assert codes(caught) == ["web.sitting_not_missed"]
    Sitting.objects.filter(pk=sitting.pk).update(planned_on=today() - timedelta(days=1))
    sitting.refresh_from_db()
    with pytest.raises(MisuseError) as caught:
        sitting_excuse(sitting, " ", 0, SYSTEM)
    assert codes(caught) == ["web.excuse_needed"]
    discuss(ritual, "feedback:2", SYSTEM)
    sitting_excuse(sitting, "Nobody had time", 0, SYSTEM)
    assert not sitting.topics.exists()
    following = rituals.coming(ritual)
    assert sorted(following.topics.values_list("about", flat=True)) == ["feedback:1", "feedback:2"]


def test_missed_ones_come_first_and_are_counted(client, people, organisation):
    made(organisation, today(), title="Kept well")
    late = made(organisation, title="Often missed")
    sitting = late.sittings.order_by("planned_on").first()
    sitting_hold(sitting, Held(sitting.planned_on, "x", [people["agent"]], 5), 0, SYSTEM)
    client.force_login(people["agent"])
    page = client.get("/actions/acme/rituals/").content.decode()
    assert page.index("Often missed") < page.index("Kept well")
    assert "2 sittings were missed" in page
    assert "missed: 2" in page
    assert "1 of 3 (33%)" in page
    assert "guests: 5" in page
    assert "none was due yet" in page
    assert "2 sittings of rituals were missed" in client.get("/actions/acme/").content.decode()
    for each in late.sittings.filter(held_on=None, planned_on__lt=today()):
        sitting_excuse(each, "A holiday", each.version, SYSTEM)
    assert "missed" not in client.get("/actions/acme/").content.decode().lower().replace("no reason", "")
    shown = client.get(reverse("ritual", args=["acme", late.pk])).content.decode()
    assert "A holiday" in shown


def test_attendance_is_told_with_its_counts(organisation, people):
    members = [people[each] for each in ("agent", "executive", "analyst", "cx_director")]
    ritual = made(organisation, members=members)
    for sitting, came in zip(ritual.sittings.order_by("planned_on"), (members[:1], members[:3]), strict=False):
        sitting_hold(sitting, Held(sitting.planned_on, "x", [*came, people["service_owner"]], 2), 0, SYSTEM)
    kept = ritual_selectors.kept_by([ritual])[ritual.pk]
    assert (kept.planned, kept.held, kept.expected, kept.came, kept.guests) == (3, 2, 8, 4, 4)
    assert kept.came_share == 0.5


def test_the_list_costs_the_same_however_long_it_is(client, people, organisation):
    client.force_login(people["agent"])
    made(organisation, members=[people["agent"]])
    with CaptureQueriesContext(connection) as few:
        client.get("/actions/acme/rituals/")
    for n in range(55):
        made(organisation, title=f"more {n}", owner=people["agent"], members=[people["agent"]])
    with CaptureQueriesContext(connection) as many:
        page = client.get("/actions/acme/rituals/").content.decode()
    assert len(many) == len(few) <= 10
    assert "Page 1 of 2" in page


def test_feedback_is_discussed_in_one_step_and_texts_stay_with_those_who_handle_it(client, people, organisation):
    item = said(organisation, title="A broken door", kind="complaint")
    client.force_login(people["agent"])
    address = reverse("feedback_item", args=["acme", item.pk])
    assert "Put it on the agenda" not in client.get(address).content.decode()
    ritual = made(organisation, members=[people["agent"]])
    assert "Put it on the agenda" in client.get(address).content.decode()
    assert do(client, item, "discuss", ritual=ritual.pk).status_code == 302
    assert do(client, item, "discuss", ritual=ritual.pk).status_code == 302
    assert do(client, item, "discuss", ritual=10**6).status_code == 422
    sitting = rituals.coming(ritual)
    assert [each.about for each in sitting.topics.all()] == [item.target]
    page = reverse("sitting", args=["acme", sitting.pk])
    assert page in client.get(address).content.decode()
    shown = client.get(page).content.decode()
    assert "A broken door" in shown
    assert address in shown
    client.force_login(people["executive"])
    shown = client.get(page).content.decode()
    assert "A broken door" not in shown
    assert str(item.pk) not in shown
    assert "1 message of customers" in shown
    item.delete()
    client.force_login(people["agent"])
    assert "it is there no more" in client.get(page).content.decode()


def test_what_came_of_a_sitting_becomes_an_action_that_leads_back(client, people, organisation):
    ritual = made(organisation, members=[people["agent"]])
    sitting = ritual.sittings.order_by("planned_on").first()
    with pytest.raises(MisuseError) as caught:
        sitting_act(sitting, Plan("x"), SYSTEM)
    assert codes(caught) == ["web.sitting_not_held"]
    sitting_hold(sitting, Held(sitting.planned_on, "Doors jam", [people["agent"]]), 0, SYSTEM)
    act, page = (reverse(name, args=["acme", sitting.pk]) for name in ("sitting_act", "sitting"))
    sent = {"title": "Oil the doors", "kind": "action", "owner": "", "due": ""}
    client.force_login(people["agent"])
    assert client.post(act, sent).status_code == 403
    client.force_login(people["analyst"])
    assert client.post(act, sent | {"title": ""}).status_code == 422
    assert client.post(act, sent).status_code == 302
    action = Action.objects.get()
    assert action.origin == f"ritual:{sitting.pk}"
    assert "Oil the doors" in client.get(page).content.decode()
    shown = client.get(reverse("action", args=["acme", action.pk])).content.decode()
    assert page in shown
    assert "Voices" in shown


def test_those_of_another_organisation_are_not_there(client, people, organisation):
    other = organisation_create("beta", "Бета", "Beta")
    ritual = made(other)
    sitting = ritual.sittings.first()
    client.force_login(people["cx_director"])
    for name, pk in (("ritual", ritual.pk), ("sitting", sitting.pk)):
        for code in ("acme", "beta"):
            assert client.get(reverse(name, args=[code, pk])).status_code == 404
    for name in ("sitting_hold", "sitting_excuse", "sitting_act"):
        assert client.post(reverse(name, args=["acme", sitting.pk]), {}).status_code == 404
    item = said(organisation)
    assert do(client, item, "discuss", ritual=ritual.pk).status_code == 422


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    ritual = made(organisation, kind="focus", title=text)
    one, two, *_rest = ritual.sittings.order_by("planned_on")
    sitting_hold(one, Held(one.planned_on, text, [people["agent"]], 3, text), 0, SYSTEM)
    sitting_excuse(two, text, 0, SYSTEM)
    item = said(organisation, text, title=text)
    three = discuss(ritual, item.target, SYSTEM)
    client.force_login(people["analyst"])
    places = [reverse("sitting", args=["acme", each.pk]) for each in (one, two, three)]
    for address in (*places, reverse("ritual", args=["acme", ritual.pk]), "/actions/acme/rituals/"):
        page = client.get(address).content.decode()
        assert escape(text) in page
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page.replace(escape(text), "")


def test_a_person_gets_what_is_held_of_them_and_leaves_no_name(people, organisation):
    agent = people["agent"]
    ritual = made(organisation, owner=agent, members=[agent, people["analyst"]])
    sitting = ritual.sittings.order_by("planned_on").first()
    sitting_hold(sitting, Held(sitting.planned_on, "x", [agent]), 0, SYSTEM)
    told = export(agent, SYSTEM)["improvement"]
    assert [each["as"] for each in told["rituals"]] == ["owner", "expected"]
    assert told["sittings"][0] | {"came": True, "expected": True} == told["sittings"][0]
    erase(agent, 0, SYSTEM)
    ritual.refresh_from_db()
    assert ritual.owner is None
    assert list(ritual.members.all()) == [people["analyst"]]
    kept = ritual_selectors.kept_by([ritual])[ritual.pk]
    assert (kept.came, kept.expected) == (1, 2)
    rituals.plan_ahead(ritual)
    assert "agent" not in " ".join(str(each.person) for each in sitting.seats.all())
