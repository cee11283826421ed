import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from centricity.cli import progress
from centricity.cli.app import app
from centricity.metrics import definition, metric_ids
from centricity.metrics.mapping import ready_mappings

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

CYRILLIC = re.compile("[А-Яа-яЁё]")
HOSTILE = (
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m",
    "two\nlines",
    "x" * 10_000,
    "\u202eעברית",
    '=HYPERLINK("http://evil.example")',
    "[bold]b[/bold]",
    "[/red]",
    "\x01\x07bell",
    "&amp;",
)


@pytest.fixture
def speak(monkeypatch):
    """Call the command line in a language; what it says at run time is looked up in its module of words."""

    def call(lang: str, *arguments: object) -> Result:
        monkeypatch.setattr("centricity.cli.words.LANG", lang)
        result = CliRunner().invoke(app, ["metric", *map(str, arguments), "--lang", lang])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        return result

    return call


def write(path: Path, head: str, rows: list[str]) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


@pytest.fixture
def answers(tmp_path):
    """Forty answers: 10 of each segment; NPS 0."""
    kinds = ("home", "business", "student", "other")
    rows = [f"R{i},C{i},2025-0{1 + i % 3}-1{i % 9},{kinds[i % 4]},{(10, 8, 3, 9, 0)[i % 5]}" for i in range(40)]
    return write(tmp_path / "answers.csv", "response,customer,at,segment,score", rows)


@pytest.fixture
def employees(tmp_path):
    """Departments of which two are too small to be shown."""
    sizes = {"big": 40, "middle": 30, "small": 3, "tiny": 2}
    rows = [f"2025-01-01,{name},{(10, 8, 0)[i % 3]}" for name, n in sizes.items() for i in range(n)]
    return write(tmp_path / "employees.csv", "at,department,score", rows)


@pytest.fixture
def hostile(tmp_path):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["segment", "score"])
    writer.writerows([label, score] for label in HOSTILE for score in (10, 5, 8))
    path = tmp_path / "hostile.csv"
    path.write_text(buffer.getvalue(), "utf-8", newline="")
    return path


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("lang", "word"), [("ru", "больше - лучше"), ("en", "more is better")])
def test_list_names_all_forty_metrics_once(speak, lang, word):
    output = speak(lang, "list").output
    heads = [line.split()[0] for line in output.splitlines()[1:] if line[:1].strip()]
    assert heads == list(metric_ids())
    assert len(heads) == 40
    assert word in " ".join(output.split())


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_show_says_everything_of_every_metric(speak, lang):
    for name in metric_ids():
        metric = definition(name)
        said = " ".join(speak(lang, "show", name).output.split())
        assert f"({name})" in said
        for text in (metric.says, metric.interval, metric.reading, metric.source, metric.formula.words):
            assert " ".join(text[lang].split()) in said, name
        assert all(option in said for option in metric.options), name
        assert all(column in said for wanted in metric.inputs for column in (*wanted.needs, *wanted.uses)), name
        assert ("Options (--set):" in said) == (lang == "en" and bool(metric.options))


def test_show_and_compute_of_an_unknown_metric_are_misuse(speak, answers):
    for result in (speak("en", "show", "nope"), speak("en", "compute", "nope", answers)):
        assert result.exit_code == 2
        assert "[metric.unknown]" in result.output


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_mappings_are_listed_and_printed_ready_to_be_saved(speak, lang):
    listed = speak(lang, "mappings").output
    for name, mapping in ready_mappings().items():
        assert f"{name}: {mapping.title[lang]}" in listed
        assert yaml.safe_load(speak(lang, "mappings", name).output)["columns"] == dict(mapping.columns)
    assert speak(lang, "mappings", "nope").exit_code == 2


def test_text_says_number_interval_and_n_in_both_languages(speak, answers):
    english = speak("en", "compute", "nps", answers)
    russian = speak("ru", "compute", "nps", answers)
    assert english.stdout.splitlines() == ["NPS 0.0, between −26.4 and 26.4, n = 40", "40 rows, all sound."]
    assert russian.stdout.splitlines() == ["NPS 0,0, от −26,4 до 26,4, n = 40", "Строк 40, все годны."]


