"""The API does what the pages do, for the same people."""

import io
import zipfile

import pytest
from api_kit import Program, codes
from web_kit import EXAMPLES, files_of, study

from centricity.web.audit.models import Entry
from centricity.web.jobs.services import do_job
from centricity.web.people.roles import RATING, Role
from centricity.web.people.services import Scope, grant
from centricity.web.research.models import Study

pytestmark = pytest.mark.django_db

READS = ("", "/parts", "/subjects", "/groups", "/sections", "/files")
INTERNAL_READS = ("/editions", "/editions/1", "/editions/1/folder.zip")
SEE = {Role.ADMINISTRATOR, Role.ANALYST, Role.CX_DIRECTOR, Role.CX_EXPERT, Role.EXECUTIVE}
EDIT = {Role.ADMINISTRATOR, Role.ANALYST}


@pytest.mark.parametrize("role", [*Role, "stranger"])
def test_everybody_reads_what_the_pages_show_them(people, small, role):
    program = Program.of(people[role])
    for path in READS:
        expected = 404 if role == "stranger" else 403 if path and role in RATING else 200
        assert program.get(f"/studies/small{path}").status_code == expected, path
    for path in INTERNAL_READS:
        expected = 404 if role == "stranger" else 200 if role in SEE else 403
        assert program.get(f"/studies/small{path}").status_code == expected, path
    listed = [each["code"] for each in program.get("/studies").json()["items"]]
    assert ("small" in listed) == (role != "stranger")
    subjects = program.get("/studies/small/subjects").json()["items"] if role not in {"stranger", *RATING} else []
    assert {each["audience"] for each in subjects} <= ({"internal"} if role in SEE else {"public"})


@pytest.mark.parametrize("role", [*Role, "stranger"])
def test_everybody_writes_what_the_pages_let_them(people, small, role):
    program = Program.of(people[role])
    little = {"files": files_of(EXAMPLES / "it-market-2025-published")}
    expected = 404 if role == "stranger" else 403
    assert program.post("/studies/small/editions", little).status_code == (201 if role in EDIT else expected)
    made = {"code": "new", "organisation": "acme", "files": files_of(EXAMPLES / "it-market-2025-published")}
    assert program.post("/studies", made).status_code == (201 if role in EDIT else 422)
    asked = program.post("/studies/small/editions/1/compute")
    assert asked.status_code == (202 if role in EDIT else expected)
    changed = program.ask("patch", "/studies/small", {"openness": "public"}, If_Match='"x"')
    assert changed.status_code == (412 if role == Role.ADMINISTRATOR else expected)


def test_a_folder_is_uploaded_computed_and_read(people, organisation):
    program = Program.of(people["analyst"])
    uploads = files_of(EXAMPLES / "it-market-2025-published")
    assert [each["code"] for each in program.get("/organisations").json()["items"]] == ["acme"]
    made = program.post("/studies", {"code": "market", "organisation": "acme", "files": uploads})
    assert made.status_code == 201, made.content.decode()
    assert made.json()["sound"] is True
    assert program.get("/studies/market").json()["results"] is None
    assert program.get("/studies/market/subjects").status_code == 404
    asked = program.post("/studies/market/editions/1/compute")
    assert asked.status_code == 202
    job = asked.headers["Location"].removeprefix("/api/v1")
    assert program.get(job).json()["state"] == "waiting"
    assert [each["id"] for each in program.get("/studies/market/jobs").json()["items"]] == [asked.json()["id"]]
    do_job.call(asked.json()["id"])
    assert program.get(job).json()["state"] == "done"
    assert program.get("/studies/market").json()["results"]["edition"] == 1
    archive = zipfile.ZipFile(io.BytesIO(program.get("/studies/market/editions/1/folder.zip").getvalue()))
    assert {name: archive.read(name) for name in archive.namelist()} == {
        path.name: path.read_bytes() for path in (EXAMPLES / "it-market-2025-published").iterdir()
    }
    actors = Entry.objects.filter(target="study:market").exclude(actor="system").values_list("actor", flat=True)
    assert all(actor.startswith("token:") for actor in actors)


