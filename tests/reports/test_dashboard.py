import csv
import io
import json
import math
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader
from rich.console import Console

from centricity.cli.app import app
from centricity.errors import CentricityError, MetricError
from centricity.metrics import definition, metric_ids
from centricity.metrics.contract import Excluded
from centricity.metrics.dashboard import Computed, Dashboard, Panel, compute_dashboard, read_dashboard
from centricity.metrics.options import Options
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tables import outcome_json, outcome_table
from centricity.metrics.wording import (
    KEYS,
    LONGEST,
    PARTS,
    REASONS,
    interval,
    key_text,
    left_out,
    limits,
    moved,
    part_text,
    plain,
    sentence,
    sentences,
    written,
)
from centricity.reports import palette, print_terminal
from centricity.reports.dashboard import dashboard_document
from centricity.reports.document import Callout, Chart, Document, Figures, Heading, Table
from centricity.reports.html import html
from centricity.reports.metric_charts import chart_of, png
from centricity.reports.publish import write_document
from centricity.stats.estimate import Estimate
from centricity.tables.write import csv_bytes, json_bytes

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

EXAMPLE = Path(__file__).parents[2] / "examples" / "cx-dashboard" / "dashboard.yaml"
CYRILLIC = re.compile("[А-Яа-яЁё]")
MORE = [
    *(
        Panel(metric=name, source="requests")
        for name in ("reopening", "backlog", "stale_requests", "wait_share", "article_reuse", "containment")
    ),
    *(
        Panel(metric=name, source="answers", map={"score": column})
        for name, column in (("cli", "satisfied"), ("esi", "satisfied"), ("top2", "satisfied"), ("mean_score", "easy"))
    ),
    Panel(metric="repeat_purchase", source="orders"),
]
"""The metrics that the example has no panel for."""

HEAD = "schema: centricity/dashboard-1\ntitle: {ru: Панель, en: Board}\n"
HOSTILE = (
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m",
    "two\nlines",
    "x" * 10_000,
    "\u202eעברית",
    '=HYPERLINK("http://evil.example")',
    '#eval("1+1") $x$ *b* @ref',
    "\x01\x07bell",
    "[/red]",
)


@pytest.fixture(scope="module")
def everything():
    """All forty metrics on the tables of the example, computed once."""
    settings = read_dashboard(EXAMPLE)
    panels = (*settings.panels, *MORE)
    return compute_dashboard(settings.model_copy(update={"panels": panels}), EXAMPLE.parent)


@pytest.fixture(scope="module")
def computed(everything):
    settings = read_dashboard(EXAMPLE)
    return Computed(settings, everything.panels[: len(settings.panels)], everything.drivers)


@pytest.fixture(scope="module")
def documents(computed):
    return {lang: dashboard_document(computed, lang) for lang in ("ru", "en")}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """A folder with forty answers."""
    folder = tmp_path_factory.mktemp("board")
    kinds = ("home", "business", "student", "other")
    rows = [f"R{i},C{i},2025-0{1 + i % 3}-1{i % 9},{kinds[i % 4]},{(10, 8, 3, 9, 0)[i % 5]}" for i in range(40)]
    (folder / "answers.csv").write_text("\n".join(["response,customer,at,segment,score", *rows]) + "\n", "utf-8")
    return folder


def board(folder: Path, text: str) -> Path:
    path = folder / "dashboard.yaml"
    path.write_text(HEAD + text, "utf-8")
    return path


