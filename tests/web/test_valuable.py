"""The most valuable customers, what is to be expected of them, who left: the published numbers of real data."""

import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import polars as pl
import pytest
from api_kit import Program, codes
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_customer_imports import brought, reference

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import value_orders
from centricity.web.customers.churning import by_days
from centricity.web.customers.models import Customer, Interaction, Valuation
from centricity.web.customers.value_orders import days_of
from centricity.web.customers.valuing import Asked, job_of, value_ask
from centricity.web.jobs.services import do_job
from centricity.web.people.models import User
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/value/"
CHURN = "/customers/acme/churn/"
EN = {"Accept-Language": "en"}


def bought(organisation, name, *orders):
    """A customer with orders as (day of June 2026, amount)."""
    who = Customer.objects.create(organisation=organisation, name=name, sought=name.lower())
    Interaction.objects.bulk_create(
        Interaction(
            customer=who, organisation=organisation, kind="order", at=datetime(2026, 6, day, 12, tzinfo=UTC),
            amount=None if amount is None else Decimal(amount),
        )
        for day, amount in orders
    )  # fmt: skip
    return who


def valued(organisation, **asked):
    job = value_ask(organisation, Asked(**asked), SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults
    return Valuation.objects.get(organisation=organisation)


def text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_without_orders_nothing_is_said(organisation, client, people):
    client.force_login(people["analyst"])
    told = text(client.get(HOME, headers=EN))
    assert "There are no orders yet" in told
    assert "Compute" not in told.replace("being computed", "")
    bought(organisation, "Anna", (1, None))
    assert "Nothing is computed yet." in text(client.get(HOME, headers=EN))
    valued(organisation)
    assert "None of the orders tells an amount" in text(client.get(HOME, headers=EN))


def test_customers_stand_by_what_they_brought(organisation, client, people):
    anna = bought(organisation, "Anna", (1, "10.50"), (1, "5"), (20, "4.50"), (21, None))
    bought(organisation, "Boris", (2, "100"), (3, "-30"))
    bought(organisation, "Vera", (30, "7"))
    Interaction.objects.create(
        customer=anna, organisation=organisation, kind="call", at=datetime(2026, 6, 5, tzinfo=UTC)
    )
    bought(organisation_create("beta", "Бета", "Beta"), "Theirs", (1, "9999"))
    made = valued(organisation)
    figures = made.figures
    assert (figures["orders"], figures["sound"], figures["customers"], figures["revenue"]) == (7, 5, 3, 127.0)
    assert [row[1:4] for row in made.best] == [
        [100.0, 1, "2026-06-02"], [20.0, 2, "2026-06-20"], [7.0, 1, "2026-06-30"],
    ]  # fmt: skip
    assert figures["cltv"]["value"] == pytest.approx(127 / 3)
    assert figures["share"]["value"] == pytest.approx(100 * 0.3 * 100 / 127)
    assert sum(each["n"] for each in figures["cells"]) == 3
    client.force_login(people["agent"])
    answer = client.get(HOME, headers=EN)
    assert [row["each"]["name"] for row in answer.context["best"]] == ["Boris", "Anna", "Vera"]
    assert f"/customers/acme/{anna.code}/" in answer.content.decode()
    assert "2 orders tell no amount, or one below nought, and are left out." in text(answer)
    assert "The orders do not allow a forecast" in text(answer)
    assert "Compute again" not in text(answer)


def test_scores_and_cells_are_those_of_a_plain_reading(organisation):
    for i in range(23):
        bought(organisation, f"c{i}", *((1 + (i * 5 + k * 3) % 29, str(1 + i * k % 7)) for k in range(1 + i % 4)))
    made = valued(organisation)
    held = {pk: (days, date.fromisoformat(last)) for pk, _, days, last, *_ in made.best}
    cells = defaultdict(int)
    for pk, _total, days, last, r, f, _m in made.best:
        older = sum(other[1] > held[pk][1] for other in held.values())
        rarer = sum(other[0] < days for other in held.values())
        assert (r, f) == (5 - older * 5 // 23, 1 + rarer * 5 // 23), last
        cells[r, f] += 1
    assert {(each["r"], each["f"]): each["n"] for each in made.figures["cells"]} == cells


def test_orders_are_read_in_parts_and_up_to_a_day(organisation, monkeypatch):
    for i in range(9):
        bought(organisation, f"c{i}", (1, "1.10"), (1, "2.20"), (10 + i, "3"))
    whole = days_of(organisation).sort("customer", "at")
    monkeypatch.setattr(value_orders, "PART", 4)
    assert days_of(organisation).sort("customer", "at").equals(whole)
    assert whole["amount"].to_list()[:2] == [3.3, 3.0]
    assert days_of(organisation, date(2026, 6, 12)).height == 9 + 3


def test_a_page_of_the_best_takes_as_many_queries_whatever_their_number(organisation, client, people):
    client.force_login(people["agent"])

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(HOME).status_code == 200
        return len(found)

    bought(organisation, "c", (1, "1"))
    valued(organisation)
    queries()
    few = queries()
    for i in range(40):
        bought(organisation, f"c{i}", (1 + i % 20, str(i)))
    valued(organisation)
    assert queries() == few


def test_the_erased_have_no_name_and_the_merged_are_told_by_the_other(organisation, client, people):
    one, two = bought(organisation, "Anna", (1, "10")), bought(organisation, "Boris", (2, "9"))
    valued(organisation)
    Customer.objects.filter(pk=one.pk).update(merged_into=two)
    client.force_login(people["agent"])
    assert [row["each"]["name"] for row in client.get(HOME).context["best"]] == ["Boris", "Boris"]
    Customer.objects.filter(pk=two.pk).update(name="", erased_at=datetime.now(UTC))
    told = text(client.get(HOME, headers=EN))
    assert "erased" in told
    assert "Anna" not in told


def test_figures_are_asked_for_and_shown_when_they_are_there(organisation, client, people):
    bought(organisation, "<script>alert(1)</script>", (1, "10"))
    client.force_login(people["agent"])
    assert client.post(f"{HOME}compute/", {"model": "bg_nbd", "horizon": 365}).status_code == 403
    client.force_login(people["analyst"])
    for bad in (
        {"model": "x", "horizon": 365},
        {"model": "bg_nbd", "horizon": 0},
        {"model": "bg_nbd", "until": "x"},
        {},
    ):
        assert client.post(f"{HOME}compute/", bad).status_code == 422
    assert job_of(organisation) is None
    asked = {"model": "pareto_nbd", "horizon": 90, "until": "2026-06-30"}
    assert client.post(f"{HOME}compute/", asked).headers["Location"] == HOME
    assert client.post(f"{HOME}compute/", asked).status_code == 302
    assert Entry.objects.order_by("number").last().action == "customers.valued"
    waiting = client.get(HOME, headers=EN).content.decode()
    assert "<progress" in waiting
    assert "hx-get" in waiting
    do_job.call(str(job_of(organisation).pk))
    part = client.get(HOME, headers=EN | {"HX-Request": "true"}).content.decode()
    assert "Show the figures" in part
    assert "hx-get" not in part
    told = client.get(HOME, headers=EN).content.decode()
    assert "<script>alert" not in told
    assert "&lt;script&gt;" in told
    assert Valuation.objects.get().figures["asked"] == asked


def test_a_failed_job_is_told_and_the_figures_before_stay(organisation, client, people, monkeypatch):
    from centricity.web.customers import valuing

    bought(organisation, "Anna", (1, "10"))
    valued(organisation)
    monkeypatch.setattr(valuing, "so_far", lambda *_: 1 / 0)
    do_job.call(str(value_ask(organisation, Asked(), SYSTEM).pk))
    client.force_login(people["analyst"])
    answer = client.get(HOME, headers=EN)
    assert answer.context["problems"]
    assert answer.context["best"][0]["each"]["name"] == "Anna"


def test_strangers_find_nothing_and_others_see_what_they_may(organisation, client, people):
    for role, code in (("stranger", 404), ("executive", 403), ("agent", 200), ("analyst", 200)):
        client.force_login(people[role])
        assert {client.get(page).status_code for page in (HOME, CHURN)} == {code}
    organisation_create("beta", "Бета", "Beta")
    client.force_login(people["analyst"])
    assert client.get("/customers/beta/value/").status_code == 404
    assert client.get("/customers/beta/churn/").status_code == 404


# --- who left --------------------------------------------------------------------------------------------------


def came(organisation, joined, left=None, **more):
    return Customer.objects.create(organisation=organisation, joined=joined, left=left, **more)


def test_churn_is_held_against_the_customers_of_the_start(organisation, client, people):
    for _ in range(6):
        came(organisation, "2025-01-01")
    came(organisation, "2025-01-01", "2026-03-31")
    came(organisation, "2025-01-01", "2026-04-01")
    came(organisation, "2025-01-01", "2025-12-31")
    came(organisation, "2026-02-01")
    came(organisation, "2026-02-01", "2026-02-10")
    came(organisation, None)
    kept = came(organisation, "2025-01-01", erased_at=datetime.now(UTC))
    came(organisation, "2025-01-01", merged_into=kept)
    client.force_login(people["agent"])
    answer = client.get(CHURN, {"start": "2026-01-01", "end": "2026-03-31"}, headers=EN)
    ledger = answer.context["ledger"]
    assert (ledger.start, ledger.new, ledger.end, ledger.lost, ledger.unknown) == (9, 1, 9, 1, 1)
    assert ledger.churn.value == pytest.approx(100 / 9)
    assert "11.11%" in text(answer)
    assert "Of 1 customer it is not known" in text(answer)


def served(organisation):
    """Two thousand at the start of whom 370 left, 300 who came of whom 30 left again: 400 of 2300 served."""
    rows = [("2025-01-01", None, 1630), ("2025-01-01", "2026-02-01", 370), ("2026-01-10", None, 270),
            ("2026-01-10", "2026-03-01", 30)]  # fmt: skip
    Customer.objects.bulk_create(
        Customer(organisation=organisation, joined=joined, left=left) for joined, left, n in rows for _ in range(n)
    )


QUARTER = {"start": "2026-01-01", "end": "2026-03-31"}


@pytest.mark.parametrize(
    ("base", "told", "lost", "said"),
    [
        ("opening", 100 * 370 / 2000, 370, "with retention it adds up to 100%"),
        ("served", 100 * 400 / 2300, 400, "With retention it does not add up to 100%"),
    ],
)
def test_the_base_of_churn_is_chosen_and_named(organisation, client, people, base, told, lost, said):
    served(organisation)
    client.force_login(people["agent"])
    answer = client.get(CHURN, QUARTER | {"base": base}, headers=EN)
    ledger = answer.context["ledger"]
    assert (ledger.lost, ledger.against) == (lost, 2000 if base == "opening" else 2300)
    assert ledger.churn.value == pytest.approx(told)
    assert (ledger.churn.value + ledger.retention.value == pytest.approx(100)) == (base == "opening")
    assert said in text(answer)
    assert "Churn" in text(answer)
    assert client.get(CHURN, QUARTER | {"base": "x"}, headers=EN).context["ledger"] is None
    program = Program.of(people["agent"])
    by_program = program.get(f"/organisations/acme/churn?first=2026-01-01&last=2026-03-31&base={base}").json()
    assert by_program["churn"]["value"] == pytest.approx(told)
    assert (by_program["base"], by_program["lost"], by_program["against"]) == (base, lost, ledger.against)
    assert by_program["faults"] == []


def test_four_hundred_lost_of_two_thousand_are_a_fifth_or_17_4_percent_of_those_served(organisation):
    rows = [("2025-01-01", None, 1600), ("2025-01-01", "2026-02-01", 400), ("2026-01-10", None, 300)]
    Customer.objects.bulk_create(
        Customer(organisation=organisation, joined=joined, left=left) for joined, left, n in rows for _ in range(n)
    )
    opening, of_all = (
        by_days(organisation, date(2026, 1, 1), date(2026, 4, 1), base) for base in ("opening", "served")
    )
    assert opening.churn.value == pytest.approx(20.0)
    assert opening.churn.value + opening.retention.value == pytest.approx(100.0)
    assert round(of_all.churn.value, 1) == 17.4


def test_a_period_backwards_and_nobody_at_the_start_are_told_to_programs(organisation, people):
    program = Program.of(people["agent"])
    backwards = program.get("/organisations/acme/churn?first=2026-03-01&last=2026-02-01")
    assert backwards.status_code == 422
    assert codes(backwards) == ["metric.period_order"]
    empty = program.get("/organisations/acme/churn").json()
    assert empty["churn"] is None
    assert empty["faults"]
    assert Program.of(people["executive"]).get("/organisations/acme/churn").status_code == 403


@pytest.mark.parametrize(
    "bad",
    [
        {"start": "2026-02-01", "end": "2026-01-01"}, {"start": "2026-01-01"}, {"start": "x", "end": "2026-01-01"},
        {"field": "city"}, {"field": "none such", "value": "x"}, {"start": "0001-01-01", "end": "9999-12-31"},
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_is_told(organisation, client, people, bad):
    came(organisation, "2025-01-01", fields={"city": "Kazan"})
    client.force_login(people["agent"])
    answer = client.get(CHURN, bad)
    assert answer.status_code == 200
    assert answer.context["ledger"] is None
    assert answer.context["form"].errors


def test_nobody_at_the_start_is_no_churn_of_nought(organisation, client, people):
    client.force_login(people["agent"])
    answer = client.get(CHURN, headers=EN)
    assert answer.context["churn"] is None
    assert answer.context["faults"]
    assert not re.search(r"\d[.,]?\d*\s?%", text(answer).replace("100%", ""))


# --- real data -------------------------------------------------------------------------------------------------


def purchases():
    lines = reference("CDNOW_master.txt").read_text("utf-8").splitlines()[1:]
    frame = pl.DataFrame([line.split() for line in lines], schema=["customer", "at", "cds", "amount"], orient="row")
    return frame.with_columns(day=pl.col("at").str.strptime(pl.Date, "%Y%m%d"), paid=pl.col("amount").cast(pl.Float64))


def published(frame):
    """Orders of customers whose histories are those of the published sample."""
    days = frame.filter(pl.col("day") < date(1997, 10, 1)).group_by("customer", "day").agg(pl.col("paid").sum())
    days = days.with_columns(first=pl.col("day").min().over("customer"))
    histories = days.group_by("customer", "first").agg(
        x=pl.len().cast(pl.Int64) - 1,
        t_x=(pl.col("day").max() - pl.col("first").first()).dt.total_days() / 7,
        T=(date(1997, 9, 30) - pl.col("first").first()).dt.total_days() / 7,
        z=pl.col("paid").filter(pl.col("day") > pl.col("first")).mean().fill_null(0),
    )
    free, found = defaultdict(list), []
    for customer, x, t_x, age, z in histories.sort("customer").select("customer", "x", "t_x", "T", "z").iter_rows():
        free[x, round(t_x, 2), round(age, 2)].append((z, customer))
    summary = pl.read_csv(reference("cdnow_customers_summary_with_transactions.csv")).sort("zbar", descending=True)
    for x, t_x, age, z in summary.select("x", "t_x", "T", "zbar").iter_rows():
        near = next(pair for pair in free[x, t_x, age] if abs(pair[0] - z) < 0.0051)
        free[x, t_x, age].remove(near)
        found.append(near[1])
    return frame.filter(pl.col("customer").is_in(found))


def imported(organisation, frame):
    rows = frame.select("customer", pl.col("day").cast(pl.String).alias("date"), "amount")
    brought(organisation, rows.write_csv(), "orders", add_unknown=True)


def test_imported_orders_give_the_published_parameters_on_the_page(organisation, client, people):
    imported(organisation, published(purchases()))
    client.force_login(people["agent"])
    known = {
        "bg_nbd": {"r": (0.2426, 1), "α": (4.4135, 7), "a": (0.7929, 1), "b": (2.4258, 1)},
        "pareto_nbd": {"r": (0.5533, 1), "α": (10.578, 7), "s": (0.6062, 1), "β": (11.669, 7)},
    }
    for model, parameters in known.items():
        made = valued(organisation, until=date(1997, 9, 30), model=model)
        assert made.figures["customers"] == 2_357
        answer = client.get(HOME, headers=EN)
        shown = {each["name"]: each["value"] for each in answer.context["told"]["ahead"]["buying"]}
        for name, (value, times) in parameters.items():
            assert float(shown[name]) / times == pytest.approx(value, rel=2e-3)
            assert shown[name] in text(answer)
    spending = {each["name"]: float(each["value"]) for each in answer.context["told"]["ahead"]["spending"]}
    assert spending == pytest.approx({"p": 6.2488, "q": 3.7446, "v": 15.4477}, rel=5e-3)


def test_the_whole_set_of_orders_gives_the_figures_of_the_library(organisation, client, people):
    frame = purchases()
    imported(organisation, frame)
    made = valued(organisation)
    totals = sorted(frame.group_by("customer").agg(pl.col("paid").sum())["paid"], reverse=True)
    assert made.figures["sound"] == 69_659
    assert made.figures["share"]["value"] == pytest.approx(100 * sum(totals[:2357]) / sum(totals), rel=1e-6)
    assert made.figures["cltv"]["value"] == pytest.approx(sum(totals) / 23_570)
    assert [row[1] for row in made.best] == pytest.approx([round(each, 2) for each in totals[:1000]])
    assert sum(each["n"] for each in made.figures["cells"]) == 23_570
    client.force_login(people["agent"])
    assert "The first thousand are listed" in text(client.get(HOME, headers=EN))


def test_the_churn_set_leaves_as_it_is_known_to(organisation, client, people):
    content = reference("ibm_telco_customer_churn.csv").read_text("utf-8")
    brought(organisation, content)
    client.force_login(people["agent"])
    answer = client.get(CHURN, {"field": "Churn", "value": "Yes"}, headers=EN)
    ledger = answer.context["ledger"]
    assert (ledger.start, ledger.lost, ledger.unknown) == (7_043, 1_869, 0)
    assert "26.54%" in text(answer)
    assert "73.46%" in text(answer)
    User.objects.filter(pk=people["agent"].pk).update(language="ru")
    assert "26,54\u00a0%".replace("\u00a0", " ") in text(client.get(CHURN, {"field": "Churn", "value": "Yes"}))


def test_the_same_by_the_days_on_which_they_came_and_left(organisation, client, people):
    """The set tells months and whether somebody left in the last one: this is what days say of it."""
    rows = pl.read_csv(reference("ibm_telco_customer_churn.csv")).select("customerID", "tenure", "Churn")
    lines = ["customerID,joined,left"]
    for number, tenure, churned in rows.iter_rows():
        joined = date(2026, 5, 31) - timedelta(days=30 * tenure + 1)
        lines.append(f"{number},{joined},{'2026-06-15' if churned == 'Yes' else ''}")
    brought(organisation, "\n".join(lines))
    client.force_login(people["agent"])
    answer = client.get(CHURN, {"start": "2026-06-01", "end": "2026-06-30"}, headers=EN)
    assert (answer.context["ledger"].start, answer.context["ledger"].end) == (7_043, 7_043 - 1_869)
    assert "26.54%" in text(answer)
