"""Contacts that another followed are those that the metric counts, whatever they look like."""

import datetime as dt

import ibis
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MetricError
from centricity.metrics import Options, compute
from centricity.web.feedback.figures import Period
from centricity.web.home.following import following
from centricity.web.home.happened import MOMENT

DAYS = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SCHEMA = {"request": pl.String, "customer": pl.String, "created": MOMENT, "channel": pl.String}
contacts = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(-3, 60), st.sampled_from([0, 1, 43_200, 86_399]),
        st.sampled_from(["phone", "web", None]),
    ), max_size=25,
)  # fmt: skip


def table(rows):
    told = [
        (f"{i:04d}", f"c{who}", START + dt.timedelta(days=day, seconds=second), channel)
        for i, (who, day, second, channel) in enumerate(rows)
    ]
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


def by_the_metric(frame, by, within):
    options = Options(start=DAYS.first, end=DAYS.last + dt.timedelta(days=1), within_days=within)
    try:
        outcome = compute("repeat_contacts", ibis.memtable(frame), by, options)
    except MetricError as error:
        return {}, [fault.fields.get("n") for fault in error.faults]
    return (
        {row.keys[0] if row.keys else "all": row.estimate for row in outcome.rows},
        [each.fields["n"] for each in outcome.notes if each.code == "metric.note_too_young"],
    )


@settings(max_examples=20, deadline=None)
@given(contacts, st.sampled_from([1, 7, 14]))
def test_shares_and_the_young_are_those_of_the_metric(rows, within):
    frame = table(rows)
    found = following(frame, DAYS, within)
    if frame.is_empty():
        assert (found.shares(), found.young) == ({}, 0)
        return
    whole, young = by_the_metric(frame, (), within)
    channels, _ = by_the_metric(frame, ("channel",), within)
    assert found.shares() == {key: each for key, each in whole.items() if each.n}
    assert found.shares("channel") == channels
    assert [found.young] == (young or [0])
