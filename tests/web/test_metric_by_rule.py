"""A metric by segments of rules: customers who fit today, kept for some minutes, never of what withholds groups."""

import datetime as dt
from types import SimpleNamespace

import pytest
from api_kit import Program, codes
from django.db import connection
from django.test.utils import CaptureQueriesContext
from survey_kit import answer, customers, respond
from test_behind import links_of, page_of, scores_of
from voice_kit import content_of, opened

from centricity.errors import MisuseError
from centricity.metrics import definition
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.segment_services import Wanted, segment_create, segment_delete, segment_edit
from centricity.web.home import by_rule
from centricity.web.home.asked import Asked
from centricity.web.home.heard import months_of
from centricity.web.home.watches import Limit, Number, watch_make
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
NPS = "/dashboard/acme/nps/"
METRIC = "/organisations/acme/metrics/nps"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The moment at which segments are looked at; a test sets it on."""
    told = SimpleNamespace(now=dt.datetime(2026, 10, 20, 12, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(by_rule, "timezone", SimpleNamespace(now=lambda: told.now))
    return told


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


def segment(organisation, code="business", market="B2B", title="Business"):
    rules = [{"field": "market", "operator": "is", "values": [market]}]
    return segment_create(organisation, code, Wanted(f"{title} ru", title, "all", rules), SYSTEM)


@pytest.fixture
def survey(organisation):
    """Answers of customers of two markets in two months, and of nobody who is known."""
    made = opened(organisation)
    for market, month, scores in (
        ("B2B", "2026-09", [9, 10]), ("B2B", "2026-10", [8, 3, 10]), ("B2C", "2026-10", [3, 4]),
    ):  # fmt: skip
        at = dt.datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
        for score in scores:
            answer(made, customers(organisation, 1, market=market), score, ended_at=at, begun_at=at)
    at = dt.datetime.fromisoformat("2026-10-15T12:00:00+00:00")
    respond(made, {"recommend": 7}, ended_at=at, begun_at=at)
    return made


def rows_of(page):
    """The table of segments of a page."""
    return page.partition('id="rule"')[2].partition("</figure>")[0]


def test_every_segment_has_its_number_with_n_and_an_interval(organisation, agent, survey):
    segment(organisation)
    segment(organisation, "state", "B2G", "State")
    table = rows_of(page_of(agent, NPS))
    assert 'by=rule&of=business">40.0</a>' in table
    assert ">5</td>" in table
    assert table.index("Business") < table.index("State")
    assert '<td colspan="3" class="note">no answers</td>' in table
    assert "customers who fit it today" in table
    assert "Counted at 12:01" in table or "Counted at 15:01" in table


def test_without_segments_of_rules_the_page_has_no_such_table(agent, survey):
    page = page_of(agent, NPS)
    assert 'id="rule"' not in page
    assert 'value="rule"' not in page


def test_numbers_of_segments_lead_to_exactly_their_answers(organisation, agent, survey):
    segment(organisation)
    for address in (NPS, f"{NPS}?column=rule&key=business", f"{NPS}?column=channel&key=email"):
        links = [each for each in links_of(page_of(agent, address)) if "rule" in each[0]]
        assert links, address
        for href, value, n in links:
            page = page_of(agent, href)
            scores = scores_of(page)
            assert len(scores) == int(n), href
            nps = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
            assert value.replace("−", "-") == f"{nps:.1f}", href
            assert "The segment is that of today" in page
            assert "never listed" not in page


def test_a_page_is_narrowed_to_a_segment_month_by_month(organisation, agent, survey):
    segment(organisation)
    page = page_of(agent, f"{NPS}?column=rule&key=business")
    assert "rule-based segment – Business" in page.replace("<strong>", "").replace("Segment", "segment")
    assert 'month=2026-09">100.0</a>' in page
    assert 'month=2026-10">0.0</a>' in page
    assert 'id="rule"' not in page
    assert "customers who fit it today" in page


def test_a_part_of_the_answers_is_told_by_segment_as_well(organisation, agent, survey):
    segment(organisation)
    at = dt.datetime.fromisoformat("2026-10-15T12:00:00+00:00")
    answer(survey, customers(organisation, 1, market="B2B"), 0, channel="app", ended_at=at, begun_at=at)
    assert "-100.0" in rows_of(page_of(agent, f"{NPS}?column=channel&key=app")).replace("−", "-")


def test_membership_is_of_today_and_figures_are_kept_for_minutes(organisation, agent, survey, clock):
    segment(organisation)
    assert ">40.0<" in rows_of(page_of(agent, NPS))
    Customer.objects.filter(market="B2B").update(market="B2G")
    clock.now += dt.timedelta(minutes=3)
    assert ">40.0<" in rows_of(page_of(agent, NPS))
    clock.now += dt.timedelta(minutes=by_rule.MINUTES)
    assert "no answers" in rows_of(page_of(agent, NPS))


def test_a_changed_segment_is_looked_at_at_once(organisation, agent, survey):
    made = segment(organisation)
    page_of(agent, NPS)
    rules = [{"field": "market", "operator": "is", "values": ["B2C"]}]
    segment_edit(made, Wanted("Люди", "People", "all", rules), 0, SYSTEM)
    assert ">-100.0<" in rows_of(page_of(agent, NPS)).replace("−", "-")


def test_a_segment_that_is_gone_has_no_answers(organisation, agent, survey):
    made = segment(organisation)
    segment_delete(made, 0, SYSTEM)
    assert "No answers fit in these months." in page_of(agent, f"{NPS}?column=rule&key=business")
    page_of(agent, f"{NPS}answers/?months=12&by=rule&of=business", 404)


def test_segments_of_others_tell_nothing(organisation, agent, survey):
    page_of(agent, f"{NPS}answers/?months=12&by=rule&of=business", 404)


def test_a_nameless_survey_counts_in_no_segment(organisation, agent):
    segment(organisation)
    made = opened(organisation, content_of("relationship_nps") | {"anonymous": True}, "nameless")
    answer(made, customers(organisation, 6, market="B2B"), 9)
    assert "no answers" in rows_of(page_of(agent, NPS)) or 'id="rule"' not in page_of(agent, NPS)


def test_a_metric_that_withholds_small_groups_is_told_of_no_segment(organisation, agent, people):
    """Of two segments that differ by one customer, the difference would tell that one's answer."""
    segment(organisation)
    content = content_of("relationship_nps")
    enps = content["pages"][0]["questions"][0] | {"kind": "enps"}
    made = opened(organisation, content | {"pages": [{"code": "p", "questions": [enps]}]}, "staff")
    answer(made, customers(organisation, 40, market="B2B"), 9)
    made.refresh_from_db()
    state_set(made, "closed", made.version, SYSTEM)
    page = page_of(agent, "/dashboard/acme/enps/")
    assert ">40</td>" in page
    assert 'value="rule"' not in page
    assert "No answers fit" in page_of(agent, "/dashboard/acme/enps/?column=rule&key=business")
    page_of(agent, "/dashboard/acme/enps/answers/?months=12&by=rule&of=business", 404)
    told = Program.of(people["agent"]).get("/organisations/acme/metrics/enps/parts?by=rule").json()
    assert (told["items"], told["made_at"]) == ([], None)