def texts(value):
    """Every text a reader sees; what stands in the data alone does not count."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        unseen = {"svg", "spark", "sheet", "href", "anchor", "tone", "language"}
        behind = {"value"} if type(value).__name__ == "Cell" else set()
        for name in set(value.__dataclass_fields__) - unseen - behind:
            yield from texts(getattr(value, name))


def numbers(table: Table) -> list[list[float]]:
    return [[cell.value for cell in row if isinstance(cell.value, (int, float))] for row in table.rows]


def drawings(document: Document) -> list[str]:
    blocks = [block for section in document.sections for block in section.blocks]
    charts = [block.svg for block in blocks if isinstance(block, Chart)]
    sparks = [figure.spark for block in blocks if isinstance(block, Figures) for figure in block.figures]
    return charts + [spark for spark in sparks if spark]


# --- the example ---------------------------------------------------------------------------------------------


def test_every_panel_of_the_example_is_computed(computed):
    failed = [made.text("en") for _, made in (*computed.panels, *computed.drivers) if isinstance(made, CentricityError)]
    assert failed == []
    assert len(computed.panels) == 31
    assert all(isinstance(made, Outcome) for _, made in computed.panels)


def test_both_languages_have_the_same_structure(documents):
    ru, en = documents["ru"], documents["en"]
    assert [section.anchor for section in ru.sections] == [section.anchor for section in en.sections]
    for a, b in zip(ru.sections, en.sections, strict=True):
        assert a.title != b.title
        assert [type(block) for block in a.blocks] == [type(block) for block in b.blocks]
        tables = [(x, y) for x, y in zip(a.blocks, b.blocks, strict=True) if isinstance(x, Table)]
        for x, y in tables:
            assert len(x.columns) == len(y.columns)
            assert numbers(x) == numbers(y)


def test_the_english_document_holds_no_cyrillic(documents):
    assert [text for text in texts(documents["en"]) if CYRILLIC.search(text)] == []
    assert [svg for svg in drawings(documents["en"]) if CYRILLIC.search(svg)] == []


def test_the_russian_document_holds_no_english_sentence(documents):
    found = [text for text in texts(documents["ru"]) if re.search(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b", text)]
    assert found == []


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_no_reader_meets_a_nan_or_an_infinity(documents, lang):
    wrong = [text for text in texts(documents[lang]) if re.search(r"\b(nan|NaN|inf)\b|None\b(?!, as)", text)]
    assert wrong == []


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_html_needs_no_other_host(documents, lang):
    page = html(documents[lang])
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
    assert not re.search(r"url\((?!data:)", page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_charts_are_drawn_in_the_colours_of_the_palette(documents):
    steps = palette.heat_steps()
    known = {*palette.LIGHT.values(), *(colour for pair in steps for colour in pair), "none", "transparent"}
    known |= {palette.marked_ink(step) for step in range(len(steps))}
    charts = drawings(documents["en"])
    assert len(charts) > 30
    for svg in charts:
        used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
        assert used <= known, used - known


def test_every_chart_says_in_words_what_it_shows(documents):
    for lang, document in documents.items():
        charts = [block for section in document.sections for block in section.blocks if isinstance(block, Chart)]
        assert all(chart.caption and chart.alt for chart in charts), lang


def test_percentages_are_shares_in_the_workbook(computed, documents):
    """Excel shows 0.774 as 77.4 %; a small percentage must not become a hundred times itself."""
    outcomes = {panel.title.en if panel.title else "": made for panel, made in computed.panels}
    assert outcomes
    tables = [block for section in documents["en"].sections for block in section.blocks if isinstance(block, Table)]
    cells = [cell for table in tables for row in table.rows for cell in row]
    percents = [cell for cell in cells if cell.text.endswith("%") and isinstance(cell.value, float)]
    assert len(percents) > 100
    for cell in percents:
        assert cell.value == pytest.approx(
            float(cell.text.rstrip("%").replace("−", "-").replace(",", "")) / 100, abs=6e-4
        )


def test_terminal_prints_the_tiles(documents):
    out = Console(file=io.StringIO(), width=140)
    print_terminal(documents["en"], out)
    said = out.file.getvalue()
    assert "NPS" in said
    assert "target 40.0" in said
    assert "Synthetic data" in said


# --- files ---------------------------------------------------------------------------------------------------

ALL = ("report.html", "report.pdf", "report.xlsx", "metrics.json", "03-nps.csv", "31-total_experience.csv")


@pytest.fixture(scope="module")
def reported(tmp_path_factory, computed, documents):
    """The report of the example, computed twice: by the command, and by the library."""
    folder = tmp_path_factory.mktemp("reports")
    done = CliRunner().invoke(app, ["metric", "report", str(EXAMPLE), "--out", str(folder / "a"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    (folder / "b").mkdir()
    write_document(documents["en"], folder / "b")
    for i, (panel, made) in enumerate(computed.panels, start=1):
        (folder / "b" / f"{i:02d}-{panel.metric}.csv").write_bytes(csv_bytes(outcome_table(made)))
    content = json_bytes([outcome_json(made) for _, made in computed.panels])
    (folder / "b" / "metrics.json").write_bytes(content)
    return folder


@pytest.mark.slow
def test_two_runs_are_equal_byte_for_byte(reported):
    names = sorted(path.name for path in (reported / "a").iterdir())
    assert set(ALL) <= set(names)
    assert names == sorted(path.name for path in (reported / "b").iterdir())
    for name in names:
        assert (reported / "a" / name).read_bytes() == (reported / "b" / name).read_bytes(), name


@pytest.mark.slow
def test_the_workbook_holds_the_words_of_the_tables_too(reported):
    sheet = load_workbook(reported / "a" / "report.xlsx")["NPS by segment"]
    head = [cell.value for cell in sheet[3]]
    first = [cell.value for cell in sheet[4]]
    assert head[:5] == ["segment", "value", "lower limit", "upper limit", "n"]
    assert first[2] < first[1] < first[3]
    verdicts = [
        row for sheet in load_workbook(reported / "a" / "report.xlsx") for row in sheet.iter_rows(values_only=True)
    ]
    assert [row for row in verdicts if any(str(cell).endswith("cannot tell") for cell in row)]


@pytest.mark.slow
def test_all_files_of_a_report_say_the_same(reported):
    content = json.loads((reported / "a" / "metrics.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert [part["metric"] for part in content] == [panel.metric for panel in read_dashboard(EXAMPLE).panels]
    with (reported / "a" / "03-nps.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    row = next(row for row in content[2]["rows"] if row["keys"]["quarter"] == last["quarter"])
    assert float(last["value"]) == pytest.approx(row["value"])
    shown = written(row["value"], "points", "en")
    assert shown in (reported / "a" / "report.html").read_text("utf-8")
    assert shown in "".join(page.extract_text() for page in PdfReader(reported / "a" / "report.pdf").pages)
    cells = {cell.value for sheet in load_workbook(reported / "a" / "report.xlsx") for line in sheet for cell in line}
    assert pytest.approx(row["value"]) in [cell for cell in cells if isinstance(cell, float)]


# --- panels that fail ----------------------------------------------------------------------------------------

FAILING = """\
sources:
  good: {table: answers.csv}
  folder: {table: folder.csv}
  pipe: {table: pipe.csv}
  gone: {table: gone.csv}
  unmapped: {table: answers.csv, use: nonesuch}
  shares: {table: answers.csv, weights: {segment: {home: 0.5, business: 0.5}}}
