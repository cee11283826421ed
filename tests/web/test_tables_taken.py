"""Figures and single answers as files: the same numbers, the same hiding, no formulas, in the reader's language."""

import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from test_behind import said, spread
from test_board import rated
from voice_kit import content_of, opened

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.voice import answers_file
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
NPS = "/dashboard/acme/nps/"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


@pytest.fixture
def russian(agent, people):
    """Somebody who reads Russian."""
    people["agent"].language = "ru"
    people["agent"].save()
    return agent


def lines(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    assert "attachment" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def sheet(client, address):
    """The second sheet of a workbook: from its heads on, rows of cells."""
    response = client.get(address)
    assert response.status_code == 200, address
    return list(load_workbook(io.BytesIO(response.content)).worksheets[1].iter_rows(min_row=3))


def test_a_metric_is_taken_away_by_month_and_group(organisation, agent):
    spread(opened(organisation))
    rows = lines(agent, f"{NPS}table.csv")
    assert [(r["column"], r["group"], r["n"]) for r in rows[:2]] == [
        ("month", "2026-09", "3"),
        ("month", "2026-10", "7"),
    ]
    by = {(r["column"], r["group"]): r for r in rows}
    app = by["channel", "app"]
    assert (float(app["value"]), app["n"]) == (0.0, "4")
    assert float(app["low"]) < 0 < float(app["high"])
    assert by["channel", "not told"]["n"] == "1"
    part = lines(agent, f"{NPS}table.csv?column=channel&key=email&months=12")
    assert {(r["column"], r["group"], r["n"]) for r in part} >= {("month", "2026-10", "2"), ("segment", "gold", "3")}
    assert "channel" not in {r["column"] for r in part}


def test_a_workbook_holds_the_same(organisation, agent):
    spread(opened(organisation))
    heads, *rows = sheet(agent, f"{NPS}table.xlsx")
    assert [cell.value for cell in heads] == ["column", "group", "value", "low", "high", "n", "note"]
    assert ("channel", "app", 0, 4) in [(r[0].value, r[1].value, r[2].value, r[5].value) for r in rows]


def test_what_the_page_does_not_tell_the_file_does_not_tell(organisation, agent):
    survey = opened(organisation)
    rated(survey, [10] * 9, metric="enps", channel="email")
    rated(survey, [0] * 2, metric="enps", channel="app")
    rated(survey, [0] * 8, metric="enps", channel="web")
    assert lines(agent, "/dashboard/acme/enps/table.csv") == []
    state_set(survey, "closed", survey.version, SYSTEM)
    (row,) = lines(agent, "/dashboard/acme/enps/table.csv")
    assert (row["group"], row["n"]) == (f"{timezone.now():%Y-%m}", "19")


def test_results_of_a_survey_are_taken_away_as_shown(organisation, agent):
    survey = opened(organisation)
    for score in (10, 9, 2, 7):
        said(survey, score, channel="app")
    said(survey, 0, channel="email")
    rows = lines(agent, "/surveys/acme/pulse/results.csv")
    first = rows[0]
    assert (first["metric"], float(first["value"]), first["n"]) == ("NPS", 0.0, "5")
    assert {r["group or answer"]: r["n"] for r in rows if r["column"] == "channel"} == {"app": "4", "email": "1"}


def test_results_of_an_anonymous_survey_are_sealed_then_withheld_and_its_answers_never_taken(organisation, agent):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True, "minimum_n": 5}, "hidden")
    for score in [10] * 7:
        said(survey, score, "a text of nobody", channel="app")
    for score in [0] * 2:
        said(survey, score, channel="email")
    (only,) = lines(agent, "/surveys/acme/hidden/results.csv")
    assert "closed" in only["note"]
    assert only["n"] == ""
    state_set(survey, "closed", survey.version, SYSTEM)
    response = agent.get("/surveys/acme/hidden/results.csv")
    assert "a text of nobody" not in response.content.decode()
    rows = lines(agent, "/surveys/acme/hidden/results.csv")
    assert {(r["value"], r["n"]) for r in rows if r["column"] == "channel"} == {("", "")}
    page = agent.get("/surveys/acme/hidden/answers/").content.decode()
    assert "never listed one by one" in page
    assert "a text of nobody" not in page
    for kind in ("csv", "xlsx"):
        assert agent.get(f"/surveys/acme/hidden/answers.{kind}").status_code == 403


def test_single_answers_are_taken_away_and_the_log_tells(organisation, agent):
    survey = opened(organisation)
    ada = Customer.objects.create(organisation=organisation, name="Ada")
    said(survey, 9, FORMULA, customer=ada, channel="app")
    said(survey, 3, channel="email")
    rows = lines(agent, f"{NPS}answers.csv?by=channel&of=app")
    assert [(r["score"], r["written"], r["customer"], r["day"]) for r in rows] == [
        ("9", f"'{FORMULA}", str(ada.code), "2026-10-15")
    ]
    whole = lines(agent, "/surveys/acme/pulse/answers.csv")
    assert len(whole) == 2
    assert any(f"'{FORMULA}" in r.values() for r in whole)
    taken = [cell for row in sheet(agent, "/surveys/acme/pulse/answers.xlsx") for cell in row if cell.value == FORMULA]
    assert [cell.data_type for cell in taken] == ["s"]
    assert Entry.objects.filter(action="answers.exported").count() == 3


def test_long_lists_are_read_in_parts_up_to_a_bound_and_none_twice(organisation, agent, monkeypatch):
    survey = opened(organisation)
    for i in range(11):
        said(survey, i % 11, f"t{i}", channel="app")
    said(survey, 1, channel="web")
    monkeypatch.setattr(answers_file, "PART", 4)
    assert sorted(int(r["score"]) for r in lines(agent, f"{NPS}answers.csv?by=channel&of=app")) == list(range(11))
    assert len({r["number"] for r in lines(agent, "/surveys/acme/pulse/answers.csv")}) == 12
    monkeypatch.setattr(answers_file, "MOST", 8)
    assert len(lines(agent, "/surveys/acme/pulse/answers.csv")) == 8


def test_a_long_text_stands_in_a_workbook(organisation, agent):
    said(opened(organisation), 9, "long " * 7_000, channel="app")
    row = sheet(agent, "/surveys/acme/pulse/answers.xlsx")[1]
    assert any(len(str(cell.value)) == 32_000 for cell in row)


def test_other_kinds_of_files_there_are_none(organisation, agent):
    said(opened(organisation), 9)
    for address in (f"{NPS}table.pdf", f"{NPS}answers.json?month=2026-10", "/surveys/acme/pulse/results.pdf",
                    "/surveys/acme/pulse/answers.pdf", "/dashboard/acme/retention/table.csv"):  # fmt: skip
        assert agent.get(address).status_code == 404


def test_heads_are_in_the_reader_s_language(organisation, russian):
    survey = opened(organisation)
    said(survey, 9, channel="app")
    said(survey, 9, channel="web")
    rows = lines(russian, f"{NPS}table.csv")
    assert set(rows[0]) >= {"столбец", "группа", "значение", "примечание"}
    assert {row["столбец"] for row in rows} == {"месяц", "канал"}
    heads = [cell.value for cell in sheet(russian, "/surveys/acme/pulse/results.xlsx")[0]]
    assert heads[:3] == ["код вопроса", "вопрос", "показатель"]
    assert "написано" in lines(russian, f"{NPS}answers.csv?month=2026-10")[0]