def test_more_segments_ask_no_more_of_the_database(organisation, agent, survey):
    segment(organisation)
    with CaptureQueriesContext(connection) as one:
        rows_of(page_of(agent, NPS))
    for n in range(8):
        segment(organisation, f"another{n}", "B2C", f"Another {n}")
    with CaptureQueriesContext(connection) as nine:
        assert "Another 7" in rows_of(page_of(agent, NPS))
    assert len(nine) <= len(one)


@pytest.mark.parametrize(("band", "scores"), [("detractor", [3, 3, 4, 4, 9]), ("passive", [8]), ("promoter", [10, 10])])
def test_a_segment_of_the_last_answer_holds_whoever_answered_so_last(organisation, agent, survey, band, scores):
    rules = [{"field": "nps", "operator": "is", "values": [band]}]
    segment_create(organisation, "last", Wanted("п", "Last", "all", rules), SYSTEM)
    again = Customer.objects.filter(responses__ratings__score=9).get()
    answer(survey, [again], 4)
    found = by_rule.by_rule(organisation, definition("nps"), months_of(organisation), Asked())
    assert sorted(score for score, n in found.counts.select("score", "n").iter_rows() for _ in range(n)) == scores


def test_the_tiles_read_no_segments(organisation, agent, survey, monkeypatch):
    segment(organisation)

    def never(*_):
        raise AssertionError

    monkeypatch.setattr(by_rule, "_made", never)
    page_of(agent, "/dashboard/acme/")


