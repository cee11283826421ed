"""Rows of an import whose keys are of two customers: kept as likely duplicates, for somebody to look at."""

import polars as pl

from centricity.web.customers.checking import ROW
from centricity.web.customers.models import Conflict, Import
from centricity.web.customers.planning import OWNER, owned, with_known
from centricity.web.customers.source import Source

MOST = 10_000


def conflicts_keep(made: Import, values: pl.DataFrame, source: Source) -> int:
    """Keep who the rows are of that were left to nobody; say how many rows."""
    keys, kinds = list(source.keys), list(source.keys.values())
    of = owned(values, source.organisation, keys, kinds)
    left = of.filter(pl.col(OWNER).is_null())
    if not left.height:
        return 0
    marks = [f"@{code}" for code in keys]
    known = with_known(left.select(ROW, *keys).head(MOST), source.organisation, keys, kinds)
    pairs = known.select(ROW, pl.min_horizontal(marks).alias("one"), pl.max_horizontal(marks).alias("other"))
    pairs = pairs.filter(pl.col("one") != pl.col("other")).unique(["one", "other"], keep="first", maintain_order=True)
    Conflict.objects.bulk_create(
        [
            Conflict(organisation_id=made.organisation_id, source=made, row=row, one_id=one, other_id=other)
            for row, one, other in pairs.rows()
        ],
        ignore_conflicts=True, batch_size=1_000,
    )  # fmt: skip
    return left.height
