"""Figures of the journey that come of single events: how soon somebody is answered for good, and who goes on to buy."""

import math
from typing import Any

from centricity.stats.estimate import Estimate
from centricity.web.customers.models import Interaction
from centricity.web.feedback.figures import Period
from centricity.web.feedback.models import Item
from centricity.web.people.models import Organisation

STAGES = ("contact", "order")
"""From somebody's first contact to an order."""
MOST_EVENTS = 200_000
NOTHING = Estimate(math.nan, math.nan, math.nan, 0, "none")


def time_to_solution(organisation: Organisation, period: Period) -> Estimate:
    """Hours from when feedback came in to when it was closed, the median of what came in within a period."""
    import polars as pl

    begin, end = period.moments
    items = Item.objects.filter(organisation=organisation, received_at__gte=begin, received_at__lt=end)
    rows = items.exclude(state=Item.State.SPAM).values_list("pk", "received_at", "closed_at")[:MOST_EVENTS]
    moment = pl.Datetime("us", "UTC")
    schema: Any = {"request": pl.String, "created": moment, "resolved": moment}
    frame = pl.DataFrame([(str(pk), *times) for pk, *times in rows], schema=schema, orient="row")
    if frame["resolved"].drop_nulls().is_empty():
        return NOTHING
    import ibis

    from centricity.metrics import compute

    return compute("resolution_time", ibis.memtable(frame)).by_keys[("p50",)].estimate


def conversion(organisation: Organisation, period: Period) -> Estimate:
    """The share of the customers whose first contact fell in a period who ordered after it."""
    import polars as pl

    begin, end = period.moments
    events = Interaction.objects.filter(organisation=organisation, kind__in=STAGES, at__gte=begin, at__lt=end)
    rows = list(events.values_list("customer_id", "kind", "at")[:MOST_EVENTS])
    if {kind for _, kind, _ in rows} != set(STAGES):
        return NOTHING
    import ibis

    from centricity.metrics import Options, compute

    schema: Any = {"customer": pl.Int64, "stage": pl.String, "at": pl.Datetime("us", "UTC")}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col("customer").cast(pl.String))
    outcome = compute("conversion", ibis.memtable(frame), options=Options(stages=STAGES))
    return next((row.estimate for row in outcome.rows if STAGES[-1] in row.keys), NOTHING)
