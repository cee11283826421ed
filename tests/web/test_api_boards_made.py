"""Boards made, changed and taken away by a program, and their reports, as on the pages."""

import pytest
from api_kit import Program, codes
from test_warehouse import BOARD, added, done, lake  # noqa: F401  a fixture

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.people.services import organisation_create
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.services import Draft, board_add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]
BOARDS = "/organisations/acme/boards"
ONE = f"{BOARDS}/loyalty"
TEXT = BOARD.replace("TABLE", "answers.parquet")
BROKEN = TEXT.replace("metric: nps, source: answers, by: [month]", "metric: nobody, source: nowhere, by: [month]")


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


def make(program, **more):
    return program.post(BOARDS, {"code": "loyalty", "warehouse": "lake", "text": TEXT} | more)


def put(program, tag, path=ONE, **more):
    return program.ask("put", f"{path}/file", {"warehouse": "lake", "text": TEXT} | more, If_Match=tag)


def test_a_board_is_made_computed_changed_and_taken_away(analyst, director, people, client):
    made = make(analyst, every=168)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1{ONE}"
    told = made.json()
    assert (told["title"], told["every"], told["revision"], told["text"]) == (
        {"ru": "Лояльность", "en": "Loyalty"}, 168, 0, TEXT,
    )  # fmt: skip
    assert analyst.get(ONE).json()["job"]["state"] == "waiting"
    read = analyst.get(f"{ONE}/file")
    assert (read.json(), read.headers["ETag"]) == (told, made.headers["ETag"])
    client.force_login(people["executive"])
    assert client.get("/warehouse/acme/loyalty/").status_code == 200
    changed = put(analyst, read.headers["ETag"], text=TEXT.replace("Loyalty", "Faith"), every=0)
    assert (changed.json()["title"]["en"], changed.json()["every"], changed.json()["revision"]) == ("Faith", 0, 1)
    assert Board.objects.get().title_en == "Faith"
    assert director.ask("delete", ONE, If_Match=changed.headers["ETag"]).status_code == 204
    assert not Board.objects.exists()
    assert analyst.get(ONE).status_code == 404
    told = Entry.objects.filter(action__startswith="board.").order_by("number").values_list("action", "actor")
    assert [action for action, _ in told] == ["board.added", "board.changed", "board.removed"]
    assert "system" not in {actor for _, actor in told}


def test_two_who_change_at_once_lose_nothing(analyst, director):
    tag = make(analyst).headers["ETag"]
    assert codes(analyst.ask("put", f"{ONE}/file", {"warehouse": "lake", "text": TEXT})) == ["web.match_needed"]
    assert put(analyst, tag, every=1).status_code == 200
    late = put(director, tag, every=0)
    assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
    assert director.ask("delete", ONE, If_Match=tag).status_code == 412
    assert codes(director.ask("delete", ONE)) == ["web.match_needed"]
    assert Board.objects.get().every == 1


def test_a_computation_is_no_change_of_the_file(analyst):
    tag = make(analyst).headers["ETag"]
    done(Board.objects.get())
    assert put(analyst, tag, every=0).status_code == 200


def test_every_fault_is_told_at_once_and_nothing_is_kept(analyst, organisation):
    broken = make(analyst, code="new", warehouse="sea", text=BROKEN)
    assert broken.status_code == 422
    assert codes(broken)[:2] == ["warehouse.code", "warehouse.unknown"]
    assert {"metric.unknown", "dashboard.no_source"} <= set(codes(broken))
    line = next(each for each in broken.json()["faults"] if each["code"] == "metric.unknown")
    assert line["line"] is not None
    outside = make(analyst, text=BOARD.replace("TABLE", "../secret.parquet"))
    assert codes(outside) == ["warehouse.outside"]
    for code in ("", "a b", "x" * 61, "доска", "new"):
        assert "warehouse.code" in codes(make(analyst, code=code))
    added(organisation)
    taken = make(analyst, text=": : :")
    assert (taken.status_code, codes(taken)) == (422, ["warehouse.code_taken", "yaml.syntax"])
    assert make(analyst).status_code == 409
    assert (Board.objects.count(), Job.objects.filter(kind="warehouse.compute").count()) == (1, 1)
    tag = analyst.get(f"{ONE}/file").headers["ETag"]
    assert codes(put(analyst, tag, warehouse="sea", text="")) == [
        "warehouse.unknown",
        *codes(make(analyst, text="", code="y")),
    ]
    assert Board.objects.get().text == TEXT


@pytest.mark.parametrize("more", [{"every": 2}, {"every": "x"}, {"more": 1}, {"text": None}, {"warehouse": "a\x00"}])
def test_what_makes_no_board_is_refused(analyst, more):
    assert make(analyst, **more).status_code == 422
    assert not Board.objects.exists()


