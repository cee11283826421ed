"""Every kind of bad input is a sentence: what, where, what is expected, what to do; never a traceback."""

import ast
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from bad_studies import (
    BOOKS,
    CELLS,
    FILE,
    FILES,
    HEADER,
    KINDS,
    METHOD,
    METHODS,
    OBSERVATIONS,
    SETTINGS,
    SUBJECTS,
    Kind,
    add,
    as_parquet,
    as_xlsx,
    edit,
    every,
    put,
    recode,
    remove,
)
from centricity.cli.app import app
from centricity.errors import MisuseError, StudyError
from centricity.errors.templates import TEMPLATES
from centricity.studies import inspect_study, read_study, run
from centricity.studies.compare import compare
from centricity.studies.write import write_tables
from centricity.tables.write import OutputTable, csv_bytes, whole_folder, write_whole

SOURCE = Path(__file__).parents[1] / "src" / "centricity"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def lines_with(output: str, code: str) -> list[str]:
    return [line for line in output.splitlines() if line.endswith(f"[{code}]")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_bad_input_is_named_with_its_place(kind, sound_study):
    kind.change(sound_study)
    result = call("study", "check", sound_study, "--lang", "en")
    assert result.exit_code == 1, result.output[-3000:]
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    said = lines_with(result.output, kind.code)
    assert any(kind.place in line for line in said), result.output[-3000:]
    assert all(len(line) < 1200 for line in result.output.splitlines())
    assert len(result.output.splitlines()) < 130


def test_the_study_that_is_broken_here_is_sound(sound_study):
    result = call("study", "check", sound_study, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Sound: 4 subjects, 15 observations." in result.output


@pytest.mark.parametrize("kind", KINDS[::5], ids=lambda kind: kind.name)
def test_bad_input_is_named_in_russian_too(kind, sound_study):
    kind.change(sound_study)
    result = call("study", "check", sound_study, "--lang", "ru")
    assert result.exit_code == 1
    said = lines_with(result.output, kind.code)
    assert said
    assert all(re.search("[а-яё]{3}", line) for line in said)
    assert not any(re.search(r", (row|line|column|key) ", line) for line in said)


def test_there_are_as_many_kinds_as_promised():
    assert len(KINDS) >= 60
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert len({kind.code for kind in KINDS}) >= 60


# --- everything at once, in bounds --------------------------------------------------------------------------


def test_all_faults_of_a_study_are_said_in_one_go(sound_study):
    every(
        edit(FILE, 'wave: "2025"', "wave: 2025"),
        edit(FILE, "audience:", "audiense:"),
        edit(FILE, "subject: S1", "subject: S8"),
        edit(SUBJECTS, "SHOPS", "SHOP"),
        edit(SUBJECTS, "0.75", "1.5"),
        edit("evidence.csv", "public", "secret"),
        edit(OBSERVATIONS, "12.5", "many"),
        edit(OBSERVATIONS, "S4,1.2", "S9,1.2"),
        edit("published.csv", "70.5", "x"),
    )(sound_study)
    result = call("study", "check", sound_study, "--lang", "en")
    codes = set(re.findall(r"\[([a-z]+\.[a-z_]+)\]$", result.output, re.MULTILINE))
    assert codes == {
        "settings.wrong_value",
        "settings.unknown_key",
        "study.unknown_subject",
        "table.not_allowed",
        "table.out_of_range",
        "table.not_number",
        "observation.unknown_subject",
    }
    assert {line.split(",")[0] for line in result.output.splitlines()[:-1]} == {
        FILE,
        SUBJECTS,
        OBSERVATIONS,
        "evidence.csv",
        "published.csv",
    }
    assert "Faults: 9." in result.output


def test_a_broken_method_does_not_hide_broken_files(sound_study):
    every(edit(METHOD, "weight: 0.6", "weight: -1"), put(SUBJECTS, ""))(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert lines_with(output, "settings.wrong_value")
    assert lines_with(output, "table.empty")


def test_what_follows_from_a_fault_is_no_fault_of_its_own(sound_study):
    edit(SUBJECTS, "Облако,Cloud", "Облако")(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert output.splitlines()[-1] == "Faults: 1."


def test_a_thousand_equal_faults_are_listed_in_part_and_counted(sound_study):
    rows = "".join(f"S1,1.2,,2025,,9,,r{i},,,\n" for i in range(1000))
    put(OBSERVATIONS, HEADER + rows)(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert len(lines_with(output, "observation.level_outside_scale")) == 25
    assert "975 more faults of the kind [observation.level_outside_scale]" in output


def test_a_cell_cannot_command_the_terminal(sound_study):
    edit(OBSERVATIONS, "12.5", "\x1b[31mred\u202e")(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "“\\x1b[31mred\\u202e” is not a number" in output


def test_a_message_is_bounded(sound_study):
    edit(OBSERVATIONS, "12.5", "x" * 30_000)(sound_study)
    (line,) = lines_with(call("study", "check", sound_study, "--lang", "en").output, "table.not_number")
    assert len(line) < 600


# --- what is accepted ---------------------------------------------------------------------------------------


ACCEPTED = [
    Kind("a byte order mark in a table", recode(SUBJECTS, "utf-8-sig"), "", ""),
    Kind("a byte order mark in the study file", recode(FILE, "utf-8-sig"), "", ""),
    Kind("a byte order mark in the method", recode(METHOD, "utf-8-sig"), "", ""),
    Kind("lines that end as in Windows", edit(SUBJECTS, "\n", "\r\n"), "", ""),
    Kind("blank lines between records", edit(OBSERVATIONS, "S2,1.1", "\n\nS2,1.1"), "", ""),
    Kind("a row of commas at the end", add("," * 10), "", ""),
    Kind("quotes that are not needed", edit(OBSERVATIONS, "12.5", '"12.5"'), "", ""),
    Kind("a quote inside a text", edit(OBSERVATIONS, "registry,E1", '5" registry,E1'), "", ""),
    Kind("a comma in quotes", edit(SUBJECTS, "Cloud", '"Cloud, Ltd"'), "", ""),
    Kind("a line break in quotes", edit(SUBJECTS, "Cloud", '"Cloud\nLtd"'), "", ""),
    Kind("blanks around a number", edit(OBSERVATIONS, ",2,,anna", ", 2\u00a0,,anna"), "", ""),
    Kind("a negative zero", edit(OBSERVATIONS, ",0,,anna", ",-0.0,,anna"), "", ""),
    Kind("a number with a plus and an exponent", edit(OBSERVATIONS, "12.5", "+1.25e1"), "", ""),
    Kind("a note for whoever fills it in", edit(SUBJECTS, "name_en", "? hint"), "", ""),
    Kind("a workbook", as_xlsx(), "", ""),
    Kind("a workbook with blank rows", as_xlsx(lambda book: book.active.insert_rows(4, 3)), "", ""),
    Kind("a sheet without tables beside them", as_xlsx(lambda book: book.create_sheet("notes")), "", ""),
    Kind("a parquet", as_parquet(), "", ""),
    Kind(
        "a parquet of numbers and dates",
        as_parquet(
            lambda frame: frame.with_columns(
                pl.col("value").cast(pl.Float64),
                pl.col("level").cast(pl.Float32),
                pl.lit("2025-05-20").str.to_datetime().alias("observed_at"),
                pl.col("metric").cast(pl.Categorical),
            )
        ),
        "",
        "",
    ),
]


@pytest.mark.parametrize("kind", ACCEPTED, ids=lambda kind: kind.name)
def test_what_people_write_without_harm_is_accepted(kind, sound_study):
    kind.change(sound_study)
    result = call("study", "check", sound_study, "--lang", "en")
    assert result.exit_code == 0, result.output


def old_mac(folder: Path) -> None:
    (folder / SUBJECTS).write_bytes((folder / SUBJECTS).read_bytes().replace(b"\n", b"\r"))


def test_lines_that_end_as_on_an_old_mac_are_read(sound_study):
    old_mac(sound_study)
    assert read_study(sound_study).subjects.height == 4


def exported(folder: Path, separator: str, decimal: str, encoding: str) -> None:
    """Write the tables as another spreadsheet would have exported them."""
    for name in (SUBJECTS, OBSERVATIONS, "evidence.csv", "published.csv"):
        lines = (folder / name).read_text("utf-8").splitlines()
        rows = [[_exported(cell, i, separator, decimal) for i, cell in enumerate(line.split(","))] for line in lines]
        (folder / name).write_bytes("\n".join(separator.join(row) for row in rows).encode(encoding))


def _exported(cell: str, position: int, separator: str, decimal: str) -> str:
    """A number gets the decimal mark; the second column holds codes such as 1.1."""
    text = cell if position == 1 else re.sub(r"^(\d+)\.(\d+)$", rf"\1{decimal}\2", cell)
    return f'"{text}"' if separator in text else text


@pytest.mark.parametrize(
    ("separator", "decimal", "encoding"),
    [
        (";", ",", "cp1251"),
        (";", ",", "utf-8"),
        (";", ",", "koi8-r"),
        (";", ",", "utf-16"),
        (",", ".", "cp1251"),
        (",", ",", "utf-8"),
        ("\t", ".", "utf-8"),
        ("|", ",", "utf-8"),
    ],
)
def test_the_line_that_a_fault_suggests_makes_the_table_readable(separator, decimal, encoding, sound_study):
    exported(sound_study, separator, decimal, encoding)
    output = call("study", "check", sound_study, "--lang", "en").output
    lines = re.findall(r"state in study\.yaml: (csv: \{.*?\})\.", output, re.IGNORECASE)
    assert lines, output
    edit(FILE, "audience:", max(lines, key=len) + "\naudience:")(sound_study)
    result = call("study", "check", sound_study, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert read_study(sound_study).observations["value"].to_list()[0] == 12.5


def test_the_full_line_is_given_at_once(sound_study):
    exported(sound_study, ";", ",", "cp1251")
    output = call("study", "check", sound_study, "--lang", "ru").output
    assert 'укажите в study.yaml: csv: {separator: ";", decimal: ",", encoding: cp1251}. [table.encoding]' in output
    assert 'Укажите в study.yaml: csv: {separator: ";", decimal: ",", encoding: cp1251}. [table.separator]' in output


def test_a_point_is_refused_where_a_decimal_comma_is_declared(sound_study):
    edit(FILE, "audience:", 'csv: {decimal: ","}\naudience:')(sound_study)
    edit(OBSERVATIONS, "12.5", "1.234")(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert "row 2, column value: “1.234” has a point" in output


def test_missing_is_never_zero(sound_study):
    edit(OBSERVATIONS, "12.5", "")(sound_study)
    observations = read_study(sound_study).observations
    assert observations["value"][0] is None
    assert observations["status"][0] == "not_assessed"


def test_not_applicable_missing_and_zero_are_three_things(sound_study):
    put(OBSERVATIONS, "subject,1.2,2.2\nS1,0,\nS2,н/п,1\nS3,not assessed,0\n")(sound_study)
    cells = read_study(sound_study).observations.select("subject", "metric", "level", "status").rows()
    assert set(cells) == {
        ("S1", "1.2", 0.0, "assessed"),
        ("S1", "2.2", None, "not_assessed"),
        ("S2", "1.2", None, "not_applicable"),
        ("S3", "1.2", None, "not_assessed"),
        ("S2", "2.2", 1.0, "assessed"),
        ("S3", "2.2", 0.0, "assessed"),
    }


# --- size ---------------------------------------------------------------------------------------------------


def test_the_largest_file_is_what_the_environment_says(sound_study, monkeypatch):
    monkeypatch.setenv("CENTRICITY_MAX_MB", "1")
    edit(SUBJECTS, "Cloud", "x" * 1_200_000)(sound_study)
    output = call("study", "check", sound_study, "--lang", "en").output
    assert "subjects.csv: the file has 1 MB; the limit is 1 MB." in output


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5", "²"])
def test_a_limit_that_is_no_number_leaves_the_usual_one(text, sound_study, monkeypatch):
    monkeypatch.setenv("CENTRICITY_MAX_MB", text)
    assert call("study", "check", sound_study).exit_code == 0


# --- misuse -------------------------------------------------------------------------------------------------


SIX = ["--method", "six_questions"]

MISUSES = [
    ("no folder", ["study", "check", "nowhere"], "study.no_folder"),
    ("a file for a folder", ["study", "check", "study/study.yaml"], "study.no_folder"),
    ("a folder without a study", ["study", "check", "."], "study.no_file"),
    ("a name too long", ["study", "check", "x" * 300], "file.unreadable"),
    ("an unknown subject", ["study", "explain", "study", "S9"], "study.unknown_subject"),
    ("an unknown node", ["study", "explain", "study", "S1", "s9"], "study.unknown_node"),
    ("a method that is not there", ["method", "show", "nothing"], "method.unknown"),
    ("a method file that is not there", ["method", "show", "nothing.yaml"], "file.missing"),
    ("a method's path too long", ["method", "show", "x" * 300 + ".yaml"], "file.missing"),
    ("results where a file is", ["study", "run", "study", "--out", "study/study.yaml"], "file.not_writable"),
    ("results below a file", ["study", "run", "study", "--out", "study/study.yaml/out"], "file.not_writable"),
    ("cuts into a folder", ["study", "freeze", "study", "study"], "file.not_writable"),
    ("cuts into no folder", ["study", "freeze", "study", "nowhere/cuts.yaml"], "file.not_writable"),
    ("no results to compare", ["study", "compare", "study/study.yaml", "study/study.yaml"], "study.not_result"),
    ("a folder that is taken", ["study", "new", "study", *SIX], "study.folder_taken"),
    ("a new study in a file", ["study", "new", "study/study.yaml", *SIX], "study.folder_taken"),
    ("a new study below a file", ["study", "new", "study/study.yaml/x", *SIX], "file.not_writable"),
    ("a new study with too long a name", ["study", "new", "x" * 300, *SIX], "file.not_writable"),
    ("a method file of an odd name", ["study", "new", "new", "--method", "a (1).yaml"], "study.file_name"),
]


@pytest.mark.parametrize(("arguments", "code"), [case[1:] for case in MISUSES], ids=[case[0] for case in MISUSES])
def test_misuse_is_told_from_bad_input(arguments, code, sound_study, monkeypatch):
    monkeypatch.chdir(sound_study.parent)
    (sound_study.parent / "a (1).yaml").write_bytes((sound_study / METHOD).read_bytes())
    before = sorted(sound_study.parent.rglob("*"))
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    assert f"[{code}]" in result.output
    assert "Traceback" not in result.output
    assert sorted(sound_study.parent.rglob("*")) == before


@pytest.mark.parametrize("call_", ["is_dir", "is_file"])
def test_a_folder_without_the_right_to_read_is_misuse(call_, sound_study, monkeypatch):
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, call_, refuse)
    with pytest.raises(MisuseError) as caught:
        inspect_study(sound_study)
    assert [fault.code for fault in caught.value.faults] == ["file.unreadable"]


@pytest.mark.parametrize("name", [FILE, METHOD, SUBJECTS, "evidence.csv"])
def test_a_file_without_the_right_to_read_is_named(name, sound_study, monkeypatch):
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = inspect_study(sound_study).errors
    assert (fault.code, fault.place.file) == ("file.unreadable", name)


# --- nothing half-written -----------------------------------------------------------------------------------


SOME = [FILES[0], FILES[24], CELLS[1], SETTINGS[10], BOOKS[0], METHODS[2]]


@pytest.mark.parametrize("kind", SOME, ids=lambda kind: kind.name)
def test_a_faulty_study_leaves_no_results(kind, sound_study):
    kind.change(sound_study)
    out = sound_study.parent / "out"
    result = call("study", "run", sound_study, "--out", out)
    assert result.exit_code == 1
    assert f"[{kind.code}]" in result.output
    assert not out.exists()
    with pytest.raises(StudyError):
        read_study(sound_study)


def write_half(out: Path, error: Exception) -> None:
    with whole_folder(out) as draft:
        (draft / "scores.csv").write_text("half")
        raise error


def write_both(out: Path) -> None:
    with whole_folder(out) as draft:
        (draft / "a.csv").write_text("new")
        (draft / "b.csv").write_text("new")


def test_results_are_written_whole_or_not_at_all(tmp_path):
    out = tmp_path / "a" / "out"
    with pytest.raises(ZeroDivisionError):
        write_half(out, ZeroDivisionError())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_is_a_sentence(tmp_path):
    with pytest.raises(MisuseError) as caught:
        write_half(tmp_path / "out", OSError(28, "No space left on device"))
    assert "No space left on device" in caught.value.text("en")
    assert list(tmp_path.iterdir()) == []


def test_older_results_stay_whole_where_new_ones_fail(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(MisuseError):
        write_both(tmp_path)
    assert (tmp_path / "a.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_one_file_is_written_whole_or_not_at_all(tmp_path):
    write_whole(tmp_path / "cuts.yaml", b"wave: x")
    with pytest.raises(MisuseError):
        write_whole(tmp_path, b"wave: x")
    assert [path.name for path in tmp_path.iterdir()] == ["cuts.yaml"]


# --- results that are compared -------------------------------------------------------------------------------


EDITED = json.dumps(
    {
        "format": "centricity/result-1",
        "method": {"id": "a", "version": "1", "overrides": {}},
        "wave": "1",
        "waves": {"1": {"scores": {"S1": "high"}}},
    }
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"format": "centricity/result-1"}',
        b'{"format": "centricity/result-1", "method": [], "wave": "1", "waves": {"1": {"scores": {}}}}',
        b'{"format": "centricity/result-1", "method": {"id": "a", "version": "1", "overrides": {}}, "wave": "1"}',
        EDITED.encode(),
        b"[" * 100_000,
    ],
)
def test_a_result_that_was_edited_is_refused(content, tmp_path):
    (tmp_path / "result.json").write_bytes(content)
    with pytest.raises(MisuseError) as caught:
        compare(tmp_path / "result.json", tmp_path / "result.json")
    assert [fault.code for fault in caught.value.faults] == ["study.not_result"]


# --- names --------------------------------------------------------------------------------------------------


FORMULAS = ['=HYPERLINK("http://x","y")', "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_is_a_formula_is_defused(name):
    table = OutputTable("scores", ("subject", "score"), [(name, -1.5), ("S1", None)])
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode(), newline="")))
    assert rows == [["subject", "score"], ["'" + name.replace("\r", "\n"), "-1.5"], ["S1", ""]]


def test_a_subject_named_as_a_formula_comes_out_defused(sound_study):
    for name, text in ((SUBJECTS, "S1,"), (OBSERVATIONS, "S1,"), (FILE, "subject: S1")):
        path = sound_study / name
        new = text.replace("S1", '"=1+1"' if name == FILE else "=1+1")
        path.write_text(path.read_text("utf-8").replace(text, new), "utf-8")
    put("published.csv", "group,node,value\nmarket,index,50\n")(sound_study)
    with whole_folder(sound_study.parent / "out") as draft:
        write_tables(run(read_study(sound_study)), draft)
    scores = (sound_study.parent / "out" / "scores.csv").read_text("utf-8")
    assert "\n'=1+1,index,2025," in scores
    assert not re.search(r"(^|,)=", scores, re.MULTILINE)


@pytest.mark.parametrize(
    "name", ["исследование", "a b", "[2025]*?", "it's", 'a"b', "a\nb", "-x", "{x}", "%s", "=1", "a=b"]
)
def test_a_folder_may_have_any_name(name, sound_study):
    folder = sound_study.rename(sound_study.parent / name)
    as_parquet()(folder)
    assert call("study", "check", "--", folder).exit_code == 0
    remove("observations.parquet")(folder)
    result = call("study", "check", "--lang", "en", "--", folder)
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 2


@pytest.mark.parametrize("name", ["новое", "a: b\n- c", "{x}", "#"])
def test_a_new_study_is_sound_yaml_whatever_its_folder_is_called(name, tmp_path):
    assert call("study", "new", tmp_path / name, "--method", "six_questions").exit_code == 0
    assert [fault.code for fault in inspect_study(tmp_path / name).errors] == []


def test_the_folder_one_stands_in_has_a_name_in_messages(sound_study, monkeypatch):
    monkeypatch.chdir(sound_study)
    remove(SUBJECTS)(sound_study)
    assert call("study", "check", ".", "--lang", "en").output.startswith("study: the table subjects is missing")


# --- the program as it is called ----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_program_itself_ends_without_a_traceback(lang, sound_study):
    every(edit(OBSERVATIONS, "12.5", "много\x1b"), recode(SUBJECTS, "cp1251"))(sound_study)
    done = subprocess.run(
        [sys.executable, "-m", "centricity", "study", "run", sound_study, "--out", sound_study / "out", "--lang", lang],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert "Traceback" not in said
    assert ("строка 2" if lang == "ru" else "row 2") in said
    assert [line.rsplit("[")[-1] for line in said.splitlines()] == ["table.encoding]", "table.not_number]"]
    assert not (sound_study / "out").exists()


# --- the sentences ------------------------------------------------------------------------------------------


CODE = re.compile(
    r"(file|yaml|settings|method|table|subject|evidence|observation|study|step|claim|engine|metric|lifetime|stats|dashboard|robustness|text|survey|voice|panels|rating|companies|warehouse|web|client)\.[a-z_\d]*[a-z\d]"
)
FILE_ENDINGS = {"study.yaml", "study.xlsx", "survey.yaml", "companies.yaml", "evidence.csv"}
ACTIONS = {
    "file.removed",
    "watch.made",
    "watch.changed",
    "watch.deleted",
    "board.added",
    "board.changed",
    "board.computed",
    "board.removed",
    "file.stored",
    "study.asked",
    "study.compute",
    "study.computed",
    "study.created",
    "study.goal",
    "study.goal_changed",
    "study.goal_dropped",
    "action.aimed",
    "action.unaimed",
    "study.openness",
    "study.stopped",
    "survey.answered",
    "survey.created",
    "survey.cycle",
    "survey.drafted",
    "survey.files",
    "survey.followed",
    "survey.dressed",
    "survey.forget",
    "survey.hear",
    "survey.invited",
    "survey.look",
    "survey.pace",
    "survey.prepared",
    "survey.public",
    "survey.published",
    "survey.recurred",
    "survey.remind",
    "survey.reminded",
    "survey.resend",
    "survey.rhythm",
    "survey.round",
    "survey.rounds",
    "survey.send",
    "survey.sites",
    "survey.state",
    "survey.tally",
    "survey.tidy",
    "survey.trigger",
    "survey.wave",
    "panels.tell",
    "warehouse.compute",
    "warehouse.refresh",
    "survey.weighted",
    "rating.assigned",
    "rating.changed",
    "rating.made",
    "rating.returned",
    "rating.taken",
    "rating.tell",
    "companies.answered",
    "companies.commented",
    "companies.computed",
    "rating.unassigned",
}
"""What the platform's log, jobs and webhooks call what was done; they are no faults."""


def strings_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def used_codes() -> set[str]:
    sources = [
        path for path in SOURCE.rglob("*.py") if path.name != "templates.py" and path.parent.name != "migrations"
    ]
    return {text for path in sources for text in strings_in(path) if CODE.fullmatch(text)} - FILE_ENDINGS - ACTIONS


def made_codes() -> set[str]:
    """Codes put together from a word: what the normalisations raise, and why a choice varies nothing."""
    idle = ("single", "weights", "adjustment", "evidence", "raters", "doubles", "cuts")
    made = {f"step.{word}_column" for word in ("constant", "zero", "not_positive")}
    return made | {f"robustness.idle_{word}" for word in idle}


def test_every_code_has_its_sentence_and_every_sentence_its_use():
    assert used_codes() | made_codes() == set(TEMPLATES)


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_a_sentence_says_the_same_in_both_languages(code):
    template = TEMPLATES[code]
    assert sorted(template) == ["en", "ru"]
    fields = {language: sorted(re.findall(r"(?<!\{)\{(\w+)\}", text)) for language, text in template.items()}
    assert fields["ru"] == fields["en"]
    for text in template.values():
        assert text.endswith(".")
        assert ". " in text or ";" in text


def literal_faults() -> list[tuple[str, set[str]]]:
    """Codes and field names of the faults that are written out where they are raised."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault"):
                continue
            code, *rest = node.args
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            fields = keywords.get("fields", rest[1] if len(rest) > 1 else None)
            if isinstance(code, ast.Constant) and isinstance(fields, ast.Dict):
                found.append((code.value, {key.value for key in fields.keys if isinstance(key, ast.Constant)}))
    return found


def test_a_fault_brings_the_fields_that_its_sentence_needs():
    faults = literal_faults()
    assert len(faults) > 30
    for code, fields in faults:
        assert set(re.findall(r"(?<!\{)\{(\w+)\}", TEMPLATES[code]["en"])) <= fields, code
