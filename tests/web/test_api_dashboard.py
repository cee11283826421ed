"""Kept views and alerts by a program: one's own and shared ones, seen and changed by whoever may on the pages."""

import pytest
from api_kit import Program, codes

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.home import kept_services
from centricity.web.home.asked import Asked
from centricity.web.home.kept_services import view_keep
from centricity.web.home.models import Alert, KeptView, Muted, Subscription
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
VIEWS, ALERTS, HEARING = (f"/organisations/acme/{name}" for name in ("views", "alerts", "hearing"))
MOVED = {
    "verdict": "worse", "before": "2026-04", "now": [10.0, 1.0, 19.0, 100], "then": [30.0, 21.0, 39.0, 100],
    "difference": [-20.0, -32.0, -8.0, 100],
}  # fmt: skip
TARGET = {
    "title": {"ru": "Цель", "en": "A target"}, "name": {"ru": "", "en": ""}, "wave": "2026", "base": 1.0, "now": 2.0,
    "target": 4.0, "share": 0.3, "expected": 0.5, "unowned": True,
}  # fmt: skip


@pytest.fixture
def executive(people):
    return Program.of(people["executive"])


def keep(program, **more):
    return program.post(VIEWS, {"name": "Homes"} | more)


def change(program, path, sent=None, match="*"):
    return program.ask("delete" if sent is None else "patch", path, sent, If_Match=match)


def alert(organisation, kind="moved", **more):
    facts = {"subject": "nps", "period": "2026-05", "figures": MOVED} | more
    return Alert.objects.create(organisation=organisation, kind=kind, **facts)


def test_a_view_is_kept_read_renamed_shared_and_taken_away(executive, people, client):
    made = keep(executive, metric="nps", months=6, column="segment", key="home")
    assert made.status_code == 201
    told = made.json()
    assert made.headers["Location"] == f"/api/v1{VIEWS}/{told['id']}"
    assert (told["metric"], told["months"], told["column"], told["key"]) == ("nps", 6, "segment", "home")
    assert (told["mine"], told["may_change"], told["owner"], told["shared"]) == (True, True, None, False)
    client.force_login(people["executive"])
    assert client.get(told["address"]).status_code == 200
    one = f"{VIEWS}/{told['id']}"
    changed = change(executive, one, {"name": "Flats", "shared": True}, made.headers["ETag"])
    assert (changed.json()["name"], changed.json()["shared"], changed.json()["owner"]) == ("Flats", True, "executive")
    assert change(executive, one, {"name": "x"}, made.headers["ETag"]).status_code == 412
    assert change(executive, one, match=made.headers["ETag"]).status_code == 412
    assert codes(executive.ask("delete", one)) == ["web.match_needed"]
    assert change(executive, one, match=changed.headers["ETag"]).status_code == 204
    assert executive.get(one).status_code == 404
    kinds = ["view.kept", "view.changed", "view.deleted"]
    assert [Entry.objects.filter(action=each).count() for each in kinds] == [1, 1, 1]


def test_what_is_one_s_own_is_seen_by_nobody_else_until_it_is_shared(people, organisation):
    owner, other, director = (Program.of(people[role]) for role in ("executive", "analyst", "cx_director"))
    path = f"{VIEWS}/{keep(owner).json()['id']}"
    for program in (other, director):
        assert program.get(VIEWS).json()["total"] == 0
        assert program.get(path).status_code == 404
        assert change(program, path, {"name": "x"}).status_code == 404
    change(owner, path, {"shared": True})
    assert other.get(path).json()["may_change"] is False
    assert change(other, path, {"name": "x"}).status_code == 403
    assert change(other, path).status_code == 403
    assert director.get(path).json()["may_change"] is True
    assert change(director, path).status_code == 204
    stranger = Program.of(people["stranger"])
    assert {stranger.get(VIEWS).status_code, keep(stranger).status_code} == {404}
    assert keep(Program.of(people["rater"])).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"name": " "}, {"name": "x" * 121}, {"name": "a\x00"}, {"metric": "retention"}, {"months": 5},
        {"column": "segment"}, {"key": "home"}, {"metric": "nps", "key": "home"}, {"metric": "nps", "column": "age"},
        {"metric": "nps", "column": "segment", "key": "x" * 81}, {"more": 1},
        {"metric": "nps", "column": "segment", "key": "\u2028"},
    ],
)  # fmt: skip
def test_what_makes_no_view_is_refused(executive, sent):
    assert keep(executive, **sent).status_code == 422
    assert not KeptView.objects.exists()


def test_names_are_taken_once_and_views_are_bounded(executive, monkeypatch):
    assert keep(executive).status_code == 201
    taken = keep(executive)
    assert (taken.status_code, codes(taken)) == (409, ["web.view_taken"])
    monkeypatch.setattr(kept_services, "MOST_VIEWS", 1)
    assert codes(keep(executive, name="More")) == ["web.views_many"]


