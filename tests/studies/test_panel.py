"""A survey method answered by a panel: raters who name what each level rests on, not respondents who are protected."""

import csv

import pytest

from centricity.methods import bundled_method
from centricity.methods.check import check_method
from centricity.methods.yaml_file import YamlFile
from centricity.studies import inspect_study
from centricity.studies.raters import raters_of
from centricity.studies.run import run

OVERRIDES = (
    "overrides: {answered_by: panel, policies: {disclosure: {min_respondents: 1}, groups: {weight: subjects}}}\n"
)
STUDY = "schema: centricity/study-1\ntitle: {ru: п, en: p}\nmethod: six_questions\naudience: internal\nwave: '2026'\n"


def written(folder, overrides=OVERRIDES, **changed):
    """A study of a department that three people rated 2, 3 and 4 on all six questions."""
    folder.mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(STUDY + overrides, "utf-8")
    (folder / "subjects.csv").write_text("subject,name_ru,name_en\nit,ИТ,IT\n", "utf-8")
    (folder / "evidence.csv").write_text("evidence,kind,title,access\nE1,document,minutes,restricted\n", "utf-8")
    with (folder / "observations.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, ["subject", "metric", "level", "rater", "evidence", "note"])
        rows.writeheader()
        for item in range(1, 7):
            for rater in (1, 2, 3):
                row = {
                    "subject": "it",
                    "metric": f"q{item}",
                    "level": rater + 1,
                    "rater": f"r{rater}",
                    "evidence": "E1",
                }
                rows.writerow(row | (changed if (item, rater) == (1, 1) else {}))
    return folder


def codes(folder):
    return [fault.code for fault in inspect_study(folder).faults if fault.severity == "error"]


def test_three_people_are_enough_for_a_panel_and_not_for_a_survey(tmp_path):
    panel = run(inspect_study(written(tmp_path / "panel")).study)
    survey = run(inspect_study(written(tmp_path / "survey", "")).study)
    assert panel.wave.build.scores["index"].tolist() == [pytest.approx(18.0)]
    assert panel.shows_subject(0)
    assert not survey.shows_subject(0)
    agreement = raters_of(panel)
    assert agreement is not None
    assert len(agreement.raters) == 3
    assert raters_of(survey) is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"evidence": ""}, ["observation.panel_evidence"]),
        ({"evidence": "", "note": "I know it"}, ["observation.panel_evidence"]),
        ({"evidence": "", "level": 1}, ["observation.panel_evidence"]),
        ({"evidence": "", "level": 1, "note": "asked for minutes, there are none"}, []),
        ({"evidence": "", "rater": ""}, ["observation.panel_nobody", "observation.panel_evidence"]),
        ({"evidence": "", "level": ""}, []),
    ],
)
def test_a_level_of_a_panel_rests_on_something(tmp_path, changed, fault):
    assert codes(written(tmp_path / "p", **changed)) == fault


def test_a_survey_needs_no_evidence(tmp_path):
    assert codes(written(tmp_path / "p", "", evidence="")) == []


def test_rules_made_for_a_crowd_are_refused_to_a_panel(tmp_path):
    found = inspect_study(written(tmp_path / "p", "overrides: {answered_by: panel}\n")).faults
    assert [fault.fields["key"] for fault in found if fault.code == "method.panel_policy"] == [
        "policies.disclosure.min_respondents", "policies.groups.weight",
    ]  # fmt: skip


def test_a_method_without_a_scale_has_no_panel():
    method = bundled_method("cx_maturity").model_copy(update={"answered_by": "panel", "scale": None})
    assert "method.panel_scale" in [fault.code for fault in check_method(method, YamlFile("method.yaml"))]
