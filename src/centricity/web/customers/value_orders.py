"""Orders of an organisation as a table of numbers: added up by customer and day in the database, read in parts."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Q, QuerySet, Sum

from centricity.web.customers.expressions import Day
from centricity.web.customers.models import Interaction
from centricity.web.people.models import Organisation

PART = 50_000
_SCHEMA = {"customer": pl.Int64, "at": pl.Date, "amount": pl.Float64}


def orders_of(organisation: Organisation, until: date | None = None) -> QuerySet[Interaction]:
    """Orders, those after a day left out."""
    found = Interaction.objects.filter(organisation=organisation, kind=Interaction.Kind.ORDER).order_by()
    return found if until is None else found.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), UTC))


def counted(organisation: Organisation, until: date | None = None) -> dict[str, int]:
    """How many orders there are, and how many tell an amount that can be added up."""
    sound = Count("pk", filter=Q(amount__gte=0))
    return orders_of(organisation, until).aggregate(orders=Count("pk"), sound=sound)


def days_of(organisation: Organisation, until: date | None = None) -> pl.DataFrame:
    """What every customer bought on each day, of orders that tell an amount."""
    rows: Any = orders_of(organisation, until).filter(amount__gte=0).values("customer", day=Day("at"))
    found = rows.annotate(total=Sum("amount")).values_list("customer", "day", "total").iterator(PART)
    parts, part = [pl.DataFrame(schema=_SCHEMA)], []
    for customer, day, total in found:
        part.append((customer, day, float(total)))
        if len(part) == PART:
            parts.append(_frame(part))
            part = []
    return pl.concat([*parts, _frame(part)])


def _frame(rows: list[tuple[int, str, float]]) -> pl.DataFrame:
    made = pl.DataFrame(rows, schema=_SCHEMA | {"at": pl.String}, orient="row")
    return made.with_columns(pl.col("at").str.to_date("%Y-%m-%d"), pl.col("amount").round(2))


def histories(days: pl.DataFrame) -> pl.DataFrame:
    """Customers with their days of buying after the first, the last day and the sum, as RFM scores them."""
    made = days.group_by("customer").agg(
        frequency=pl.len().cast(pl.Int64) - 1, last=pl.col("at").max().cast(pl.Int32),
        total=pl.col("amount").sum().round(2),
    )  # fmt: skip
    return made.sort("total", "customer", descending=[True, False])
