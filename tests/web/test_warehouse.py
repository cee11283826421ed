"""Boards over a warehouse: figures where the tables lie, nothing read beside them, nothing kept by halves."""

import json
import os
import random
import sqlite3
from datetime import timedelta
from html import unescape

import ibis
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from centricity.errors import CentricityError, MisuseError
from centricity.language import Text
from centricity.metrics import compute
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job
from centricity.web.warehouse.connections import Warehouse, read_warehouses
from centricity.web.warehouse.models import Board, Made
from centricity.web.warehouse.reading import dashboard_of
from centricity.web.warehouse.selectors import latest_job
from centricity.web.warehouse.services import Draft, board_add, board_change

pytestmark = pytest.mark.django_db

BOARD = """schema: centricity/dashboard-1
title: {ru: Лояльность, en: Loyalty}
sources:
  answers: {table: TABLE}
panels:
  - {metric: nps, source: answers, by: [month], tile: true}
  - {metric: nps, source: answers, by: [channel]}
"""


def answers(n=600):
    chance = random.Random(1)
    return pl.DataFrame(
        {
            "score": [chance.randrange(11) for _ in range(n)],
            "at": [f"2026-{chance.choice([9, 10]):02d}-{chance.randrange(1, 28):02d}" for _ in range(n)],
            "channel": [chance.choice(["web", "=1+1", "<b>app</b>"]) for _ in range(n)],
        }
    ).with_columns(pl.col("at").str.to_date())


def warehouse(engine="duckdb://", code="lake", **more):
    return Warehouse(code=code, title=Text(ru="Озеро", en="Lake"), organisations=("acme",), engine=engine, **more)


@pytest.fixture
def lake(tmp_path, settings):
    """A folder of Parquet files that acme may read."""
    folder = tmp_path / "lake"
    folder.mkdir()
    answers().write_parquet(folder / "answers.parquet")
    (tmp_path / "secret.parquet").write_bytes((folder / "answers.parquet").read_bytes())
    settings.WAREHOUSES = {"lake": warehouse(folder=str(folder))}
    return folder


def done(board):
    """The latest job of a board, done."""
    job = latest_job(board)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    return job


def added(organisation, table="answers.parquet", every=24, text=BOARD, code="loyalty"):
    return board_add(organisation, code, Draft("lake", text.replace("TABLE", table), every), SYSTEM)


def figures(client, board):
    response = client.get(f"/warehouse/acme/{board.code}/files/metrics.json")
    assert response["Content-Disposition"].startswith("attachment")
    return json.loads(response.content)


def test_figures_are_those_of_the_metrics_over_the_same_table(organisation, lake, client, people):
    board = added(organisation)
    job = done(board)
    assert (job.state, job.step) == ("done", job.steps)
    client.force_login(people["executive"])
    page = unescape(client.get("/warehouse/acme/loyalty/").content.decode())
    assert "Loyalty" in page
    told = figures(client, board)
    known = compute("nps", ibis.memtable(answers()), ["month"])
    assert [row["value"] for row in told[0]["rows"]] == pytest.approx([row.estimate.value for row in known.rows])
    assert [row["low"] for row in told[0]["rows"]] == pytest.approx([row.estimate.low for row in known.rows])
    pdf = client.get("/warehouse/acme/loyalty/files/ru-report.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_every_section_is_there_in_both_languages_and_escapes_what_tables_say(organisation, lake, client, people):
    board = added(organisation)
    done(board)
    board.refresh_from_db()
    client.force_login(people["executive"])
    seen = ""
    for language in ("ru", "en"):
        client.cookies["django_language"] = language
        for section in board.current.sections.filter(language=language):
            response = client.get(f"/warehouse/acme/loyalty/sections/{section.anchor}/")
            assert response.status_code == 200
            seen += response.content.decode()
    assert "<b>app</b>" not in seen
    assert "&lt;b&gt;app&lt;/b&gt;" in seen
    assert client.get("/warehouse/acme/loyalty/sections/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "table",
    ["../secret.parquet", "/etc/passwd.csv", "link.parquet", "link/*.parquet", "answers", "a/../../secret.parquet",
     "*/../../secret.parquet"],
)  # fmt: skip
def test_nothing_beside_the_folder_is_read(organisation, lake, table):
    (lake / "link.parquet").symlink_to(lake.parent / "secret.parquet")
    (lake / "link").symlink_to(lake.parent)
    with pytest.raises(CentricityError) as caught:
        added(organisation, f"'{table}'")
    assert {fault.code for fault in caught.value.faults} == {"warehouse.outside"}
    assert not Board.objects.exists()


@pytest.mark.parametrize("table", ["s3://bucket/x.parquet", "https://example.org/x.parquet", "none.parquet"])
def test_an_address_is_a_file_of_the_folder_that_is_not_there(organisation, lake, table):
    board = added(organisation, table)
    done(board)
    assert Made.objects.get().failed == 2


def test_a_link_that_is_laid_later_is_not_followed(organisation, lake):
    board = added(organisation)
    (lake / "answers.parquet").unlink()
    (lake / "answers.parquet").symlink_to(lake.parent / "secret.parquet")
    job = done(board)
    assert job.state == "failed"
    assert "answers.parquet" in job.faults[0]["en"]


@pytest.mark.parametrize("table", ["answers.parquet", "/etc/passwd.csv", "*.csv", "x/y"])
def test_a_database_gives_tables_and_no_files(table):
    with pytest.raises(CentricityError) as caught:
        dashboard_of(BOARD.replace("TABLE", f'"{table}"'), warehouse("sqlite:///x.db"))
    assert [fault.code for fault in caught.value.faults] == ["warehouse.outside"]


def test_an_engine_in_the_file_is_refused(lake, settings):
    text = BOARD.replace("TABLE", "answers.parquet") + "engine: postgresql://postgres@localhost/other\n"
    with pytest.raises(CentricityError) as caught:
        dashboard_of(text, settings.WAREHOUSES["lake"])
    assert [fault.code for fault in caught.value.faults] == ["warehouse.engine_named"]


def test_tables_of_a_database_are_read(organisation, tmp_path, settings, client, people):
    path = tmp_path / "crm.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE answers (score INTEGER, at TEXT, channel TEXT)")
        rows = answers().with_columns(pl.col("at").cast(pl.String)).rows()
        database.executemany("INSERT INTO answers VALUES (?, ?, ?)", rows)
    settings.WAREHOUSES = {"lake": warehouse(f"sqlite:///{path}")}
    board = added(organisation, "answers")
    assert done(board).state == "done"
    client.force_login(people["analyst"])
    known = compute("nps", ibis.memtable(answers()), ["month"])
    told = figures(client, board)[0]["rows"]
    assert [row["value"] for row in told] == pytest.approx([row.estimate.value for row in known.rows])


