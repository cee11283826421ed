"""The planner by a program: the numbers of the page and of the command line, every fault at its name."""

import pytest
from api_kit import Program
from click.testing import CliRunner

from centricity.cli.app import app

pytestmark = pytest.mark.django_db
ANSWERS, MARGIN = (f"/organisations/acme/sample/{name}" for name in ("answers", "margin"))
NPS = {"what": "nps", "promoters": 50, "detractors": 20, "size": 5}


@pytest.fixture
def executive(people):
    return Program.of(people["executive"])


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (NPS | {"response_rate": 20, "population": 8000},
         ["nps", "--margin", "5", "--response-rate", "20", "--population", "8000"]),
        ({"what": "share", "share": 80, "size": 3, "confidence": "0.99"},
         ["share", "--margin", "3", "--share", "80", "--confidence", "0.99"]),
        ({"what": "mean", "sd": 1.1, "size": 0.2, "goal": "change"}, ["difference", "--margin", "0.2", "--sd", "1.1"]),
    ],
)  # fmt: skip
def test_a_program_plans_as_the_command_line_does(executive, asked, line):
    said = CliRunner().invoke(app, ["--lang", "en", "metric", "plan", *line]).output.split()
    told = executive.get(ANSWERS, asked).json()
    assert f"{told['answers']:,}" == next(word for word in said if word[0].isdigit()).rstrip(".")
    if "Invite" in said:
        assert f"{told['invite']:,}" == said[said.index("Invite") + 1].rstrip(".")
    else:
        assert told["invite"] is None


def test_the_margin_of_the_answers_that_a_margin_takes_is_that_margin(executive):
    answers = executive.get(ANSWERS, NPS).json()["answers"]
    asked = {name: value for name, value in NPS.items() if name != "size"}
    found = executive.get(MARGIN, asked | {"answers": answers, "response_rate": 20}).json()
    assert 4.99 < found["margin"] <= 5
    assert found["invite"] == 5 * answers
    assert executive.get(MARGIN, asked | {"answers": 400}).json() in executive.get(ANSWERS, NPS).json()["lines"]
    none = executive.get(MARGIN, asked | {"answers": 400, "population": 300}).json()
    assert none == {"answers": 400, "margin": None, "change": None, "invite": None}
    assert executive.get(MARGIN, {"what": "mean", "sd": 1, "answers": 1}).json()["margin"] is None


@pytest.mark.parametrize(
    ("path", "asked", "keys"),
    [
        (ANSWERS, {}, {"what", "size"}),
        (ANSWERS, {"what": "nps", "size": 5, "promoters": 10}, {"detractors"}),
        (ANSWERS, NPS | {"promoters": 90, "detractors": 20}, {"detractors"}),
        (ANSWERS, {"what": "share", "share": 0, "size": 5}, {"share"}),
        (ANSWERS, {"what": "mean", "size": 0.01, "sd": 1000, "goal": "change"}, {"size"}),
        (ANSWERS, NPS | {"population": 1000, "response_rate": 1}, {"population"}),
        (MARGIN, {"what": "share", "share": 100, "answers": 5}, {"share"}),
        (MARGIN, {"what": "mean"}, {"answers", "sd"}),
        (ANSWERS, NPS | {"size": "inf"}, {"size"}),
        (ANSWERS, NPS | {"confidence": "1"}, {"confidence"}),
    ],
)
def test_every_fault_is_at_its_name(executive, path, asked, keys):
    refused = executive.get(path, asked)
    assert refused.status_code == 422
    assert {each["key"].split(".")[-1] for each in refused.json()["faults"]} == keys


def test_strangers_plan_nothing(people):
    for path in (ANSWERS, MARGIN):
        assert Program.of(people["stranger"]).get(path).status_code == 404
        assert Program.of(people["rater"]).get(path).status_code == 403
