"""``centricity text`` as its users call it: the bundled example from documents to a study, and what is refused."""

import csv
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from centricity.cli.app import app
from centricity.studies import read_study, run

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = EXAMPLES / "open-texts"
CYRILLIC = re.compile("[А-Яа-яЁё]")


def call(monkeypatch, lang, *arguments, typed=None):
    monkeypatch.setattr("centricity.cli.words.LANG", lang)
    result = CliRunner().invoke(app, ["text", *map(str, arguments), "--lang", lang], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


def read(file):
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    out = tmp_path_factory.mktemp("texts") / "scan"
    arguments = ["text", "scan", TEXTS / "docs", "--companies", TEXTS / "companies.yaml", "--out", out, "--workers", 1]
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return out


def test_the_example_is_scanned_and_its_facts_are_written(scanned):
    rows = read(scanned / "facts.csv")
    assert {row["company"] for row in rows} == {"SYN01", "SYN02", "SYN05", "SYN08", "SYN11", "SYN14"}
    tone = {row["company"]: float(row["value"]) for row in rows if row["indicator"] == "mcsi"}
    assert min(tone, key=tone.__getitem__) == "SYN05"
    assert max(tone, key=tone.__getitem__) == "SYN01"
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in rows if row["low"])


def test_a_stream_is_read_as_its_file_is(monkeypatch, tmp_path):
    news = (TEXTS / "docs" / "news.jsonl").read_text("utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "news.jsonl").write_text(news, "utf-8")
    companies = ("--companies", TEXTS / "companies.yaml", "--workers", 1)
    read_in = call(monkeypatch, "en", "scan", "-", *companies, "--out", tmp_path / "stream", typed=news)
    assert read_in.exit_code == 0, read_in.output
    call(monkeypatch, "en", "scan", tmp_path / "docs", *companies, "--out", tmp_path / "file")
    told = read(tmp_path / "stream" / "facts.csv")
    assert len(told) > 20
    assert [{**row, "documents": ""} for row in told] == [
        {**row, "documents": ""} for row in read(tmp_path / "file" / "facts.csv")
    ]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_passages_are_shown_with_the_name_in_its_place(scanned, monkeypatch, lang):
    result = call(monkeypatch, lang, "show", "SYN11", "1.4", "--scan", scanned, "--most", 5)
    assert result.exit_code == 0
    assert "Горизонт" in result.output
    assert "На горизонте" not in result.output
    assert ("Показано" if lang == "ru" else "Shown") in result.output


def test_passages_of_a_checklist_are_shown_item_by_item(scanned, monkeypatch):
    said = call(monkeypatch, "ru", "show", "SYN01", "2.2", "--scan", scanned).output
    for passage in ("в прошлом году он составил 41", "Запрос на доработку можно подать", "мы изменили форму оплаты"):
        assert passage in " ".join(said.split())


def test_a_stranger_and_a_metric_without_facts_are_named(scanned, monkeypatch):
    for arguments in (("nobody", "1.4"), ("SYN01", "9.9")):
        result = call(monkeypatch, "en", "show", *arguments, "--scan", scanned)
        assert result.exit_code == 2
        assert "there " in result.output


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_report_is_written_in_one_language(scanned, monkeypatch, lang, tmp_path):
    assert call(monkeypatch, lang, "report", "--scan", scanned, "--out", tmp_path / "r").exit_code == 0
    page = (tmp_path / "r" / "report.html").read_text("utf-8")
    for anchor in ("voice", "tone", "themes", "topics", "quotes", "answers", "calls", "facts", "made"):
        assert f'id="{anchor}"' in page
    told = re.sub(r'<section id="(quotes|topics|terms)".*?</section>', "", page, flags=re.DOTALL)
    told = re.sub(r"<td[^>]*>[^<]*(‖|-review-)[^<]*</td>", "", told)
    assert bool(CYRILLIC.search(told)) == (lang == "ru")
    assert (tmp_path / "r" / "report.pdf").read_bytes().startswith(b"%PDF")
    with closing(load_workbook(tmp_path / "r" / "report.xlsx")) as book:
        rows = list(book[book.sheetnames[-1]].iter_rows(min_row=4, values_only=True))
    value, low, high = rows[0][3:6]
    assert low < value < high
    again = tmp_path / "again"
    call(monkeypatch, lang, "report", "--scan", scanned, "--out", again)
    assert {p.name: p.read_bytes() for p in again.iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "r").iterdir()
    }  # fmt: skip


