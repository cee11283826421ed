"""Contacts and satisfaction by channel: the numbers are those of the metrics, and words say no more than they hold."""

import csv
import datetime as dt
import io
import re
from collections import Counter

import ibis
import openpyxl
import polars as pl
import pytest
from api_kit import Program
from voice_kit import content_of, opened
from web_analysis import answers, executive_of

from centricity.metrics import Options, compute
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.feedback.figures import Period
from centricity.web.feedback.models import Item
from centricity.web.home import channel_repeats
from centricity.web.home.channel_rows import Asked
from centricity.web.home.channels import channels
from centricity.web.home.happened import TooManyError
from centricity.web.people.hours import hours_set
from centricity.web.people.working import Wanted

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/acme/analysis/channels/"
DAYS = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 28))
BEFORE = Period(dt.date(2026, 4, 2), dt.date(2026, 6, 30))
ASKED = f"?first={DAYS.first}&last={DAYS.last}"
DAY = dt.timedelta(days=1)


@pytest.fixture
def executive(client, people):
    return executive_of(client, people)


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    client.cookies["language"] = "en"
    return client


def noon(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def clients(organisation, n=200, **more):
    facts = {"joined": dt.date(2025, 1, 1)} | more
    return [Customer.objects.create(organisation=organisation, name=f"client {i}", **facts) for i in range(n)]


def contacted(organisation, customers, period, n, channel, **more):
    """So many contacts by a channel, spread evenly over the days of a period; nobody asks twice before all have."""
    days = (period.last - period.first).days + 1
    Interaction.objects.bulk_create(
        Interaction(organisation=organisation, customer=customers[i % len(customers)], kind=more.get("kind", "call"),
                    at=noon(period.first + DAY * (i * days // n)), channel=channel,
                    **{name: value for name, value in more.items() if name != "kind"})
        for i in range(n)
    )  # fmt: skip


def rated(survey, period, channel, good, bad, segment=""):
    rows = [{"overall": 5, "@channel": channel, "@segment": segment}] * good
    rows += [{"overall": 1, "@channel": channel, "@segment": segment}] * bad
    answers(survey, rows, {"overall": "csat"}, at=noon(period.first + DAY * 40))


def table(client, asked=ASKED):
    response = client.get(f"{PAGE}{asked}&csv=channels")
    assert response.status_code == 200
    rows = csv.DictReader(io.StringIO(response.content.decode()))
    return {(row["channel"], row["measure"]): row for row in rows}


def number(row, name="value"):
    return round(float(row[name]), 6)


def test_numbers_of_a_channel_are_those_of_the_metrics(organisation, executive):
    known = clients(organisation, 150)
    clients(organisation, 10, joined=dt.date(2026, 8, 1))
    clients(organisation, 5, left=dt.date(2026, 6, 1))
    contacted(organisation, known, DAYS, 90, "phone")
    contacted(organisation, known[30:], DAYS, 45, "app", kind="contact")
    rows = Interaction.objects.values_list("pk", "customer_id", "at", "channel")
    requests = ibis.memtable(
        pl.DataFrame(
            [(f"{pk!s:0>36}", str(who), at, channel) for pk, who, at, channel in rows],
            schema=["request", "customer", "created", "channel"], orient="row",
        )
    )  # fmt: skip
    people = ibis.memtable(
        pl.DataFrame(
            [(str(pk), *days) for pk, *days in Customer.objects.values_list("pk", "joined", "left")],
            schema={"customer": pl.String, "joined": pl.Date, "left": pl.Date}, orient="row",
        )
    )  # fmt: skip
    options = Options(start=DAYS.first, end=DAYS.last + DAY)
    rates = compute("contact_rate", {"main": requests, "customers": people}, ("channel",), options)
    again = compute("repeat_contacts", requests, ("channel",), options)
    told = table(executive)
    for name, outcome in (("rate", rates), ("repeated", again)):
        for row in outcome.rows:
            shown, estimate = told[row.keys[0], name], row.estimate
            assert [number(shown, each) for each in ("value", "low", "high")] == [
                round(each, 6) for each in (estimate.value, estimate.low, estimate.high)
            ]
            assert int(shown["n"]) == estimate.n
    assert number(told["phone", "rate"]) == 60.0
    assert number(told["app", "share"]) == round(100 / 3, 6)
    assert number(told["self_service", "rate"]) == 30.0
    assert told["all", "contacts"]["value"] == "135"


def test_the_table_is_taken_away_as_a_workbook_as_well(organisation, executive):
    contacted(organisation, clients(organisation, 60, segment="=1+1"), DAYS, 60, "phone")
    contacted(organisation, clients(organisation, 5), DAYS, 5, "")
    address = f"{PAGE}{ASKED}&segment=%3D1%2B1"
    page = executive.get(address).content.decode()
    assert re.search(r'<a href="\?[^"]*xlsx=channels">XLSX', page)
    answer = executive.get(f"{address}&xlsx=channels")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acme-channels.xlsx"'
    cover, sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(i for i, row in enumerate(rows) if row[0] == "channel")
    told = [dict(zip(rows[heads], row, strict=True)) for row in rows[heads + 1 :]]
    shown = table(executive, f"{ASKED}&segment=%3D1%2B1")
    for row in told:
        beside = shown[row["channel"], row["measure"]]
        assert (row["value"] is None) == (not beside["value"]), row
        assert row["value"] is None or abs(row["value"] - float(beside["value"])) < 1e-9
    assert shown["phone", "contacts"]["value"] == "60"
    cells = [cell for page in (cover, sheet) for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert executive.get(f"{PAGE}{ASKED}&xlsx=nothing").status_code == 404


def test_only_contacts_that_customers_began_count_and_those_without_a_channel_stand_apart(organisation, executive):
    known = clients(organisation)
    contacted(organisation, known, DAYS, 10, "phone")
    contacted(organisation, known, DAYS, 7, "phone", outgoing=True)
    contacted(organisation, known, DAYS, 6, "phone", kind="order")
    contacted(organisation, known, DAYS, 4, "")
    contacted(organisation, known, BEFORE, 3, "phone")
    Item.objects.create(organisation=organisation, source="email", channel="email", customer=known[0], text="Where?",
                        at=noon(DAYS.first), received_at=noon(DAYS.first),
                        first_answer_at=noon(DAYS.first) + dt.timedelta(hours=6))  # fmt: skip
    Item.objects.create(organisation=organisation, source="form", channel="web", text="Who am I?",
                        at=noon(DAYS.first), received_at=noon(DAYS.first))  # fmt: skip
    told = table(executive)
    counts = {key[0]: row["value"] for key, row in told.items() if key[1] == "contacts"}
    assert counts == {
        "phone": "10", "email": "1", "not_told": "4", "self_service": "0", "person": "11", "all": "15",
    }  # fmt: skip
    assert number(told["email", "first_answer"]) == 6.0
    shown = executive.get(PAGE + ASKED).content.decode()
    assert "not told" in shown
    assert "Messages whose author is not found among customers: 1." in shown


def test_satisfaction_is_of_the_ratings_of_these_days_by_that_channel(organisation, executive):
    survey = opened(organisation, "transactional", "after")
    contacted(organisation, clients(organisation), DAYS, 10, "phone")
    rated(survey, DAYS, "phone", 30, 10)
    rated(survey, BEFORE, "phone", 0, 50)
    rated(survey, DAYS, "app", 9, 1)
    told = table(executive)
    assert (number(told["phone", "csat"]), told["phone", "csat"]["n"]) == (75.0, "40")
    assert (number(told["app", "csat"]), told["app", "csat"]["n"]) == (90.0, "10")
    assert told["phone", "nps"]["value"] == ""
    page = executive.get(PAGE + ASKED).content.decode()
    assert "/dashboard/acme/csat/?months=" in page
    assert "column=channel&amp;key=phone" in page


@pytest.mark.parametrize(
    ("person", "good", "said"),
    [
        ((400, 250), (1900, 1900), "without loss of quality: the interval rules out that CSAT fell by 2 points"),
        ((400, 250), (1900, 1700), "CSAT fell too: the cut went with a loss of quality"),
        ((400, 250), (19, 19), "Whether quality was kept cannot be told: the interval does not rule out"),
        ((400, 250), (0, 0), "Whether quality was kept cannot be told: one of the periods has no ratings"),
        ((250, 400), (1900, 1900), "There are more contacts with a person: nothing was cut"),
        ((250, 251), (1900, 1900), "Whether contacts with a person were cut cannot be told: the difference"),
    ],
    ids=["kept", "lost", "unsure", "unrated", "rose", "noise"],
)
def test_words_say_whether_contacts_were_cut_and_at_what_cost_only_where_intervals_allow(
    organisation, executive, person, good, said
):
    known = clients(organisation)
    for period, n, fine in zip((BEFORE, DAYS), person, good, strict=True):
        contacted(organisation, known, period, n, "phone")
        contacted(organisation, known, period, 100, "app")
        bad = 2_000 - fine if fine > 100 else 1
        if fine:
            rated(opened(organisation, "transactional", f"s{n}"), period, "phone", fine, bad)
    assert said in executive.get(PAGE + ASKED).content.decode()


def test_periods_of_which_contacts_do_not_tell_are_not_compared(organisation, executive):
    contacted(organisation, clients(organisation), DAYS, 100, "phone")
    shown = executive.get(PAGE + ASKED).content.decode()
    assert "Whether contacts were cut cannot be told: they are known from 1 July 2026" in shown
    assert "before" not in shown.partition('<ul class="says">')[2].partition("</ul>")[0]


def test_an_import_that_stopped_is_no_cut(organisation, executive):
    known = clients(organisation)
    contacted(organisation, known, BEFORE, 300, "phone")
    contacted(organisation, known, Period(DAYS.first, DAYS.last - 30 * DAY), 60, "phone")
    assert "Whether contacts were cut cannot be told" in executive.get(PAGE + ASKED).content.decode()


def test_a_market_and_a_segment_narrow_contacts_customers_and_ratings_alike(organisation, executive):
    survey = opened(organisation, "transactional", "after")
    contacted(organisation, clients(organisation, 20, segment="small", market="B2B"), DAYS, 5, "phone")
    contacted(organisation, clients(organisation, 100, segment="big", market="B2C"), DAYS, 50, "phone")
    rated(survey, DAYS, "phone", 6, 4, "small")
    rated(survey, DAYS, "phone", 50, 0, "big")
    told = table(executive, f"{ASKED}&segment=small&market=B2B")
    assert (told["phone", "contacts"]["value"], number(told["phone", "rate"])) == ("5", 25.0)
    assert told["phone", "csat"]["n"] == "0"
    told = table(executive, f"{ASKED}&segment=small")
    assert (number(told["phone", "csat"]), told["phone", "csat"]["n"]) == (60.0, "10")
    assert table(executive, f"{ASKED}&segment=nobody")["phone", "contacts"]["value"] == "55"


def test_customers_without_a_day_since_which_they_are_customers_count_and_are_told(organisation, executive):
    contacted(organisation, clients(organisation, 50) + clients(organisation, 50, joined=None), DAYS, 20, "phone")
    assert number(table(executive)["phone", "rate"]) == 20.0
    shown = executive.get(PAGE + ASKED).content.decode()
    assert "by whom contacts are divided: 100." in shown
    assert "customers: 50. They count as customers of that day too." in shown


def test_more_contacts_than_are_brought_out_leave_repeats_uncounted_and_the_rest_whole(
    organisation, executive, monkeypatch
):
    def too_many(*_):
        raise TooManyError

    monkeypatch.setattr(channel_repeats, "followed", too_many)
    contacted(organisation, clients(organisation), DAYS, 20, "phone")
    assert "Repeats are not counted" in executive.get(PAGE + ASKED).content.decode()
    assert table(executive)["phone", "contacts"]["value"] == "20"


def test_without_contacts_the_page_says_what_to_do(executive):
    shown = executive.get(PAGE).content.decode()
    assert "Import contacts, or ask customers." in shown
    assert "<table" not in shown


@pytest.mark.parametrize(
    "asked", ["?first=2026-09-28&last=2026-07-01", "?first=x&last=y", "?first=1800-01-01&last=9999-12-31&market=X"]
)
def test_a_period_that_is_none_is_told_and_the_usual_days_are_shown(organisation, executive, asked):
    response = executive.get(PAGE + asked)
    assert response.status_code == 200
    assert 'class="wrong"' in response.content.decode()


def test_the_contacts_behind_a_number_are_listed_for_whoever_sees_customers(organisation, agent, people, client):
    known = clients(organisation, 3)
    contacted(organisation, known, DAYS, 3, "phone")
    contacted(organisation, known[:1], DAYS, 1, "")
    address = f"{PAGE}contacts/{ASKED}"
    assert f"/contacts/{ASKED}&channel=phone".replace("&", "&amp;") in agent.get(PAGE + ASKED).content.decode()
    shown = agent.get(f"{address}&channel=phone").content.decode()
    assert Counter(name for name in ("client 0", "client 1", "client 2") if name in shown).total() == 3
    assert "not told" not in shown
    assert agent.get(f"{address}&channel=none").content.decode().count("<tr>") == 2
    assert agent.get(f"{address}&channel=person").content.decode().count("<tr>") == 4
    assert agent.get(address).content.decode().count("<tr>") == 5
    client.force_login(people["executive"])
    assert client.get(address).status_code == 403
    assert "/contacts/" not in client.get(PAGE + ASKED).content.decode()


def test_a_program_lists_the_contacts_that_the_page_lists(organisation, people):
    known = clients(organisation, 3)
    contacted(organisation, known, DAYS, 3, "phone")
    contacted(organisation, known[:1], DAYS, 1, "")
    place, days = "/organisations/acme/channels/contacts", {"first": str(DAYS.first), "last": str(DAYS.last)}
    program = Program.of(people["agent"])
    told = program.get(place, {**days, "channel": "phone"}).json()
    assert told["total"] == 3
    assert {each["customer"] for each in told["items"]} == {str(each.code) for each in known}
    assert [each["at"] for each in told["items"]] == sorted((each["at"] for each in told["items"]), reverse=True)
    assert program.get(place, {**days, "channel": ""}).json()["total"] == 1
    assert program.get(place, days).json()["total"] == 4
    assert program.get(place, {**days, "assistant": "true"}).json()["total"] == 0
    assert program.get(place, {**days, "channel": "pigeon"}).status_code == 422
    assert Program.of(people["executive"]).get(place, days).status_code == 403


def test_working_hours_stand_beside_calendar_ones_once_they_are_set(organisation, executive):
    known, first = clients(organisation, 5), dt.datetime(2026, 7, 6, 17, tzinfo=dt.UTC)
    contacted(organisation, known, DAYS, 5, "email")
    told = {"source": "email", "channel": "email", "text": "x", "at": first, "received_at": first}
    for each in known:
        after = first + dt.timedelta(hours=17)
        Item.objects.create(organisation=organisation, customer=each, first_answer_at=after, **told)
    asked = Asked(DAYS)
    assert line_of(channels(organisation, asked), "email").worked.n == 0
    hours_set(organisation, Wanted(zone="UTC"), 0, SYSTEM)
    line = line_of(channels(organisation, asked), "email")
    assert (line.first_answer.value, line.worked.value) == (17, 2)
    assert "The same in working hours" in executive.get(PAGE + ASKED).content.decode()


def line_of(found, code):
    return next(each for each in found.lines if each.code == code)


def test_the_page_is_read_in_russian_too(organisation, executive, people):
    contacted(organisation, clients(organisation), DAYS, 20, "phone")
    people["executive"].language = "ru"
    people["executive"].save()
    shown = executive.get(PAGE + ASKED).content.decode()
    assert "Каналы рядом" in shown
    assert "Сократились ли обращения, сказать нельзя" in shown


def test_days_before_and_after_are_of_equal_length():
    earlier = Asked(DAYS).earlier().period
    assert earlier == BEFORE


def test_an_anonymous_survey_is_in_no_channel(organisation):
    nameless = content_of("transactional") | {"anonymous": True}
    rated(opened(organisation, nameless, "nameless"), DAYS, "phone", 30, 10)
    rated(opened(organisation, "transactional", "after"), DAYS, "phone", 3, 1)
    assert channels(organisation, Asked(DAYS)).groups[-1].csat.n == 4