def test_a_computation_is_stopped_once_and_what_ended_stays(people, small):
    program = Program.of(people["analyst"])
    job = program.post("/studies/small/editions/1/compute").json()["id"]
    for _ in range(2):
        stopped = program.post(f"/jobs/{job}/stop")
        assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    assert Entry.objects.filter(action="study.stopped", target=small.target).count() == 1
    do_job.call(job)
    assert program.get(f"/jobs/{job}").json()["state"] == "stopped"
    done = program.post("/studies/small/editions/1/compute").json()["id"]
    do_job.call(done)
    assert program.post(f"/jobs/{done}/stop").json()["state"] == "done"
    for name, refused in (("executive", 403), ("stranger", 404)):
        assert Program.of(people[name]).post(f"/jobs/{done}/stop").status_code == refused


def test_a_faulty_folder_is_told_in_its_place_and_not_computed(people, organisation):
    program = Program.of(people["analyst"])
    uploads = files_of(EXAMPLES / "it-market-2025-published")
    for each in uploads:
        if each.name == "observations.csv":
            each.file = io.BytesIO(each.read().replace(b",", b",x", 40))
            each.size = len(each.file.getvalue())
    made = program.post("/studies", {"code": "market", "organisation": "acme", "files": uploads})
    assert made.status_code == 201
    assert {fault["file"] for fault in made.json()["faults"]} == {"observations.csv"}
    listed = program.get("/studies/market/editions").json()["items"][0]
    assert listed["faults"] == made.json()["faults"]
    refused = program.post("/studies/market/editions/1/compute")
    assert (refused.status_code, codes(refused)) == (409, ["web.edition_faulty"])
    again = program.post("/studies", {"code": "market", "organisation": "acme", "files": uploads})
    assert (again.status_code, codes(again)) == (409, ["web.study_taken"])


def test_a_number_is_taken_apart_down_to_its_evidence(people, wide):
    program = Program.of(people["analyst"])
    parts = program.get("/studies/wide/parts").json()["items"]
    subject = program.get("/studies/wide/subjects", {"limit": 1}).json()["items"][0]
    root, leaf = parts[0], next(part for part in parts if not part["node"])
    score = subject["scores"][root["code"]]
    assert score["low"] <= score["score"] <= score["high"]
    assert score["rank_low"] <= score["rank"] <= score["rank_high"]
    one = program.get(f"/studies/wide/subjects/{subject['subject']}").json()
    assert one == subject
    told = program.get(f"/studies/wide/subjects/{subject['subject']}/explanation/{leaf['code']}").json()
    assert told["trail"][0] == root["code"]
    assert {"value", "status", "source", "evidence"} <= set(told["explained"]["observations"][0])
    whole = program.get(f"/studies/wide/subjects/{subject['subject']}/explanation/{root['code']}").json()
    assert whole["explained"]["children"]
    assert program.get(f"/studies/wide/subjects/{subject['subject']}/explanation/none").status_code == 404


def test_sections_of_the_report_are_read_as_their_pages_show_them(client, people, wide):
    program = Program.of(people["analyst"])
    client.force_login(people["analyst"])
    for told in program.get("/studies/wide/sections").json()["items"]:
        drawn = program.get(f"/studies/wide/sections/{told['anchor']}").json()
        assert drawn["title"] == told["title"]
        page = client.get(f"/studies/wide/report/{told['anchor']}/").content.decode()
        assert drawn["html"]["en"] in page
        assert drawn["html"]["ru"] != drawn["html"]["en"]
    assert program.get("/studies/wide/sections/nothing").status_code == 404


def test_a_contact_sees_the_own_company_from_inside_and_the_rest_from_outside(people, wide):
    inside = {row.subject for row in wide.current.views.get(audience="internal").subjects.all()}
    outside = {row.subject for row in wide.current.views.get(audience="public").subjects.all()}
    own, other = sorted(inside - outside)[:2]
    contact = people["company_contact"]
    grant(contact, Scope(Role.COMPANY_CONTACT, "study", "wide", own))
    program = Program.of(contact)
    assert program.get(f"/studies/wide/subjects/{own}").json()["audience"] == "internal"
    assert program.get(f"/studies/wide/subjects/{other}").status_code == 404
    assert own not in {each["subject"] for each in program.get("/studies/wide/subjects").json()["items"]}
    names = {each["name"] for each in program.get("/studies/wide/files", {"limit": 200}).json()["items"]}
    assert all(name.startswith("public/") for name in names)
    assert program.get("/studies/wide/files/internal/ru/report.html").status_code == 404
    given = program.get("/studies/wide/files/public/ru/report.html")
    assert b"".join(given.streaming_content).startswith(b"<!DOCTYPE html>")


