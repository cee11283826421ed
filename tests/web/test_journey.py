"""Figures of single events are those that the metrics make of the same rows."""

import datetime as dt
import random

import ibis
import polars as pl
import pytest

from centricity.metrics import Options, compute
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.feedback.figures import Period, figures_of, usual_period
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.feedback.times import took
from centricity.web.home.journey import STAGES, conversion, journey
from centricity.web.people.working import Wanted

PERIOD = Period(dt.date(2026, 9, 1), dt.date(2026, 10, 31))
BEGIN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


WORKED = Wanted(opens=570, zone="Europe/Moscow", days_off=(dt.date(2026, 9, 3),)).hours


@pytest.mark.parametrize("n", [1, 5, 6, 40, 301])
def test_hours_are_those_of_the_metric_of_response(n):
    chance = random.Random(n)
    begun = [BEGIN + dt.timedelta(minutes=chance.randrange(80_000)) for _ in range(n)]
    rows = [(each, each + dt.timedelta(minutes=chance.randrange(9_000))) for each in begun]
    made = ibis.memtable(
        pl.DataFrame([{"request": f"{i}", "created": a, "first_response": b} for i, (a, b) in enumerate(rows)])
    )
    working = Options(hours="working", calendar=WORKED.calendar, zone=WORKED.zone.key)
    known, worked = compute("first_response", made).by_keys, compute("first_response", made, options=working).by_keys
    for name, found in zip(("p50", "p90"), took(rows, WORKED, 0.5, 0.9), strict=True):
        for expected, each in ((known[(name,)].estimate, found.calendar), (worked[(name,)].estimate, found.working)):
            assert each.n == expected.n == n
            assert [each.value, each.low, each.high] == pytest.approx(
                [expected.value, expected.low, expected.high], nan_ok=True
            )


def test_hours_of_nothing_are_no_hours():
    for hours in (None, WORKED):
        (found,) = took([], hours, 0.5)
        assert (found.calendar.n, found.outside) == (0, 0)
        assert found.calendar.value != found.calendar.value
    assert took([], None, 0.5)[0].working is None


def test_what_ended_before_it_began_is_in_no_figure():
    (found,) = took([(BEGIN, BEGIN - dt.timedelta(hours=1)), (BEGIN, BEGIN + dt.timedelta(hours=9))], WORKED, 0.5)
    assert (found.calendar.n, found.working.n) == (1, 1)
    assert (found.calendar.value, found.working.value) == (9, 2.5)  # from three to noon in Moscow, from half past nine


def test_what_began_and_ended_outside_work_is_counted():
    night, day = ((BEGIN.replace(hour=a), BEGIN.replace(hour=b)) for a, b in ((0, 3), (9, 10)))
    (found,) = took([night, day, (BEGIN, BEGIN)], WORKED, 0.5)
    assert (found.outside, found.working.n) == (1, 3)


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
    with django_assert_max_num_queries(3):
        journey(organisation, period)
