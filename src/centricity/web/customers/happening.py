"""What happened with customers, of a file, into the database: a number that is known is not counted twice."""

import hashlib

import polars as pl

from centricity.web.customers.columns import ORDERS
from centricity.web.customers.planning import OWNER
from centricity.web.customers.source import Source
from centricity.web.customers.sql import insert

INTERACTIONS = "customers_interaction"
_KINDS = (
    "bigint", "text", "timestamptz", "text", "boolean", "numeric", "text", "text", "text", "boolean", "boolean",
)  # fmt: skip
_TIMES = " times"


def numbered(values: pl.DataFrame, holds: str) -> pl.DataFrame:
    """Give rows without a number one made of what they say, so that a file read twice is counted once.

    Rows that say the same are told apart by which of them they are.
    """
    said = [name for name in values.columns if not name.startswith((" ", "@"))]
    if "id" not in values.columns:
        values = values.with_columns(pl.lit(None, pl.String).alias("id"))
    said = [name for name in said if name != "id"]
    nameless = values.filter(pl.col("id").is_null())
    if not nameless.height:
        return values
    told = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in said], separator="\x1f")
    counted = nameless.with_columns(told.alias(_TIMES)).with_columns(
        pl.int_range(pl.len()).over(_TIMES).cast(pl.String).alias(" nth")
    )
    made = counted.select(
        pl.col(" row"),
        pl.concat_str(_TIMES, " nth", separator="\x1f")
        .map_elements(lambda text: "row " + hashlib.blake2b(text.encode(), digest_size=16).hexdigest(), pl.String)
        .alias(" made"),
    )
    joined = values.join(made, on=" row", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("id", " made").alias("id")).drop(" made")


def interactions_store(batch: pl.DataFrame, holds: str, source: Source) -> dict[str, int]:
    """Store what happened, within a transaction; say how much of it is new, and how much was there."""
    order = holds == ORDERS
    kind = pl.lit("order") if order else pl.col("event")
    plain = {name: _text(batch, name) for name in ("channel", "text", "about")}
    robot = _said(batch, "robot")
    made = batch.select(
        pl.col(OWNER).alias("customer_id"), kind.alias("kind"),
        pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S"), plain["channel"],
        (_text(batch, "outgoing") == "true").alias("outgoing"),
        pl.col("amount") if "amount" in batch.columns else pl.lit(None, pl.Float64).alias("amount"),
        plain["text"], pl.col("id").alias("number"), plain["about"], robot.alias("robot"),
        pl.when(robot).then(_said(batch, "handed_over")).alias("handed_over"),
    )  # fmt: skip
    same: dict[str, str | int | None] = {"organisation_id": source.organisation, "reason": ""}
    stored = insert(INTERACTIONS, _KINDS, made, same, once=True)
    return {"new": stored, "repeated": made.height - stored}


def _text(batch: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).fill_null("") if name in batch.columns else pl.lit("").alias(name)


def _said(batch: pl.DataFrame, name: str) -> pl.Expr:
    """Yes or no; nothing where a row says neither."""
    return pl.col(name) == "true" if name in batch.columns else pl.lit(None, pl.Boolean)