def test_a_view_sent_twice_under_one_key_is_kept_once(executive):
    answers = [executive.post(VIEWS, {"name": "Homes"}, Idempotency_Key="k") for _ in range(2)]
    assert {each.status_code for each in answers} == {201}
    assert KeptView.objects.count() == 1


def test_views_are_listed_in_parts_with_as_many_queries(executive, people, organisation, django_assert_max_num_queries):
    for n in range(12):
        view_keep(organisation, people["executive"], f"v{n:02}", "", Asked(), SYSTEM)
    executive.get(VIEWS)
    with django_assert_max_num_queries(16):
        page = executive.get(VIEWS, {"limit": 5}).json()
    assert (page["total"], [each["name"] for each in page["items"]][-1]) == (12, "v04")
    assert "offset=5" in page["next"]


def test_alerts_are_told_in_both_languages_with_their_numbers(executive, organisation):
    alert(organisation)
    alert(organisation, "overdue", subject="", figures={"count": 3, "oldest": "2026-05-01"}, period="2026-W20")
    page = executive.get(ALERTS).json()
    assert [each["kind"] for each in page["items"]] == ["overdue", "moved"]
    late, moved = page["items"]
    assert (moved["metric"], late["metric"], moved["figures"]) == ("nps", None, MOVED)
    assert moved["title"]["en"].startswith("NPS got worse")
    assert "NPS" in moved["title"]["ru"]
    assert moved["title"]["ru"] != moved["title"]["en"]
    assert moved["address"] == "/dashboard/acme/nps/"
    assert late["title"]["en"] == "3 follow-ups are overdue"


def test_an_alert_is_acknowledged_once(people, executive, organisation):
    made = alert(organisation)
    path = f"{ALERTS}/{made.pk}"
    first = executive.post(f"{path}/acknowledge")
    assert (first.status_code, first.json()["acknowledged_by"]) == (200, "executive")
    second = Program.of(people["analyst"]).post(f"{path}/acknowledge").json()
    assert second["acknowledged_by"] == "executive"
    assert executive.get(ALERTS).json()["total"] == 0
    assert executive.get(ALERTS, {"state": "acknowledged"}).json()["total"] == 1
    assert executive.get(ALERTS, {"state": "lost"}).status_code == 422
    assert Entry.objects.filter(action="alert.acknowledged").count() == 1


def test_alerts_of_targets_are_for_who_sees_the_study_and_of_others_for_nobody(people, organisation):
    far = alert(organisation_create("beta", "Бета", "Beta"))
    made = alert(organisation, "target", study="small", subject="small::1:2026", figures=TARGET)
    agent, director = Program.of(people["agent"]), Program.of(people["cx_director"])
    assert director.get(f"{ALERTS}/{made.pk}").json()["study"] == "small"
    assert agent.get(ALERTS).json()["total"] == 0
    for path in (f"{ALERTS}/{made.pk}", f"{ALERTS}/{far.pk}", f"{ALERTS}/{10**30}"):
        assert agent.get(path).status_code == 404
        assert agent.post(f"{path}/acknowledge").status_code == 404
    stranger = Program.of(people["stranger"])
    assert {stranger.get(each).status_code for each in (ALERTS, f"{ALERTS}/{made.pk}", HEARING)} == {404}
    assert not Alert.objects.exclude(acknowledged_at=None).exists()


def test_everybody_chooses_what_to_hear_of(people, executive, organisation):
    alert(organisation, "overdue", subject="", figures={"count": 3, "oldest": "2026-05-01"})
    begin = executive.get(HEARING).json()
    assert ({each["cause"] for each in begin["causes"] if each["heard"]}, begin["letter"]) == (
        {"overdue", "target", "watch", "cycle"}, False,
    )  # fmt: skip
    kept = executive.ask("patch", HEARING, {"causes": ["target"], "letter": True}).json()
    assert ([each["cause"] for each in kept["causes"] if each["heard"]], kept["letter"]) == (["target"], True)
    assert executive.get(ALERTS).json()["total"] == 0
    assert Program.of(people["analyst"]).get(ALERTS).json()["total"] == 1
    assert executive.ask("patch", HEARING, {"letter": False}).json()["causes"] == kept["causes"]
    wrong = executive.ask("patch", HEARING, {"causes": ["target", "weather", "nps"], "letter": True})
    assert [each["key"] for each in wrong.json()["faults"]] == ["causes.1", "causes.2"]
    assert Subscription.objects.get().on is False
    assert set(Muted.objects.values_list("cause", flat=True)) == {"overdue", "watch", "cycle"}
