"""Customers of a file into the database: those that are new in bulk, those that are there where something differs."""

import uuid
from collections.abc import Mapping
from typing import Any

import polars as pl

from centricity.web.customers.changing import changed_store
from centricity.web.customers.keys import sought_of
from centricity.web.customers.planning import OWNER
from centricity.web.customers.source import Source
from centricity.web.customers.sql import fresh_ids, insert

CUSTOMERS, KEYS = "customers_customer", "customers_key"
_TEXTS = ("kind", "name", "market", "segment", "language", "channel")
_CUSTOMER = (
    ("id", "bigint"), ("organisation_id", "bigint"), ("code", "uuid"), ("kind", "text"), ("name", "text"),
    ("sought", "text"), ("market", "text"), ("segment", "text"), ("language", "text"), ("channel", "text"),
    ("do_not_contact", "boolean"), ("consent", "text"), ("consent_at", "timestamptz"), ("consent_source", "text"),
    ("joined", "date"), ("left", "date"), ("fields", "jsonb"), ("version", "integer"), ("created_at", "timestamptz"),
)  # fmt: skip
_KEY = (("customer_id", "bigint"), ("organisation_id", "bigint"), ("kind", "text"), ("value", "text"))


def customers_store(batch: pl.DataFrame, source: Source) -> dict[str, int]:
    """Store customers of a batch, each in one row, within a transaction; say how many are new, changed, as they were.

    Raises
    ------
    IntegrityError
        Where somebody else gave a key away since the owners were found.
    """
    fresh = batch.filter(pl.col(OWNER) < 0)
    fresh = fresh.with_columns(pl.Series(OWNER, fresh_ids(CUSTOMERS, fresh.height), pl.Int64))
    insert(CUSTOMERS, _CUSTOMER, new_rows(fresh, source), once=False)
    known = batch.filter(pl.col(OWNER) > 0)
    with_keys = keys_store(pl.concat([fresh, known]), source)
    changed = changed_store(known, source) | (with_keys & set(known[OWNER].to_list()))
    return {"new": fresh.height, "updated": len(changed), "unchanged": known.height - len(changed)}


def new_rows(fresh: pl.DataFrame, source: Source) -> list[tuple[Any, ...]]:
    """Rows of new customers."""
    now = pl.lit(source.at.strftime("%Y-%m-%d %H:%M:%S.%f"))
    consent = _or(fresh, "consent", "unknown")
    said = consent != "unknown"
    at = pl.col("consent_at").dt.strftime("%Y-%m-%d 00:00:00") if "consent_at" in fresh.columns else pl.lit(None)
    made = fresh.select(
        pl.col(OWNER),
        pl.lit(source.organisation).alias("organisation"),
        _codes(fresh.height),
        _or(fresh, "kind", "person"),
        _or(fresh, "name", ""),
        sought_of(_or(fresh, "name", "")).alias("sought"),
        *(_or(fresh, name, "") for name in _TEXTS[2:]),
        (_or(fresh, "do_not_contact", "false") == "true").alias("do_not_contact"),
        consent,
        pl.when(said).then(pl.coalesce(at, now)).alias("consent_at"),
        pl.when(said).then(_or(fresh, "consent_source", source.name)).otherwise(pl.lit("")).alias("consent_source"),
        *(_day(fresh, name) for name in ("joined", "left")),
        _fields(source.own).alias("fields"),
        pl.lit(0).alias("version"),
        now.alias("created"),
    )
    return made.rows()


def _or(frame: pl.DataFrame, name: str, otherwise: str) -> pl.Expr:
    return pl.col(name).fill_null(otherwise) if name in frame.columns else pl.lit(otherwise).alias(name)


def _day(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String) if name in frame.columns else pl.lit(None, pl.String).alias(name)


def _codes(count: int) -> pl.Series:
    """Random codes in their order: a batch walks through their index once."""
    made = sorted(uuid.uuid4().hex for _ in range(count))
    return pl.Series("code", made, pl.String)


def _fields(own: Mapping[str, str]) -> pl.Expr:
    """Own fields as JSON; those that a row says nothing of are not there."""
    parts = [
        pl.when(pl.col(code).is_not_null()).then(
            pl.struct(pl.col(code).alias(name)).struct.json_encode().str.slice(1).str.replace(r"\}$", "")
        )
        for code, name in own.items()
    ]
    return "{" + pl.concat_str(parts, separator=",", ignore_nulls=True) + "}" if parts else pl.lit("{}")


def keys_store(batch: pl.DataFrame, source: Source) -> set[int]:
    """Store keys that nobody has yet; say whose they are."""
    given: set[int] = set()
    for code, kind in source.keys.items():
        pairs = batch.select(pl.col(OWNER), value=pl.col(code)).explode("value").drop_nulls().sort("value")
        insert(KEYS, _KEY, [(owner, source.organisation, kind, value) for owner, value in pairs.rows()], once=False)
        given.update(pairs[OWNER].to_list())
    return given