def test_a_title_holds_nothing_that_cannot_be_printed(analyst):
    made = make(analyst, text=TEXT.replace("en: Loyalty", 'en: "Loy\\0al\\nty"'))
    assert made.json()["title"]["en"] == "Loy al ty"


def test_a_long_file_fits_and_one_too_long_is_told(analyst):
    assert make(analyst, text=TEXT + "# ы\n" * 30_000).status_code == 201
    assert make(analyst, code="longer", text=TEXT + "#" * 200_000).status_code == 422


def test_a_warehouse_of_others_is_not_known(analyst, people, settings):
    organisation_create("beta", "Бета", "Beta")
    administrator = Program.of(people["administrator"])
    theirs = administrator.post("/organisations/beta/boards", {"code": "b", "warehouse": "lake", "text": TEXT})
    assert codes(theirs) == ["warehouse.unknown"]
    assert "lake" not in theirs.json()["faults"][0]["en"].partition("there are")[2]


def test_a_board_of_another_organisation_is_not_found(people, organisation, settings):
    beta = organisation_create("beta", "Бета", "Beta")
    settings.WAREHOUSES = {"lake": settings.WAREHOUSES["lake"].model_copy(update={"organisations": ("acme", "beta")})}
    board_add(beta, "theirs", Draft("lake", TEXT, 24), SYSTEM)
    for program in (Program.of(people["administrator"]), Program.of(people["cx_director"])):
        for path in (f"{BOARDS}/theirs/file", f"{BOARDS}/theirs/papers", f"{BOARDS}/theirs/papers/en/report.pdf"):
            assert program.get(path).status_code == 404
        assert put(program, "*", f"{BOARDS}/theirs").status_code == 404
        assert program.ask("delete", f"{BOARDS}/theirs", If_Match="*").status_code == 404
    assert Program.of(people["cx_director"]).get("/organisations/beta/boards/theirs/file").status_code == 404
    assert Board.objects.count() == 1


def test_rights_are_those_of_the_pages(people, organisation):
    added(organisation)
    executive, analyst, stranger = (Program.of(people[role]) for role in ("executive", "analyst", "stranger"))
    assert executive.get(f"{ONE}/papers").status_code == 200
    assert executive.get(f"{ONE}/file").status_code == 403
    assert {make(executive, code="x").status_code, put(executive, "*").status_code} == {403}
    assert executive.ask("delete", ONE, If_Match="*").status_code == 403
    assert analyst.ask("delete", ONE, If_Match="*").status_code == 403
    reads = Program.of(people["analyst"], "read", "compute")
    assert {make(reads, code="x").status_code, put(reads, "*").status_code} == {403}
    told = [stranger.get(f"{ONE}/file"), stranger.get(f"{ONE}/papers"), make(stranger), put(stranger, "*")]
    assert {each.status_code for each in [*told, stranger.ask("delete", ONE, If_Match="*")]} == {404}
    assert Program().get(f"{ONE}/file").status_code == 401
    assert Board.objects.get().version == 0


def test_a_board_sent_twice_under_one_key_is_made_once(analyst):
    wanted = {"code": "loyalty", "warehouse": "lake", "text": TEXT}
    answers = [analyst.post(BOARDS, wanted, Idempotency_Key="k") for _ in range(2)]
    assert {each.status_code for each in answers} == {201}
    assert Board.objects.count() == 1


def test_reports_are_given_in_both_languages(organisation, people, client):
    executive = Program.of(people["executive"])
    board = added(organisation)
    assert executive.get(f"{ONE}/papers").json() == {"items": []}
    assert executive.get(f"{ONE}/papers/en/report.pdf").status_code == 404
    done(board)
    items = executive.get(f"{ONE}/papers").json()["items"]
    assert sorted((each["language"], each["name"]) for each in items) == [
        ("en", "report.pdf"), ("en", "report.xlsx"), ("ru", "report.pdf"), ("ru", "report.xlsx"),
    ]  # fmt: skip
    client.force_login(people["executive"])
    for each in items:
        paper = executive.get(each["address"].removeprefix("/api/v1"))
        page = client.get(f"/warehouse/acme/loyalty/files/{each['language']}-{each['name']}")
        assert paper.content == page.content
        assert len(paper.content) == each["size"]
        assert paper.headers["Content-Disposition"].startswith("attachment")
        again = executive.get(each["address"].removeprefix("/api/v1"), If_None_Match=paper.headers["ETag"])
        assert again.status_code == 304
    for path in ("de/report.pdf", "en/metrics.json", "en/report.exe"):
        assert executive.get(f"{ONE}/papers/{path}").status_code in {404, 422}


def test_what_may_not_be_done_is_told_twice_alike(analyst):
    answers = [analyst.ask("patch", BOARDS, {}, Idempotency_Key="k") for _ in range(2)]
    assert {each.status_code for each in answers} == {405}
    assert answers[0].headers["Allow"] == answers[1].headers["Allow"]
