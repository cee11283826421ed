"""Panels over the API: the same steps and the same silence about others' ratings as on the pages."""

import pytest
from api_kit import asker
from test_panels import IT, ITEMS, all_in, made

from centricity.web.audit.services import SYSTEM
from centricity.web.panels.models import Panel
from centricity.web.panels.services import panel_open

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisations/acme/panels"
SEEN = {"kind": "page", "title": "Minutes", "reference": "wiki/1", "seen_on": "2026-10-01"}


@pytest.fixture
def ask(client):
    return asker(client, ROOT)


def new(people, **changed):
    return {
        "code": "made", "title": {"ru": "п", "en": "p"}, "method": "six_questions", "due": "2027-01-31",
        "departments": [{"code": "it", "title": {"ru": "ИТ", "en": "IT"}}],
        "people": [person.email for person in people],
    } | changed  # fmt: skip


def test_the_whole_way_over_the_api(ask, people):
    two = [people["employee"], people["agent"]]
    answer = ask(people["analyst"], "post", body=new(two))
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"{ROOT}/made"
    for person, level in zip(two, (3, 4), strict=True):
        for item in ITEMS:
            rating = {"department": "it", "item": item, "level": level, "seen": SEEN}
            assert ask(person, "post", "/made/ratings", rating).status_code == 200
        shown = ask(person, "get", "/made").json()
        assert {each["level"] for each in shown["ratings"]} == {level}
        assert shown["agreement"] is None
        assert ask(person, "post", "/made/hand-in").status_code == 200
    director = people["cx_director"]
    read = ask(director, "get", "/made")
    assert read.json()["ratings"] == []
    assert ask(director, "patch", "/made", {"state": "open"}).status_code == 428
    assert ask(director, "patch", "/made", {"state": "open"}, **{"If-Match": '"x"'}).status_code == 412
    opened = ask(director, "patch", "/made", {"state": "open"}, **{"If-Match": read.headers["ETag"]})
    assert opened.status_code == 200, opened.content
    assert len(opened.json()["ratings"]) == 12
    closed = ask(director, "patch", "/made", {"state": "closed"}, **{"If-Match": opened.headers["ETag"]})
    assert closed.json()["state"] == "closed"
    wave = ask(director, "post", "/made/waves", {"study": "rated", "wave": "2026", "date": "2026-11-01"})
    assert wave.status_code == 201, wave.content
    assert wave.json()["sound"] is True


def test_refusals_tell_everything_and_keep_nothing(ask, people):
    unknown = ask(people["analyst"], "post", body=new([]) | {"people": ["nobody@example.org", "x"]})
    assert unknown.status_code == 422
    assert len(unknown.json()["faults"]) == 2
    few = ask(people["analyst"], "post", body=new([people["employee"]]))
    assert [fault["code"] for fault in few.json()["faults"]] == ["panels.people"]
    assert not Panel.objects.exists()


def test_only_people_of_the_panel_rate_and_evidence_is_needed(ask, people, organisation):
    made(organisation, [people["employee"], people["agent"]], [IT])
    rating = {"department": "it", "item": "q1", "level": 4}
    assert ask(people["administrator"], "post", "/maturity/ratings", rating).status_code == 403
    assert ask(people["customer"], "get", "/maturity").status_code == 403
    assert ask(people["stranger"], "get", "/maturity").status_code == 404
    bare = ask(people["employee"], "post", "/maturity/ratings", rating)
    assert [fault["code"] for fault in bare.json()["faults"]] == ["panels.evidence"]
    untold = ask(people["employee"], "post", "/maturity/ratings", rating | {"level": None})
    assert untold.json()["level"] is None


def test_people_are_named_to_one_another_and_to_whoever_leads_alone(ask, people, organisation):
    panel = all_in(made(organisation, [people[each] for each in ("employee", "agent", "rater")]))
    panel_open(panel, 0, SYSTEM)
    for role, named in (("employee", True), ("cx_director", True), ("executive", False), ("analyst", False)):
        shown = ask(people[role], "get", "/maturity").json()
        assert all((each["person"] is not None) is named for each in shown["people"]), role
        assert len(shown["ratings"]) == 36
        assert shown["agreement_blind"]["n"] == 12
    assert ask(people["rater"], "get").json()["total"] == 1
    assert ask(people["customer"], "get").json()["total"] == 0
