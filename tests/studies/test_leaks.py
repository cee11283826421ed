"""Leaks that a reviewer proved once; each stays closed."""

import csv
import shutil
from pathlib import Path

from centricity.reports.html import html
from centricity.reports.view import document
from centricity.studies import read_study, run
from centricity.studies.outputs import output_tables
from centricity.studies.summary import summary

EXAMPLES = Path(__file__).parents[2] / "examples"


def rows(result, name):
    table = next(table for table in output_tables(result) if table.name == name)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def copied(tmp_path, name, **changes):
    folder = tmp_path / name
    shutil.copytree(EXAMPLES / name, folder)
    path = folder / "study.yaml"
    text = path.read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(f"{old}:", new, 1)
    path.write_text(text, "utf-8")
    return folder


def write_survey(tmp_path, only_one_answers):
    folder = tmp_path / "survey"
    folder.mkdir()
    (folder / "study.yaml").write_text(
        'schema: centricity/study-1\ntitle: {ru: Проба, en: Trial}\nmethod: six_questions\nwave: "2025"\n', "utf-8"
    )
    sizes = {"a": 8, "b": 9, "c": 10}
    (folder / "subjects.csv").write_text("subject\n" + "\n".join(sizes) + "\n")
    lines = ["subject,rater,q1,q2,q3,q4,q5,q6"]
    for name, n in sizes.items():
        for i in range(n):
            q4 = "" if name == only_one_answers and i else "3"
            lines.append(f"{name},{name}{i},2,3,4,{q4},3,2")
    (folder / "observations.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_a_question_that_one_person_answered_shows_nowhere(tmp_path):
    result = run(read_study(write_survey(tmp_path, "a")), "internal")
    assert "a" not in {row["subject"] for row in rows(result, "scores")}
    assert "a" not in {row["subject"] for row in rows(result, "trace")}


def test_an_imputed_cell_does_not_tell_the_mean_it_was_made_of(tmp_path):
    folder = copied(tmp_path, "it-companies-2025")
    text = (folder / "study.yaml").read_text("utf-8")
    text += "overrides: {policies: {missing: {imputation: {kind: group_mean, group: segment}}}}\n"
    (folder / "study.yaml").write_text(text, "utf-8")
    path = folder / "observations.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("SYN19,1.1,")]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    result = run(read_study(folder), "public")
    assert "SYN19" not in {row["subject"] for row in rows(result, "scores")}
    assert rows(result, "changes") == []
    assert len(rows(run(read_study(folder), "internal"), "changes")) == 1


def test_a_conflict_of_interest_does_not_name_who_did_not_agree(tmp_path):
    folder = copied(
        tmp_path, "it-companies-2025", conflicts="conflicts:\n  - subject: SYN15\n    text: {ru: Спонсор, en: Sponsor}"
    )
    with (folder / "subjects.csv").open(encoding="utf-8") as file:
        name = next(row["name_en"] for row in csv.DictReader(file) if row["subject"] == "SYN15")
    study = read_study(folder)
    assert name in html(document(run(study, "internal"), "en"))
    assert f"{name}:" not in html(document(run(study, "public"), "en"))


def test_raw_values_stay_back_where_scores_were_scaled_by_all_rows(tmp_path):
    folder = copied(tmp_path, "it-companies-2025")
    text = (folder / "study.yaml").read_text("utf-8")
    text += "overrides: {policies: {normalisation: {kind: z_score}}}\n"
    (folder / "study.yaml").write_text(text, "utf-8")
    study = read_study(folder)
    public = [row["value"] for row in rows(run(study, "public"), "trace") if row["child"] == "value"]
    internal = [row["value"] for row in rows(run(study, "internal"), "trace") if row["child"] == "value"]
    assert set(public) == {None}
    assert None not in internal


def test_cut_points_of_all_rows_stay_back_where_some_do(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(
        'schema: centricity/study-1\ntitle: {ru: Проба, en: Trial}\nmethod: hse_it_2025\nwave: "2025"\n', "utf-8"
    )
    people = [f"C{i},B2B,{'refused' if i < 3 else 'granted'}" for i in range(10)]
    (folder / "subjects.csv").write_text("subject,market,consent\n" + "\n".join(people) + "\n")
    cells = "".join(f"C{i},2.1,mentions_log,{i / 2}\n" for i in range(10))
    (folder / "observations.csv").write_text("subject,metric,indicator,value\n" + cells)
    study = read_study(folder)
    assert summary(run(study, "internal"))["waves"]["2025"]["cuts"]["2.1"]
    wave = summary(run(study, "public"))["waves"]["2025"]
    assert wave["cuts"] == {}
    assert next(step for step in wave["steps"] if step["name"] == "score")["arguments"] == "withheld"