def study(tmp_path, *, rated=False):
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "it-companies-2025", folder)
    if rated:
        return folder
    rows = list(csv.reader((folder / "observations.csv").read_text("utf-8").splitlines()))
    kept = [row for row in rows if row[1] not in {"1.4", "1.5", "2.1", "3.3", "4.2"} or row[0] == "subject"]
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(kept)
    return folder


def level_of(result, subject, metric):
    build = result.wave.build
    return build.levels[metric][list(build.frame.subjects).index(subject)]


def test_r51_facts_become_observations_with_evidence_of_a_study(scanned, monkeypatch, tmp_path):
    folder = study(tmp_path)
    before = len(read_study(folder).observations)
    result = call(monkeypatch, "en", "observe", folder, "--scan", scanned)
    assert result.exit_code == 0, result.output
    made = read_study(folder)
    added = made.observations.filter(made.observations["rater"] == "centricity text")
    assert len(made.observations) - before == len(added) > 30
    evidence = made.evidence.filter(made.evidence["evidence"].str.starts_with("T-SYN05"))
    assert all("tone-ru" in tool for tool in evidence["tool"])
    assert set(evidence["human_checked"]) == {"false"}
    listed = read(folder / evidence["reference"][0])
    assert listed
    assert listed[0]["url"].startswith("https://")
    [value] = added.filter((added["subject"] == "SYN01") & (added["indicator"] == "rating_shrunk"))["value"]
    assert 3.0 <= value < 3.8
    assert level_of(run(made), "SYN01", "1.5") == 1


def test_levels_given_by_raters_are_left_alone(scanned, monkeypatch, tmp_path):
    folder = study(tmp_path, rated=True)
    result = call(monkeypatch, "en", "observe", folder, "--scan", scanned)
    assert result.exit_code == 0, result.output
    assert "SYN01 1.4" in result.output
    assert "centricity text" not in (folder / "observations.csv").read_text("utf-8")


def test_observing_again_takes_the_place_of_the_rows_before(scanned, monkeypatch, tmp_path):
    folder = study(tmp_path)
    call(monkeypatch, "en", "observe", folder, "--scan", scanned)
    once = (folder / "observations.csv").read_bytes(), (folder / "evidence.csv").read_bytes()
    call(monkeypatch, "en", "observe", folder, "--scan", scanned)
    assert once == ((folder / "observations.csv").read_bytes(), (folder / "evidence.csv").read_bytes())


def test_labels_are_asked_kept_and_turned_into_a_correction(scanned, monkeypatch, tmp_path):
    file = tmp_path / "labels.csv"
    result = call(monkeypatch, "en", "label", "--scan", scanned, "--file", file, "--n", 10, typed="+\nx\n-\nq\n")
    assert result.exit_code == 0, result.output
    assert [row["label"] for row in read(file)][:3] == ["1", "-1", ""]
    assert "text.tone_sample_small" in result.output
    more = call(monkeypatch, "ru", "label", "--scan", scanned, "--file", file, "--n", 10, typed="0\nq\n")
    assert "1/8" in more.output