@pytest.mark.parametrize(("lang", "wanted"), [("ru", ("сегмент", "интервал", "сторонники")), ("en", ("segment",))])
def test_table_has_a_row_per_group(speak, answers, lang, wanted, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    output = speak(lang, "compute", "nps", answers, "--by", "segment,month", "--format", "table").output
    assert all(word in output for word in wanted)
    assert sum("\xa02025" in line for line in output.splitlines()) == 12


def test_csv_and_json_hold_the_same_numbers_and_nothing_but_them(speak, answers):
    table = records(speak("en", "compute", "nps", answers, "--by", "segment", "--format", "csv").stdout)
    content = json.loads(speak("en", "compute", "nps", answers, "--by", "segment", "--format", "json").stdout)
    assert [row["segment"] for row in table] == ["business", "home", "other", "student"]
    assert [float(row["value"]) for row in table] == [row["value"] for row in content["rows"]]
    assert {row["n"] for row in table} == {"10"}
    assert content["schema"] == "centricity/metric-1"
    assert content["total"] == 40


def test_a_table_of_its_own_language_holds_no_other(speak, answers):
    for face in ("text", "table"):
        output = speak("en", "compute", "nps", answers, "--by", "segment", "--format", face).output
        assert not CYRILLIC.search(output)


@pytest.mark.parametrize("suffix", ["csv", "json", "svg", "png"])
def test_out_writes_the_same_bytes_twice(speak, answers, tmp_path, suffix):
    for name in ("a", "b"):
        done = speak("en", "compute", "nps", answers, "--by", "segment", "--out", tmp_path / f"{name}.{suffix}")
        assert done.exit_code == 0, done.output
        assert "Written to " in done.stdout
    first, second = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("a", "b"))
    assert first == second
    if suffix == "png":
        assert first.startswith(b"\x89PNG\r\n\x1a\n")
    elif suffix == "svg":
        assert ET.fromstring(first).tag == "{http://www.w3.org/2000/svg}svg"
    else:
        assert b"student" in first


@pytest.mark.parametrize(("lang", "said"), [("ru", "имя кончается на .csv"), ("en", "the name ends in .csv")])
def test_a_wrong_suffix_is_misuse_before_anything_is_read(speak, tmp_path, lang, said):
    result = speak(lang, "compute", "nps", "nowhere.csv", "--out", tmp_path / "x.pdf")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "[metric.out]" in result.stderr


def test_nothing_is_written_or_printed_where_writing_fails(speak, answers, tmp_path):
    out = tmp_path / "no" / "such" / "folder.csv"
    result = speak("en", "compute", "nps", answers, "--out", out, "--save-map", tmp_path / "map.yaml")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert not out.exists()


def test_a_single_number_is_drawn_under_the_name_of_its_metric(speak, answers, tmp_path):
    result = speak("en", "compute", "nps", answers, "--out", tmp_path / "one.svg")
    assert (result.exit_code, "NPS 0.0" in result.stdout) == (0, True)
    assert "Net Promoter Score (NPS), points" in (tmp_path / "one.svg").read_text("utf-8")
    assert speak("en", "compute", "nps", answers, "--out", tmp_path / "one.png").exit_code == 0


def test_where_there_is_no_number_to_draw_the_rest_is_printed_all_the_same(speak, tmp_path):
    path = write(tmp_path / "e.csv", "department,score", ["a,9", "b,8"])
    result = speak("en", "compute", "enps", path, "--by", "department", "--out", tmp_path / "one.svg")
    assert (result.exit_code, "[metric.no_chart]" in result.stderr) == (2, True)
    assert "withheld, too few people" in result.stdout
    assert not (tmp_path / "one.svg").exists()


def test_a_metric_is_written_as_a_workbook_with_limits_as_numbers(speak, answers, tmp_path):
    asked = ("compute", "csat", answers, "--by", "segment", "--out", tmp_path / "o.xlsx")
    assert speak("en", *asked, "--set", "scale=0-10").exit_code == 2
    assert speak("en", "compute", "nps", answers, "--by", "segment", "--out", tmp_path / "o.xlsx").exit_code == 0
    sheet = load_workbook(tmp_path / "o.xlsx").worksheets[1]
    assert [cell.value for cell in sheet[3]][:5] == ["segment", "value", "lower limit", "upper limit", "n"]
    _, value, low, high, _ = [cell.value for cell in sheet[4]][:5]
    assert low < value < high


def test_a_tab_is_typed_as_it_is_or_by_its_name(speak, tmp_path):
    path = write(tmp_path / "a.csv", "score\tsegment", ["9\tx", "3\tx"])
    for tab in ("\t", "\\t"):
        assert speak("en", "compute", "nps", path, "--separator", tab).exit_code == 0


def test_a_curve_is_said_in_one_sentence(speak, tmp_path):
    rows = [f"C{i},2025-01-01,{'' if i % 3 else f'2025-0{2 + i % 5}-01'}" for i in range(60)]
    path = write(tmp_path / "c.csv", "customer,joined,left", rows)
    lines = speak("en", "compute", "survival", path, "--set", "as_of=2025-08-01").stdout.splitlines()
    assert "the median is not reached; after 212\u00a0days there remain 66.7%" in lines[0]
    assert lines[1].startswith("60 rows")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("share", "--margin", 5, "--share", 150), "--share = 150; a number between 0 and 100"),
        (("nps", "--margin", 5, "--promoters", 80, "--detractors", 50), "[metric.plan_shares]"),
        (("share", "--margin", -5), "--margin = -5"),
        (("share", "--margin", 5, "--response-rate", 120), "--response-rate = 120; a number between 0 and 100"),
    ],
)
def test_a_plan_names_its_options_in_their_units(speak, asked, said):
    result = speak("en", "plan", *asked)
    assert (result.exit_code, said in result.stderr) == (1, True), result.output


