"""Sites, look, pace and weights by a program: every fault at once, by version, with the rights of the pages."""

import pytest
import voice_kit
from api_kit import Program, codes
from django.core.files.uploadedfile import SimpleUploadedFile
from survey_kit import answer, customers
from test_asking_looks import PNG
from test_surveys import six
from voice_kit import content_of, opened

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.looks import Dress, look_set
from centricity.web.voice.models import Look, Survey, Targets
from centricity.web.voice.pacing import quiet_days
from centricity.web.voice.services import state_set, survey_create
from centricity.web.voice.weighing import targets_of

pytestmark = pytest.mark.django_db
PULSE = "/surveys/acme/pulse"
SITES, LOOK, WEIGHTS = f"{PULSE}/sites", f"{PULSE}/look", f"{PULSE}/weights"
PACE = "/organisations/acme/pace"
HALVES = {"segment": {"home": 50.0, "office": 50.0}}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


@pytest.fixture
def survey(organisation):
    return opened(organisation)


@pytest.fixture
def answered(survey, organisation):
    answer(survey, customers(organisation, 30, segment="home"), 10)
    answer(survey, customers(organisation, 10, segment="office"), 2)
    return survey


def put(program, path, sent, match=None):
    return program.ask("put", path, sent, If_Match=match or program.get(path).headers["ETag"])


def test_sites_are_set_as_browsers_name_them(director, survey):
    assert director.get(SITES).json() == {"sites": [], "revision": 2}
    made = put(director, SITES, {"sites": ["https://Example.org/", "https://b.example.org:8443", " "]})
    assert made.json()["sites"] == ["https://example.org", "https://b.example.org:8443"]
    wrong = put(director, SITES, {"sites": ["http://a.org", "*", "https://a.org/x", "https://good.org"]})
    assert (wrong.status_code, codes(wrong)) == (422, ["voice.no_site"] * 3)
    many = put(director, SITES, {"sites": [f"https://{n}.example.org" for n in range(21)]})
    assert codes(many) == ["voice.many_sites"]
    assert len(Survey.objects.get().sites) == 2
    assert put(director, SITES, {"sites": []}).json()["sites"] == []
    assert Entry.objects.filter(action="survey.sites").count() == 2


def test_a_look_is_set_and_leaves_the_logo(director, survey):
    look_set(survey, Dress(), survey.version, SYSTEM, SimpleUploadedFile("logo.png", PNG))
    now = director.get(LOOK).json()
    assert (now["light"], now["dark"], now["to"], now["logo"]) == ("", "", "", True)
    made = put(director, LOOK, {"light": "#7A1FA2", "to": "https://example.org/thanks"}).json()
    assert (made["light"], made["to"], made["logo"]) == ("#7a1fa2", "https://example.org/thanks", True)
    assert made["dark"] > made["light"]
    wrong = put(director, LOOK, {"light": "#ffffee", "dark": "red", "to": "javascript:alert(1)"})
    assert codes(wrong) == ["voice.colour_faint", "voice.no_colour", "voice.no_way_on"]
    assert Look.objects.get().light == "#7a1fa2"


def test_a_change_of_what_was_changed_meanwhile_is_refused(director, answered):
    sent = {SITES: {"sites": []}, LOOK: {}, PACE: {"quiet_days": 3}, WEIGHTS: {"shares": HALVES}}
    read = {path: director.get(path).headers["ETag"] for path in sent}
    for path in (PACE, WEIGHTS, SITES):  # whatever is set of the survey is a change of its look's version too
        assert put(director, path, sent[path], read[path]).status_code == 200
    for path, wanted in sent.items():
        late = put(director, path, wanted, read[path])
        assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"]), path
        assert codes(director.ask("put", path, wanted)) == ["web.match_needed"]


def test_the_pace_holds_for_the_organisation(director, organisation):
    assert director.get(PACE).json() == {"quiet_days": 30}
    assert put(director, PACE, {"quiet_days": 0}).json() == {"quiet_days": 0}
    assert quiet_days(organisation) == 0
    assert codes(put(director, PACE, {"quiet_days": 366})) == ["voice.quiet_days"]
    for wrong in (-1, "x", 1.5, None):
        assert put(director, PACE, {"quiet_days": wrong}).status_code == 422
    assert Entry.objects.filter(action="survey.pace").count() == 1


