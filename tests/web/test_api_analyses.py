"""Analyses and the page for executives by programs: the numbers of the pages, their guards, their rights."""

import csv
import io

import pytest
from api_kit import Program, codes
from test_alerts import NOW
from test_alerts import moved as moved  # noqa: PLC0414  a fixture
from test_analysis_drivers import MATRIX, drawn, filled
from test_analysis_sides import HOME, scored, staff_wave
from test_api_dashboard import alert
from voice_kit import opened
from web_analysis import AT, executive_of

from centricity.tables.write import OutputTable, csv_bytes
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.home.models import Us
from centricity.web.home.standing import Standing, mean_of
from centricity.web.home.us import ourselves, us_choose
from centricity.web.improvement.models import Action

pytestmark = pytest.mark.django_db
PLACE = "/organisations/acme"
ANALYSIS = f"{PLACE}/analysis"
KINDS = ("drivers", "cohorts", "funnels", "experience", "departments", "gap", "maturity")


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr("centricity.web.home.executive.now", lambda: NOW)


@pytest.fixture
def executive(people):
    return Program.of(people["executive"])


@pytest.fixture
def reader(client, people):
    return executive_of(client, people)


def filed(reader, address):
    """A table of a page as its file."""
    return list(csv.DictReader(io.StringIO(reader.get(HOME + address).content.decode())))


def same(told, table):
    """Whether a table tells what its file does, nothing for null."""
    rows = [[row[name] for name in told["columns"]] for row in told["rows"]]
    made = csv_bytes(OutputTable("x", told["columns"], rows)).decode()
    return list(csv.DictReader(io.StringIO(made))) == table


@pytest.mark.parametrize("kind", KINDS)
def test_an_analysis_of_nothing_says_why_and_is_not_for_those_who_see_no_figures(people, organisation, kind):
    told = Program.of(people["executive"]).get(f"{ANALYSIS}/{kind}").json()
    assert told["tables"] == []
    assert told["refused"] or kind in {"drivers", "departments"}
    assert Program.of(people["rater"]).get(f"{ANALYSIS}/{kind}").status_code == 403
    assert Program.of(people["stranger"]).get(f"{ANALYSIS}/{kind}").status_code == 404


def test_drivers_are_those_of_the_page_in_either_language(executive, reader, organisation):
    filled(opened(organisation, MATRIX, "parts"), drawn())
    told = executive.get(f"{ANALYSIS}/drivers").json()
    (table,) = told["tables"]
    assert same(table, filed(reader, "drivers/?csv=drivers"))
    assert (told["of"], told["choices"][0]["surveys"], told["language"]) == ("parts:satisfied", ["parts"], "en")
    assert "complete answers n = 200" in told["says"][0]
    executive.headers["Accept-Language"] = "ru"
    assert "полных ответов n = 200" in executive.get(f"{ANALYSIS}/drivers").json()["says"][0]
    two = {"by": ["parts:speed", "parts:price"], "kind": "shapley"}
    assert executive.get(f"{ANALYSIS}/drivers", two).json()["by"] == two["by"]
    assert executive.get(f"{ANALYSIS}/drivers", {"kind": "guess"}).status_code == 422


def test_sides_are_those_of_the_page_and_small_groups_stay_withheld(executive, reader, organisation):
    scored(opened(organisation, "relationship_nps", "cx"), "nps", [10] * 8 + [3] * 4, AT)
    staff_wave(organisation, 0, [9, 9, 2])
    sides = executive.get(f"{ANALYSIS}/experience").json()
    assert same(sides["tables"][0], filed(reader, "experience/?csv=measures"))
    assert {row["side"] for row in sides["tables"][0]["rows"]} == {"customer"}
    assert any("withheld for few answers: 1" in note for note in sides["notes"])
    views = executive.get(f"{ANALYSIS}/gap").json()["tables"][0]
    assert same(views, filed(reader, "gap/?csv=seen"))
    assert {row["side"] for row in views["rows"]} <= {"customers", "inside"}
    assert all(row["value"] is row["n"] is None for row in views["rows"] if row["status"] == "withheld")


def test_a_journey_goes_by_the_stages_that_are_asked_for(executive, reader, organisation):
    for who, kinds in (("Anna", ["contact", "order"]), ("Boris", ["contact"]), ("Clara", ["visit", "contact"])):
        customer = Customer.objects.create(organisation=organisation, name=who)
        for hour, kind in enumerate(kinds):
            at = AT.replace(hour=hour)
            Interaction.objects.create(organisation=organisation, customer=customer, kind=kind, at=at)
    told = executive.get(f"{ANALYSIS}/funnels").json()
    assert told["stages"] == ["contact", "order"]
    assert same(told["tables"][0], filed(reader, "funnels/?csv=funnel"))
    asked = executive.get(f"{ANALYSIS}/funnels", {"stages": ["visit", "contact"]}).json()
    assert same(asked["tables"][0], filed(reader, "funnels/?s1=visit&s2=contact&csv=funnel"))
    assert executive.get(f"{ANALYSIS}/funnels", {"stages": ["visit"]}).json()["refused"]
    cohorts = executive.get(f"{ANALYSIS}/cohorts", {"every": "quarter"}).json()
    assert same(cohorts["tables"][0], filed(reader, "cohorts/?every=quarter&csv=cohorts"))