def test_by_takes_columns_and_one_period(speak, answers):
    changed = records(speak("en", "compute", "nps", answers, "--by", "month", "--format", "csv").stdout)
    assert [row["month"] for row in changed] == ["2025-01", "2025-02", "2025-03"]
    assert changed[1]["verdict"] == "cannot_tell"
    assert changed[0]["change"] == ""
    for by, code in (
        ("nope", "metric.by"),
        ("month,week", "metric.two_periods"),
        ("a,b,c,d,e", "metric.too_many_keys"),
    ):
        result = speak("ru", "compute", "nps", answers, "--by", by)
        assert (result.exit_code, f"[{code}]" in result.stderr) == (2, True), by


@pytest.fixture
def foreign(tmp_path):
    """Answers as another program writes them: other names, semicolons, decimal commas, cp1251."""
    path = tmp_path / "foreign.csv"
    rows = [f"Ж{i};{i % 5 + 1},0;{'дом' if i % 2 else 'бизнес'}" for i in range(20)]
    path.write_bytes("\n".join(["Клиент;Оценка;Сегмент", *rows]).encode("cp1251"))
    return path


def test_a_foreign_file_is_read_as_it_is_described(speak, foreign, tmp_path):
    how = ("--separator", ";", "--decimal", ",", "--encoding", "cp1251", "--by", "segment", "--format", "csv")
    pairs = ("--map", "score=Оценка,customer=Клиент", "--map", "segment=Сегмент")
    plain = speak("ru", "compute", "mean_score", foreign, *pairs, *how)
    assert plain.exit_code == 0, plain.output
    assert [row["segment"] for row in records(plain.stdout)] == ["бизнес", "дом"]
    saved = tmp_path / "map.yaml"
    kept = speak("ru", "compute", "mean_score", foreign, *pairs, *how, "--save-map", saved)
    assert f"Соответствие записано в {saved}" in kept.stderr
    again = speak("ru", "compute", "mean_score", foreign, "--map", saved, "--by", "segment", "--format", "csv")
    assert again.stdout == plain.stdout
    second = tmp_path / "second.yaml"
    speak("en", "compute", "mean_score", foreign, "--map", saved, "--save-map", second)
    assert second.read_bytes() == saved.read_bytes()


def test_a_wrong_description_of_a_file_is_a_fault(speak, foreign):
    result = speak("en", "compute", "mean_score", foreign, "--map", "score=Оценка")
    assert result.exit_code == 1
    assert "[metric.separator]" in result.stderr
    assert "[metric.encoding]" in result.stderr
    assert '--separator ";" --decimal "," --encoding cp1251' in result.stderr
    assert "study.yaml" not in result.stderr


def test_a_ready_mapping_renames_the_columns_of_an_export(speak, tmp_path):
    head = "ResponseId,RecipientEmail,RecordedDate,DistributionChannel,Q1"
    path = write(tmp_path / "q.csv", head, [f"R{i},a{i}@x,2025-01-02,mail,{i % 11}" for i in range(22)])
    result = speak("en", "compute", "nps", path, "--map", "qualtrics", "--by", "channel")
    assert result.exit_code == 0, result.output
    assert "mail: NPS −45.5" in result.stdout
    other = speak("en", "compute", "nps", path, "--map", "qualtrics", "--map", "channel=Q1", "--format", "csv")
    assert other.exit_code == 0, other.output


@pytest.mark.parametrize(
    ("given", "code", "exit_code"),
    [
        ("score", "metric.map_unknown", 2),
        ("score=", "metric.map_pair", 2),
        ("score=segment,", "metric.map_pair", 2),
        ("score=nowhere", "metric.map_column", 2),
        ("colour=segment", "metric.map_name", 2),
        ("x" * 5_000, "metric.map_unknown", 2),
    ],
)
def test_a_wrong_mapping_is_misuse(speak, answers, given, code, exit_code):
    result = speak("ru", "compute", "nps", answers, "--map", given)
    assert result.exit_code == exit_code
    assert f"[{code}]" in result.stderr


def test_a_folder_is_no_mapping_and_a_table_is_no_mapping_file(speak, answers, tmp_path):
    assert speak("en", "compute", "nps", answers, "--map", tmp_path).exit_code == 2
    assert "[yaml.not_mapping]" in speak("en", "compute", "nps", answers, "--map", answers).stderr


