"""What each customer may bring: as the library reckons it, on the pages, in the table and by programs."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from api_kit import Program
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_valuable import HOME, bought, imported, published, purchases, text, valued

from centricity.metrics.lifetime import forecast_customers
from centricity.web.audit.models import Entry
from centricity.web.customers import forecasting
from centricity.web.customers.forecasting import expected_of_each
from centricity.web.customers.models import Customer, Interaction, Valuation
from centricity.web.customers.value_orders import days_of
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
PAGE, TABLE = f"{HOME}forecast/", f"{HOME}forecast.csv"
API = "/organisations/acme/forecast"
EN = {"Accept-Language": "en"}
KNOWN = {"r": 0.5, "alpha": 20.0, "a": 0.8, "b": 2.5, "p": 4.0, "q": 3.5, "v": 20.0}


def shop(organisation, n=90):
    """Customers who buy at rates of their own and leave after a purchase; the last comes on the last day alone."""
    rng = np.random.default_rng(2)
    for i in range(n):
        day, rate, leaves = float(rng.integers(1, 12)), rng.gamma(0.7, 0.6), rng.beta(0.8, 2.5)
        mean, days = rng.gamma(3.0, 8.0), {int(day): True}
        while (day := day + rng.exponential(1 / rate)) < 30:
            days[int(day)] = True
            if rng.random() < leaves:
                break
        bought(organisation, f"c{i:02}", *((each, f"{mean * rng.gamma(6.0, 1 / 6):.2f}") for each in days))
    return bought(organisation, "late", (30, "9"))


@pytest.fixture
def made(organisation):
    shop(organisation)
    return valued(organisation, horizon=60)


def cells(answer):
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", answer.content.decode(), re.DOTALL)
    return [re.findall(r">\s*([^<>\s][^<>]*?)\s*<", row) for row in rows]


def table(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_what_is_kept_is_what_the_library_says_of_each_history(organisation, made):
    parts = made.figures["ahead"]["parts"]
    assert len(made.forecast) == parts["customers"] == 90
    held = {row[0]: row[1:] for row in made.forecast}
    for customer in Customer.objects.exclude(name="late"):
        orders = list(customer.interactions.order_by("at").values_list("at", "amount"))
        first, last = orders[0][0].date(), orders[-1][0].date()
        x, repeat = len(orders) - 1, float(sum(amount for _, amount in orders[1:]))
        age = (date(2026, 6, 30) - first).days
        found = forecast_customers(parts, x, (last - first).days, age, repeat / x if x else 0, horizon=60)
        days, total, *rest = held[customer.pk]
        assert (days, total) == (x + 1, pytest.approx(float(sum(amount for _, amount in orders))))
        expected = [found.alive[0], found.again[0], found.purchases[0], found.value[0]]
        assert rest == pytest.approx(expected, abs=0.0051)
    mean = sum(row[-1] for row in made.forecast) / 90
    assert mean == pytest.approx(made.figures["ahead"]["estimate"]["value"], abs=0.01)


def test_the_best_are_kept_and_equals_stand_by_their_number(organisation, monkeypatch):
    twins = [bought(organisation, name, (1, "5"), (9, "7")).pk for name in "zyxw"]
    best = bought(organisation, "best", (1, "5"), (9, "70"), (20, "90")).pk
    free = bought(organisation, "free", (1, "5"), (9, "0"))
    last = bought(organisation, "late", (30, "500"))
    end = (date(2026, 6, 30) - date(1970, 1, 1)).days
    days = days_of(organisation)
    found = expected_of_each(days, KNOWN, end, 30)
    assert [row[0] for row in found] == [best, *twins]
    assert [row[0] for row in expected_of_each(days.reverse(), KNOWN, end, 30)] == [best, *twins]
    assert {free.pk, last.pk}.isdisjoint(row[0] for row in found)
    monkeypatch.setattr(forecasting, "KEPT", 2)
    assert [row[0] for row in expected_of_each(days, KNOWN, end, 30)] == [best, twins[0]]


def test_orders_that_allow_no_model_leave_no_forecast(organisation, client, people):
    anna = bought(organisation, "Anna", (1, "10"), (5, "10"))
    made = valued(organisation)
    assert (made.forecast, list(made.figures["ahead"])) == ([], ["faults"])
    client.force_login(people["analyst"])
    for page in (HOME, PAGE, f"/customers/acme/{anna.code}/"):
        assert "The orders do not allow a forecast" in text(client.get(page, headers=EN))
    assert client.get(TABLE).status_code == 404
    told = Program.of(people["analyst"]).get(API).json()
    assert (told["total"], told["model"], told["customers"]) == (0, None, None)
    assert told["faults"] == made.figures["ahead"]["faults"] != []


def test_the_published_customer_is_on_the_page_as_published(organisation, client, people):
    imported(organisation, published(purchases()))
    made = valued(organisation, until=date(1997, 9, 30), horizon=273)
    assert (len(made.forecast), made.figures["ahead"]["parts"]["customers"]) == (1_000, 2_357)
    mean = sum(row[-1] for row in made.forecast) / 2_357
    assert 0 < mean < made.figures["ahead"]["estimate"]["value"]
    # bought twice again, last after 30.43 of 38.86 weeks, for 22.35 on average: E[Y(39)] is 1.226, alive with .7266
    like = [row for row in made.forecast if row[1] == 3 and row[3] == pytest.approx(0.7266, abs=2e-3)]
    assert [row for row in like if row[5] == pytest.approx(1.226, abs=5e-3)]
    client.force_login(people["agent"])
    told = text(client.get(PAGE, headers=EN))
    assert "The first 1,000 of 2,357 are listed." in told or "The first 1000 of 2357 are listed." in told
    left_out = Customer.objects.exclude(pk__in=[row[0] for row in made.forecast]).first()
    assert "is not among the first" in text(client.get(f"/customers/acme/{left_out.code}/", headers=EN))


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_page_lists_them_with_what_it_rests_on(organisation, client, people, made):
    client.force_login(people["agent"])
    answer = client.get(PAGE, headers=EN)
    shown = cells(answer)
    assert len(shown) == 50
    first = made.forecast[0]
    assert shown[0][0] == Customer.objects.get(pk=first[0]).name
    assert shown[0][1] == str(first[1])
    assert shown[0][2] == f"{first[2]:,.2f}"
    assert shown[0][3] == f"{100 * first[4]:.1f}%"
    assert shown[0][5] == f"{first[6]:,.2f}"
    told = text(answer)
    assert "days ahead: 60" in told
    assert "BG/NBD" in told
    assert "not profit" in told
    assert TABLE not in answer.content.decode()
    assert len(cells(client.get(f"{PAGE}?page=2"))) == 40
    assert client.get(f"{PAGE}?page=nonsense").status_code == 200
    value = client.get(HOME, headers=EN)
    assert len(value.context["expected"]) == 10
    assert PAGE in value.content.decode()


def test_a_customers_own_page_tells_its_forecast_or_why_there_is_none(organisation, client, people, made):
    client.force_login(people["agent"])
    row = made.forecast[2]
    one = Customer.objects.get(pk=row[0])
    told = text(client.get(f"/customers/acme/{one.code}/", headers=EN))
    assert "Place 3 of 90" in told
    assert f"{row[6]:,.2f}" in told
    assert f"{100 * row[4]:.1f}%" in told
    late = Customer.objects.get(name="late")
    assert "There is no forecast of this customer" in text(client.get(f"/customers/acme/{late.code}/", headers=EN))
    Customer.objects.filter(pk=one.pk).update(erased_at=datetime.now(UTC), name="")
    assert "What is to be expected" not in text(client.get(f"/customers/acme/{one.code}/", headers=EN))
    Valuation.objects.update(forecast=[])
    assert "Compute again" in text(client.get(f"/customers/acme/{late.code}/", headers=EN))
    assert "Compute again" in text(client.get(PAGE, headers=EN))
    Valuation.objects.all().delete()
    assert "No forecast is made yet." in text(client.get(f"/customers/acme/{late.code}/", headers=EN))
    assert "Nothing is computed yet." in text(client.get(PAGE, headers=EN))
    assert client.get(TABLE).status_code == 403


def test_names_are_escaped_and_whoever_was_merged_is_told_by_the_other(organisation, client, people, made):
    first, second = (Customer.objects.get(pk=row[0]) for row in made.forecast[:2])
    Customer.objects.filter(pk=second.pk).update(name="<script>alert(1)</script>")
    Customer.objects.filter(pk=first.pk).update(merged_into=second)
    client.force_login(people["analyst"])
    page = client.get(PAGE, headers=EN).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") == 2
    told = Program.of(people["analyst"]).get(API).json()["items"]
    assert [each["customer"] for each in told[:2]] == [str(second.code)] * 2


def test_a_page_takes_as_many_queries_whatever_the_number(organisation, client, people):
    client.force_login(people["agent"])

    def queries(page):
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            assert client.get(page).status_code == 200
        return len(found)

    shop(organisation, 60)
    valued(organisation)
    few = [queries(PAGE), queries(HOME)]
    for i in range(40):
        bought(organisation, f"d{i}", (1 + i % 9, "7"), (12 + i % 9, str(i + 1)))
    valued(organisation)
    assert [queries(PAGE), queries(HOME)] == few


# --- the table and programs -----------------------------------------------------------------------------------------


def test_the_table_holds_all_that_are_kept_and_no_formula(organisation, client, people, made):
    first = Customer.objects.get(pk=made.forecast[0][0])
    Customer.objects.filter(pk=first.pk).update(name="=cmd|'/c calc'!A1")
    client.force_login(people["analyst"])
    rows = table(client.get(TABLE, headers=EN))
    assert len(rows) == 91
    assert rows[1][:2] == [str(first.code), "'=cmd|'/c calc'!A1"]
    assert [float(cell) for cell in rows[1][2:]] == pytest.approx(made.forecast[0][1:])
    values = [float(row[-1]) for row in rows[1:]]
    assert values == sorted(values, reverse=True)
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.after) == ("customers.forecast_exported", {"rows": 90})


def test_a_program_reads_the_same(organisation, people, made):
    program = Program.of(people["agent"], "read")
    told = program.get(API, {"limit": 3, "offset": 1}).json()
    assert (told["total"], len(told["items"]), told["customers"]) == (90, 3, 90)
    assert (told["model"], told["horizon"], told["until"], told["faults"]) == ("bg_nbd", 60, "2026-06-30", [])
    assert told["next"].endswith("limit=3&offset=4")
    row, one = made.forecast[1], told["items"][0]
    names = ("orders", "brought", "alive", "again", "expected_orders", "expected_value")
    assert [one[name] for name in names] == pytest.approx(row[1:])
    assert one["customer"] == str(Customer.objects.get(pk=row[0]).code)
    assert abs(datetime.fromisoformat(told["computed_at"]) - made.computed_at) < timedelta(milliseconds=1)


def test_before_anything_is_computed_a_program_is_told_so(organisation, people):
    told = Program.of(people["agent"]).get(API).json()
    assert told == {
        "computed_at": None, "until": None, "horizon": None, "model": None, "customers": None, "faults": [],
        "total": 0, "next": None, "items": [],
    }  # fmt: skip


def test_who_may_see_and_who_may_take_it_out(organisation, client, people, made):
    for role, see, take in (
        ("agent", 200, 403), ("analyst", 200, 200), ("executive", 403, 403), ("stranger", 404, 404),
    ):  # fmt: skip
        client.force_login(people[role])
        assert client.get(PAGE).status_code == see
        assert client.get(TABLE).status_code == take
        assert Program.of(people[role]).get(API).status_code == see
    organisation_create("beta", "Бета", "Beta")
    client.force_login(people["analyst"])
    assert client.get("/customers/beta/value/forecast/").status_code == 404
    assert Program.of(people["analyst"]).get("/organisations/beta/forecast").status_code == 404


def test_orders_of_others_do_not_count(organisation, made):
    beta = organisation_create("beta", "Бета", "Beta")
    theirs = bought(beta, "Theirs", (1, "9999"), (5, "9999"))
    Interaction.objects.create(
        customer=Customer.objects.get(name="late"), organisation=organisation, kind="call",
        at=datetime(2026, 6, 2, tzinfo=UTC), amount=Decimal(99),
    )  # fmt: skip
    again = valued(organisation, horizon=60)
    assert again.forecast == made.forecast
    assert theirs.pk not in {row[0] for row in again.forecast}
