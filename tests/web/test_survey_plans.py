"""How many answers a survey takes, reckoned in the browser as the command line does."""

from html import unescape

import pytest
from click.testing import CliRunner
from voice_kit import content_of, opened

from centricity.cli.app import app
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.models import Invite
from centricity.web.voice.services import survey_create

pytestmark = pytest.mark.django_db
NEW = "/surveys/acme/new/plan/"
NPS = {"what": "nps", "goal": "margin", "size": "5", "promoters": "50", "detractors": "20", "confidence": "0.95"}
SHARE = {"what": "share", "goal": "margin", "size": "3", "share": "80", "confidence": "0.95"}
MEAN = {"what": "mean", "goal": "margin", "size": "0,1", "sd": "1,1", "confidence": "0.95"}


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


def page(client, path, **asked):
    response = client.get(path, asked)
    return response, unescape(response.content.decode())


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (NPS, ["nps", "--margin", "5"]),
        (NPS | {"response_rate": "20", "population": "8000"},
         ["nps", "--margin", "5", "--response-rate", "20", "--population", "8000"]),
        (NPS | {"promoters": "40", "detractors": "40"},
         ["nps", "--margin", "5", "--promoters", "40", "--detractors", "40"]),
        (SHARE, ["share", "--margin", "3", "--share", "80"]),
        (MEAN, ["mean", "--margin", "0.1", "--sd", "1.1"]),
        (MEAN | {"goal": "change", "size": "0.2"}, ["difference", "--margin", "0.2", "--sd", "1.1"]),
        (SHARE | {"confidence": "0.99"}, ["share", "--margin", "3", "--share", "80", "--confidence", "0.99"]),
    ],
)  # fmt: skip
def test_a_page_plans_as_the_command_line_does(executive, asked, line):
    said = CliRunner().invoke(app, ["--lang", "en", "metric", "plan", *line]).output.split()
    count = next(word for word in said if word[0].isdigit()).rstrip(".")
    response, text = page(executive, NEW, **asked)
    assert response.status_code == 200
    assert f"It takes {count} answer" in text
    if "Invite" in said:
        assert f"Invite {said[said.index('Invite') + 1]}" in text


def test_a_change_of_the_nps_takes_as_many_in_each_wave(executive):
    _, text = page(executive, NEW, **NPS | {"goal": "change", "size": "10", "response_rate": "20"})
    assert "It takes 958 answers in each of the two waves." in text
    assert "Invite 4,790 in each wave." in text
    assert "with a probability of 80%" in text


def test_the_table_tells_what_other_numbers_are_good_for(executive):
    _, text = page(executive, NEW, **SHARE | {"size": "10", "share": "50", "population": "300", "response_rate": "50"})
    rows = [row.partition("</tr>")[0] for row in text.split("<tr>")[2:]]
    assert len(rows) == 5
    assert "12.7" in rows[0]
    assert ">100<" in rows[0]
    assert "There are not so many people." in rows[3]
    assert "There are not so many people." in rows[4]


def test_russian_reads_and_writes_its_own_numbers(executive, people):
    people["executive"].language = "ru"
    people["executive"].save()
    _, text = page(executive, NEW, **MEAN | {"response_rate": "12,5"})
    assert "Нужно 468 ответов." in text
    assert "Пригласите 3\u202f744." in text


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (NPS | {"size": ""}, {"size"}), (NPS | {"size": "0", "population": "x", "response_rate": "0"},
                                        {"size", "population", "response_rate"}),
        (NPS | {"promoters": "", "detractors": ""}, {"promoters", "detractors"}),
        (NPS | {"promoters": "80", "detractors": "30"}, {"detractors"}),
        (NPS | {"promoters": "100", "detractors": "0"}, {"detractors"}),
        (SHARE | {"share": ""}, {"share"}), (SHARE | {"share": "0"}, {"share"}), (SHARE | {"share": "101"}, {"share"}),
        (MEAN | {"sd": ""}, {"sd"}), (MEAN | {"sd": "nan"}, {"sd"}), (MEAN | {"sd": "inf"}, {"sd"}),
        (MEAN | {"size": "0.01", "sd": "1000"}, {"size"}), (NPS | {"what": "<b>"}, {"what"}),
        (NPS | {"confidence": "1"}, {"confidence"}), (NPS | {"goal": ""}, {"goal"}),
        (NPS | {"population": "500", "response_rate": "10"}, {"population"}),
        (NPS | {"goal": "change", "size": "2", "population": "500"}, {"population"}),
    ],
)  # fmt: skip
def test_every_fault_stands_at_its_field(executive, asked, wrong):
    response = executive.get(NEW, asked)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == wrong
    assert "<b>" not in response.content.decode()
    assert "It takes" not in response.content.decode()


def test_a_survey_begins_with_its_own_metric_and_rate(executive, organisation):
    made = opened(organisation, "after_resolution", "solved")
    first = executive.get("/surveys/acme/solved/plan/").context["form"].initial
    assert first["what"] in {"share", "mean"}
    assert first["response_rate"] == 20
    sent = made.created_at
    Invite.objects.bulk_create(
        Invite(survey=made, address=f"{n}@example.org", sent_at=sent, used_on=sent.date() if n < 10 else None)
        for n in range(40)
    )
    assert executive.get("/surveys/acme/solved/plan/").context["form"].initial["response_rate"] == 25.0


def test_a_draft_without_a_version_can_be_planned(executive, organisation):
    survey_create(organisation, "later", content_of("exit"), SYSTEM)
    assert executive.get("/surveys/acme/later/plan/").status_code == 200
    assert executive.get("/surveys/acme/nothing/plan/").status_code == 404


def test_strangers_plan_nothing(client, people):
    client.force_login(people["stranger"])
    assert client.get(NEW).status_code == 404
    client.logout()
    assert client.get(NEW).status_code == 302
