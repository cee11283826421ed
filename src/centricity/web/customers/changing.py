"""What a file says of customers who are there: the last word on facts, never a word against the will of a customer."""

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
from django.db import connection

from centricity.web.customers.keys import sought_of
from centricity.web.customers.models import Customer
from centricity.web.customers.planning import OWNER
from centricity.web.customers.source import Source
from centricity.web.customers.sql import among, listed, postgres, rows

_PLAIN = ("kind", "name", "market", "segment", "language", "channel", "joined", "left")
_WRITTEN = (
    *_PLAIN, "sought", "do_not_contact", "consent", "consent_at", "consent_source", "fields", "version",
)  # fmt: skip
Row = dict[str, Any]


def changed_store(known: pl.DataFrame, source: Source) -> set[int]:
    """Write what differs, and say whose it is; who was merged away or erased since stays as it is."""
    if not known.height:
        return set()
    if "name" in known.columns:
        known = known.with_columns(sought_of(pl.col("name")).alias("sought"))
    known = known.filter(_differing(known, source))
    held = _held(known[OWNER].to_list())
    changed: list[Customer] = []
    for told in known.iter_rows(named=True):
        customer = held.get(told[OWNER])
        if customer is not None and customer.erased_at is None and _apply(customer, told, source):
            customer.version += 1
            changed.append(customer)
    _write(changed)
    return {customer.pk for customer in changed}


def _differing(known: pl.DataFrame, source: Source) -> pl.Series:
    """Which rows say anything else than is known; customers are held until the transaction ends."""
    told = [name for name in (*_PLAIN, "do_not_contact", "consent") if name in known.columns]
    columns = [f'CAST("{name}" AS text)' for name in told] + ["fields ->> %s"] * len(source.own)
    query = f"SELECT {', '.join(['id', *columns])} FROM customers_customer WHERE {among('id', 'bigint')}"  # noqa: S608
    if postgres():
        query += " FOR UPDATE"
    names = [OWNER, *(f"was {name}" for name in (*told, *source.own))]
    found = rows(query, *source.own.values(), listed(known[OWNER].to_list()))
    schema = dict.fromkeys(names, pl.String) | {OWNER: pl.Int64}
    held = pl.DataFrame(found, schema=schema, orient="row")
    both = known.join(held, on=OWNER, how="left", maintain_order="left")
    other = [
        pl.col(name).is_not_null() & pl.col(name).cast(pl.String).ne_missing(_said(name))
        for name in (*told, *source.own)
    ]
    return both.select(pl.any_horizontal(other).alias("differs") if other else pl.lit(value=False)).to_series()


def _said(name: str) -> pl.Expr:
    """What is known, in the words of a file."""
    if name != "do_not_contact":
        return pl.col(f"was {name}")
    return pl.when(pl.col(f"was {name}").is_in(["1", "true"])).then(pl.lit("true")).otherwise(pl.lit("false"))


def _held(numbers: list[int]) -> dict[int, Customer]:
    """Customers by their numbers."""
    query = f"SELECT * FROM customers_customer WHERE {among('id', 'bigint')}"  # noqa: S608
    return {each.pk: each for each in Customer.objects.raw(query, [listed(numbers)])}


def _apply(customer: Customer, told: Row, source: Source) -> bool:
    """Let a customer be as a file says, and tell whether anything differs."""
    differs = False
    for name in (*_PLAIN, "sought"):
        value = told.get(name)
        if value is not None and getattr(customer, name) != value:
            setattr(customer, name, value)
            differs = True
    own = {name: told[code] for code, name in source.own.items() if told[code] is not None}
    if any(customer.fields.get(name) != value for name, value in own.items()):
        customer.fields = customer.fields | own
        differs = True
    return _consent(customer, told, source) or differs


def _consent(customer: Customer, told: Row, source: Source) -> bool:
    """A file may forbid contacts, never allow them again; consent withdrawn is given again by a later date alone."""
    differs = False
    if told.get("do_not_contact") == "true" and not customer.do_not_contact:
        customer.do_not_contact = differs = True
    said = told.get("consent")
    if said in {None, Customer.Consent.UNKNOWN, customer.consent}:
        return differs
    day = told.get("consent_at")
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    withdrawn = customer.consent == Customer.Consent.WITHDRAWN
    if withdrawn and (at is None or customer.consent_at is None or at <= customer.consent_at):
        return differs
    customer.consent, customer.consent_at = said, at or source.at
    customer.consent_source = told.get("consent_source") or source.name
    return True


def _write(changed: list[Customer]) -> None:
    if not changed:
        return
    fields = [Customer._meta.get_field(name) for name in _WRITTEN]  # noqa: SLF001
    names = ", ".join(f'"{name}" = %s' for name in _WRITTEN)
    sent = [(*(_value(field, each) for field in fields), each.pk) for each in changed]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE customers_customer SET {names} WHERE id = %s", sent)  # noqa: S608


def _value(field: Any, customer: Customer) -> Any:
    value = getattr(customer, field.attname)
    return (
        json.dumps(value, ensure_ascii=False) if field.name == "fields" else field.get_db_prep_save(value, connection)
    )
