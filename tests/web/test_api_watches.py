"""Watched numbers by a program: set, read with the number now, changed and taken away, by the rights of the pages."""

import datetime as dt

import pytest
from api_kit import Program, codes
from test_alerts import asked_of_staff
from test_board import rated
from voice_kit import opened

from centricity.web.audit.models import Entry
from centricity.web.home.models import Alert, Watch
from centricity.web.home.watching import watches_check
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
WATCHES = "/organisations/acme/watches"
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def low(organisation):
    survey = opened(organisation)
    rated(survey, [0] * 70 + [10] * 30, f"{NOW:%Y-%m}", channel="app")
    return survey


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


def make(program, **more):
    return program.post(WATCHES, {"metric": "nps", "bound": "at_least", "value": 20} | more)


def change(program, path, sent=None, match="*"):
    return program.ask("delete" if sent is None else "patch", path, sent, If_Match=match)


def test_a_watch_is_set_read_changed_and_taken_away(director, people, low, client):
    made = make(director, column="channel", key="app")
    assert made.status_code == 201
    told = made.json()
    assert made.headers["Location"] == f"/api/v1{WATCHES}/{told['id']}"
    assert (told["column"], told["key"], told["certain"], told["least"]) == ("channel", "app", True, 10)
    assert (told["now"]["value"], told["now"]["n"], told["beyond_since"]) == (-40.0, 100, None)
    assert told["now"]["low"] < -40 < told["now"]["high"]
    client.force_login(people["cx_director"])
    assert client.get(told["address"]).status_code == 200
    one = f"{WATCHES}/{told['id']}"
    changed = change(director, one, {"value": -10.5, "certain": False}, made.headers["ETag"])
    assert (changed.json()["value"], changed.json()["certain"], changed.json()["bound"]) == (-10.5, False, "at_least")
    assert change(director, one, {"value": 1}, made.headers["ETag"]).status_code == 412
    assert codes(director.ask("delete", one)) == ["web.match_needed"]
    assert change(director, one, match=changed.headers["ETag"]).status_code == 204
    assert director.get(one).status_code == 404
    kinds = ["watch.made", "watch.changed", "watch.deleted"]
    assert [Entry.objects.filter(action=each).count() for each in kinds] == [1, 1, 1]


def test_its_alert_is_listed_with_its_words(director, organisation, low):
    make(director)
    watches_check(organisation, NOW)
    (told,) = director.get("/organisations/acme/alerts").json()["items"]
    assert (told["kind"], told["metric"], told["title"]["en"]) == ("watch", "nps", "NPS is below 20")
    assert told["title"]["ru"] == "NPS ниже 20"
    watch = director.get(WATCHES).json()["items"][0]
    assert (watch["told"], watch["beyond_since"] is None) == (1, False)
    assert director.post(f"/organisations/acme/alerts/{told['id']}/acknowledge").status_code == 200
    assert Alert.objects.get().acknowledged_at is not None
    causes = {each["cause"] for each in director.get("/organisations/acme/hearing").json()["causes"]}
    assert "watch" in causes


def test_what_the_dashboard_withholds_is_not_given(director, organisation):
    asked_of_staff(organisation, "few", f"{NOW:%Y-%m}", [0] * 4)
    made = make(director, metric="enps", certain=False, least=1)
    assert (made.status_code, made.json()["now"]) == (201, None)
    watches_check(organisation, NOW)
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"metric": "retention"}, ["web.value_unfit"]), ({"value": "x"}, ["web.value_unfit"]),
        ({"bound": "about"}, ["web.value_unfit"]), ({"least": 0}, ["web.value_unfit"]),
        ({"more": 1}, ["web.value_unfit"]), ({"key": "a\x00"}, ["web.value_unfit"]),
        ({"value": 101, "column": "channel", "key": "nowhere"}, ["web.watch_part", "web.watch_value"]),
        ({"key": "app"}, ["web.watch_part"]), ({"value": 1.234}, ["web.watch_value"]),
    ],
)  # fmt: skip
def test_what_makes_no_watch_is_refused(director, low, more, told):
    refused = make(director, **more)
    assert (refused.status_code, codes(refused)) == (422, told)
    assert not Watch.objects.exists()


def test_numbers_that_json_has_not_are_refused(director, low):
    for value in ("NaN", "Infinity", "1e999"):
        body = f'{{"metric": "nps", "bound": "at_least", "value": {value}}}'
        sent = director.client.generic("POST", f"/api/v1{WATCHES}", body, "application/json", headers=director.headers)
        assert sent.status_code in {400, 422}
    assert not Watch.objects.exists()


def test_rights_are_those_of_the_pages(people, organisation, director, low):
    one = f"{WATCHES}/{make(director).json()['id']}"
    taken = make(director)
    assert (taken.status_code, codes(taken)) == (409, ["web.watch_taken"])
    executive, stranger = (Program.of(people[role]) for role in ("executive", "stranger"))
    assert executive.get(one).json()["now"]["n"] == 100
    assert executive.get(WATCHES).json()["total"] == 1
    assert {make(executive, value=1).status_code, change(executive, one, {"value": 1}).status_code} == {403}
    assert change(executive, one).status_code == 403
    assert {stranger.get(WATCHES).status_code, stranger.get(one).status_code, make(stranger).status_code} == {404}
    assert {change(stranger, one).status_code, change(stranger, one, {"value": 1}).status_code} == {404}
    organisation_create("beta", "Бета", "Beta")
    administrator = Program.of(people["administrator"])
    theirs = one.replace("acme", "beta")
    assert {administrator.get(theirs).status_code, change(administrator, theirs).status_code} == {404}
    assert make(Program.of(people["cx_director"], "read"), value=1).status_code == 403
    assert Program().get(WATCHES).status_code == 401
    assert Watch.objects.get().version == 0


def test_watches_are_listed_in_parts_with_as_many_queries(director, low, django_assert_max_num_queries):
    for n in range(12):
        make(director, value=n)
    director.get(WATCHES)
    with django_assert_max_num_queries(16):
        page = director.get(WATCHES, {"limit": 5}).json()
    assert (page["total"], [each["value"] for each in page["items"]]) == (12, [0, 1, 2, 3, 4])
    assert "now" not in page["items"][0]
