"""Figures of single events are those that the metrics make of the same rows."""

import datetime as dt
import random

import ibis
import polars as pl
import pytest

from centricity.metrics import Options, compute
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.feedback.figures import Period, figures_of, hours, usual_period
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.home.journey import STAGES, conversion, journey

PERIOD = Period(dt.date(2026, 9, 1), dt.date(2026, 10, 31))
BEGIN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("n", [1, 5, 6, 40, 301])
def test_hours_are_those_of_the_metric_of_response(n):
    chance = random.Random(n)
    begun = [BEGIN + dt.timedelta(minutes=chance.randrange(80_000)) for _ in range(n)]
    rows = [(each, each + dt.timedelta(minutes=chance.randrange(9_000))) for each in begun]
    made = [{"request": str(i), "created": a, "first_response": b} for i, (a, b) in enumerate(rows)]
    known = compute("first_response", ibis.memtable(pl.DataFrame(made))).by_keys
    for name, found in zip(("p50", "p90"), hours(rows, 0.5, 0.9), strict=True):
        expected = known[(name,)].estimate
        assert found.n == expected.n
        assert [found.value, found.low, found.high] == pytest.approx(
            [expected.value, expected.low, expected.high], nan_ok=True
        )


def test_hours_of_nothing_are_no_hours():
    (found,) = hours([], 0.5)
    assert found.n == 0
    assert found.value != found.value


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_conversion_is_that_of_the_metric(organisation, seed):
    chance = random.Random(seed)
    rows = []
    for _ in range(30):
        customer = Customer.objects.create(organisation=organisation)
        for _ in range(chance.randrange(5)):
            at = BEGIN + dt.timedelta(days=chance.randrange(60), hours=chance.choice([0, 0, 7]))
            rows.append((customer, chance.choice([*STAGES, "call"]), at))
    Interaction.objects.bulk_create(
        Interaction(customer=customer, organisation=organisation, kind=kind, at=at) for customer, kind, at in rows
    )
    told = [{"customer": str(customer.pk), "stage": kind, "at": at} for customer, kind, at in rows]
    outcome = compute("conversion", ibis.memtable(pl.DataFrame(told)), options=Options(stages=STAGES))
    expected = next(row.estimate for row in outcome.rows if STAGES[-1] in row.keys)
    found = conversion(organisation, PERIOD)
    assert [found.n, found.value, found.low, found.high] == pytest.approx(
        [expected.n, expected.value, expected.low, expected.high]
    )


@pytest.mark.django_db
def test_whom_we_turned_to_ourselves_did_not_begin_a_journey(organisation):
    for outgoing in (True, False):
        customer = Customer.objects.create(organisation=organisation)
        for kind, days in (("contact", 1), ("order", 2)):
            Interaction.objects.create(
                customer=customer, organisation=organisation, kind=kind, at=BEGIN + dt.timedelta(days=days),
                outgoing=outgoing and kind == "contact",
            )  # fmt: skip
    assert (conversion(organisation, PERIOD).n, conversion(organisation, PERIOD).value) == (1, 100)


@pytest.mark.django_db
def test_figures_are_made_anew_once_something_was_done(organisation, django_assert_max_num_queries):
    period = usual_period()
    assert journey(organisation, period)[0].waiting == 0
    item_add(organisation, Said("Долго ждал", "form", "web", "1"), SYSTEM)
    assert journey(organisation, period)[0].waiting == figures_of(organisation, period).waiting == 1
    with django_assert_max_num_queries(2):
        journey(organisation, period)