def test_a_panel_that_fails_stands_beside_the_others(organisation, lake, client, people):
    text = BOARD.replace("TABLE", "answers.parquet") + "  - {metric: csat, source: lost}\n"
    text = text.replace("sources:\n", "sources:\n  lost: {table: lost.parquet}\n")
    board = added(organisation, text=text)
    assert done(board).state == "done"
    client.force_login(people["cx_director"])
    assert "1 panel could not be computed" in client.get("/warehouse/acme/").content.decode()
    told = figures(client, board)
    assert "lost.parquet" in told[2]["faults"][0]["en"]
    assert told[0]["rows"]


def test_a_warehouse_that_does_not_answer_keeps_the_older_figures_and_its_password(
    organisation, lake, settings, client, people, monkeypatch
):
    board = added(organisation)
    done(board)
    monkeypatch.setenv("LAKE_SECRET", "hunter2@x")
    settings.WAREHOUSES = {"lake": warehouse("postgresql://reader:{secret}@127.0.0.1:9/none", secret_env="LAKE_SECRET")}
    Board.objects.update(text=BOARD.replace("TABLE", "answers"))
    ask("warehouse.compute", board.target, SYSTEM, board=board.pk)
    job = done(board)
    assert job.state == "failed"
    client.force_login(people["cx_director"])
    page = unescape(client.get("/warehouse/acme/loyalty/").content.decode())
    assert "The latest computation failed" in page
    assert "NPS" in page
    told = json.dumps(job.faults) + page + json.dumps(list(Entry.objects.values("before", "after")))
    assert "hunter2" not in told
    assert "127.0.0.1" in told


def test_a_new_board_is_checked_whole_and_every_fault_shown(organisation, lake, client, people):
    client.force_login(people["analyst"])
    text = BOARD.replace("TABLE", "../secret.parquet").replace("metric: nps, source: answers, by: [channel]",
                                                               "metric: nsp, source: nowhere")  # fmt: skip
    sent = {"code": "bad", "warehouse": "lake", "every": 24, "text": text}
    response = client.post("/warehouse/acme/new/", sent)
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "nsp" in page
    assert "nowhere" in page
    assert not Board.objects.exists()
    file = SimpleUploadedFile("b.yaml", BOARD.replace("TABLE", "answers.parquet").encode())
    response = client.post("/warehouse/acme/new/", sent | {"file": file})
    assert response.url == "/warehouse/acme/bad/"
    assert Job.objects.get(kind="warehouse.compute").state == "waiting"
    assert "Not computed yet" not in client.get(response.url).content.decode()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"- [", b"", b"a: &x [*x, *x]", b"x" * 900_000])
