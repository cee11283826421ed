"""The client, against a platform that answers on this machine."""

import shutil
import threading
import urllib.error
from http.server import BaseHTTPRequestHandler, HTTPServer

import polars as pl
import pytest
from api_kit import token_for
from live_kit import serving
from voice_kit import opened
from web_kit import EXAMPLES

from centricity.client import Client, RefusedError
from centricity.client import transport as module
from centricity.errors import MisuseError
from centricity.web.api.models import Answer
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.segment_services import Wanted, segment_create
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.research.models import Study

MARKET = EXAMPLES / "it-market-2025-published"


@pytest.fixture
def platform(db):
    with serving() as url:
        yield url


@pytest.fixture
def analyst(platform, people, monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.01)
    return Client(platform, token_for(people["analyst"])[1])


def worked(job):
    """What a worker would do meanwhile."""
    if job["state"] == "waiting":
        do_job.call(job["id"])


def test_a_folder_becomes_a_table_of_scores(analyst, organisation, tmp_path):
    folder = tmp_path / "market"
    shutil.copytree(MARKET, folder)
    made = analyst.upload(folder)
    assert (made["number"], made["sound"]) == (1, True)
    seen = []
    job = analyst.compute("market", progress=lambda job: (seen.append(job["state"]), worked(job)))
    assert (job["state"], seen[0], seen[-1]) == ("done", "waiting", "done")
    table = analyst.subjects("market")
    assert table.columns[:4] == ["subject", "name_ru", "name_en", "node"]
    assert table.schema["score"] == pl.Float64
    assert table.filter(pl.col("score").is_not_null()).height > 0
    assert analyst.upload(folder)["number"] == 2


def test_lists_are_followed_to_their_end(analyst, wide, monkeypatch):
    whole = analyst.subjects("wide")
    assert whole["subject"].n_unique() == 40
    parts = analyst.every("list_subjects", code="wide", limit=7)
    assert [each["subject"] for each in parts] == whole["subject"].unique(maintain_order=True).to_list()
    assert {each["code"] for each in analyst.studies()} == {"small", "wide"}
    row = whole.row(0, named=True)
    told = analyst.explain("wide", row["subject"], row["node"])
    assert told["explained"]["score"] == row["score"]


def test_surveys_are_listed_answered_and_read(analyst, organisation):
    opened(organisation)
    assert [each["code"] for each in analyst.surveys("acme")] == ["pulse"]
    for score in (10, 9, 2):
        for _twice in range(2):
            told = analyst.answer(
                "acme", "pulse", {"recommend": score, "again": 5}, channel="phone", id=f"call {score}"
            )
            assert told["state"] == "whole"
    results = analyst.survey_results("acme", "pulse")
    assert results["responses"]["whole"] == 3
    assert next(each["figure"]["value"] for each in results["items"] if each["code"] == "recommend") == pytest.approx(
        100 / 3
    )
    with pytest.raises(RefusedError) as refused:
        analyst.answer("acme", "pulse", {"recommend": 11, "again": 0}, channel="phone")
    assert {fault.place.key for fault in refused.value.faults} == {"recommend", "again"}


def test_customers_are_kept_by_programs(analyst, organisation):
    made = analyst.add_customer("acme", name="Anna", market="B2C", keys=[{"kind": "crm", "value": "7"}])
    for _twice in range(2):
        analyst.add_interaction("acme", made["code"], "order", amount="5.00", number="A1")
    assert [each["amount"] for each in analyst.interactions("acme", made["code"])] == ["5.00"]
    read = analyst.customer("acme", made["code"])
    assert analyst.change_customer("acme", made["code"], read["etag"], market="B2B")["market"] == "B2B"
    with pytest.raises(RefusedError) as refused:
        analyst.change_customer("acme", made["code"], read["etag"], market="B2C")
    assert refused.value.status == 412
    rules = [{"field": "orders", "operator": "at_least", "values": ["1"], "days": None}]
    segment_create(organisation, "buyers", Wanted("Покупатели", "Buyers", "all", rules), SYSTEM)
    assert [(each["code"], each["members"]) for each in analyst.segments("acme")] == [("buyers", 1)]
    assert [each["name"] for each in analyst.members("acme", "buyers")] == ["Anna"]
    assert [each["name"] for each in analyst.customers("acme")] == ["Anna"]
    assert [each["name"] for each in analyst.customers("acme", key_kind="crm", key_value="7")] == ["Anna"]
    assert analyst.customers("acme", segment="buyers", market="B2C") == []