def test_a_sheet_of_a_workbook_is_named(speak, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["note"])
    book.active.append(["nothing here"])
    sheet = book.create_sheet("Ответы")
    for row in (["score"], *([value] for value in (10, 10, 9, 7, 0))):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    assert "NPS 40.0" in speak("en", "compute", "nps", tmp_path / "book.xlsx", "--sheet", "Ответы").stdout
    assert speak("en", "compute", "nps", tmp_path / "book.xlsx").exit_code == 1
    assert speak("en", "compute", "nps", tmp_path / "book.xlsx", "--sheet", "nope").exit_code == 2


def test_set_takes_lists_dates_and_booleans(speak, tmp_path):
    rows = [f"Q{i},C{i},2025-01-0{1 + i % 9} 10:00,2025-01-1{i % 9} 12:00" for i in range(20)]
    path = write(tmp_path / "requests.csv", "request,customer,created,resolved", rows)
    asked = ("--set", "quantiles=[0.25, 0.5]", "--set", "strict=true", "--set", "calendar={opens: 8, closes: 20}")
    done = speak("en", "compute", "resolution_time", path, *asked, "--set", "hours=working", "--format", "json")
    assert done.exit_code == 0, done.output
    options = json.loads(done.stdout)["options"]
    assert options["quantiles"] == [0.25, 0.5]
    assert options["strict"] is True
    assert options["calendar"]["opens"] == 8
    customers = write(tmp_path / "c.csv", "customer,joined,left", [f"C{i},2024-01-01," for i in range(20)])
    days = ("--set", "start=2025-01-01", "--set", "end=2025-02-01")
    kept = speak("en", "compute", "retention", customers, *days)
    assert kept.stdout.startswith("Customer retention rate (CRR) 100.0%"), kept.output


@pytest.mark.parametrize(
    ("pair", "ru", "en"),
    [
        ("confidence=2", "число меньше 1", "a number below 1"),
        ("confidence=high", "число", "a number"),
        ("strict=maybe", "true или false", "true or false"),
        ("start=2025-13-45", "дата вида 2025-11-01", "a date such as 2025-11-01"),
        ("start=2025-02-30", "дата вида 2025-11-01", "a date such as 2025-11-01"),
        ("stages=a", "список", "a list"),
        ("draws=1", "число не меньше 50", "a number of at least 50"),
        ("quantiles=[0.5, 2]", "число меньше 1", "a number below 1"),
        ("scale=7-1", "шкала от меньшего к большему", "a scale from its low end"),
        ("scale=wide", "шкала от меньшего к большему", "a scale from its low end"),
        ("every=never", "одно из: 'week'", "one of: 'week'"),
        ("zone=3", "строка", "a text"),
        ("calendar=3", "пары «ключ: значение»", "“key: value” pairs"),
    ],
)
def test_a_wrong_value_is_refused_in_the_language_of_the_call(speak, answers, pair, ru, en):
    for lang, said in (("ru", ru), ("en", en)):
        result = speak(lang, "compute", "mean_score", answers, "--set", pair)
        assert result.exit_code == 2
        assert said in result.stderr
        assert "[metric.option_value]" in result.stderr
    assert not CYRILLIC.search(result.stderr)
    assert "Input should" not in result.stderr


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ("nope=1", "metric.no_option"),
        ("=1", "metric.no_option"),
        ("confidence", "metric.set_pair"),
        ("quantiles=[1", "metric.set_pair"),
        ("stages=" + "[" * 3_000, "metric.set_pair"),
        ("stages=!!python/object:os.system x", "metric.set_pair"),
        ("draws=100", "metric.option"),
        ("zone=Nowhere/At", "engine.zone"),
    ],
)
def test_a_wrong_option_is_misuse(speak, answers, pair, code):
    result = speak("ru", "compute", "nps", answers, "--set", pair)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert len(result.stderr) < 1_500


def shares(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ru", "Замечание: вошло ответов 40; взвешенные по известным долям, они весят как 36."),
        ("en", "Note: 40 answers count; weighted to the known shares, they are worth 36."),
    ],
)
def test_weights_say_what_they_cost(speak, answers, tmp_path, lang, said):
    targets = shares(tmp_path / "w.yaml", "shares: {segment: {home: 0.4, business: 0.2, student: 0.2, other: 0.2}}\n")
    result = speak(lang, "compute", "nps", answers, "--weights", targets)
    assert result.exit_code == 0, result.output
    assert said in result.stdout.splitlines()
    assert "n = 40" in result.stdout


