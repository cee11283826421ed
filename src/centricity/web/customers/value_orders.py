"""Orders of an organisation as a table of numbers: read in parts, added up by customer and day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Count, FloatField, Q, QuerySet
from django.db.models.functions import Cast

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
    """What every customer bought on each day, of orders that tell an amount; by customer and day."""
    amount = Cast("amount", FloatField())
    found = orders_of(organisation, until).filter(amount__gte=0).values_list("customer", Day("at"), amount)
    parts = [pl.DataFrame(schema=_SCHEMA), *(_frame(part) for part in _parts(found))]
    days = pl.concat(parts).group_by("customer", "at").agg(pl.col("amount").sum().round(2))
    return days.sort("customer", "at")


def _parts(rows: Any) -> Iterator[list[tuple[int, str, float]]]:
    """Rows as the database gives them: a million of them are not worth a converter for each cell."""
    sql, parameters = rows.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while part := cursor.fetchmany(PART):
            yield part


def _frame(rows: list[tuple[int, str, float]]) -> pl.DataFrame:
    customer, day, amount = zip(*rows, strict=True)
    made = pl.DataFrame({"customer": customer, "at": day, "amount": amount}, schema=_SCHEMA | {"at": pl.String})
    return made.with_columns(pl.col("at").str.to_date("%Y-%m-%d"))


def histories(days: pl.DataFrame) -> pl.DataFrame:
    """Customers with their days of buying after the first, the last day and the sum, as RFM scores them."""
    made = days.group_by("customer").agg(
        frequency=pl.len().cast(pl.Int64) - 1, last=pl.col("at").max().cast(pl.Int32),
        total=pl.col("amount").sum().round(2),
    )  # fmt: skip
    return made.sort("total", "customer", descending=[True, False])
