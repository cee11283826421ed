"""Rows of an import whose keys are of two customers: kept as likely duplicates, for somebody to look at."""

import polars as pl

from centricity.tables.read import ROW
from centricity.web.customers.models import Conflict, Import
from centricity.web.customers.planning import with_known
from centricity.web.customers.source import Source

MOST = 10_000


def conflicts_keep(made: Import, of_two: pl.DataFrame, source: Source) -> None:
    """Keep who the rows are of that were left to nobody: row numbers and keys."""
    if not of_two.height:
        return
    keys, kinds = list(source.keys), list(source.keys.values())
    marks = [f"@{code}" for code in keys]
    known = with_known(of_two.head(MOST), source.organisation, keys, kinds)
    pairs = known.select(ROW, pl.min_horizontal(marks).alias("one"), pl.max_horizontal(marks).alias("other"))
    pairs = pairs.filter(pl.col("one") != pl.col("other")).unique(["one", "other"], keep="first", maintain_order=True)
    Conflict.objects.bulk_create(
        [
            Conflict(organisation_id=made.organisation_id, source=made, row=row, one_id=one, other_id=other)
            for row, one, other in pairs.rows()
        ],
        ignore_conflicts=True, batch_size=1_000,
    )  # fmt: skip
