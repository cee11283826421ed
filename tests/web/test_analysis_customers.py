"""Cohorts, staying, leaving and funnels on the platform: the worked numbers of the metrics, through a browser."""

import csv
import datetime as dt
import io
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from voice_kit import content_of, opened
from web_analysis import executive_of

from centricity.metrics import Options, compute
from centricity.metrics.tables import outcome_table
from centricity.web.customers.models import Customer, Interaction
from centricity.web.home import happened
from centricity.web.voice.models import Response

sys.path.insert(0, str(Path(__file__).parents[1] / "metrics"))
from test_customer_metrics import ORDERS, PEOPLE, orders, people
from test_journey_and_experience import EVENTS, events

pytestmark = pytest.mark.django_db
COHORTS = "/dashboard/acme/analysis/cohorts/"
FUNNELS = "/dashboard/acme/analysis/funnels/"
KINDS = {"visit": "visit", "cart": "contact", "buy": "order"}


@pytest.fixture
def executive(client, people):
    return executive_of(client, people)


def moment(told):
    return dt.datetime.fromisoformat(told).replace(tzinfo=dt.UTC)


def customers_of(organisation, names, **more):
    return {name: Customer.objects.create(organisation=organisation, name=name, **more) for name in names}


def happen(organisation, customers, rows):
    for i, (who, kind, at, channel) in enumerate(rows):
        Interaction.objects.create(
            organisation=organisation, customer=customers[who], kind=kind, at=moment(at), channel=channel, number=str(i)
        )


