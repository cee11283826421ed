"""What each customer may bring: reckoned for all, kept for those of whom most is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

KEPT = 1_000
_DAY = pl.Int32


@dataclass(frozen=True)
class Expected:
    """What one customer did and may do within the horizon, as it is kept; orders of one day are one."""

    customer: int
    orders: int
    brought: float
    alive: float
    again: float
    ahead: float
    value: float


def expected_of_each(days: pl.DataFrame, parameters: Mapping[str, float], end: int, horizon: int) -> list[list[Any]]:
    """Customers of whom most is expected, as they are kept.

    Those are left out of whom nothing can be told: whoever first ordered on the last day, and whose repeat orders
    cost nothing. Equal values stand by the number of the customer.

    Parameters
    ----------
    days
        What every customer bought on each day: ``customer``, ``at``, ``amount``.
    parameters
        Fitted parameters by name, as ``forecast_customers`` takes them.
    end, horizon
        The day that ends the observation, counted from 1970, and how many days ahead.
    """
    from centricity.metrics.lifetime import forecast_customers

    rows = _histories(days, end)
    x, repeat = rows["x"].to_numpy(), rows["repeat"].to_numpy()
    mean = np.divide(repeat, x, out=np.full(len(x), np.nan), where=x > 0)
    found = forecast_customers(parameters, x, rows["t_x"], rows["age"], mean, horizon=float(horizon))
    told = rows.select("customer", pl.col("x").cast(pl.Int64) + 1, pl.col("total").round(2)).with_columns(
        alive=pl.Series(found.alive).round(6), again=pl.Series(found.again).round(6),
        ahead=pl.Series(found.purchases).round(6), value=pl.Series(found.value).round(2),
    )  # fmt: skip
    best = told.filter(pl.col("value").is_finite()).sort("value", "customer", descending=[True, False]).head(KEPT)
    return [list(row) for row in best.iter_rows()]


def _histories(days: pl.DataFrame, end: int) -> pl.DataFrame:
    """Histories of those of whom something can be told, as models take them."""
    made = days.group_by("customer").agg(
        x=pl.len().cast(pl.Float64) - 1, first=pl.col("at").min(), last=pl.col("at").max(),
        total=pl.col("amount").sum(), repeat=pl.col("amount").filter(pl.col("at") > pl.col("at").min()).sum(),
    )  # fmt: skip
    made = made.with_columns(
        t_x=(pl.col("last").cast(_DAY) - pl.col("first").cast(_DAY)).cast(pl.Float64),
        age=(end - pl.col("first").cast(_DAY)).cast(pl.Float64),
    )
    return made.filter((pl.col("age") > 0) & ((pl.col("x") == 0) | (pl.col("repeat") > 0)))