def test_a_model_is_learned_from_labels_and_used(monkeypatch, tmp_path):
    rows = [("mention", "company", "source_kind", "told", "sentence", "weight", "label")]
    said = {1: "[Северсофт] отлично помог, спасибо", 0: "[Северсофт] открыл офис", -1: "[Северсофт] ужасно обманул"}
    rows += [(f"d{i}:SYN01:0", "SYN01", "social", 0, f"{said[i % 3 - 1]} {i}", 1, i % 3 - 1) for i in range(60)]
    labels = tmp_path / "labels.csv"
    with labels.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)
    result = call(monkeypatch, "en", "train", labels, "--out", tmp_path / "model.bin", "--name", "mine 1")
    assert result.exit_code == 0, result.output
    assert "60 labels" in result.output
    first = (tmp_path / "model.bin").read_bytes()
    call(monkeypatch, "en", "train", labels, "--out", tmp_path / "model.bin", "--name", "mine 1")
    assert (tmp_path / "model.bin").read_bytes() == first
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.jsonl").write_text('{"text": "Северсофт ужасно обманул нас", "source_kind": "social"}\n', "utf-8")
    used = call(monkeypatch, "en", "scan", docs, "--companies", TEXTS / "companies.yaml", "--out", tmp_path / "out",
                "--model", f"ru={tmp_path / 'model.bin'}", "--workers", 1)  # fmt: skip
    assert used.exit_code == 0, used.output
    assert "mine 1" in (tmp_path / "out" / "scan.json").read_text("utf-8")
    wrong = call(monkeypatch, "en", "scan", docs, "--companies", TEXTS / "companies.yaml", "--out", tmp_path / "o2",
                 "--model", "de=x")  # fmt: skip
    assert wrong.exit_code == 2


def test_spikes_are_looked_for(scanned, monkeypatch):
    result = call(monkeypatch, "en", "watch", "--scan", scanned)
    assert result.exit_code == 0
    assert "looked at" in result.output or "usual" in result.output


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_what_cannot_be_scanned_is_refused_in_words(monkeypatch, tmp_path, lang):
    (tmp_path / "docs").mkdir()
    bad = tmp_path / "bad.yaml"
    bad.write_text("companies: [{company: x, name: {ru: И, en: Ix}}]\n", "utf-8")
    for companies in (bad, tmp_path / "none.yaml"):
        result = call(monkeypatch, lang, "scan", tmp_path / "docs", "--companies", companies, "--out", tmp_path / "o")
        assert result.exit_code == 1
        assert bool(CYRILLIC.search(result.output.replace("«И»", "").replace("“И”", ""))) == (lang == "ru")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_junk_is_named_and_undated_documents_are_told(monkeypatch, tmp_path, lang):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "junk.jsonl").write_bytes(bytes(range(256)) * 40)
    (docs / "a.csv").write_text('text,rating\n"Базарио ужасно",7\nБазарио хорошо,5\n', "utf-8")
    companies = ("--companies", TEXTS / "companies.yaml", "--workers", 1)
    result = call(monkeypatch, lang, "scan", docs, *companies, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "[text.binary]" in result.output
    assert "[text.rating]" in result.output
    assert ("не учтены: 2" if lang == "ru" else "indicators: 2") in result.output
    said = call(monkeypatch, lang, "label", "--scan", tmp_path / "out", "--file", tmp_path / "l.csv", typed="")
    assert ("Меток ещё нет" if lang == "ru" else "no labels yet") in said.output


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_internal_addresses_are_not_fetched_and_are_named(monkeypatch, tmp_path, lang):
    urls = tmp_path / "urls.txt"
    urls.write_text("# list\nhttp://127.0.0.1:9/a\nhttp://[::1]/b\nfile:///etc/passwd\n\n", "utf-8")
    result = call(monkeypatch, lang, "fetch", urls, "--out", tmp_path / "docs", "--agent", "test (a@b.example)")
    assert result.exit_code == 0
    assert ("Страниц 0 из 3" if lang == "ru" else "0 of 3 pages") in result.output
    assert result.output.count("[text.fetch") == 3
    assert list((tmp_path / "docs").glob("*.parquet")) == []


def test_every_help_is_in_one_language(monkeypatch):
    for command in ("scan", "show", "report", "observe", "label", "train", "watch", "fetch"):
        assert call(monkeypatch, "en", command, "--help").exit_code == 0
