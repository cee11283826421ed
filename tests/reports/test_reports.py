import csv
import dataclasses
import io
import math
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from rich.console import Console

from centricity.reports import palette, print_terminal, write_reports
from centricity.reports.document import Table
from centricity.reports.html import html
from centricity.reports.view import document
from centricity.studies import read_study, run
from centricity.studies.write import write_tables

EXAMPLES = Path(__file__).parents[2] / "examples"
STUDIES = ("it-companies-2025", "it-market-2025-published", "six-questions", "cx-maturity")
WITHHELD = ("SYN15", "SYN16", "SYN17", "SYN26", "SYN27", "SYN28", "SYN37", "SYN38", "SYN39")
HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>'


@pytest.fixture(scope="module")
def results():
    return {name: run(read_study(EXAMPLES / name)) for name in STUDIES}


@pytest.fixture(scope="module")
def documents(results):
    return {(name, lang): document(result, lang) for name, result in results.items() for lang in ("ru", "en")}


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Everything the public edition writes, with the names and codes that must not be in it."""
    folder = tmp_path_factory.mktemp("public")
    result = run(read_study(EXAMPLES / "it-companies-2025"), "public")
    write_tables(result, folder)
    write_reports(result, folder, "en")
    return folder, result


def texts(doc):
    """Every text a reader sees."""
    for section in doc.sections:
        yield section.title
        for block in section.blocks:
            yield from _texts(block)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name not in {"svg", "sheet", "href", "anchor", "tone", "value"} or type(value).__name__ == "Figure":
                yield from _texts(getattr(value, name))


@pytest.mark.parametrize("name", STUDIES)
def test_no_reader_meets_a_nan_or_a_none(documents, name):
    for lang in ("ru", "en"):
        wrong = [text for text in texts(documents[name, lang]) if re.search(r"\b(nan|None|NaN)\b", text)]
        assert wrong == []


@pytest.mark.parametrize("name", STUDIES)
def test_both_languages_have_the_same_sections(documents, name):
    ru, en = documents[name, "ru"], documents[name, "en"]
    assert [section.anchor for section in ru.sections] == [section.anchor for section in en.sections]
    assert all(a.title != b.title for a, b in zip(ru.sections, en.sections, strict=True))


@pytest.mark.parametrize("name", STUDIES)
def test_the_english_report_holds_no_cyrillic(documents, name):
    assert [text for text in texts(documents[name, "en"]) if re.search("[А-Яа-яЁё]", text)] == []


@pytest.mark.parametrize("name", STUDIES)
def test_the_russian_report_holds_no_english_sentence(documents, name):
    said = [text.replace("centricity study explain", "") for text in texts(documents[name, "ru"])]
    assert [text for text in said if re.search(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b", text)] == []


@pytest.mark.parametrize("name", STUDIES)
def test_html_needs_no_other_host(documents, name):
    page = html(documents[name, "en"])
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
    assert "<script" not in page
    assert not re.search(r"url\((?!data:)", page)


def test_every_link_of_the_page_has_its_target(documents):
    page = html(documents["it-companies-2025", "ru"])
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_charts_follow_the_theme(documents):
    page = html(documents["it-companies-2025", "en"])
    body = page[page.index("<main>") :]
    assert "var(--accent)" in body
    assert palette.LIGHT["accent"] not in body


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_on_every_heat_colour_can_be_read(dark):
    assert min(palette.contrast(*pair) for pair in palette.heat_steps(dark=dark)) >= 4.5


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK])
def test_texts_can_be_read_on_their_grounds(colours):
    pairs = [("ink", "paper"), ("soft", "paper"), ("soft", "panel"), ("accent", "paper"), ("warn", "warnpanel")]
    assert all(palette.contrast(colours[a], colours[b]) >= 4.5 for a, b in pairs)


def test_heat_map_prints_a_number_in_every_coloured_cell(documents):
    doc = documents["it-companies-2025", "en"]
    tables = [b for s in doc.sections if s.anchor == "heatmaps" for b in s.blocks if isinstance(b, Table)]
    coloured = [cell for table in tables for row in table.rows for cell in row if cell.heat is not None]
    assert len(coloured) == (4 + 10 + 4) * 5
    assert all(re.fullmatch(r"\d+", cell.text) for cell in coloured)


def test_heat_map_of_segments_falls_by_index(documents):
    doc = documents["it-companies-2025", "en"]
    table = next(b for s in doc.sections for b in s.blocks if isinstance(b, Table) and b.sheet == "Segment")
    index = [row[2].value for row in table.rows]
    assert index == sorted(index, reverse=True)


def test_the_report_says_39_of_40(documents):
    said = " ".join(texts(documents["it-companies-2025", "en"]))
    assert "39 of 40" in said
    said = " ".join(texts(documents["it-market-2025-published", "ru"]))
    assert "15; 20" in said
    assert "Внутренняя интеграция 46\u00a0%" in said


def test_only_those_who_write_the_study_are_told_what_to_correct(results):
    internal = results["it-market-2025-published"]
    public = run(read_study(EXAMPLES / "it-market-2025-published"), "public")
    for result, told in ((dataclasses.replace(internal, audience="internal"), True), (public, False)):
        said = " ".join(texts(document(result, "en")))
        assert "but the sample is 40." in said
        assert ("Check the source." in said) is told


def test_an_index_above_all_its_parts_says_why(documents):
    said = " ".join(texts(documents["it-market-2025-published", "en"]))
    assert "The index (59.5) is above every sub-index: it is after the B2B/B2C coefficient" in said
    assert "is above every sub-index" not in " ".join(texts(documents["six-questions", "en"]))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "13 to 20 after rounding"), ("ru", "от 13 до 20 после округления")]
)
def test_a_level_by_rounding_says_so(documents, language, said):
    assert said in set(texts(documents["six-questions", language]))


@pytest.mark.parametrize("name", STUDIES)
def test_english_writes_percent_at_the_number(documents, name):
    assert [text for text in texts(documents[name, "en"]) if re.search(r"\d[\s\u00a0]%", text)] == []


def test_the_tree_of_the_method_stands_in_by_depth(documents):
    section = next(s for s in documents["it-market-2025-published", "en"].sections if s.anchor == "method")
    tree = next(block for block in section.blocks if isinstance(block, Table))
    assert [row[0].depth for row in tree.rows[:3]] == [0, 1, 2]


def test_computed_stands_beside_published(documents):
    doc = documents["it-market-2025-published", "en"]
    section = next(s for s in doc.sections if s.anchor == "references")
    table = next(b for b in section.blocks if isinstance(b, Table))
    pairs = [(float(row[1].value), float(row[2].value)) for row in table.rows]
    assert len(pairs) == 14
    assert max(abs(a - b) for a, b in pairs) <= 1.06


@pytest.mark.parametrize(("lang", "contents"), [("ru", "Содержание"), ("en", "Contents")])
def test_pdf_has_contents_page_numbers_and_its_language(results, tmp_path, lang, contents):
    write_reports(results["six-questions"], tmp_path, lang)
    reader = PdfReader(tmp_path / "report.pdf")
    first, last = reader.pages[0].extract_text(), reader.pages[-1].extract_text()
    assert contents in first
    assert f"{len(reader.pages)} / {len(reader.pages)}" in last
    assert document(results["six-questions"], lang).sections[1].title in first


def test_reports_are_equal_byte_for_byte(results, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_reports(results["it-companies-2025"], tmp_path / name, "en")
    for file in ("report.html", "report.xlsx", "report.pdf"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def _workbook_texts(path: Path) -> set[str]:
    book = load_workbook(path)
    return {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}


def test_public_edition_names_nobody_without_consent(public):
    folder, result = public
    names = {result.study.name_of(code, lang) for code in WITHHELD for lang in ("ru", "en")}
    page = (folder / "report.html").read_text("utf-8")
    pdf = "".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages)
    cells = " ".join(_workbook_texts(folder / "report.xlsx"))
    tables = "".join(path.read_text("utf-8") for path in folder.glob("*.csv"))
    data = (folder / "result.json").read_text("utf-8")
    for text in (page, pdf, cells, tables, data):
        assert not [code for code in WITHHELD if code in text]
        assert not [name for name in names if re.search(rf"{re.escape(name)}\b", text)]


def test_public_edition_suppresses_segments_of_two(public):
    folder, _ = public
    with (folder / "groups.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["group"] in {"SEG06", "SEG07", "SEG09"}]
    assert {row["status"] for row in rows} == {"suppressed"}
    assert {row["mean"] for row in rows} == {""}


def test_confidential_evidence_never_leaves(public, results, tmp_path):
    write_tables(results["it-companies-2025"], tmp_path)
    write_reports(results["it-companies-2025"], tmp_path, "en")
    evidence = results["it-companies-2025"].study.evidence
    secret = evidence.filter(evidence["access"] == "confidential")["reference"].to_list()
    assert len(secret) > 5
    for folder in (tmp_path, public[0]):
        for path in folder.iterdir():
            if path.suffix in {".csv", ".json", ".html"}:
                assert not [text for text in secret if text in path.read_text("utf-8")], path.name


@pytest.fixture
def hostile(tmp_path):
    """A study whose names try to run in a browser, in a spreadsheet and in typst."""
    folder = tmp_path / "hostile"
    shutil.copytree(EXAMPLES / "it-companies-2025", folder)
    subjects = list(csv.reader(io.StringIO((folder / "subjects.csv").read_text("utf-8"))))
    subjects[1][1:3] = [HOSTILE, HOSTILE]
    subjects[2][1:3] = ['#eval("1+1") $x$ *b* @ref', '#eval("1+1") $x$ *b* @ref']
    subjects[3][1:3] = ["+7 900", "-1+2"]
    with (folder / "subjects.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(subjects)
    return run(read_study(folder))


def test_hostile_names_stay_texts_in_every_face(hostile, tmp_path):
    write_reports(hostile, tmp_path, "en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    pdf = "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    assert "#eval(" in pdf
    book = load_workbook(tmp_path / "report.xlsx")
    named = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]
    assert len(named) >= 3
    assert {cell.data_type for cell in named} == {"s"}
    assert not any(sheet._hyperlinks for sheet in book)


def test_only_our_own_formulas_stand_in_the_workbook(hostile, tmp_path):
    write_reports(hostile, tmp_path, "en")
    book = load_workbook(tmp_path / "report.xlsx")
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 200
    allowed = re.compile(r"=(IFERROR\((MIN|RANK|\(IF)|AVERAGE|AVERAGEIFS)\(")
    assert all(allowed.match(formula) and "HYPERLINK(" not in formula for formula in formulas)


def test_live_totals_carry_the_values_they_compute(results, tmp_path):
    """Levels times weights times coefficient, read back from the workbook, give the cached index."""
    result = results["it-companies-2025"]
    write_reports(result, tmp_path, "en")
    live = load_workbook(tmp_path / "report.xlsx")["Scores"]
    cached = load_workbook(tmp_path / "report.xlsx", data_only=True)["Scores"]
    head = [cell.value for cell in live[3]]
    column = head.index("Index") + 1
    assert live.cell(4, column).value.startswith("=IFERROR(MIN(100,")
    scores = result.wave.build.scores["index"]
    for row, position in enumerate(result.order, start=4):
        assert cached.cell(row, column).value == pytest.approx(float(scores[position]), rel=1e-9)


def test_workbook_tables_have_conditional_colours(results, tmp_path):
    write_reports(results["it-companies-2025"], tmp_path, "en")
    sheet = load_workbook(tmp_path / "report.xlsx")["Segment"]
    rules = [rule for ranges in sheet.conditional_formatting for rule in ranges.rules]
    assert {rule.type for rule in rules} == {"colorScale"}
    assert len(rules) == 5


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("name", STUDIES)
def test_terminal_prints_title_banner_and_ranking(documents, name, lang):
    out = Console(file=io.StringIO(), width=140)
    doc = documents[name, lang]
    print_terminal(doc, out)
    said = out.file.getvalue()
    assert doc.title in said
    assert doc.edition in said
    assert doc.banner in said
    ranking = next(s for s in doc.sections if s.anchor == "ranking")
    table = next(b for b in ranking.blocks if isinstance(b, Table))
    assert all(row[1].text.split()[0] in said for row in table.rows)


def test_internal_edition_says_so_and_lists_what_the_public_one_leaves_out(documents):
    doc = documents["it-companies-2025", "en"]
    assert doc.edition.startswith("Internal edition")
    said = " ".join(text for s in doc.sections if s.anchor == "disclosure" for b in s.blocks for text in _texts(b))
    assert "Rows without consent: 9." in said
    assert "Groups smaller than 3: 3" in said


def test_synthetic_data_are_labelled_everywhere(results, tmp_path):
    write_reports(results["it-companies-2025"], tmp_path, "en")
    write_tables(results["it-companies-2025"], tmp_path)
    label = "Synthetic data"
    assert label in (tmp_path / "report.html").read_text("utf-8")
    assert label in PdfReader(tmp_path / "report.pdf").pages[0].extract_text()
    assert any(label in text for text in _workbook_texts(tmp_path / "report.xlsx"))
    assert '"synthetic": true' in (tmp_path / "result.json").read_text("utf-8")


def test_a_goal_without_an_owned_dated_action_is_called_out(documents):
    doc = documents["it-companies-2025", "en"]
    section = next(s for s in doc.sections if s.anchor == "goals")
    callout = next(b for b in section.blocks if type(b).__name__ == "Callout")
    assert [line.split(":")[0] for line in callout.lines] == ["Cloud C"]


def test_survey_shows_mean_distribution_and_n_of_every_item(documents, results):
    doc = documents["six-questions", "en"]
    section = next(s for s in doc.sections if s.anchor == "answers")
    table = next(b for b in section.blocks if isinstance(b, Table))
    survey = results["six-questions"].wave.survey
    assert len(table.rows) == 6
    for row, item in zip(table.rows, survey.items["market"], strict=True):
        assert row[1].value == pytest.approx(item.mean)
        assert row[2].value == item.median
        assert [cell.value for cell in row[4:]] == [item.counts.get(level, 0) for level in range(1, 6)]
        assert sum(cell.value for cell in row[4:]) == row[3].value == 56


def test_every_metric_has_a_chart_that_says_its_means_and_n(documents, results):
    doc = documents["it-companies-2025", "en"]
    section = next(s for s in doc.sections if s.anchor == "metrics")
    charts = [chart for block in section.blocks if type(block).__name__ == "Charts" for chart in block.charts]
    assert len(charts) == 16
    wave = results["it-companies-2025"].wave
    for chart, code in zip(charts, wave.build.tree.metrics, strict=True):
        mean = wave.by_key["enlarged", "SOFTWARE", code].mean
        assert not math.isnan(mean)
        assert "(n 7)" in chart.alt
        assert chart.svg.startswith("<svg")
