"""Customers of a file into the database: those that are new in bulk, those that are there where something differs."""

import secrets
from collections.abc import Mapping

import polars as pl

from centricity.web.customers.changing import changed_store
from centricity.web.customers.keys import sought_of
from centricity.web.customers.planning import OWNER
from centricity.web.customers.source import Source
from centricity.web.customers.sql import fresh_ids, insert

CUSTOMERS, KEYS = "customers_customer", "customers_key"
MOMENT = "%Y-%m-%d %H:%M:%S.%f"
_PLAIN = ("kind", "name", "market", "segment", "language", "channel", "joined", "left")
_KINDS = {
    "id": "bigint", "code": "uuid", "do_not_contact": "boolean", "consent_at": "timestamptz", "joined": "date",
    "left": "date", "fields": "jsonb",
}  # fmt: skip
"""Types of PostgreSQL of those columns that are no texts."""
_KEY = ("bigint", "text")
_UNSAID: dict[str, str | int | None] = {
    "kind": "person", "name": "", "sought": "", "market": "", "segment": "", "language": "", "channel": "",
    "do_not_contact": False, "consent": "unknown", "consent_at": None, "consent_source": "", "joined": None,
    "left": None, "fields": "{}", "version": 0,
}  # fmt: skip
"""What a new customer is where a file says nothing."""


def customers_store(batch: pl.DataFrame, source: Source) -> dict[str, int]:
    """Store customers of a batch, each in one row, within a transaction; say how many are new, changed, as they were.

    Raises
    ------
    IntegrityError
        Where somebody else gave a key away since the owners were found.
    """
    fresh = batch.filter(pl.col(OWNER) < 0)
    if "name" in fresh.columns:
        fresh = fresh.sort("name")  # their index is walked through once
    fresh = fresh.with_columns(pl.Series(OWNER, fresh_ids(CUSTOMERS, fresh.height), pl.Int64))
    made = new_rows(fresh, source)
    same = {name: value for name, value in _UNSAID.items() if name not in made.columns}
    same |= {"organisation_id": source.organisation, "created_at": source.at.strftime(MOMENT)}
    insert(CUSTOMERS, [_KINDS.get(name, "text") for name in made.columns], made, same, once=False)
    known = batch.filter(pl.col(OWNER) > 0)
    with_keys = keys_store(pl.concat([fresh, known]), source)
    changed = changed_store(known, source) | (with_keys & set(known[OWNER].to_list()))
    return {"new": fresh.height, "updated": len(changed), "unchanged": known.height - len(changed)}


def new_rows(fresh: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Rows of new customers: the columns that a file says anything of."""
    made: dict[str, pl.Expr] = {"id": pl.col(OWNER), "code": pl.lit(_codes(fresh.height))}
    for name in _PLAIN:
        if name in fresh.columns:
            made[name] = pl.col(name).cast(pl.String).fill_null(pl.lit(_UNSAID[name]))
    if "name" in fresh.columns:
        made["sought"] = sought_of(made["name"])
    if "do_not_contact" in fresh.columns:
        made["do_not_contact"] = (pl.col("do_not_contact") == "true").fill_null(value=False)
    if "consent" in fresh.columns:
        made |= _consent(fresh, source)
    if source.own:
        made["fields"] = _fields(source.own)
    return fresh.select(expression.alias(name) for name, expression in made.items())


def _consent(fresh: pl.DataFrame, source: Source) -> dict[str, pl.Expr]:
    """Consent with its day and its source; those of the import where a row names none."""
    said = pl.col("consent").is_in(["given", "withdrawn"])
    now, origin = pl.lit(source.at.strftime(MOMENT)), pl.lit(source.name)
    at = pl.col("consent_at").dt.strftime("%Y-%m-%d 00:00:00") if "consent_at" in fresh.columns else pl.lit(None)
    told = pl.col("consent_source") if "consent_source" in fresh.columns else pl.lit(None)
    return {
        "consent": pl.col("consent").fill_null("unknown"),
        "consent_at": pl.when(said).then(pl.coalesce(at, now)),
        "consent_source": pl.when(said).then(pl.coalesce(told, origin)).otherwise(pl.lit("")),
    }


def _codes(count: int) -> pl.Series:
    """Random codes in their order: a batch walks through their index once."""
    drawn = secrets.token_bytes(16 * count).hex()
    made = sorted(drawn[at : at + 32] for at in range(0, 32 * count, 32))
    code = pl.Series("code", made, pl.String)
    return code.str.slice(0, 12) + "4" + code.str.slice(13, 3) + "8" + code.str.slice(17)


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
        pairs = batch.select(customer_id=pl.col(OWNER), value=pl.col(code)).explode("value").drop_nulls()
        same: dict[str, str | int | None] = {"organisation_id": source.organisation, "kind": kind}
        insert(KEYS, _KEY, pairs.sort("value"), same, once=False)
        given.update(pairs["customer_id"].to_list())
    return given