def told(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def as_rows(outcome):
    """What the library writes of an outcome, as a file reads."""
    from centricity.tables.write import csv_bytes

    return list(csv.DictReader(io.StringIO(csv_bytes(outcome_table(outcome)).decode())))


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_nothing_is_said_where_there_is_nothing(executive):
    page = page_of(executive, COHORTS)
    assert "There are no orders" in page
    assert "Nobody has a day since which" in page
    assert "no such events" in page_of(executive, FUNNELS)


def test_cohorts_are_those_of_the_library(organisation, executive):
    happen(organisation, customers_of(organisation, "abcde"), [(w, "order", at, c[:10]) for w, at, _, c in ORDERS])
    for every in ("month", "quarter"):
        expected = compute("cohort_retention", orders(), options=Options(every=every))
        assert told(executive, f"{COHORTS}?every={every}&csv=cohorts") == as_rows(expected)
    page = page_of(executive, COHORTS)
    row = re.search(r'<th scope="row">Jan\xa02025</th>(.*?)</tr>', page, re.DOTALL)[1]
    cell = re.search(r'<td class="num h\d+">50\.0%<span class="below">([^<]+)', row)
    assert cell[1].endswith("n = 2")
    assert "30 March 2025" in page  # what is not over is told


def test_who_stays_is_told_as_the_library_tells_it(organisation, executive):
    for name, joined, left, _reason, segment in PEOPLE:
        Customer.objects.create(organisation=organisation, name=name, joined=joined, left=left, segment=segment)
    table = people()
    for metric, by in (("retention", ["month"]), ("churn", ["month"]), ("survival", [])):
        assert told(executive, f"{COHORTS}?csv={metric}") == as_rows(compute(metric, table, by)), metric
    end = dt.date(2025, 4, 1)
    quarterly = as_rows(compute("retention", table, ["quarter"], Options(end=end)))
    assert told(executive, f"{COHORTS}?every=quarter&end={end}&csv=retention") == quarterly
    curve = as_rows(compute("survival", table, options=Options(as_of=end)))
    assert told(executive, f"{COHORTS}?end={end}&csv=survival") == curve
    assert "no period is over" in page_of(executive, f"{COHORTS}?every=quarter").lower()
    north = told(executive, f"{COHORTS}?segment=north&csv=retention")
    assert north == as_rows(compute("retention", people([row for row in PEOPLE if row[4] == "north"]), ["month"]))
    of_all = as_rows(compute("churn", table, ["month"], Options(base="served")))
    assert told(executive, f"{COHORTS}?base=served&csv=churn") == of_all
    page = page_of(executive, COHORTS)
    assert "median" in page
    assert "Churn by period, of the opening customers" in page
    assert "add up to 100%" in page
    page = page_of(executive, f"{COHORTS}?base=served")
    assert "Churn by period, of all served" in page
    assert "does not add up to 100%" in page


def test_an_end_that_is_no_day_or_before_everything_hurts_nobody(organisation, executive):
    one = Customer.objects.create(organisation=organisation, name="a", joined="2024-01-01")
    happen(organisation, {"a": one}, [("a", "order", "2024-02-01 10:00", "web")])
    for end in ("x", "0001-01-01", "2024-01-15", "9999-12-31"):
        assert executive.get(f"{COHORTS}?end={end}").status_code == 200
    assert "no sound row is left" in page_of(executive, f"{COHORTS}?end=2024-01-15").lower()


def test_who_is_to_leave_on_a_later_day_is_there_still_and_a_page_stays_short(organisation, executive):
    for name, left in (("a", "9999-12-31"), ("b", "2024-06-01"), ("c", None)):
        Customer.objects.create(organisation=organisation, name=name, joined="1990-01-05", left=left)
    for name, joined in (("d", "2024-08-10"), ("e", "2190-01-05")):
        Customer.objects.create(organisation=organisation, name=name, joined=joined)
    for end in ("", "?end=9999-12-31"):
        rows = told(executive, f"{COHORTS}{end or '?'}&csv=churn")
        assert sum(int(float(row["lost"])) for row in rows) == 1
        assert max(row["month"] for row in rows) < f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
        page = page_of(executive, f"{COHORTS}{end}")
        assert "The latest 36 periods are shown; the file has all." in page
        assert page.count("<tr>") < 120


def test_merged_customers_count_once(organisation, executive):
    one = Customer.objects.create(organisation=organisation, name="a", joined="2024-01-01", left="2024-06-01")
    Customer.objects.create(organisation=organisation, name="b", joined="2024-01-01", merged_into=one)
    Customer.objects.create(organisation=organisation, name="c", joined="2024-01-05")
    rows = told(executive, f"{COHORTS}?csv=retention")
    assert {row["n"] for row in rows[:1]} == {"2"}


def left_for(survey, reason, i):
    at = moment("2026-03-01 10:00")
    Response.objects.create(
        survey=survey, version=survey.current, key_hash=f"{survey.pk}-{i}", state="whole", language="en",
        values={"reason": reason} if reason else {}, begun_at=at, ended_at=at,
    )  # fmt: skip


def test_reasons_come_of_surveys_on_leaving(organisation, executive):
    survey = opened(organisation, "exit", "bye")
    for i, reason in enumerate(["price", "price", "price", "moved", ""]):
        left_for(survey, reason, i)
    rows = told(executive, f"{COHORTS}?csv=reasons")
    assert [(row["reason"], float(row["value"]), row["n"]) for row in rows] == [
        ("too expensive", 75, "4"), ("I moved or closed down", 25, "4"),
    ]  # fmt: skip
    assert '<a href="/surveys/acme/bye/results/">' in page_of(executive, COHORTS)


def test_reasons_of_nameless_surveys_are_not_counted(organisation, executive):
    survey = opened(organisation, content_of("exit") | {"anonymous": True}, "bye")
    for i in range(9):
        left_for(survey, "price", i)
    assert executive.get(f"{COHORTS}?csv=reasons").status_code == 404


def test_a_contact_that_we_began_is_no_stage_of_a_customer(organisation, executive):
    known = customers_of(organisation, "ab")
    rows = [(who, kind, f"2026-05-0{day}", "phone") for who in "ab" for day, kind in ((1, "contact"), (2, "order"))]
    happen(organisation, known, rows)
    Interaction.objects.filter(customer=known["a"], kind="contact").update(outgoing=True, about="ours alone")
    reached = {row["stage"]: row["reached"] for row in told(executive, f"{FUNNELS}?s1=contact&s2=order&csv=funnel")}
    assert reached == {"contact": "1", "order": "1"}
    assert "ours alone" not in page_of(executive, FUNNELS)


def test_the_worked_funnel_comes_out_the_same(organisation, executive):
    rows = [(who, KINDS[stage], at, channel) for who, stage, at, channel in EVENTS]
    happen(organisation, customers_of(organisation, "abcdef"), rows)
    asked = "s1=visit&s2=contact&s3=order"
    stages = ("visit", "cart", "buy")
    for by in ("", "channel"):
        expected = as_rows(compute("conversion", events(), [by] if by else [], Options(stages=stages)))
        names = {"visit": "visit", "cart": "contact", "buy": "order"}
        expected = [row | {"stage": names[row["stage"]]} for row in expected]
        assert told(executive, f"{FUNNELS}?{asked}&by={by}&csv=funnel") == expected
    times = told(executive, f"{FUNNELS}?{asked}&csv=times")
    assert [(row["step"], float(row["value"]), row["n"]) for row in times] == [
        ("visit → contact", 2, "3"), ("contact → order", 24, "2"),
    ]  # fmt: skip
    page = page_of(executive, f"{FUNNELS}?{asked}")
    assert re.search(r"The weakest step is the one to “contact”: 60\.0%, between .*n = 5", page)
    assert "late" in page or "without" in page  # somebody is on the way without having begun


def test_a_stage_may_be_about_something_and_a_period_bounds_it(organisation, executive):
    ada = customers_of(organisation, ["ada"], segment="gold", market="B2C")["ada"]
    for i, (about, day) in enumerate([("demo", "2026-01-01"), ("demo", "2026-02-01"), ("<b>", "2026-03-01")]):
        Interaction.objects.create(
            organisation=organisation, customer=ada, kind="visit", about=about, at=moment(day), number=f"v{i}"
        )
    page = page_of(executive, FUNNELS)
    assert "visit: demo" in page
    assert "visit: <b>" in page
    raw = executive.get(f"{FUNNELS}?s1=visit|demo&s2=visit|<b>&by=market").content.decode()
    assert "visit: <b>" not in raw
    rows = told(executive, f"{FUNNELS}?s1=visit|demo&s2=visit|<b>&by=market&csv=funnel")
    assert [(row["market"], row["stage"], row["reached"]) for row in rows] == [
        ("B2C", "visit: demo", "1"), ("B2C", "visit: <b>", "1"),
    ]  # fmt: skip
    assert "Choose two to six" in page_of(executive, f"{FUNNELS}?s1=visit&s2=visit")
    assert "Choose two to six" in page_of(executive, f"{FUNNELS}?s1=nothing")
    assert "no such events" in page_of(executive, f"{FUNNELS}?s1=visit|demo&s2=visit|<b>&first=2027-01-01")
    assert executive.get(f"{FUNNELS}?first=x&last=9999-12-31").status_code == 200


def test_more_than_it_can_take_is_refused_and_never_cut(organisation, executive, monkeypatch):
    monkeypatch.setattr(happened, "MOST_ROWS", 2)
    happen(organisation, customers_of(organisation, "abcde"), [(w, "order", at, "") for w, at, *_ in ORDERS])
    monkeypatch.setattr(happened.bounded, "__defaults__", (2,))
    assert "more events than" in page_of(executive, COHORTS)
    assert "more events than" in page_of(executive, f"{FUNNELS}?s1=order&s2=visit")


@pytest.mark.parametrize("address", [COHORTS, FUNNELS])
def test_only_who_hears_the_organisation_sees_it(client, people, address):
    assert client.get(address).status_code == 302
    for who, status in (("stranger", 404), ("employee", 403), ("agent", 200)):
        client.force_login(people[who])
        assert client.get(address).status_code == status
    assert "/customers/acme/" in client.get(address).content.decode()
