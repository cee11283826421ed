"""Which touchpoint scores go with the overall score: relative importance, as association."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from centricity.engines.cells import as_stored
from centricity.engines.fetch import fetch
from centricity.engines.values import Decimal, number
from centricity.errors import Fault, MisuseError
from centricity.stats.drivers import Drivers, drivers

MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class DriverAnalysis:
    """Importance of touchpoints, and how each is rated on average.

    Attributes
    ----------
    found
        Shares of the explained variance.
    means
        Mean rating of each touchpoint, shape (k,).
    total, left_out
        Rows of the table; rows with a blank or unreadable rating.
    """

    outcome: str
    found: Drivers
    means: tuple[float, ...]
    total: int
    left_out: int


def driver_analysis(
    table: Any, outcome: str, names: Sequence[str], kind: str = "johnson", decimal: Decimal = ".", **more: Any
) -> DriverAnalysis:
    """Divide what touchpoint scores explain of the overall score among them.

    Parameters
    ----------
    outcome, names
        Columns of ratings.
    kind
        ``johnson`` (relative weights) or ``shapley`` (all orders of entry).
    decimal
        Decimal mark of ratings that arrive as texts.
    more
        ``draws``, ``seed``, ``confidence`` of the bootstrap.

    Raises
    ------
    MisuseError
        Where a column is not there, none is named, or the outcome is named among its drivers.
    StepError
        Where ratings do not vary, coincide or are too few.
    """
    columns = (outcome, *names)
    known = ", ".join(table.columns)
    faults = [
        Fault("metric.column", fields={"name": name, "known": known}) for name in columns if name not in table.columns
    ]
    if not names or outcome in names:
        faults.append(Fault("metric.drivers", fields={"outcome": outcome}))
    if faults:
        raise MisuseError(faults)
    table = as_stored(table, columns)
    read = {f"c{i}": number(table[name], decimal).value.cast("float64") for i, name in enumerate(columns)}
    frame = fetch(table.select(**read).limit(MOST_ROWS)).drop_nulls()
    total = int(fetch(table.agg(n=table.count()))["n"][0])
    cells = frame.cast(pl.Float64).sort(frame.columns).to_numpy()  # the bootstrap draws by place
    made = drivers(names, cells[:, 1:], cells[:, 0], kind=kind, **more)  # type: ignore[arg-type]
    means = tuple(float(mean) for mean in np.mean(cells[:, 1:], axis=0))
    return DriverAnalysis(outcome, made, means, total, min(total, MOST_ROWS) - len(cells))
