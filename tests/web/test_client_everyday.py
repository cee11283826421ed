"""What a CX director does every day from a notebook."""

from datetime import date

import polars as pl
import pytest
from api_kit import token_for
from asking_kit import customer
from django.utils import timezone
from feedback_kit import said
from live_kit import serving
from survey_kit import answer, customers
from test_board import rated
from voice_kit import opened

from centricity.client import Client, RefusedError
from centricity.errors import MisuseError
from centricity.web.api.models import Answer
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.jobs.models import Job
from centricity.web.voice.models import Invite
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
FIGURE = ["n", "value", "low", "high", "withheld"]


@pytest.fixture
def director(organisation, people):
    with serving() as url:
        yield Client(url, token_for(people["cx_director"])[1])


def test_results_of_a_survey_are_a_table(director, organisation):
    survey = opened(organisation)
    answer(survey, customers(organisation, 8), score=10)
    answer(survey, customers(organisation, 2), score=0)
    table = director.survey_table("acme", "pulse")
    assert table.columns[5:] == FIGURE
    told = table.row(by_predicate=pl.col("code") == "recommend", named=True)
    assert (told["n"], told["value"], told["withheld"]) == (10, pytest.approx(60.0), False)
    assert told["low"] < 60 < told["high"]
    rest = table.filter(pl.col("code") != "recommend")
    assert rest.height
    assert rest["value"].null_count() == rest.height


def test_a_metric_is_a_table_by_month(director, organisation):
    assert director.metric("acme", "nps").shape == (0, 6)
    survey = opened(organisation)
    answer(survey, customers(organisation, 20), score=9)
    table = director.metric("acme", "nps", months=3)
    assert table.columns == ["month", *FIGURE]
    assert table.row(0)[:3] == (f"{timezone.now():%Y-%m}", 20, 100.0)
    for wrong in ({"metric": "npz"}, {"metric": "nps", "months": 4}):
        with pytest.raises((MisuseError, RefusedError)):
            director.metric("acme", **wrong)


def test_few_answers_of_a_month_are_withheld(director, organisation):
    survey = opened(organisation, "internal_service", "staff")
    rated(survey, [10] * 8, "2026-01", "enps")
    rated(survey, [0] * 2, "2026-02", "enps")
    assert director.metric("acme", "enps").is_empty()
    state_set(survey, "closed", survey.version, SYSTEM)
    told = director.metric("acme", "enps")
    assert not told.filter(pl.col("month") == "2026-02")["value"].drop_nulls().to_list()
    assert told.filter(pl.col("withheld")).select("n", "value", "low", "high").drop_nulls().is_empty()


def test_a_survey_is_sent_to_those_who_may_be_asked(director, organisation):
    opened(organisation)
    people = [customer(organisation, name) for name in ("Anna", "Boris")]
    Customer.objects.filter(pk=people[1].pk).update(consent="withdrawn")
    reach = director.reach("acme", "pulse")
    assert (reach["asked"], reach["no_consent"]) == (1, 1)
    assert not Invite.objects.exists()
    assert director.ask("acme", "pulse") == reach
    assert [each.customer for each in Invite.objects.all()] == [people[0]]
    assert Job.objects.filter(kind="survey.send").count() == 1
    assert director.ask("acme", "pulse")["asked"] == 0
    assert director.reach("acme", "pulse", market="B2G")["asked"] == 0
    assert Job.objects.filter(kind="survey.send").count() == 1


@pytest.mark.parametrize("among", [{"segment": "none"}, {"by_rule": "none"}, {"market": "B2X"}, {"quiet_days": 999}])
def test_nobody_is_asked_where_it_is_unclear_who(director, organisation, among):
    opened(organisation)
    customer(organisation, "Anna")
    for deed in (director.reach, director.ask):
        with pytest.raises((MisuseError, RefusedError)):
            deed("acme", "pulse", **among)
    assert not Invite.objects.exists()


def test_a_survey_that_is_closed_or_of_staff_is_not_sent(director, organisation):
    survey = opened(organisation)
    survey.state = "closed"
    survey.save()
    customer(organisation, "Anna")
    for code in (survey.code, opened(organisation, "internal_service", "staff").code):
        with pytest.raises(RefusedError) as refused:
            director.ask("acme", code)
        assert refused.value.status in {409, 422}
    assert not Invite.objects.exists()


def test_whoever_may_less_asks_nobody(organisation, people):
    opened(organisation)
    with serving() as url:
        for name, status in (("analyst", 403), ("stranger", 404)):
            with pytest.raises(RefusedError) as refused:
                Client(url, token_for(people[name])[1]).ask("acme", "pulse")
            assert refused.value.status == status


def test_customers_of_a_table_are_added_once(director, organisation):
    table = pl.DataFrame(
        {
            "name": ["Anna", "Boris", "Vera"],
            "market": ["B2C", None, "B2X"],
            "email": ["anna@example.org", "boris@example.org", "vera@example.org"],
            "crm": [1, None, 3],
            "joined": [date(2025, 1, 2), None, None],
            "plan": ["gold", None, "x"],
        }
    )
    told = director.import_customers("acme", table, keys=["email", "crm"], fields=["plan"])
    assert told["state"].to_list() == ["added", "added", "refused"]
    assert told["code"].null_count() == 1
    assert "market" in told["problem"][2]
    assert director.import_customers("acme", table, keys=["email", "crm"], fields=["plan"])["state"].to_list() == [
        "known", "known", "refused",
    ]  # fmt: skip
    kept = director.customers_table("acme")
    assert kept["name"].to_list() == ["Anna", "Boris"]
    assert kept["market"].to_list() == ["B2C", ""]
    assert kept["joined"].to_list() == ["2025-01-02", None]
    assert sorted(each["value"] for each in kept["keys"][0]) == ["1", "anna@example.org"]
    assert Customer.objects.get(name="Anna").fields == {"plan": "gold"}
    assert Answer.objects.count() == 6


def test_a_table_that_will_not_do_adds_nobody(director):
    table = pl.DataFrame({"nmae": ["Anna"], "plan": ["gold"]})
    with pytest.raises(MisuseError) as wrong:
        director.import_customers("acme", table, fields=["plans"])
    assert [fault.code for fault in wrong.value.faults] == [
        "client.no_column", "client.column", "client.column", "client.no_key",
    ]  # fmt: skip
    assert "[name]" in wrong.value.text("ru")
    assert not Customer.objects.exists()
    with pytest.raises(RefusedError) as refused:
        director.import_customers("none", pl.DataFrame({"name": ["x"], "email": ["x@example.org"]}))
    assert refused.value.status == 404


def test_feedback_is_a_table_and_is_answered(director, organisation):
    item = said(organisation, "It broke")
    table = director.feedback("acme", state="new")
    assert table["text"].to_list() == ["It broke"]
    assert table["rating"].to_list() == [None]
    assert table.schema["at"] == pl.Datetime("us", "UTC")
    answered = director.answer_feedback("acme", str(item.pk), "Mended", "phone")
    assert (answered["state"], answered["answers"][0]["text"]) == ("answered", "Mended")
    assert director.feedback("acme", state="new").is_empty()
    with pytest.raises(MisuseError):
        director.feedback("acme", state="nwe")