def test_the_first_twenty_segments_are_told(organisation, agent, survey):
    for n in range(22):
        segment(organisation, f"s{n:02}", title=f"Number {n:02}")
    table = rows_of(page_of(agent, NPS))
    assert "Number 19" in table
    assert "Number 20" not in table


def test_the_segment_cannot_be_watched_and_its_page_offers_no_watch(organisation, client, people, survey):
    segment(organisation)
    client.force_login(people["cx_director"])
    assert "Watch this number" in page_of(client, NPS)
    assert "Watch this number" not in page_of(client, f"{NPS}?column=rule&key=business")
    with pytest.raises(MisuseError) as error:
        watch_make(
            organisation, Number("nps", "rule", "business"), Limit("at_least", 1.0), people["cx_director"], SYSTEM
        )
    assert [fault.code for fault in error.value.faults] == ["web.watch_part"]


def test_the_file_has_segments(organisation, agent, survey):
    segment(organisation)
    assert "segment of rules,Business,40" in agent.get(f"{NPS}table.csv").content.decode()


def test_a_program_reads_segments_and_narrows_to_one(organisation, people, survey):
    segment(organisation)
    segment(organisation, "state", "B2G", "State")
    agent = Program.of(people["agent"])
    told = agent.get(f"{METRIC}/parts?by=rule").json()
    assert told["made_at"].startswith("2026-10-20T12:01")
    first, second = told["items"]
    assert (first["key"], first["title"]["en"], first["n"], first["figure"]["value"]) == ("business", "Business", 5, 40)
    assert (second["key"], second["n"], second["figure"]) == ("state", 0, None)
    months = agent.get(f"{METRIC}?column=rule&key=business").json()["items"]
    assert [(each["month"], each["n"]) for each in months] == [("2026-09", 2), ("2026-10", 3)]
    assert agent.get(f"{METRIC}/answers?by=rule&of=business").json()["total"] == 5
    assert agent.get(f"{METRIC}/answers?column=rule&key=business&month=2026-09").json()["n"] == 2


def test_a_program_reads_the_groups_of_a_column(people, survey):
    agent = Program.of(people["agent"])
    told = agent.get(f"{METRIC}/parts?by=market").json()
    assert [(each["key"], each["n"], each["title"]) for each in told["items"]] == [
        ("", 1, None), ("B2B", 5, None), ("B2C", 2, None),
    ]  # fmt: skip
    assert told["made_at"] is None
    inside = agent.get(f"{METRIC}/parts?by=market&column=channel&key=email").json()
    assert inside["total"] == 3
    refused = agent.get(f"{METRIC}/parts?by=market&column=market&key=B2B")
    assert (refused.status_code, codes(refused)) == (422, ["web.value_unfit"])


def test_of_very_many_answers_the_latest_months_are_read_whole(organisation, agent, people, survey, monkeypatch):
    segment(organisation)
    monkeypatch.setattr(by_rule, "MOST_RATINGS", 6)  # of seven: of September one is left out, so that it is not whole
    table = rows_of(page_of(agent, NPS))
    assert "Only months from 2026-10 on" in table
    assert 'by=rule&of=business">0.0</a>' in table
    told = Program.of(people["agent"]).get(f"{METRIC}/parts?by=rule").json()
    assert (told["since"], told["items"][0]["n"]) == ("2026-10", 3)
