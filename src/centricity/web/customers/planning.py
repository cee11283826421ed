"""Whose each row of a file is: found by keys, one pass of looking up for each key, rows that share keys together."""

from collections.abc import Sequence

import polars as pl

from centricity.tables.read import ROW
from centricity.web.customers.sql import CHUNK, among, listed, rows

OWNER = " owner"
"""The number of a customer; below nought, of one that is not there yet; nothing where keys are of two."""
_LOW, _HIGH, _AT, _TANGLED = " low", " high", " at", " tangled"


def known_owners(organisation: int, kind: str, values: pl.Series) -> pl.DataFrame:
    """Customers who have these values for keys of a kind."""
    query = (
        "SELECT value, customer_id FROM customers_key WHERE organisation_id = %s AND kind = %s AND "  # noqa: S608
        + among("value", "text")
    )
    asked = values.drop_nulls().unique()
    found: list[tuple[str, int]] = []
    if not rows("SELECT 1 FROM customers_key WHERE organisation_id = %s AND kind = %s LIMIT 1", organisation, kind):
        asked = asked.clear()
    for start in range(0, len(asked), CHUNK):
        found += rows(query, organisation, kind, listed(asked.slice(start, CHUNK).to_list()))
    return pl.DataFrame(found, schema={"value": pl.String, "owner": pl.Int64}, orient="row")


def with_known(values: pl.DataFrame, organisation: int, keys: Sequence[str], kinds: Sequence[str]) -> pl.DataFrame:
    """Add who has each key now, as ``@`` and the code of its column."""
    for code, kind in zip(keys, kinds, strict=True):
        found = known_owners(organisation, kind, values[code]).rename({"value": code, "owner": f"@{code}"})
        values = values.join(found, on=code, how="left", maintain_order="left")
    return values


def owned(values: pl.DataFrame, organisation: int, keys: Sequence[str], kinds: Sequence[str]) -> pl.DataFrame:
    """Add the owner of each row: a row is of whoever has its keys, or had them in a row above.

    A row whose keys are of two has none, and its keys join nobody.
    """
    marks = [f"@{code}" for code in keys]
    known = with_known(values, organisation, keys, kinds).with_row_index(_AT)
    shared = [pl.col(code).is_duplicated() & pl.col(code).is_not_null() for code in keys]
    known = known.with_columns(
        pl.min_horizontal(marks).alias(_LOW), pl.max_horizontal(marks).alias(_HIGH),
        pl.any_horizontal(shared).alias(_TANGLED), pl.col(_AT).cast(pl.Int64),
    )  # fmt: skip
    alone = (
        pl.when(pl.col(_LOW).is_null())
        .then(-(pl.col(_AT) + 1))
        .when(pl.col(_LOW) == pl.col(_HIGH))
        .then(pl.col(_LOW))
        .otherwise(None)
    )
    known = known.with_columns(alone.alias(OWNER))
    tangled = known.filter(_TANGLED)
    if tangled.height:
        settled = pl.DataFrame(
            {_AT: tangled[_AT], " settled": _untangled(tangled, keys)}, schema_overrides={" settled": pl.Int64}
        )
        known = known.join(settled, on=_AT, how="left", maintain_order="left").with_columns(
            pl.when(_TANGLED).then(pl.col(" settled")).otherwise(pl.col(OWNER)).alias(OWNER)
        )
        known = known.drop(" settled")
    return known.drop(_LOW, _HIGH, _AT, _TANGLED)


def _untangled(tangled: pl.DataFrame, keys: Sequence[str]) -> list[int | None]:
    """Owners of rows that share keys with others, one row after another."""
    held: list[dict[str, int]] = [{} for _ in keys]
    width, found = len(keys), list[int | None]()
    columns = tangled.select(_AT, *keys, *(f"@{code}" for code in keys))
    for at, *cells in columns.iter_rows():
        pairs = [(held[i], cells[i], cells[width + i]) for i in range(width) if cells[i] is not None]
        owners = {own.get(value, of) for own, value, of in pairs} - {None}
        owner = -(at + 1) if not owners else owners.pop() if len(owners) == 1 else None
        if owner is not None:
            for own, value, _of in pairs:
                own[value] = owner
        found.append(owner)
    return found


def folded(values: pl.DataFrame, facts: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    """One row for each owner, in the order of the first: the last word on each fact, and every key nobody has yet."""
    fresh = [pl.when(pl.col(f"@{code}").is_null()).then(pl.col(code)).alias(code) for code in keys]
    mine = values.filter(pl.col(OWNER).is_not_null()).with_columns(fresh)
    if not mine[OWNER].is_duplicated().any():
        lists = [pl.concat_list(code).list.drop_nulls().alias(code) for code in keys]
        return mine.select(OWNER, ROW, *facts, *lists)
    return mine.group_by(OWNER, maintain_order=True).agg(
        pl.col(ROW).first(),
        *(pl.col(code).drop_nulls().last() for code in facts),
        *(pl.col(code).drop_nulls().unique(maintain_order=True) for code in keys),
    )