def test_a_list_is_read_part_by_part(people, wide):
    program = Program.of(people["analyst"])
    path, read = "/studies/wide/subjects?limit=15", []
    while path:
        page = program.get(path).json()
        read += [each["subject"] for each in page["items"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert len(read) == len(set(read)) == page["total"] == 40
    assert program.get("/studies/wide/subjects", {"limit": 201}).status_code == 422
    assert program.get("/studies/wide/subjects", {"offset": -1}).status_code == 422
    found = program.get("/studies/wide/subjects", {"q": read[7]}).json()
    assert [each["subject"] for each in found["items"]] == [read[7]]


def test_what_is_known_already_is_not_sent_again(people, small):
    program = Program.of(people["analyst"])
    for path in ("/studies/small", "/studies/small/subjects", "/studies/small/files/public/ru/report.html"):
        first = program.get(path)
        tag = first.headers["ETag"]
        drained(first)
        again = program.get(path, If_None_Match=tag)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        other = program.get(path, If_None_Match='"other"')
        assert other.status_code == 200
        drained(other)


def drained(response):
    if response.streaming:
        b"".join(response.streaming_content)


def test_a_change_needs_to_know_what_it_changes(people, small):
    program = Program.of(people["administrator"])
    tag = program.get("/studies/small").headers["ETag"]
    change = {"openness": "public"}
    needed = program.ask("patch", "/studies/small", change)
    assert (needed.status_code, codes(needed)) == (428, ["web.match_needed"])
    done = program.ask("patch", "/studies/small", change, If_Match=tag)
    assert (done.status_code, done.json()["openness"]) == (200, "public")
    assert done.headers["ETag"] == program.get("/studies/small").headers["ETag"] != tag
    late = program.ask("patch", "/studies/small", {"openness": "closed"}, If_Match=tag)
    assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
    assert Study.objects.get(code="small").openness == "public"
    assert program.ask("patch", "/studies/small", {"openness": "ajar"}, If_Match=tag).status_code == 422


def test_an_open_study_shows_a_stranger_its_public_edition(people, wide):
    Study.objects.filter(pk=wide.pk).update(openness="public")
    told = Program.of(people["stranger"]).get("/studies/wide").json()
    assert (told["right"], told["results"]["audience"]) == ("public", "public")


def test_refusals_have_one_shape_in_the_language_asked_for(people, organisation):
    for language, word in (("en", "there is nothing"), ("ru", "ничего нет"), ("de", "ничего нет")):
        program = Program.of(people["analyst"])
        program.headers["Accept-Language"] = language
        for path in ("/studies/none", "/nowhere"):
            told = program.get(path)
            assert told.headers["Content-Type"] == "application/problem+json"
            assert told.json()["status"] == told.status_code == 404
            assert word in told.json()["title"]
            assert {"ru", "en", "place", "file", "row"} <= set(told.json()["faults"][0])
    wrong = program.ask("delete", "/studies")
    assert (wrong.status_code, codes(wrong), "GET" in wrong.headers["Allow"]) == (405, ["web.not_allowed_here"], True)
    bad = program.client.post("/api/v1/webhooks", b"{", "application/json", headers=program.headers)
    assert (bad.status_code, codes(bad)) == (400, ["web.unreadable"])


def test_a_body_too_large_is_refused_before_it_is_read(people):
    program = Program.of(people["analyst"])
    large = program.post("/webhooks", {"url": "x" * 70_000})
    assert (large.status_code, codes(large)) == (413, ["web.body_large"])
    said = program.client.post(
        "/api/v1/studies", b"", "multipart/form-data; boundary=x", headers=program.headers, CONTENT_LENGTH="999999999"
    )
    assert said.status_code == 413


def test_a_second_edition_follows_the_first(people, organisation):
    study("twice", organisation)
    program = Program.of(people["analyst"])
    made = program.post("/studies/twice/editions", {"files": files_of(EXAMPLES / "it-market-2025-published")})
    assert made.headers["Location"].endswith("/studies/twice/editions/2")
    assert [each["number"] for each in program.get("/studies/twice/editions").json()["items"]] == [2, 1]
