"""Which contacts another of the same customer followed, told once and then counted by any column.

It is what the metric ``repeat_contacts`` counts; a page asks for a handful of groups of some thousand contacts, and
each asked of an engine by itself would cost a second.
"""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from centricity.metrics.coverage import coverage_of_days
from centricity.metrics.figures import shares
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import Period

WHOLE = "all"
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Following:
    """Contacts of a period with whether another followed ``soon``; ``old`` are those whose time for that is over."""

    frame: pl.DataFrame

    @property
    def young(self) -> int:
        """Contacts of which nothing is known yet."""
        return int((~self.frame["old"]).sum())

    def shares(self, by: str = "") -> dict[str, Estimate]:
        """The share that was followed, of all or by a column; what has no value there is the empty key."""
        known = self.frame.filter("old").with_columns(key=pl.col(by).fill_null("") if by else pl.lit(WHOLE))
        counted = known.group_by("key").agg(n=pl.len(), hit=pl.col("soon").sum()).sort("key")
        return dict(zip(counted["key"], shares(counted, _CONFIDENCE), strict=True)) if counted.height else {}


def following(frame: pl.DataFrame, period: Period, within: int) -> Following:
    """Look for the next contact of each customer within so many days.

    Parameters
    ----------
    frame
        A row per contact: ``request``, by which those of one moment are ordered, ``customer``, and ``created``, a
        moment. Contacts after the period tell of those within it.
    """
    after = pl.col("created").shift(-1).over("customer", order_by=("created", "request"))
    soon = (after - pl.col("created") <= timedelta(days=within)).fill_null(value=False)
    told = frame.with_columns(soon=soon, day=pl.col("created").dt.epoch("d"))
    covered = coverage_of_days(told["day"].unique().to_list(), period.first, period.last + timedelta(days=1))
    until = covered.until if covered is not None else 0
    day = pl.col("created").dt.date()
    return Following(
        told.filter((day >= period.first) & (day <= period.last)).with_columns(old=pl.col("day") < until - within)
    )
