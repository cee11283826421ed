"""Who may read single answers: pages, files and the API refuse and leave out the same."""

import uuid

import pytest
import voice_kit
from api_kit import Program, codes
from survey_kit import respond
from voice_kit import content_of, opened

from centricity.web.voice.models import Survey, Version

pytestmark = pytest.mark.django_db
PAGE, API = "/surveys/acme/pulse/", "/surveys/acme/pulse"
SAID = "the chairs of the third floor"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


@pytest.fixture
def program(people):
    return Program.of(people["agent"])


def edition(survey, **more):
    """The published version as something wrote it past the checker, which refuses it today."""
    Version.objects.filter(pk=survey.current_id).update(content=survey.current.content | more, digest=uuid.uuid4().hex)
    return Survey.objects.select_related("current").get(pk=survey.pk)


def with_enps():
    content = content_of("relationship_nps")
    text = {"ru": "Посоветуете нас как работодателя?", "en": "Would you recommend us as an employer?"}
    content["pages"][0]["questions"].append({"code": "employer", "kind": "enps", "text": text})
    return content


@pytest.mark.parametrize(
    "more",
    [{"anonymous": False, "audience": "employees"}, {"audience": "employees"}, {"anonymous": True}],
    ids=["staff_by_name", "staff", "anonymous"],
)
def test_single_answers_of_staff_and_of_the_nameless_are_refused_by_pages_and_programs(
    agent, program, organisation, more
):
    survey = edition(opened(organisation), **more)
    Survey.objects.filter(pk=survey.pk).update(audience=more.get("audience", "customers"))
    respond(survey, {"recommend": 3, "comment": SAID})
    listed = program.get(f"{API}/responses")
    assert (listed.status_code, codes(listed)) == (403, ["voice.nameless_listed"])
    page = agent.get(f"{PAGE}answers/").content.decode()
    assert "never listed one by one" in page
    assert SAID not in page + listed.content.decode()
    assert agent.get(f"{PAGE}answers.csv").status_code == 403
    assert agent.get(f"{PAGE}files/{uuid.uuid4()}/").status_code == 404


def test_results_of_staff_wait_for_the_end_whatever_the_version_says(agent, program, organisation):
    survey = edition(opened(organisation), anonymous=False, audience="employees")
    Survey.objects.filter(pk=survey.pk).update(audience="employees")
    respond(survey, {"recommend": 3, "comment": SAID})
    read = program.get(f"{API}/results").json()
    assert (read["sealed"], read["items"]) == (True, [])
    assert SAID not in agent.get(f"{PAGE}results/").content.decode()


def test_single_answers_of_customers_are_the_same_on_the_page_and_by_a_program(agent, program, organisation):
    survey = opened(organisation)
    respond(survey, {"recommend": 3, "comment": SAID})
    (only,) = program.get(f"{API}/responses").json()["items"]
    assert only["values"] == {"recommend": 3, "comment": SAID}
    assert SAID in agent.get(f"{PAGE}answers/").content.decode()


def test_an_answer_to_a_private_metric_is_left_out_of_pages_files_and_programs(agent, program, organisation):
    respond(opened(organisation, with_enps()), {"recommend": 9, "employer": 2})
    (only,) = program.get(f"{API}/responses").json()["items"]
    assert only["values"] == {"recommend": 9}
    page, file = (agent.get(f"{PAGE}answers{end}").content.decode() for end in ("/", ".csv"))
    assert "Would you recommend us as an employer?" not in page + file
    assert "recommend" in file