panels:
  - {metric: nps, source: good, by: [segment], tile: true}
  - {metric: churn, source: good}
  - {metric: nps, source: folder, title: {ru: Папка, en: Folder}}
  - {metric: nps, source: pipe}
  - {metric: nps, source: gone}
  - {metric: nps, source: unmapped}
  - {metric: nps, source: shares}
  - {metric: nps, source: good, by: [segment, segment]}
  - {metric: nps, source: good, tables: {costs: good}}
  - {metric: nps, source: good, by: [nowhere]}
  - {metric: nps, source: good, tile: true}
drivers:
  - {source: good, outcome: score, drivers: [nowhere]}
"""


@pytest.fixture(scope="module")
def failing(answers):
    (answers / "folder.csv").mkdir()
    os.mkfifo(answers / "pipe.csv")
    return compute_dashboard(read_dashboard(board(answers, FAILING)), answers)


def test_a_panel_that_fails_stands_as_its_error_and_the_others_stand(failing):
    codes = [made.faults[0].code if isinstance(made, CentricityError) else "" for _, made in failing.panels]
    assert codes == [
        "",
        "metric.no_column",
        "file.not_file",
        "file.not_file",
        "file.missing",
        "metric.map_unknown",
        "stats.target_missing",
        "metric.too_many_keys",
        "metric.no_role",
        "metric.by",
        "",
    ]
    assert [made.faults[0].code for _, made in failing.drivers] == ["metric.column"]


@pytest.mark.parametrize(("lang", "head"), [("ru", "Не посчитано: "), ("en", "Not computed: ")])
def test_every_failure_is_called_out_with_its_fault(failing, lang, head):
    document = dashboard_document(failing, lang)
    summary = next(section for section in document.sections if section.anchor == "summary")
    callouts = [block for block in summary.blocks if isinstance(block, Callout) and block.title.startswith(head)]
    assert len(callouts) == 10
    assert [callout.title.removeprefix(head) for callout in callouts][1] == ("Папка" if lang == "ru" else "Folder")
    assert all("[" in line and "]" in line for callout in callouts for line in callout.lines)
    assert "answers" in {section.anchor for section in document.sections}


def test_a_report_with_failures_is_written_and_tells_them(answers, failing, tmp_path):
    done = CliRunner().invoke(
        app, ["metric", "report", str(answers / "dashboard.yaml"), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    assert len(failing.panels) == 11
    content = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    first = next(part for part in content if "faults" in part)
    assert first["faults"][0]["code"] == "metric.no_column"
    written_ = {path.name for path in (tmp_path / "out").glob("*.csv")}
    assert written_ == {"01-nps.csv", "11-nps.csv"}
    assert "[metric.no_column]" in done.output.replace("\n", " ")


# --- files of dashboards -------------------------------------------------------------------------------------


def test_relative_paths_start_at_the_dashboard_wherever_one_stands(answers, tmp_path, monkeypatch):
    folder = tmp_path / "below" / "board"
    folder.mkdir(parents=True)
    shutil.copy(answers / "answers.csv", tmp_path / "below" / "up.csv")
    shutil.copy(answers / "answers.csv", folder / "renamed.csv")
    mapping = "title: {ru: А, en: A}\ntable: answers\ncolumns: {score: score}\nzone: Asia/Tokyo\n"
    (folder / "own.yaml").write_text(mapping, "utf-8")
    sources = (
        f"sources:\n  up: {{table: ../up.csv}}\n  own: {{table: renamed.csv, use: own.yaml}}\n"
        f"  whole: {{table: {answers / 'answers.csv'}}}\n"
    )
    panels = "panels:\n" + "".join(f"  - {{metric: nps, source: {name}}}\n" for name in ("up", "own", "whole"))
    path = board(folder, sources + panels)
    monkeypatch.chdir(tmp_path)
    made = [outcome for _, outcome in compute_dashboard(read_dashboard(path), path.parent).panels]
    assert [isinstance(outcome, Outcome) for outcome in made] == [True] * 3
    assert len({outcome.rows[0].estimate for outcome in made}) == 1
    assert made[1].options.zone == "Asia/Tokyo"


def test_a_source_is_read_as_its_mapping_and_itself_say(tmp_path):
    rows = [f"R{i};{i % 5 + 1},0;{i % 3},5" for i in range(40)]
    (tmp_path / "a.csv").write_bytes("\n".join(["Ответ;Оценка;speed", *rows]).encode("cp1251"))
    how = 'csv: {separator: ";", decimal: ",", encoding: cp1251}'
    text = (
        f"sources:\n  a: {{table: a.csv, {how}, map: {{response: Ответ, score: Оценка}}}}\n"
        "panels:\n  - {metric: mean_score, source: a}\n"
        "drivers:\n  - {source: a, outcome: Оценка, drivers: [speed]}\n"
    )
    computed = compute_dashboard(read_dashboard(board(tmp_path, text)), tmp_path)
    assert computed.panels[0][1].rows[0].estimate.value == pytest.approx(3)
    assert computed.drivers[0][1].found.n == 40
    assert computed.drivers[0][1].left_out == 0


BAD = """\
title: {ru: Панель}
schema: centricity/dashboard-1
synthetic: maybe
sources:
  one: {table: a.csv, csv: {separator: x}}
  one: {table: b.csv}
