"""ESI: how satisfied staff are with their employer, from the question to the dashboard, with small groups withheld."""

import csv
import io

import pytest
import voice_kit
import yaml
from api_kit import Program
from django.core.files.uploadedfile import SimpleUploadedFile
from survey_kit import respond
from test_board import page_of, tile
from voice_kit import answered, content_of, opened

from centricity.errors import SurveyError
from centricity.metrics import esi
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.files import draft_of
from centricity.web.voice.models import Rating
from centricity.web.voice.services import draft_set, publish, state_set, survey_create

pytestmark = pytest.mark.django_db
SPREAD = {"sales": [5, 5, 4, 4, 3, 2, 1], "it": [5, 1, 1], "legal": [4, 4, 4, 4, 4, 2]}
SCORES = [score for scores in SPREAD.values() for score in scores]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


@pytest.fixture
def survey(organisation):
    return opened(organisation, "internal_service", "inside")


def spread(survey):
    for department, scores in SPREAD.items():
        for score in scores:
            respond(survey, {"department": department, "satisfied": score})
    survey.refresh_from_db()
    return state_set(survey, "closed", survey.version, SYSTEM)


def test_a_survey_of_customers_does_not_ask_how_satisfied_they_are_with_their_employer(organisation):
    asked = {"code": "satisfied", "kind": "esi", "text": {"ru": "Довольны?", "en": "Satisfied?"}}
    content = content_of("relationship_nps") | {"pages": [{"code": "one", "questions": [asked]}], "ends": []}
    made = survey_create(organisation, "pulse", content, SYSTEM)
    with pytest.raises(SurveyError) as refused:
        publish(made, 0, SYSTEM)
    (fault,) = [each for each in refused.value.faults if each.code == "survey.employees_only"]
    assert "survey of employees" in fault.sentence("en")
    assert "опросом сотрудников" in fault.sentence("ru")
    mended = draft_set(made, content | {"audience": "employees"}, 0, SYSTEM)
    assert "survey.employees_only" not in str(mended.draft)
    assert publish(mended, mended.version, SYSTEM).number == 1


def test_an_answer_is_a_level_from_one_to_five(survey):
    someone = answered(survey, department="it", satisfied="6")
    assert "from 1 to 5" in someone.text
    someone.send(satisfied="5")
    assert Rating.objects.values_list("series", "metric", "score", "department").get(metric="esi") == (
        "satisfied", "esi", 5, "it",
    )  # fmt: skip


def test_results_are_the_share_of_the_two_best_with_wilson_s_interval_as_the_library_has_it(executive, people, survey):
    sealed = Program.of(people["executive"]).get("/surveys/acme/inside/results").json()
    assert (sealed["sealed"], sealed["items"]) == (True, [])
    spread(survey)
    read = Program.of(people["executive"]).get("/surveys/acme/inside/results").json()
    (item,) = [each for each in read["items"] if each["code"] == "satisfied"]
    known = esi(SCORES)
    assert (item["n"], item["metric"]["en"]) == (16, "ESI")
    assert item["figure"] == pytest.approx({"value": known.value, "low": known.low, "high": known.high})
    assert known.value == pytest.approx(100 * 10 / 16)


def test_small_departments_are_withheld_together_with_another_that_would_tell_them(executive, survey):
    spread(survey)
    rows = list(csv.DictReader(io.StringIO(executive.get("/surveys/acme/inside/results.csv").content.decode())))
    mine = {row["group or answer"]: row for row in rows
            if (row["question code"], row["column"]) == ("satisfied", "department")}  # fmt: skip
    assert {name for name, row in mine.items() if row["n"] == ""} == {"IT", "legal"}
    assert (mine["sales"]["n"], float(mine["sales"]["value"])) == ("7", pytest.approx(100 * 4 / 7, abs=0.1))
    assert (mine["IT"]["value"], mine["IT"]["low"]) == ("", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Employee Satisfaction Index"), ("ru", "удовлетворённости сотрудников")],
    ids=["en", "ru"],
)
def test_the_dashboard_shows_it_among_metrics_of_staff_once_the_survey_is_closed(
    executive, people, survey, language, said
):
    people["executive"].language = language
    people["executive"].save()
    missing = {"en": "no data", "ru": "данных нет"}[language]
    assert missing in tile(page_of(executive, "/dashboard/acme/"), "ESI")
    spread(survey)
    assert "n = 16" in tile(page_of(executive, "/dashboard/acme/"), "ESI")
    assert said in page_of(executive, "/dashboard/acme/esi/")


def test_what_customers_rated_never_counts_as_said_by_staff_nor_the_other_way(executive, organisation, survey):
    spread(survey)
    page = page_of(executive, "/dashboard/acme/")
    for metric in ("CSAT", "NPS"):
        assert "no data" in tile(page, metric)


def test_programs_read_it_as_pages_do(people, survey):
    spread(survey)
    told = Program.of(people["executive"]).get("/organisations/acme/metrics/esi")
    assert told.status_code == 200, told.content
    assert "62.5" in told.content.decode()


def test_a_file_of_a_survey_keeps_the_question(client, people, organisation, survey):
    client.force_login(people["analyst"])
    text = client.get("/surveys/acme/inside/versions/1.yaml").content.decode()
    kept = yaml.safe_load(text)
    assert [q["kind"] for q in kept["pages"][2]["questions"]] == ["enps", "esi"]
    draft, faults = draft_of(SimpleUploadedFile("survey.yaml", text.encode()))
    assert (draft, faults) == (kept, [])
