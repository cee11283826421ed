"""Boards by a program: the list, a computation asked for, and every number of the last one."""

import json

import pytest
from api_kit import Program
from test_warehouse import added, done, lake  # noqa: F401  a fixture

from centricity.web.jobs.models import Job
from centricity.web.people.services import organisation_create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]
BOARDS = "/organisations/acme/boards"
ONE = f"{BOARDS}/loyalty"


@pytest.fixture
def executive(people):
    return Program.of(people["executive"])


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


def test_a_board_is_asked_for_and_read(executive, analyst, organisation, client, people):
    board = added(organisation)
    before = executive.get(ONE).json()
    assert (before["computed_at"], before["failed"], before["job"]["state"]) == (None, None, "waiting")
    assert executive.get(f"{ONE}/result").status_code == 404
    asked = analyst.post(f"{ONE}/compute")
    assert (asked.status_code, asked.json()["id"]) == (202, before["job"]["id"])
    done(board)
    told = executive.get(ONE).json()
    assert (told["job"]["state"], told["job"]["faults"], told["failed"], told["revision"]) == ("done", [], 0, 0)
    result = executive.get(f"{ONE}/result").json()
    assert (result["title"]["en"], result["of_revision"], len(result["panels"])) == ("Loyalty", 0, 2)
    client.force_login(people["executive"])
    assert json.loads(client.get("/warehouse/acme/loyalty/files/metrics.json").content) == result["panels"]
    for row in result["panels"][0]["rows"]:
        assert row["low"] < row["value"] < row["high"]
    fresh = analyst.post(f"{ONE}/compute").json()
    assert fresh["id"] != told["job"]["id"]
    assert executive.get(f"{ONE}/result").json() == result


def test_a_computation_that_failed_says_why(executive, organisation):
    board = added(organisation, table="nowhere.parquet")
    done(board)
    job = executive.get(ONE).json()["job"]
    assert (job["state"] == "failed") == bool(job["faults"])
    if job["state"] == "done":
        (first, *_more) = executive.get(f"{ONE}/result").json()["panels"]
        assert first["faults"][0]["en"]
        assert executive.get(ONE).json()["failed"] == 2


def test_boards_are_listed_in_parts(executive, organisation):
    for code in ("one", "two", "three"):
        added(organisation, code=code)
    page = executive.get(BOARDS, {"limit": 2}).json()
    assert (page["total"], len(page["items"]), bool(page["next"])) == (3, 2, True)
    assert {each["every"] for each in page["items"]} == {24}
    assert "text" not in page["items"][0]


def test_rights_are_those_of_the_pages(people, executive, organisation):
    added(organisation)
    organisation_create("beta", "Бета", "Beta")
    assert executive.post(f"{ONE}/compute").status_code == 403
    assert Program.of(people["analyst"], "read", "write").post(f"{ONE}/compute").status_code == 403
    stranger = Program.of(people["stranger"])
    assert {stranger.get(each).status_code for each in (BOARDS, ONE, f"{ONE}/result")} == {404}
    assert stranger.post(f"{ONE}/compute").status_code == 404
    administrator = Program.of(people["administrator"])
    for path in ("/organisations/beta/boards/loyalty", f"{BOARDS}/nothing"):
        assert administrator.get(path).status_code == 404
        assert administrator.post(f"{path}/compute").status_code == 404
    assert Job.objects.filter(kind="warehouse.compute").count() == 1