panels:
  - {metric: nope, source: one}
  - {metric: nps, source: gone, by: segment}
  - {metric: nps, source: one, options: {draws: 1, what: 2, confidence: 5}}
  - {metric: nps, source: one, tables: {x: gone}, by: [a, b, c, d, e]}
  - {metric: nps, source: one, colour: red, tile: 3, target: high}
  - {source: one}
drivers:
  - {source: gone, outcome: a, drivers: [x]}
  - {source: one, outcome: a, drivers: [x], kind: magic}
"""


def test_every_fault_of_a_dashboard_is_told_at_once_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")
    with pytest.raises(MetricError) as caught:
        read_dashboard(path)
    told = sorted((fault.place.line, fault.code) for fault in caught.value.faults)
    assert told == [
        (1, "settings.missing_language"),
        (3, "settings.wrong_value"),
        (5, "settings.wrong_value"),
        (6, "yaml.duplicate_key"),
        (8, "metric.unknown"),
        (9, "dashboard.no_source"),
        (9, "settings.wrong_value"),
        (10, "metric.no_option"),
        (10, "metric.option_value"),
        (10, "metric.option_value"),
        (11, "dashboard.no_source"),
        (11, "settings.wrong_value"),
        (12, "settings.unknown_key"),
        (12, "settings.wrong_value"),
        (12, "settings.wrong_value"),
        (13, "settings.missing_key"),
        (15, "dashboard.no_source"),
        (16, "settings.wrong_value"),
    ]
    assert {fault.place.file for fault in caught.value.faults} == {"bad.yaml"}
    assert not CYRILLIC.search(caught.value.text("en"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sources: {a: {table: a.csv}}\npanels: []\n", {"settings.wrong_value"}),
        ("sources: {a: {table: a.csv}}\npanels:\n" + "  - {metric: nps, source: a}\n" * 61, {"settings.wrong_value"}),
        ("sources: []\npanels: [nps]\n", {"settings.wrong_value"}),
        ("panels:\n  - {metric: nps, source: a}\n", {"settings.missing_key"}),
        ("sources: {a: {table: ''}}\npanels:\n  - {metric: nps, source: a}\n", {"settings.wrong_value"}),
        ("sources: {a: {table: a.csv}}\npanels:\n  - {metric: nps, source: a, title: NPS}\n", {"settings.wrong_value"}),
        ("sources: [", {"yaml.syntax"}),
    ],
)
def test_bad_dashboards_are_refused(tmp_path, text, codes):
    with pytest.raises(MetricError) as caught:
        read_dashboard(board(tmp_path, text))
    assert {fault.code for fault in caught.value.faults} == codes


def test_sixty_panels_are_read(tmp_path):
    text = "sources: {a: {table: a.csv}}\npanels:\n" + "  - {metric: nps, source: a}\n" * 60
    assert len(read_dashboard(board(tmp_path, text)).panels) == 60


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "schema: centricity/study-1\n", "\x00"])
def test_files_that_are_no_dashboards_are_faults_and_nothing_is_written(tmp_path, content):
    path = tmp_path / "d.yaml"
    path.write_text(content, "utf-8")
    done = CliRunner().invoke(app, ["metric", "report", str(path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("url", ["nope://x", "nope", "duckdb:///no/such/file.duckdb"])
def test_a_broken_engine_is_misuse_and_nothing_is_written(answers, tmp_path, url):
    text = f"engine: '{url}'\nsources: {{a: {{table: answers.csv}}}}\npanels:\n  - {{metric: nps, source: a}}\n"
    shutil.copy(answers / "answers.csv", tmp_path)
    path = board(tmp_path, text)
    done = CliRunner().invoke(app, ["metric", "report", str(path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()
    instead = ["metric", "report", str(path), "--out", str(tmp_path / "out"), "--engine", "duckdb://"]
    assert CliRunner().invoke(app, instead).exit_code == 0


def test_a_report_in_the_place_of_a_file_is_misuse_and_leaves_it_alone(answers, tmp_path):
    path = board(answers, "sources: {a: {table: answers.csv}}\npanels:\n  - {metric: nps, source: a}\n")
    (tmp_path / "taken").write_text("mine")
    done = CliRunner().invoke(app, ["metric", "report", str(path), "--out", str(tmp_path / "taken")])
    assert done.exit_code == 2
    assert (tmp_path / "taken").read_text() == "mine"


# --- what must not be shown, what must not run ---------------------------------------------------------------


def test_small_private_groups_are_hidden_in_every_face(tmp_path):
    sizes = {"big": 40, "middle": 30, "lesser": 3, "tiny": 2}
    rows = [f"2025-01-01,{name},{(10, 8, 0)[i % 3]}" for name, n in sizes.items() for i in range(n)]
    (tmp_path / "e.csv").write_text("\n".join(["at,department,score", *rows]) + "\n", "utf-8")
    path = board(tmp_path, "sources: {e: {table: e.csv}}\npanels:\n  - {metric: enps, source: e, by: [department]}\n")
    done = CliRunner().invoke(app, ["metric", "report", str(path), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    document = dashboard_document(compute_dashboard(read_dashboard(path), tmp_path), "en")
    table = next(block for section in document.sections for block in section.blocks if isinstance(block, Table))
    hidden = [row for row in table.rows if row[0].text in {"lesser", "tiny"}]
    assert [[cell.text for cell in row[1:]] for row in hidden] == [["withheld: too few", *[""] * 5]] * 2
    assert [[cell.value for cell in row[1:]] for row in hidden] == [["withheld: too few", *[None] * 5]] * 2
    assert not [svg for svg in drawings(document) if "lesser" in svg or "tiny" in svg]
    sheet = next(sheet for sheet in load_workbook(tmp_path / "out" / "report.xlsx") if sheet["A4"].value == "big")
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0] in {"lesser", "tiny"}]
    assert [[cell for cell in row[1:] if cell] for row in cells] == [["withheld: too few"]] * 2


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["segment", "at", "score", HOSTILE[0]])
    for i, label in enumerate(HOSTILE):
        writer.writerows([label, f"2025-0{1 + k % 3}-01", (10, 5, 8)[(i + k) % 3], (i * k) % 4] for k in range(6))
    (folder / "a.csv").write_text(buffer.getvalue(), "utf-8", newline="")
    text = (
        "sources:\n  a: {table: a.csv, map: {score: score}}\n"
        "panels:\n  - {metric: nps, source: a, by: [segment], title: {ru: '<b>[x]:*?/</b>', en: '<b>[x]:*?/</b>'}}\n"
        "  - {metric: nps, source: a, by: [month, segment]}\n"
        "  - {metric: nps, source: a, tile: true, title: {ru: '=1+1', en: '=1+1'}}\n"
        f"drivers:\n  - {{source: a, outcome: score, drivers: ['{HOSTILE[0]}']}}\n"
    )
    path = board(folder, text)
    done = CliRunner().invoke(app, ["metric", "report", str(path), "--out", str(folder / "out"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return folder / "out", done.output


def test_hostile_labels_stay_texts_in_every_face(hostile):
    folder, output = hostile
    assert not [c for c in output if not (c.isprintable() or c == "\n")]
    page = (folder / "report.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>[x]" not in page
    assert "\x1b" not in page
    assert "x" * (LONGEST + 1) not in page
    pdf = "".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages)
    assert "#eval(" in pdf
    book = load_workbook(folder / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not any(sheet._hyperlinks for sheet in book)
    assert [cell for cell in cells if cell.value == '=HYPERLINK("http://evil.example")']
    with (folder / "01-nps.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["segment"] for row in csv.DictReader(file)]
    assert not [label for label in labels if label.startswith("=")]


# --- words ---------------------------------------------------------------------------------------------------


def test_all_forty_metrics_are_computed_and_every_word_of_theirs_has_a_title(everything):
    assert {panel.metric for panel, made in everything.panels if isinstance(made, Outcome)} == set(metric_ids())
    for panel, outcome in everything.panels:
        assert [name for name in outcome.part_names if name not in PARTS] == [], panel.metric
        assert [name for name in outcome.by if name not in KEYS] == [], panel.metric
        assert [part.reason for part in outcome.excluded if part.reason not in REASONS] == [], panel.metric


def test_every_metric_is_said_in_both_languages(everything):
    for panel, outcome in everything.panels:
        said = {lang: [*sentences(outcome, lang), left_out(outcome, lang)] for lang in ("ru", "en")}
        said_once = {row.keys[:-1] for row in outcome.rows} if outcome.metric.shape == "curve" else outcome.rows
        assert len(said["ru"]) == len(said["en"]) == len(said_once) + 1
        assert not [line for line in said["en"] if CYRILLIC.search(line)], panel.metric
        assert not [line for lines in said.values() for line in lines if re.search(r"\b(nan|inf|None)\b", line)]


def test_charts_of_all_metrics_can_be_drawn_in_both_languages(everything):
    drawn = {panel.metric for panel, outcome in everything.panels if chart_of(outcome, "ru") is not None}
    assert {"nps", "conversion", "cohort_retention", "survival", "rfm", "total_experience"} <= drawn
    svg = chart_of(everything.panels[2][1], "en", target=40).svg
    assert png(svg) == png(svg)
    assert png(svg).startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("value", "unit", "ru", "en"),
    [
        (-45.04, "points", "−45,0", "−45.0"),
        (12.345, "percent", "12,3\u00a0%", "12.3%"),
        (1234567.8, "money", "1\u202f234\u202f568", "1,234,568"),
        (12.345, "money", "12,35", "12.35"),
        (1.5, "hours", "1,5\u00a0ч", "1.5\u00a0h"),
        (2, "days", "2,0\u00a0дн.", "2.0\u00a0days"),
        (3, "months", "3\u00a0мес.", "3\u00a0months"),
        (0.256, "correlation", "0,26", "0.26"),
        (7, "per100", "7,0\u00a0на 100", "7.0\u00a0per 100"),
        (math.nan, "percent", "–", "–"),
        (math.inf, "months", "∞", "∞"),
        (-math.inf, "points", "−∞", "−∞"),
    ],
)
def test_numbers_are_written_with_their_units(value, unit, ru, en):
    assert written(value, unit, "ru") == ru
    assert written(value, unit, "en") == en


def test_changes_have_their_sign_and_shares_change_by_points():
    assert moved(2.5, "percent", "ru") == "+2,5\u00a0п.\u00a0п."
    assert moved(-2.5, "percent", "en") == "−2.5\u00a0pp"
    assert moved(0, "points", "en") == "0.0"
    assert moved(-1.25, "hours", "ru") == "−1,3\u00a0ч"


def test_parts_are_whole_or_have_a_decimal():
    assert [part_text(value, "ru") for value in (3.0, 3.14, 1234.5, None, math.nan, math.inf)] == [
        "3", "3,1", "1\u202f235", "–", "–", "∞",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "ru", "en", "short"),
    [
        (-5.0, 25.5, "от −5,0 до 25,5", "between −5.0 and 25.5", "−5.0 … 25.5"),
        (3.0, math.nan, "не меньше 3,0", "at least 3.0", "3.0 … –"),
        (math.nan, 8.0, "не больше 8,0", "at most 8.0", "– … 8.0"),
        (math.nan, math.nan, "", "", ""),
        (3.0, math.inf, "от 3,0 до ∞", "between 3.0 and ∞", "3.0 … ∞"),
    ],
)
def test_intervals_may_be_open_on_a_side(low, high, ru, en, short):
    estimate = Estimate(4.0, low, high, 30, "test")
    assert interval(estimate, definition("nps"), "ru") == ru
    assert interval(estimate, definition("nps"), "en") == en
    assert limits(estimate, definition("nps"), "en").replace("\u00a0", " ") == short


def outcome_of(*values: tuple[str, float, float, float]) -> Outcome:
    rows = tuple(Row((key,), Estimate(value, low, high, 100, "test")) for key, value, low, high in values)
    return Outcome(definition("nps"), ("month",), rows, Options(), 100 * len(rows))


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (40.0, "лучше, чем в январе 2025", "better than in January 2025"),
        (-40.0, "хуже, чем в январе 2025", "worse than in January 2025"),
        (1.0, "не отличить от января 2025", "cannot be told apart from January 2025"),
    ],
)
def test_a_change_is_a_plain_verdict(value, ru, en):
    outcome = outcome_of(("2025-01", 0, -5, 5), ("2025-02", value, value - 5, value + 5))
    for lang, said in (("ru", ru), ("en", en)):
        first, second = sentences(outcome, lang)
        assert second.endswith(f"; {said}")
        assert ";" not in first


def test_a_metric_that_is_neither_good_nor_bad_is_only_different():
    outcome = replace(
        outcome_of(("2025-01", 0, -5, 5), ("2025-02", 40, 35, 45)),
        metric=definition("nps").model_copy(update={"better": "neither"}),
    )
    assert list(sentences(outcome, "en"))[1].endswith("; different from what it was in January 2025")
    assert list(sentences(outcome, "ru"))[1].endswith("; иначе, чем в январе 2025")


def test_a_sentence_of_a_withheld_group_holds_no_number():
    row = Row(("2025",), Estimate(math.nan, math.nan, math.nan, 0, "withheld"), hidden=True)
    outcome = replace(outcome_of(), by=("year",), rows=(row,))
    assert sentence(outcome, row, "en") == "2025: NPS - withheld, too few people"
    assert sentence(outcome, row, "ru") == "2025: NPS - скрыто, людей мало"
    kept = replace(row, protects=True)
    assert sentence(outcome, kept, "en") == "2025: NPS - withheld to protect another group"
    assert sentence(outcome, kept, "ru") == "2025: NPS - скрыто, чтобы защитить другую группу"


def test_rows_left_out_are_counted_by_reason_with_examples():
    excluded = (
        Excluded("score", "outside_scale", 1_200, ("11", "\x1b[2J")),
        Excluded("at", "blank", 1),
    )
    outcome = replace(outcome_of(), total=40_000, excluded=excluded)
    assert left_out(outcome, "ru") == (
        "Не вошло строк: 1\u202f201 из 40\u202f000 (score - вне шкалы: 1\u202f200 [11, \\x1b[2J]; at - пусто: 1)."
    )
    assert left_out(outcome, "en") == (
        "Left out: 1,201 of 40,000 rows (score - outside the scale: 1,200 [11, \\x1b[2J]; at - blank: 1)."
    )
    assert left_out(replace(outcome, excluded=()), "en") == "40,000 rows, all sound."


@pytest.mark.parametrize(
    ("name", "key", "ru", "en"),
    [
        ("segment", "", "не указано", "not given"),
        ("segment", "*", "всего", "in all"),
        ("quantile", "p50", "медиана", "median"),
        ("quantile", "p90", "90\u00a0% не дольше", "90% within"),
        ("quantile", "p97.5", "97,5\u00a0% не дольше", "97.5% within"),
        ("quantile", "pxx", "pxx", "pxx"),
        ("rfm_segment", "at_risk", "под угрозой", "at risk"),
        ("rfm_segment", "mine", "mine", "mine"),
        ("segment", "a\u00a0b\r\nc", "a b  c", "a b  c"),
    ],
)
def test_keys_are_written_for_a_reader(name, key, ru, en):
    assert key_text(name, key, "ru") == ru
    assert key_text(name, key, "en") == en


def test_labels_are_bounded_and_show_what_they_hide():
    assert plain("Ёлка, кафе «Ё» 👩\u200d💻 עברית") == "Ёлка, кафе «Ё» 👩\u200d💻 עברית"
    assert plain("\x1b[0m\u202e\x00\ud800") == "\\x1b[0m\\u202e\\x00\\ud800"
    assert len(plain("x" * 10_000)) == LONGEST
    assert plain("x" * LONGEST) == "x" * LONGEST


def test_every_panel_has_a_heading_and_every_metric_its_definition(documents, computed):
    for lang, document in documents.items():
        anchors = {b.anchor for s in document.sections for b in s.blocks if isinstance(b, Heading) and b.anchor}
        assert anchors == {f"panel-{i}" for i in range(1, len(computed.panels) + 1)}
        section = next(section for section in document.sections if section.anchor == "definitions")
        heads = [block.text for block in section.blocks if isinstance(block, Heading)]
        names = {outcome.metric.name[lang] for _, outcome in computed.panels}
        assert set(heads) == names
        assert len(heads) == len(names)


def test_the_settings_of_a_dashboard_are_closed_to_unknown_keys():
    assert Dashboard.model_config["extra"] == "forbid"


def words(document: Document) -> str:
    return "\n".join(texts(document.sections))


def test_what_was_set_and_a_single_number_stand_in_the_panel_and_in_the_workbook(tmp_path):
    rows = [f"C{i % 20},2025-0{1 + i % 6}-0{1 + i % 9},{10 + i}" for i in range(80)]
    (tmp_path / "o.csv").write_text("\n".join(["customer,at,amount", *rows]) + "\n", "utf-8")
    path = board(tmp_path, "sources: {o: {table: o.csv}}\npanels:\n"
                 '  - {metric: historical_cltv, source: o, options: {margin: 0.5, end: "2025-06-01"}}\n'
                 "  - {metric: pareto_share, source: o}\n")  # fmt: skip
    computed = compute_dashboard(read_dashboard(path), tmp_path)
    said = {language: words(dashboard_document(computed, language)) for language in ("ru", "en")}
    assert "Set: margin = 0.5, end = 2025-06-01." in said["en"]
    assert "Задано: margin = 0,5, end = 2025-06-01." in said["ru"]
    assert "(CLTV) " in said["en"]
    assert "; the last bar is all from" in said["en"]
    document = dashboard_document(computed, "en")
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    assert len(tables) == 2


def test_a_remark_of_a_panel_names_options_as_the_file_does(tmp_path):
    rows = [f"C{i % 20},2025-01-01,{i % 11}" for i in range(80)]
    (tmp_path / "a.csv").write_text("\n".join(["customer,at,score", *rows]) + "\n", "utf-8")
    path = board(tmp_path, "sources: {a: {table: a.csv}}\npanels:\n  - {metric: nps, source: a}\n")
    said = words(dashboard_document(compute_dashboard(read_dashboard(path), tmp_path), "en"))
    assert "options: {one_per_customer: true}" in said
    assert "--set" not in said