@pytest.mark.parametrize(
    ("content", "codes", "exit_code"),
    [
        ("shares: {segment: {home: 0.4, business: 0.2, student: 0.2, other: 0.1}}", {"stats.target_sum"}, 1),
        (
            "shares: {segment: {home: 0.2, business: 0.2, student: 0.2, other: 0.2, ghost: 0.2}}",
            {"stats.target_empty"},
            1,
        ),
        ("shares: {segment: {home: 0.6, business: 0.4}}", {"stats.target_missing"}, 1),
        ("shares: {colour: {red: 1}, size: {large: 1}}", {"metric.column"}, 2),
        ("shares: {segment: {home: 1.5, business: -0.5}}", {"settings.wrong_value"}, 1),
        ("shares: {segment: {home: many}}", {"settings.wrong_value"}, 1),
        ("shares: {segment: {}}", {"settings.wrong_value"}, 1),
        ("shares: {}", {"settings.wrong_value"}, 1),
        ("segment: {home: 1}", {"settings.missing_key", "settings.unknown_key"}, 1),
        ("shares: [", {"yaml.syntax"}, 1),
        ("", {"yaml.empty"}, 1),
    ],
)
def test_faulty_shares_are_refused(speak, answers, tmp_path, content, codes, exit_code):
    result = speak("ru", "compute", "nps", answers, "--weights", shares(tmp_path / "w.yaml", content))
    assert result.exit_code == exit_code
    assert set(re.findall(r"\[([a-z]+\.[a-z_]+)\]", result.stderr)) == codes
    assert result.stdout == ""


def test_weights_that_nothing_would_listen_to_are_refused(speak, answers, tmp_path):
    targets = shares(tmp_path / "w.yaml", "shares: {segment: {home: 0.25, business: 0.25, student: 0.25, other: 0.25}}")
    churn = speak("en", "compute", "churn", answers, "--weights", targets)
    assert (churn.exit_code, "[metric.no_weights]" in churn.stderr) == (2, True)
    twice = speak("ru", "compute", "nps", answers, "--weights", targets, "--map", "weight=score")
    assert (twice.exit_code, "[metric.weights_twice]" in twice.stderr) == (2, True)


def test_a_second_table_is_given_by_its_name(speak, tmp_path):
    orders = write(
        tmp_path / "orders.csv",
        "order,customer,at,amount",
        [f"O{i},C{i % 15},2025-0{1 + i % 6}-11,{10 + i}" for i in range(60)],
    )
    costs = write(tmp_path / "costs.csv", "at,channel,cost,new", ["2025-01-01,search,150,15"])
    result = speak("en", "compute", "cltv_to_cac", orders, f"costs={costs}")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("CLTV to CAC ratio ")
    without = speak("en", "compute", "cltv_to_cac", orders)
    assert (without.exit_code, "[metric.needs_table]" in without.stderr) == (2, True)
    only = speak("en", "compute", "cltv_to_cac", f"costs={costs}")
    assert (only.exit_code, "[metric.needs_table]" in only.stderr) == (2, True)
    for twice in ((orders, costs), (orders, f"costs={costs}", f"costs={costs}")):
        result = speak("ru", "compute", "cltv_to_cac", *twice)
        assert (result.exit_code, "[metric.table_twice]" in result.stderr) == (2, True)


def test_a_table_of_a_database_is_named_like_a_file(speak, tmp_path):
    import duckdb

    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as made:
        made.execute("CREATE TABLE answers AS SELECT 9 AS score FROM range(40)")
    done = speak("en", "compute", "nps", "answers", "--engine", f"duckdb:///{path}")
    assert done.stdout.startswith("NPS 100.0"), done.output
    lost = speak("ru", "compute", "nps", "nope", "--engine", f"duckdb:///{path}")
    assert (lost.exit_code, "[engine.no_table]" in lost.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "content", "code", "exit_code"),
    [
        ("nowhere.csv", None, "file.missing", 2),
        ("x" * 5_000 + ".csv", None, "file.missing", 2),
        ("nowhere", None, "file.missing", 2),
        ("empty.csv", b"", "table.empty", 1),
        ("zeros.csv", b"a\0b\n1\n", "table.binary", 1),
        ("broken.xlsx", b"PK\x03\x04nothing", "table.broken_xlsx", 1),
        ("broken.parquet", b"PAR1 nothing", "table.unreadable", 1),
        ("ragged.csv", b"score,at\n1,2,3\n", "table.ragged", 1),
    ],
)
def test_files_that_are_no_tables_are_refused(speak, tmp_path, name, content, code, exit_code):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = speak(
        "ru", "compute", "nps", tmp_path / name if content is not None else name, "--out", tmp_path / "o.csv"
    )
    assert result.exit_code == exit_code, result.output
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize("name", ["folder.csv", "pipe.csv", "pipe.parquet", "pipe"])
def test_a_folder_or_a_pipe_in_the_place_of_a_table_does_not_hang(speak, tmp_path, name):
    path = tmp_path / name
    if name.startswith("pipe"):
        os.mkfifo(path)
    else:
        path.mkdir()
    result = speak("en", "compute", "nps", path)
    assert result.exit_code == 1
    assert "[file.not_file]" in result.stderr