def test_bad_files_are_told_of_and_change_nothing(organisation, lake, client, people, content):
    board = added(organisation)
    client.force_login(people["analyst"])
    sent = {"warehouse": "lake", "every": 24, "version": 0, "text": "", "file": SimpleUploadedFile("b.yaml", content)}
    response = client.post("/warehouse/acme/loyalty/file/", sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    board.refresh_from_db()
    assert (board.version, board.title_en) == (0, "Loyalty")


def test_two_editors_lose_nothing(organisation, lake):
    board = added(organisation)
    draft = Draft("lake", BOARD.replace("TABLE", "answers.parquet").replace("Loyalty", "Mine"), 0)
    board_change(board, draft, 0, SYSTEM)
    with pytest.raises(MisuseError) as caught:
        board_change(board, draft, 0, SYSTEM)
    assert caught.value.faults[0].code == "web.changed_meanwhile"
    assert Board.objects.get().title_en == "Mine"


def test_what_another_organisation_may_read_is_not_there_for_this_one(organisation, lake, settings, client, people):
    settings.WAREHOUSES = {
        "lake": Warehouse(code="lake", title=Text(ru="x", en="x"), organisations=("other",), engine="duckdb://")
    }
    with pytest.raises(MisuseError) as caught:
        added(organisation)
    assert caught.value.faults[0].code == "warehouse.unknown"
    client.force_login(people["analyst"])
    assert "No warehouse is connected" in client.get("/warehouse/acme/").content.decode()


def test_boards_are_computed_when_their_time_has_come(organisation, lake):
    daily, asked = added(organisation), added(organisation, every=0, code="asked")

    def refreshed():
        job = ask("warehouse.refresh", "schedule", SYSTEM)
        do_job.call(str(job.pk))
        return {each.code: latest_job(each).state for each in (daily, asked)}

    done(daily)
    done(asked)
    assert refreshed() == {"loyalty": "done", "asked": "done"}
    Job.objects.filter(kind="warehouse.compute").update(asked_at=timezone.now() - timedelta(hours=25))
    assert refreshed() == {"loyalty": "waiting", "asked": "done"}
    assert refreshed() == {"loyalty": "waiting", "asked": "done"}
    done(daily)
    assert Made.objects.filter(board=daily).count() == 1


def test_who_may_do_what(organisation, lake, client, people):
    board = added(organisation)
    done(board)
    for role, read, edit in (("executive", 200, 403), ("analyst", 200, 200), ("customer", 403, 403)):
        client.force_login(people[role])
        assert client.get("/warehouse/acme/loyalty/").status_code == read, role
        assert client.get("/warehouse/acme/loyalty/file/").status_code == edit, role
    assert client.get("/warehouse/elsewhere/loyalty/").status_code == 404
    client.force_login(people["analyst"])
    assert client.post("/warehouse/acme/loyalty/remove/", {"version": 0}).status_code == 403
    client.force_login(people["cx_director"])
    client.post("/warehouse/acme/loyalty/remove/", {"version": 7})
    assert Board.objects.exists()
    client.post("/warehouse/acme/loyalty/remove/", {"version": 0})
    assert not Board.objects.exists()
    assert (lake / "answers.parquet").is_file()


FILE = """warehouses:
  - code: lake
    title: {ru: Озеро, en: Lake}
    organisations: [acme]
    engine: duckdb://
    folder: FOLDER
  - code: crm
    title: {ru: CRM, en: CRM}
    organisations: [acme, other]
    engine: postgresql://reader:{secret}@db/crm
    secret_env: CRM_SECRET
"""


def test_the_file_of_warehouses_is_read_and_its_secret_taken_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_SECRET", "p@ss/word")
    path = tmp_path / "warehouses.yaml"
    path.write_text(FILE.replace("FOLDER", str(tmp_path)), "utf-8")
    lake, crm = read_warehouses(path)
    assert lake.url == "duckdb://"
    assert crm.url == "postgresql://reader:p%40ss%2Fword@db/crm"
    assert "p@ss" not in repr(crm)


def test_every_fault_of_the_file_is_told_at_once(tmp_path):
    os.environ.pop("CRM_SECRET", None)
    path = tmp_path / "warehouses.yaml"
    path.write_text(
        FILE.replace("FOLDER", "/nowhere").replace("code: crm", "code: lake\n    folder: /nowhere"), "utf-8"
    )
    with pytest.raises(MisuseError) as caught:
        read_warehouses(path)
    assert sorted(fault.code for fault in caught.value.faults) == [
        "warehouse.no_folder", "warehouse.no_folder", "warehouse.no_secret", "warehouse.reads_no_files",
        "warehouse.twice",
    ]  # fmt: skip
