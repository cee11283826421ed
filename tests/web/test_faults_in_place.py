"""Faults are shown in the row or the lines they are in, as these stand in the file."""

import io
import shutil

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from web_kit import EXAMPLES, files_of

from centricity.errors import Fault, Place
from centricity.web.audit.services import SYSTEM
from centricity.web.research.excerpts import LONGEST, MOST_COLUMNS, with_excerpts
from centricity.web.research.services import edition_add, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoilt(tmp_path):
    """A copy of a bundled study whose fifth row and whose settings are faulty."""
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "it-companies-2025", folder)
    table = folder / "observations.csv"
    lines = table.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[4].split(",")
    cells[header.index("level")] = "<9>"
    lines[4] = ",".join(cells)
    table.write_text("\n".join(lines), "utf-8")
    return folder


def test_a_row_is_shown_with_its_faulty_cell(client, people, wide, spoilt):
    made = edition_add(wide, files_of(spoilt), SYSTEM)
    client.force_login(people["analyst"])
    page = client.get(reverse("study_edition", args=["wide", made.number])).content.decode()
    assert '<td class="wrongcell">&lt;9&gt;</td>' in page
    assert "<9>" not in page
    assert "observations.csv, row 5" in page
    subject = (spoilt / "observations.csv").read_text("utf-8").splitlines()[4].split(",")[0]
    assert f"<td>{subject}</td>" in page


def test_lines_of_the_settings_are_shown_with_the_faulty_one(client, people, wide, spoilt):
    settings = spoilt / "study.yaml"
    settings.write_text(settings.read_text("utf-8").replace("audience:", "audiense:"), "utf-8")
    made = edition_add(wide, files_of(spoilt), SYSTEM)
    client.force_login(people["analyst"])
    page = client.get(reverse("study_edition", args=["wide", made.number])).content.decode()
    number = next(i for i, line in enumerate(settings.read_text("utf-8").splitlines(), 1) if "audiense" in line)
    assert f'<span class="wrongcell"><span class="number">{number}</span> audiense:' in page
    assert f'<span class="number">{number - 1}</span>' in page


def test_a_row_of_a_workbook_is_shown(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "observations"
    for row in (["subject", "metric", "level"], ["A", "1.1", "2"], [], ["B", "1.2", "seven"]):
        sheet.append(row)
    book.save(tmp_path / "study.xlsx")
    place = Place("study.xlsx", sheet="observations", row=4, column="level")
    (fault,) = with_excerpts(tmp_path, [told(Fault("web.file_empty", place))])
    assert fault["cells"] == [("subject", "B"), ("metric", "1.2"), ("level", "seven")]


def test_a_wide_row_is_shown_around_its_fault(tmp_path):
    names = ["subject", "wave", *(f"m{i}" for i in range(60))]
    (tmp_path / "t.csv").write_text(",".join(names) + "\n" + ",".join(f"{n}-{'x' * 200}" for n in names), "utf-8")
    for faulty in ("m0", "m30", "m59"):
        (fault,) = with_excerpts(tmp_path, [told(Fault("web.file_empty", Place("t.csv", row=2, column=faulty)))])
        columns = [name for name, _ in fault["cells"]]
        assert len(columns) == MOST_COLUMNS
        assert columns[:2] == ["subject", "wave"]
        assert faulty in columns
        assert max(len(text) for _, text in fault["cells"]) == LONGEST


def test_what_cannot_be_shown_is_shown_to_be_there(tmp_path):
    (tmp_path / "study.yaml").write_bytes(b"a:\0\x1b b\tc")
    (fault,) = with_excerpts(tmp_path, [told(Fault("web.file_empty", Place("study.yaml", line=1)))])
    assert fault["lines"] == [(1, "a:\ufffd\ufffd b c")]


@given(st.binary(max_size=400), st.sampled_from(["t.csv", "t.yaml", "t.xlsx", "../t.csv", "t.parquet"]),
       st.integers(1, 9), st.integers(1, 9))  # fmt: skip
@limits(max_examples=150, deadline=None)
def test_whatever_the_file_holds_a_fault_is_told(tmp_path_factory, content, name, row, line):
    folder = tmp_path_factory.mktemp("any")
    if "/" not in name:
        (folder / name).write_bytes(content)
    fault = told(Fault("web.file_empty", Place(name, row=row, line=line)))
    (found,) = with_excerpts(folder, [fault])
    assert {key: found[key] for key in fault} == fault


def test_what_cannot_be_kept_at_all_is_told_on_the_page(client, people, wide):
    client.force_login(people["analyst"])
    whole = io.BytesIO(b"x")
    response = client.post(
        reverse("study_editions", args=["wide"]), {"files": [SimpleUploadedFile("x.exe", whole.read())]}
    )
    assert response.status_code == 422
    assert "Files of this kind are not taken" in response.content.decode()
