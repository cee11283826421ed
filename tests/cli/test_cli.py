import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from centricity.cli.app import app
from centricity.methods import bundled_method
from centricity.studies import inspect_study

EXAMPLES = Path(__file__).parents[2] / "examples"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("published")
    result = call("study", "run", EXAMPLES / "it-companies-2025", "--out", out)
    assert result.exit_code == 0, result.output
    return out


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom centricity.cli.app import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print([m for m in ('numpy', 'polars', 'pydantic', 'rich', 'typst', 'vl_convert') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("lang", "word"), [("ru", "Исследования"), ("en", "Studies")])
def test_help_speaks_the_language_of_the_call(lang, word):
    command = [sys.executable, "-m", "centricity", "--lang", lang, "--help"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert word in done.stdout.decode("utf-8")


def test_help_follows_the_locale():
    environment = {"LC_ALL": "ru_RU.UTF-8", "PATH": "/usr/bin"}
    command = [sys.executable, "-m", "centricity", "study", "--help"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert "Проверить исследование" in done.stdout.decode("utf-8")


def test_method_list_names_all_three_bundled_methods():
    output = call("method", "list").output
    assert all(name in output for name in ("hse_it_2025", "six_questions", "cx_maturity"))


@pytest.mark.parametrize("method_id", ["hse_it_2025", "six_questions", "cx_maturity"])
def test_method_show_prints_every_metric(method_id):
    output = call("method", "show", method_id).output
    assert all(code in output for code in bundled_method(method_id).metrics)


def test_method_show_of_an_unknown_method_is_misuse_that_names_the_known_ones():
    result = call("method", "show", "nope")
    assert result.exit_code == 2
    assert "hse_it_2025" in result.output
    assert "[method.unknown]" in result.output


def test_method_schema_is_a_json_schema_that_knows_the_keys_of_a_method():
    schema = json.loads(call("method", "schema").output)
    assert {"schema", "index", "policies"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_method_check_of_a_bundled_file_is_sound():
    path = EXAMPLES.parent / "src/centricity/methods/catalogue/hse_it_2025.yaml"
    result = call("method", "check", path)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("method_id", ["hse_it_2025", "six_questions", "cx_maturity"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_new_study_checks_and_runs_as_it_is(tmp_path, method_id, lang):
    folder = tmp_path / "mine"
    made = call("study", "new", folder, "--method", method_id, "--lang", lang)
    assert made.exit_code == 0, made.output
    assert {path.name for path in folder.iterdir()} == {"study.yaml", "study.xlsx"}
    checked = call("study", "check", folder)
    assert checked.exit_code == 0, checked.output
    ran = call("study", "run", folder, "--out", tmp_path / "out", "--audience", "internal", "--lang", lang)
    assert ran.exit_code == 0, ran.output
    hidden = bundled_method(method_id).is_survey()
    assert {row["score"] for row in rows(tmp_path / "out" / "scores.csv")} == (set() if hidden else {""})


def test_a_new_study_carries_the_rubric_beside_every_cell(tmp_path):
    from openpyxl import load_workbook

    call("study", "new", tmp_path / "mine", "--method", "hse_it_2025", "--lang", "en")
    sheet = load_workbook(tmp_path / "mine" / "study.xlsx")["observations"]
    head = [cell.value for cell in sheet[1]]
    row = {name: cell.value for name, cell in zip(head, sheet[3], strict=True)}
    assert row["metric"] == "1.2"
    assert row["? level 0"].startswith("below 1")
    assert row["? level 3"].startswith("12 and above")


def test_a_new_study_takes_its_method_file_along(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = EXAMPLES.parent / "src/centricity/methods/catalogue/six_questions.yaml"
    (tmp_path / "own.yaml").write_bytes(source.read_bytes())
    made = call("study", "new", "mine", "--method", "own.yaml")
    assert made.exit_code == 0, made.output
    assert call("study", "check", "mine").exit_code == 0


def test_a_study_may_group_by_any_column_of_its_own(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "it-companies-2025", folder)
    text = (folder / "study.yaml").read_text("utf-8")
    text += "groupings:\n  - {code: region, column: region, title: {ru: Регион, en: Region}}\n"
    (folder / "study.yaml").write_text(text, "utf-8")
    lines = (folder / "subjects.csv").read_text("utf-8").splitlines()
    regions = [f"{line},{'north' if i % 2 else 'south'}" for i, line in enumerate(lines[1:])]
    (folder / "subjects.csv").write_text("\n".join([lines[0] + ",region", *regions]) + "\n", "utf-8")
    result = call("study", "run", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    found = {row["group"]: row["n"] for row in rows(tmp_path / "out" / "groups.csv") if row["grouping"] == "region"}
    assert found == {"north": "20", "south": "20"}


def test_a_new_study_leaves_a_folder_that_is_not_empty_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = call("study", "new", tmp_path, "--method", "six_questions")
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_run_leaves_tables_result_and_three_reports(published):
    names = {path.name for path in published.iterdir()}
    tables = {"scores.csv", "groups.csv", "trace.csv", "changes.csv", "result.json"}
    assert names == tables | {"report.html", "report.pdf", "report.xlsx"}


def test_run_writes_the_columns_of_the_contract(published):
    scores, groups, trace = (rows(published / f"{name}.csv")[0] for name in ("scores", "groups", "trace"))
    wanted = ["subject", "node", "wave", "score", "low", "high", "score_unadjusted", "rank", "rank_low", "rank_high"]
    assert list(scores) == [*wanted, "coverage", "status"]
    assert list(groups)[:7] == ["grouping", "group", "node", "n", "mean", "sd", "rsd"]
    assert list(trace)[:6] == ["subject", "node", "child", "value", "weight", "contribution"]


def test_two_runs_are_equal_byte_for_byte(published, tmp_path):
    call("study", "run", EXAMPLES / "it-companies-2025", "--out", tmp_path, "--lang", "ru")
    for path in published.iterdir():
        if path.suffix in {".csv", ".json"}:
            assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_trace_adds_up_to_every_score(published):
    scores = {(row["subject"], row["node"]): row["score"] for row in rows(published / "scores.csv")}
    sums: dict[tuple[str, str], float] = {}
    for row in rows(published / "trace.csv"):
        key = (row["subject"], row["node"])
        sums[key] = sums.get(key, 0.0) + float(row["contribution"])
    assert len(sums) == 40 * 21
    assert all(abs(sums[key] - float(scores[key])) < 1e-6 for key in sums)


def test_explain_goes_from_the_index_down_to_raters_and_evidence():
    output = call("study", "explain", EXAMPLES / "it-companies-2025", "SYN01", "1.1", "--lang", "en").output
    assert "rater A" in output
    assert "E-SYN01-1.1" in output


def test_explain_of_a_group_names_its_members_and_their_mean():
    output = call("study", "explain", EXAMPLES / "it-companies-2025", "SEG01", "s3", "--lang", "en").output
    assert "mean 65.97" in output
    assert all(code in output for code in ("SYN01", "SYN02", "SYN03", "SYN04"))


def test_explain_for_the_public_refuses_a_group_that_is_too_small():
    result = call("study", "explain", EXAMPLES / "it-companies-2025", "SEG06", "--audience", "public")
    assert result.exit_code == 2
    assert "[study.group_withheld]" in result.output


def test_explain_of_an_unknown_subject_is_misuse():
    result = call("study", "explain", EXAMPLES / "it-companies-2025", "NOBODY")
    assert result.exit_code == 2
    assert "[study.unknown_subject]" in result.output


def test_explain_for_the_public_knows_no_subject_without_consent():
    result = call("study", "explain", EXAMPLES / "it-companies-2025", "SYN15", "--audience", "public")
    assert result.exit_code == 2


def test_compare_refuses_two_maturity_models_though_both_run_from_6_to_30(tmp_path):
    for name in ("six-questions", "cx-maturity"):
        call("study", "run", EXAMPLES / name, "--out", tmp_path / name)
    paths = [tmp_path / name / "result.json" for name in ("six-questions", "cx-maturity")]
    result = call("study", "compare", *paths)
    assert result.exit_code == 2
    assert "six_questions 1.0.0" in result.output
    assert "[study.methods_differ]" in result.output


def test_compare_shows_no_change_of_a_result_with_itself(published):
    path = published / "result.json"
    result = call("study", "compare", path, path, "--lang", "en")
    assert result.exit_code == 0
    assert "SYN40" in result.output


def test_freeze_writes_cuts_that_the_next_study_reads(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    text = 'schema: centricity/study-1\ntitle: {ru: Проба, en: Trial}\nmethod: hse_it_2025\nwave: "2025"\n'
    (folder / "study.yaml").write_text(text, "utf-8")
    (folder / "subjects.csv").write_text("subject,market\n" + "".join(f"C{i},B2B\n" for i in range(10)))
    cells = "".join(f"C{i},2.1,mentions_log,{i / 2}\n" for i in range(10))
    (folder / "observations.csv").write_text("subject,metric,indicator,value\n" + cells)
    frozen = call("study", "freeze", folder, folder / "cuts.yaml")
    assert frozen.exit_code == 0, frozen.output
    (folder / "study.yaml").write_text(text + "cuts: cuts.yaml\n", "utf-8")
    inspection = inspect_study(folder)
    assert inspection.study is not None
    assert inspection.study.method.metrics["2.1"].rubric.frozen.cuts["B2B"] == pytest.approx((2.1, 3.7))


def test_freeze_without_percentile_rubrics_is_misuse(tmp_path):
    result = call("study", "freeze", EXAMPLES / "six-questions", tmp_path / "cuts.yaml")
    assert result.exit_code == 2
    assert not (tmp_path / "cuts.yaml").exists()


def test_run_into_a_file_is_misuse_and_leaves_it_alone(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    result = call("study", "run", EXAMPLES / "six-questions", "--out", taken)
    assert result.exit_code == 2
    assert taken.read_text() == "mine"


def test_run_of_a_folder_that_is_not_there_is_misuse(tmp_path):
    result = call("study", "run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