def test_what_is_public_is_read_without_a_token(platform, wide):
    nobody = Client(platform)
    assert nobody.studies() == []
    Study.objects.filter(pk=wide.pk).update(openness="public")
    assert [each["code"] for each in nobody.studies()] == ["wide"]
    public = set(wide.current.views.get(audience="public").subjects.values_list("subject", flat=True))
    assert set(nobody.subjects("wide")["subject"]) == public
    with pytest.raises(RefusedError) as refused:
        nobody.compute("wide")
    assert refused.value.status == 401


def test_a_file_is_written_whole_or_not_at_all(analyst, wide, tmp_path):
    names = [each["name"] for each in analyst.files("wide")]
    assert "internal/scores.csv" in names
    path = analyst.download("wide", "internal/scores.csv", tmp_path / "scores.csv")
    assert path.read_text("utf-8").startswith("subject,")
    with pytest.raises(RefusedError):
        analyst.download("wide", "internal/none.csv", tmp_path / "none.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["scores.csv"]


def test_what_the_platform_says_is_wrong_is_raised_with_its_place(analyst, organisation, tmp_path):
    with pytest.raises(RefusedError) as caught:
        analyst.study("none")
    assert (caught.value.status, caught.value.faults[0].code) == (404, "web.not_found")
    assert "ничего нет" in caught.value.text("ru")
    folder = tmp_path / "market"
    shutil.copytree(MARKET, folder)
    (folder / "run.exe").write_bytes(b"")
    with pytest.raises(RefusedError) as caught:
        analyst.upload(folder)
    assert (caught.value.status, caught.value.faults[0].place.file) == (422, "run.exe")
    with pytest.raises(MisuseError):
        analyst.upload(tmp_path / "nowhere")


def test_a_job_that_fails_is_raised(analyst, small):
    def fail(job):
        fault = {"ru": "не вышло", "en": "did not work", "code": "web.job_failed"}
        Job.objects.filter(pk=job["id"]).update(state="failed", faults=[fault])

    with pytest.raises(RefusedError, match="did not work"):
        analyst.compute("small", progress=fail)


def test_an_answer_that_was_lost_is_asked_for_again_and_the_write_done_once(analyst, small, monkeypatch):
    real, lost = analyst._transport.opener.open, []

    def flaky(request, **more):
        answer = real(request, **more)
        if request.get_method() == "POST" and not lost:
            lost.append(answer.read())
            answer.close()
            raise ConnectionResetError
        return answer

    monkeypatch.setattr(analyst._transport.opener, "open", flaky)
    job = analyst.compute("small", wait=False)
    assert job["id"].encode() in lost[0]
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("url", ["http://example.org", "ftp://example.org", "example.org"])
def test_a_token_does_not_travel_unprotected(url):
    with pytest.raises(MisuseError):
        Client(url, "secret")
    assert "secret" not in repr(Client("https://example.org", "secret"))


def test_a_token_does_not_follow_a_redirect_and_a_gateway_is_told_by_its_status(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.01)
    heard, statuses = [], [302, 502, 502, 502, 502, 502]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(statuses.pop(0))
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    asked = Client(f"http://127.0.0.1:{server.server_port}", "secret")
    for status, count in ((302, 1), (502, module.ATTEMPTS)):
        before = len(heard)
        with pytest.raises(RefusedError) as caught:
            asked.study("x")
        assert (caught.value.status, caught.value.faults[0].code) == (status, "client.answer")
        assert len(heard) - before == count
    assert "/elsewhere" not in heard
    server.shutdown()
    server.server_close()
    with pytest.raises(RefusedError) as caught:
        asked.study("x")
    assert caught.value.faults[0].code == "client.unreachable"
    assert isinstance(caught.value.__cause__, urllib.error.URLError)
