"""The market of a rating: that of its customer when it was given, a column of the dashboard like the others."""

import pytest
from api_kit import Program
from survey_kit import answer, customers, respond
from test_behind import page_of
from voice_kit import content_of, opened

from centricity.web.customers.models import Customer
from centricity.web.voice.models import Rating

pytestmark = pytest.mark.django_db
NPS = "/dashboard/acme/nps/"
METRIC = "/organisations/acme/metrics/nps"


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


@pytest.fixture
def survey(organisation):
    """Answers of two markets, and of nobody who is known."""
    made = opened(organisation)
    for market, scores in (("B2B", [9, 10, 8]), ("B2C", [3, 4])):
        for score in scores:
            answer(made, customers(organisation, 1, market=market), score)
    respond(made, {"recommend": 7})
    return made


def test_a_rating_keeps_the_market_its_customer_had_when_it_answered(organisation, survey):
    Customer.objects.update(market="B2G")
    assert sorted(Rating.objects.values_list("market", flat=True)) == ["", "B2B", "B2B", "B2B", "B2C", "B2C"]


def test_a_nameless_rating_has_no_market(organisation):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True}, "nameless")
    respond(survey, {"recommend": 9})
    assert Rating.objects.get().market == ""


def test_a_metric_is_taken_apart_by_market_and_down_to_its_answers(agent, survey):
    page = page_of(agent, NPS)
    assert "Market" in page
    assert 'by=market&of=B2B">66.7</a>' in page
    behind = page_of(agent, f"{NPS}answers/?months=12&by=market&of=B2B")
    assert behind.count("<td>B2B</td>") == 3
    assert "B2C" not in behind


def test_a_page_is_narrowed_to_a_market(agent, survey):
    page = page_of(agent, f"{NPS}?column=market&key=B2C")
    assert "-100.0" in page.replace("−", "-")
    assert "by=market" not in page


def test_files_name_the_market(agent, survey):
    assert "market,B2B,66.6" in agent.get(f"{NPS}table.csv").content.decode()
    answers = agent.get(f"{NPS}answers.csv?months=12&by=market&of=B2C").content.decode()
    assert answers.count(",B2C,") == 2


def test_results_of_a_survey_stand_by_market(agent, survey):
    assert "B2C" in page_of(agent, "/surveys/acme/pulse/results/")


def test_a_program_narrows_to_a_market(people, survey):
    agent = Program.of(people["agent"])
    found = agent.get(f"{METRIC}/answers?by=market&of=B2B").json()
    assert (found["n"], {each["market"] for each in found["items"]}) == (3, {"B2B"})
    one = agent.get(f"{METRIC}/answers?column=market&key=B2C&month={Rating.objects.last().month}").json()
    assert one["n"] == 2