def test_weights_are_set_replaced_and_taken_away(director, answered):
    assert director.get(WEIGHTS).json()["number"] == 0
    groups = director.get(f"{WEIGHTS}/groups").json()["items"]
    assert [each for each in groups if each["column"] == "segment"] == [
        {"column": "segment", "code": "home", "n": 30}, {"column": "segment", "code": "office", "n": 10},
    ]  # fmt: skip
    made = put(director, WEIGHTS, {"shares": HALVES, "largest": 4})
    assert (made.json()["number"], made.json()["shares"], made.json()["largest"]) == (1, HALVES, 4)
    assert put(director, WEIGHTS, {"shares": {"segment": {"home": 20, "office": 80}}}).json()["number"] == 2
    gone = director.ask("delete", WEIGHTS, If_Match=director.get(WEIGHTS).headers["ETag"])
    assert gone.status_code == 204
    assert director.ask("delete", WEIGHTS, If_Match="*").status_code == 404
    assert (targets_of(answered).shares, Targets.objects.count()) == ({}, 3)
    assert Entry.objects.filter(action="survey.weighted").count() == 3


@pytest.mark.parametrize(
    ("shares", "keys"),
    [
        ({"segment": {"home": 60, "office": 30}}, ["segment"]),
        ({"segment": {"home": 50, "shop": 50}}, ["shares.segment.office", "shares.segment.shop"]),
        ({"segment": {"home": 50, "office": 40, "x": 10}}, ["shares.segment.x"]),
    ],
)
def test_every_share_that_will_not_do_is_named(director, answered, shares, keys):
    refused = put(director, WEIGHTS, {"shares": shares})
    assert refused.status_code == 422
    assert [each["key"] for each in refused.json()["faults"]] == keys
    assert not Targets.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"shares": {}}, {"shares": {"age": {"a": 50, "b": 50}}}, {"shares": {"segment": {"home": 100}}},
        {"shares": {"segment": {"home": -1, "office": 101}}}, {"shares": {"segment": {"home": 1e999, "office": 0}}},
        {"shares": {"segment": {"home": "x", "office": 50}}}, {"shares": HALVES, "largest": 1},
        {"shares": HALVES, "largest": 21}, {},
    ],
)  # fmt: skip
def test_no_shares_that_are_none_are_taken(director, answered, sent):
    assert put(director, WEIGHTS, sent).status_code in {400, 422}
    assert not Targets.objects.exists()


def test_weights_tell_nothing_of_an_anonymous_survey(director, organisation):
    made = six(organisation, {"sales": 6, "it": 4})
    groups = director.get(f"{WEIGHTS}/groups").json()["items"]
    assert {each["n"] for each in groups} == {None}
    shares = {"department": {each["code"]: 50.0 for each in groups if each["column"] == "department"}}
    assert codes(put(director, WEIGHTS, {"shares": shares})) == ["voice.weight_sealed"]
    state_set(made, "closed", 2, SYSTEM)
    assert codes(put(director, WEIGHTS, {"shares": shares})) == ["voice.weight_small"]
    assert not Targets.objects.exists()


def test_a_draft_is_not_weighed(director, organisation):
    survey_create(organisation, "pulse", content_of("exit"), SYSTEM)
    assert director.get(f"{WEIGHTS}/groups").json()["items"] == []
    refused = put(director, WEIGHTS, {"shares": HALVES})
    assert (refused.status_code, codes(refused)) == (409, ["voice.no_version"])


def test_rights_are_those_of_the_pages(people, answered):
    sent = {SITES: {"sites": []}, LOOK: {}, PACE: {"quiet_days": 3}, WEIGHTS: {"shares": HALVES}}
    for role in ("analyst", "executive", "agent", "stranger"):
        program = Program.of(people[role])
        for path, wanted in sent.items():
            edits = role == "analyst" and path in {LOOK, WEIGHTS}
            expected = 200 if edits else 404 if role == "stranger" else 403
            assert program.get(path).status_code == expected, (role, path)
            assert program.ask("put", path, wanted, If_Match="*").status_code == expected, (role, path)
