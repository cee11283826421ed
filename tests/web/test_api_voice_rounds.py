"""Rhythm and rules of a survey by a program: the rules of the pages, by version, with the same rights and log."""

from datetime import timedelta

import pytest
from api_kit import Program, codes
from asking_kit import customer, happened, turn
from django.utils import timezone
from survey_kit import answer, customers, invited
from voice_kit import content_of, opened

from centricity.web.audit.models import Entry
from centricity.web.voice.models import Rhythm, Trigger

pytestmark = pytest.mark.django_db
PULSE = "/surveys/acme/pulse"
RHYTHM, ORDER = f"{PULSE}/rhythm", f"{PULSE}/triggers/order"


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def coming(days=10):
    return f"{timezone.now().date() + timedelta(days=days)}"


def tag(program, path):
    return program.get(path).headers["ETag"]


def put(program, path, sent, match=None):
    return program.ask("put", path, sent, If_Match=match or tag(program, path))


def test_a_rhythm_is_set_read_changed_and_removed(director, survey, organisation):
    customers(organisation, 1, segment="home")
    assert director.get(RHYTHM).json() == {
        "every": None, "next_on": None, "segment": "", "market": "", "remind": False, "revision": 2,
    }  # fmt: skip
    wanted = {"every": "quarter", "next_on": coming(), "segment": "home", "market": "B2C", "remind": True}
    made = put(director, RHYTHM, wanted)
    assert (made.status_code, made.json()) == (200, wanted | {"revision": 3})
    assert director.get(RHYTHM).headers["ETag"] == made.headers["ETag"]
    assert director.get(RHYTHM, If_None_Match=made.headers["ETag"]).status_code == 304
    again = put(director, RHYTHM, {"every": "month", "next_on": coming(3)}, made.headers["ETag"])
    assert (again.json()["every"], again.json()["segment"]) == ("month", "")
    gone = director.ask("delete", RHYTHM, If_Match=again.headers["ETag"])
    assert (gone.status_code, gone.content) == (204, b"")
    assert not Rhythm.objects.exists()
    assert director.ask("delete", RHYTHM, If_Match="*").status_code == 404
    assert Entry.objects.filter(action="survey.rhythm", target=survey.target).count() == 3


def test_a_change_of_what_was_changed_meanwhile_is_refused(director, survey):
    old, rule = tag(director, RHYTHM), tag(director, ORDER)
    wanted = {"every": "month", "next_on": coming()}
    assert put(director, RHYTHM, wanted, old).status_code == 200
    for path, sent, match in ((RHYTHM, wanted, old), (ORDER, {"hours": 1}, rule)):
        late = put(director, path, sent, match)
        assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
        assert codes(director.ask("put", path, sent)) == ["web.match_needed"]
        assert codes(director.ask("delete", path)) == ["web.match_needed"]
    assert not Trigger.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": "week"}, {"next_on": "2020-01-01"}, {"next_on": "soon"}, {"segment": "nobody"}, {"market": "b2c"},
        {"every": None}, {"more": 1}, {"segment": "\x00"},
    ],
)  # fmt: skip
def test_no_rhythm_that_will_not_do_is_taken(director, survey, wrong):
    refused = put(director, RHYTHM, {"every": "month", "next_on": coming()} | wrong)
    assert refused.status_code == 422, refused.content
    assert not Rhythm.objects.exists()


def test_a_survey_of_staff_asks_neither_again_nor_after_events(director, organisation):
    opened(organisation, content_of("six_questions"))
    assert codes(put(director, RHYTHM, {"every": "month", "next_on": coming()})) == ["voice.rhythm_staff"]
    assert codes(put(director, ORDER, {"hours": 1})) == ["voice.trigger_staff"]


def test_waves_are_listed_with_their_rates(director, survey, organisation):
    people = customers(organisation, 4)
    invited(survey, people)
    answer(survey, people[:3])
    survey.wave = 2
    survey.save()
    page = director.get(f"{PULSE}/waves", {"limit": 1}).json()
    assert (page["total"], page["items"][0]["number"], page["items"][0]["rate"]) == (2, 2, None)
    (first,) = director.get(page["next"].removeprefix("/api/v1")).json()["items"]
    assert (first["invited"], first["answered"], first["responses"], first["rate"]["value"]) == (4, 3, 3, 75.0)
    assert first["rate"]["low"] < 75 < first["rate"]["high"]


def test_a_rule_sees_what_happens_from_then_on_and_tells_what_came_of_it(director, survey, organisation, mailoutbox):
    ada = customer(organisation, "Ada", language="en")
    happened(ada)
    assert director.get(ORDER).json() == {
        "event": "order", "on": False, "hours": None, "share": None, "touchpoint": "", "since": None, "revision": 2,
    }  # fmt: skip
    made = put(director, ORDER, {"hours": 0})
    assert (made.status_code, made.json()["share"], made.json()["on"]) == (200, 100, True)
    happened(ada)
    turn("survey.look")
    assert len(mailoutbox) == 1
    (rule,) = director.get(f"{PULSE}/triggers").json()["items"]
    assert (rule["event"], rule["outcomes"]) == ("order", {"asked": 1})
    assert director.ask("delete", ORDER, If_Match=tag(director, ORDER)).status_code == 204
    assert director.ask("delete", ORDER, If_Match="*").status_code == 404
    (rule,) = director.get(f"{PULSE}/triggers").json()["items"]
    assert (rule["on"], rule["outcomes"]) == (False, {"asked": 1})
    assert Entry.objects.filter(action="survey.trigger").count() == 2


@pytest.mark.parametrize("sent", [{"hours": -1}, {"hours": 24 * 91}, {"hours": 1, "share": 0}, {"hours": "soon"}, {}])
def test_no_rule_that_will_not_do_is_taken(director, survey, sent):
    assert put(director, ORDER, sent).status_code == 422
    assert not Trigger.objects.exists()


def test_of_an_event_that_is_none_there_is_no_rule(director, survey):
    for method in ("get", "put", "delete"):
        sent = {"hours": 1} if method == "put" else None
        assert director.ask(method, f"{PULSE}/triggers/birth", sent, If_Match="*").status_code == 422


def test_only_who_manages_sets_when_a_survey_asks(people, survey):
    for role, status in (("analyst", 403), ("executive", 403), ("stranger", 404)):
        program = Program.of(people[role])
        for path, sent in ((RHYTHM, {"every": "month", "next_on": coming()}), (ORDER, {"hours": 1})):
            assert program.get(path).status_code == status
            assert program.ask("put", path, sent, If_Match="*").status_code == status
            assert program.ask("delete", path, If_Match="*").status_code == status
        assert program.get(f"{PULSE}/waves").status_code == status
        assert program.get(f"{PULSE}/triggers").status_code == status
    bounded = Program.of(people["cx_director"], "read", "write")
    assert codes(bounded.ask("delete", RHYTHM, If_Match="*")) == ["web.token_scope"]