def test_a_pipe_of_shares_or_of_a_dashboard_does_not_hang(speak, answers, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    weights = speak("en", "compute", "nps", answers, "--weights", tmp_path / "pipe.yaml")
    report = speak("en", "report", tmp_path / "pipe.yaml", "--out", tmp_path / "out")
    for result in (weights, report):
        assert (result.exit_code, "[file.not_file]" in result.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("url", ["", "nope", "nope://x", "duckdb:///no/such/file.duckdb", "sqlite:///no/such.db"])
def test_a_broken_url_is_misuse(speak, answers, url):
    result = speak("ru", "compute", "nps", answers, "--engine", url)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_rows_left_out_are_counted_with_examples_that_cannot_command(speak, tmp_path):
    path = write(tmp_path / "a.csv", "score", [*["9"] * 30, "11", '"\x1b[2Jx"', ""])
    english = speak("en", "compute", "nps", path).stdout
    assert "Left out: 2 of 32 rows (score - not a number: 1 [\\x1b[2Jx]; score - outside the scale: 1 [11])." in english
    russian = speak("ru", "compute", "nps", path).stdout
    assert "Не вошло строк: 2 из 32 (score - не число: 1 [\\x1b[2Jx]; score - вне шкалы: 1 [11])." in russian


def test_formulas_in_labels_are_defused_in_csv(speak, hostile, tmp_path):
    speak("en", "compute", "nps", hostile, "--by", "segment", "--out", tmp_path / "o.csv")
    labels = [row["segment"] for row in records((tmp_path / "o.csv").read_text("utf-8"))]
    assert """'=HYPERLINK("http://evil.example")""" in labels
    assert not [label for label in labels if label.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("face", ["text", "table"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_hostile_labels_cannot_command_a_terminal(speak, hostile, face, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    result = speak(lang, "compute", "nps", hostile, "--by", "segment", "--format", face)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert not [line for line in lines if any(not (c.isprintable() or c.isspace()) for c in line)]
    assert len([line for line in lines if "−" in line or "33" in line]) >= len(HOSTILE)
    assert max(map(len, lines)) <= 320
    said = result.stdout
    assert "[bold]b[/bold]" in said
    assert "[/red]" in said
    assert "\\x1b[31mred" in said
    assert "two lines" in said


def test_data_keep_hostile_labels_as_they_are(speak, hostile):
    content = json.loads(speak("en", "compute", "nps", hostile, "--by", "segment", "--format", "json").stdout)
    assert {row["keys"]["segment"] for row in content["rows"]} == set(HOSTILE)
    piped = speak("en", "compute", "nps", hostile, "--by", "segment", "--format", "csv").stdout
    assert {row["segment"].removeprefix("'") for row in records(piped)} == set(HOSTILE)


def test_hostile_labels_stay_texts_in_drawings(speak, hostile, tmp_path):
    for suffix in ("svg", "png"):
        done = speak("en", "compute", "nps", hostile, "--by", "segment", "--out", tmp_path / f"o.{suffix}")
        assert done.exit_code == 0, done.output
    svg = (tmp_path / "o.svg").read_text("utf-8")
    root = ET.fromstring(svg)
    assert not [tag for tag in root.iter() if tag.tag.endswith("script")]
    assert len(svg) < 100_000


@pytest.mark.parametrize("column", ["quantile", "rfm_segment", "time", "[/x]", "cohort", "stage"])
def test_columns_called_like_our_own_keys_are_groups_like_others(speak, tmp_path, column):
    path = write(tmp_path / "a.csv", f"{column},score", ["abc,9", "p50,3", "pxx,8", "loyal,10", ",0"])
    for face in ("text", "table"):
        done = speak("ru", "compute", "nps", path, "--by", column, "--format", face, "--out", tmp_path / "o.svg")
        assert done.exit_code == 0, done.output
        assert "abc" in done.stdout
        assert "не указано" in done.stdout


@pytest.mark.parametrize(("lang", "withheld"), [("ru", "скрыто"), ("en", "withheld")])
def test_small_private_groups_are_hidden_in_every_face(speak, employees, tmp_path, lang, withheld):
    asked = ("compute", "enps", employees, "--by", "department")
    text = speak(lang, *asked).stdout
    lines = [line for line in text.splitlines() if line.startswith(("small", "tiny"))]
    assert len(lines) == 2
    assert all(withheld in line and not re.search(r"\d", line) for line in lines)
    table = speak(lang, *asked, "--format", "table").stdout
    rows = [line for line in table.splitlines() if line.startswith(("small", "tiny"))]
    assert all(withheld in row and not re.search(r"\d", row) for row in rows)
    cells = [
        row for row in records(speak(lang, *asked, "--format", "csv").stdout) if row["department"] in {"small", "tiny"}
    ]
    assert all(set(row.values()) <= {"", row["department"], "withheld"} for row in cells)
    content = json.loads(speak(lang, *asked, "--format", "json").stdout)
    hidden = [row for row in content["rows"] if row["keys"]["department"] in {"small", "tiny"}]
    assert [sorted(row) for row in hidden] == [["keys", "parts", "status", "why"]] * 2
    assert {row["status"] for row in hidden} == {"withheld"}
    assert [row["parts"] for row in hidden] == [{}, {}]
    speak(lang, *asked, "--out", tmp_path / "o.svg")
    svg = (tmp_path / "o.svg").read_text("utf-8")
    assert "middle" in svg
    assert "small" not in svg
    assert "tiny" not in svg


def test_an_endless_part_is_written_in_every_face(speak, tmp_path):
    rows = [f"C{i},2025-01-{1 + i % 20:02d},{'2025-03-01' if i % 7 == 0 else ''}" for i in range(30)]
    path = write(tmp_path / "c.csv", "customer,joined,left", rows)
    asked = ("compute", "survival", path, "--set", "as_of=2025-06-01", "--format")
    assert "∞" in speak("en", *asked, "table").stdout
    content = json.loads(speak("en", *asked, "json").stdout, parse_constant=pytest.fail)
    assert {row["parts"]["median"] for row in content["rows"]} == {None}


def test_many_groups_are_cut_and_the_cut_is_said(speak, tmp_path):
    path = write(tmp_path / "a.csv", "shop,score", [f"S{i:03d},{i % 11}" for i in range(230)])
    for face in ("text", "table"):
        output = speak("en", "compute", "nps", path, "--by", "shop", "--format", face).stdout
        assert "… and 30 more; all rows: --format csv" in output
    assert len(records(speak("en", "compute", "nps", path, "--by", "shop", "--format", "csv").stdout)) == 230


@pytest.mark.parametrize(
    ("asked", "ru", "en"),
    [
        (("nps", "--margin", 5), "Нужно ответов: 938.", "It takes 938 answers."),
        (("share", "--margin", 5), "Нужно ответов: 385.", "It takes 385 answers."),
        (("mean", "--margin", 0.1, "--sd", 1), "Нужно ответов: 387.", "It takes 387 answers."),
        (
            ("difference", "--margin", 0.2, "--sd", 1),
            "Нужно ответов: 393 в каждом из двух периодов.",
            "It takes 393 answers in each of the two periods.",
        ),
        (("share", "--margin", 5, "--population", 400), "Нужно ответов: 197.", "It takes 197 answers."),
        (
            ("share", "--margin", 5, "--response-rate", 20),
            "Нужно ответов: 385.\nПригласить: 1\u202f925.",
            "It takes 385 answers.\nInvite 1,925.",
        ),
    ],
)
def test_plan_says_how_many_answers_it_takes(speak, asked, ru, en):
    assert speak("ru", "plan", *asked).stdout.strip() == ru
    assert speak("en", "plan", *asked).stdout.strip() == en


@pytest.mark.parametrize("kind", ["mean", "difference"])
def test_plan_of_a_mean_needs_a_standard_deviation(speak, kind):
    result = speak("ru", "plan", kind, "--margin", "0.1")
    assert result.exit_code == 2
    assert "[metric.needs_sd]" in result.stderr


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("share --margin 0", "stats.out_of_range"),
        ("share --margin -5", "stats.out_of_range"),
        ("share --margin nan", "stats.out_of_range"),
        ("share --margin inf", "stats.out_of_range"),
        ("share --margin 5 --share 150", "stats.out_of_range"),
        ("nps --margin 5 --promoters 80 --detractors 70", "metric.plan_shares"),
        ("share --margin 5 --confidence 95", "stats.confidence"),
        ("share --margin 5 --population 0", "stats.out_of_range"),
        ("share --margin 5 --response-rate 0", "stats.out_of_range"),
        ("share --margin 5 --response-rate 200", "stats.out_of_range"),
        ("share --margin 5 --response-rate 1e-320", "metric.plan_endless"),
        ("share --margin 5 --population 400 --response-rate 20", "stats.too_few_people"),
        ("share --margin 1e-300", "metric.plan_endless"),
        ("mean --margin 1e-9 --sd 1e9", "metric.plan_endless"),
        ("mean --margin 1 --sd 1e308", "metric.plan_endless"),
        ("mean --margin 1 --sd -1", "stats.out_of_range"),
        ("difference --margin 1e-200 --sd 1e200", "metric.plan_endless"),
    ],
)
def test_nonsense_plans_are_faults_and_print_nothing(speak, asked, code):
    result = speak("ru", "plan", *asked.split())
    assert result.exit_code == 1
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


def test_a_plan_that_is_no_number_is_misuse(speak):
    assert speak("ru", "plan", "share", "--margin", "five").exit_code == 2
    assert speak("en", "plan", "magic", "--margin", "5").exit_code == 2


@pytest.fixture
def ratings(tmp_path):
    """The overall score is twice the speed and once the courtesy; three prices are blank."""
    rows = []
    for i in range(48):
        speed, courtesy, price = i % 4, i // 4 % 4, i // 16
        rows.append(f"{2 * speed + courtesy},{speed},{courtesy},{price if i > 2 else ''}")
    return write(tmp_path / "ratings.csv", "total,speed,[/b],price", rows)


@pytest.mark.parametrize("kind", ["johnson", "shapley"])
def test_drivers_divide_what_is_explained(speak, ratings, kind):
    asked = ("drivers", ratings, "--outcome", "total", "--drivers", "price,[/b],speed", "--kind", kind)
    russian, english = speak("ru", *asked).stdout, speak("en", *asked).stdout
    rows = [line.split()[0] for line in english.splitlines()[1:4]]
    assert rows == ["speed", "[/b]", "price"]
    shares_ = [float(re.search(r"(\d+\.\d)%", line)[1]) for line in english.splitlines()[1:4]]
    assert shares_[:2] == pytest.approx([80, 20], abs=3)
    assert "Together they explain 100.0% of the variation of “total”, n = 45, rows left out: 3." in english
    assert "Вместе они объясняют 100,0\u00a0% разброса «total», n = 45, не вошло строк: 3." in russian
    assert not CYRILLIC.search(english)
    assert "not a cause" in english.lower() or "association" in english.lower()


def test_drivers_read_decimal_commas(speak, tmp_path):
    rows = [f"{i % 4},5;{i % 4},0;{i // 4 % 4},5" for i in range(32)]
    path = write(tmp_path / "r.csv", "total;speed;price", rows)
    asked = ("drivers", path, "--outcome", "total", "--drivers", "speed,price", "--separator", ";")
    done = speak("en", *asked, "--decimal", ",")
    assert "n = 32, rows left out: 0" in done.stdout, done.output
    assert speak("en", *asked).exit_code == 1


@pytest.mark.parametrize(
    ("outcome", "names", "codes", "exit_code"),
    [
        ("nope", "speed,zip", ["metric.column", "metric.column"], 2),
        ("total", "", ["metric.drivers"], 2),
        ("total", "total,speed", ["metric.drivers"], 2),
        ("total", "speed,speed", ["stats.collinear_drivers"], 1),
    ],
)
def test_faulty_drivers_are_refused(speak, ratings, outcome, names, codes, exit_code):
    result = speak("ru", "drivers", ratings, "--outcome", outcome, "--drivers", names)
    assert result.exit_code == exit_code
    assert re.findall(r"\[([a-z]+\.[a-z_]+)\]", result.stderr) == codes


def test_a_line_of_progress_is_drawn_only_where_someone_watches(monkeypatch):
    class Screen(io.StringIO):
        watched = False

        def isatty(self) -> bool:
            return self.watched

    class Database:
        asked = 0

        def query_progress(self) -> float:
            self.asked += 1
            return 50.0

    database = Database()
    engine = type("Engine", (), {"kind": "duckdb", "backend": type("Backend", (), {"con": database})})
    for watched in (False, True):
        screen = Screen()
        screen.watched = watched
        monkeypatch.setattr(sys, "stderr", screen)
        with progress.Watch(engine, "NPS") as watch:
            if watch.thread is not None:
                watch.thread.join(0.7)
        with progress.Steps(2) as steps:
            steps.next("one")
            steps.next("two")
        assert bool(screen.getvalue()) == watched
    assert database.asked > 0


@pytest.mark.parametrize(("lang", "word"), [("ru", "Метрики клиентского опыта"), ("en", "CX metrics")])
def test_help_speaks_the_language_of_the_call(lang, word):
    command = [sys.executable, "-m", "centricity", "metric", "--lang", lang, "--help"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert word in done.stdout.decode("utf-8")


def test_a_real_call_ends_with_the_code_of_what_went_wrong(tmp_path, answers):
    (tmp_path / "empty.csv").write_bytes(b"")
    for table, code in ((answers, 0), (tmp_path / "empty.csv", 1), (tmp_path / "nowhere.csv", 2)):
        command = [sys.executable, "-m", "centricity", "metric", "compute", "nps", str(table), "--lang", "ru"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
        assert b"Warning" not in done.stderr
        assert bool(done.stdout) == (code == 0)