def test_only_a_pair_that_is_shown_is_acted_upon(people, organisation):
    analyst, plan = Program.of(people["analyst"]), {"title": "Help them", "edge": "a/b"}
    assert codes(analyst.post(f"{ANALYSIS}/departments/actions", plan)) == ["web.edge_unknown"]
    assert Program.of(people["executive"]).post(f"{ANALYSIS}/departments/actions", plan).status_code == 403
    assert Action.objects.count() == 0


def test_the_page_for_executives_is_told_in_numbers(executive, people, organisation, wide, moved):
    nobody = executive.get(f"{PLACE}/executive").json()
    assert (nobody["us"], nobody["parts"]) == (None, [])
    assert {each["metric"] for each in nobody["moved"]} >= {"nps"}
    assert all(each["difference"]["figure"]["low"] is not None for each in nobody["moved"])
    us_choose(organisation, "wide", "SYN03", 0, SYSTEM)
    told, standing = executive.get(f"{PLACE}/executive").json(), Standing(ourselves(organisation))
    root, ours = told["parts"][0], standing.ours(standing.parts[0])
    assert {name: root[name] for name in ("score", "low", "high", "rank")} == {
        name: ours[name] for name in ("score", "low", "high", "rank")
    }
    assert root["benchmark"] == mean_of(standing.benchmark, standing.parts[0])
    assert told["gap"]["points"] == standing.gap.points
    assert (told["us"]["company"], len(told["targets"])) == ("SYN03", len(standing.targets))
    assert Program.of(people["agent"]).get(f"{PLACE}/executive").status_code == 403


def test_the_paper_is_that_of_the_page(executive, client, people, organisation):
    client.force_login(people["executive"])
    page = client.get("/dashboard/acme/executive/report.pdf", headers={"Accept-Language": "en"})
    paper = executive.get(f"{PLACE}/executive/report.pdf")
    assert (paper.headers["Content-Type"], paper.content) == ("application/pdf", page.content)
    tag = paper.headers["ETag"]
    assert executive.get(f"{PLACE}/executive/report.pdf", If_None_Match=tag).status_code == 304
    assert Program.of(people["service_owner"]).get(f"{PLACE}/executive/report.pdf").status_code == 403


def test_who_we_are_is_said_once_read_and_the_gap_is_acted_upon(executive, people, organisation, wide):
    analyst, place = Program.of(people["analyst"]), f"{PLACE}/executive"
    assert analyst.post(f"{place}/gap/actions", {"title": "Mend"}).status_code == 404
    tag = analyst.get(f"{place}/us").headers["ETag"]
    wanted = {"study": "wide", "company": "SYN03"}
    assert analyst.ask("put", f"{place}/us", wanted).status_code == 428
    assert codes(analyst.ask("put", f"{place}/us", wanted | {"company": "nobody"}, If_Match=tag)) == ["web.us_unknown"]
    said = analyst.ask("put", f"{place}/us", wanted, If_Match=tag).json()
    assert said == {"study": "wide", "company": "SYN03", "version": 1}
    assert analyst.ask("put", f"{place}/us", wanted, If_Match=tag).status_code == 412
    made = analyst.post(f"{place}/gap/actions", {"title": "Mend"}).json()
    assert made["origin"].startswith(f"gap:{Us.objects.get().pk}/")
    assert executive.get(place).json()["gap"]["actions"] == [made["id"]]
    assert executive.ask("put", f"{place}/us", wanted, If_Match="*").status_code == 403
    assert executive.post(f"{place}/gap/actions", {"title": "Mend"}).status_code == 403


def test_the_dashboard_is_told_in_numbers(executive, organisation, moved):
    told = executive.get(f"{PLACE}/dashboard").json()
    nps = next(each for each in told["metrics"] if each["metric"] == "nps")
    figures = executive.get(f"{PLACE}/metrics/nps").json()["items"][-1]
    assert {name: nps[name] for name in ("month", "n", "figure", "withheld")} == {
        name: figures[name] for name in ("month", "n", "figure", "withheld")
    }
    assert nps["change"]["verdict"] in {"better", "worse", "cannot_tell"}
    nothing = {"n": 0, "value": None, "low": None, "high": None}
    assert told["first_response"] == {"calendar": nothing, "working": None, "outside": 0}


def test_an_alert_becomes_an_action_and_is_seen_to(people, organisation):
    raised = alert(organisation)
    place = f"{PLACE}/alerts/{raised.pk}"
    assert Program.of(people["executive"]).post(f"{place}/actions", {"title": "Look"}).status_code == 403
    made = Program.of(people["analyst"]).post(f"{place}/actions", {"title": "Look"})
    assert (made.status_code, made.json()["origin"]) == (201, raised.target)
    raised.refresh_from_db()
    assert raised.acknowledged_by == people["analyst"]


def test_organisations_are_told_with_what_one_may_do_there(people, organisation):
    rights = {"executive": "results", "agent": "handle", "analyst": "edit", "cx_director": "manage"}
    for who, right in rights.items():
        (told,) = Program.of(people[who]).get("/me/organisations").json()["items"]
        assert (told["code"], told["right"]) == ("acme", right)
    assert Program.of(people["rater"]).get("/me/organisations").json()["total"] == 0
