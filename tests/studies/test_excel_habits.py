"""What Excel and a Russian keyboard do to a table without anybody noticing."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from centricity.studies import inspect_study, read_study, run

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def survey(tmp_path):
    folder = tmp_path / "survey"
    shutil.copytree(EXAMPLES / "cx-maturity", folder)
    return folder


def test_cyrillic_letters_that_look_latin_are_named(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "it-companies-2025", folder)
    path = folder / "subjects.csv"
    path.write_text(path.read_text("utf-8").replace("SEG01,B2B,granted", "SEG01,В2В,granted", 1), "utf-8")
    fault = next(fault for fault in inspect_study(folder).errors if fault.code == "table.look_alike")
    assert (fault.place.row, fault.place.column) == (2, "market")
    assert fault.fields["meant"] == "B2B"


def test_merged_cells_are_refused_rather_than_read_as_empty(survey):
    book = load_workbook(survey / "study.xlsx")
    book["observations"].merge_cells("C3:C5")
    book.save(survey / "study.xlsx")
    fault = next(fault for fault in inspect_study(survey).errors if fault.code == "table.merged_cells")
    assert (fault.place.sheet, fault.place.row, fault.place.column) == ("observations", 3, "C")
    assert fault.fields["cells"] == "C3:C5"


@pytest.mark.parametrize("word", ["н/д", "нет данных", "no data", "not assessed"])
def test_words_for_no_data_are_missing_and_not_zero(survey, word):
    book = load_workbook(survey / "study.xlsx")
    book["observations"]["C2"] = word
    book.save(survey / "study.xlsx")
    study = read_study(survey)
    first = study.observations.filter(
        (study.observations["rater"] == "sales-01") & (study.observations["metric"] == "c1.1")
    )
    assert first["status"].to_list() == ["not_assessed"]
    assert first["level"].to_list() == [None]


def test_waves_of_one_study_share_the_percentile_cuts_of_the_first(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(
        "schema: centricity/study-1\ntitle: {ru: Проба, en: Trial}\nmethod: hse_it_2025\n"
        'wave: "2026"\naudience: internal\n'
        'waves:\n  - {code: "2025", date: 2025-10-01}\n  - {code: "2026", date: 2026-10-01}\n',
        "utf-8",
    )
    (folder / "subjects.csv").write_text("subject,market\n" + "".join(f"C{i},B2B\n" for i in range(10)))
    rows = [
        f"C{i},2.1,mentions_log,{wave},{i / 2 + lift}" for wave, lift in ((2025, 0.5), (2026, 2.5)) for i in range(10)
    ]
    (folder / "observations.csv").write_text("subject,metric,indicator,wave,value\n" + "\n".join(rows) + "\n")
    waves = run(read_study(folder)).waves
    assert waves["2026"].build.cuts == waves["2025"].build.cuts
    assert waves["2026"].build.levels["2.1"].mean() > waves["2025"].build.levels["2.1"].mean()
