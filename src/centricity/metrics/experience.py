"""Total Experience: customer, employee and digital measures side by side, and how one trails another."""

import numpy as np
import polars as pl

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.call import Call, Made
from centricity.metrics.outcome import Row
from centricity.stats.association import lagged
from centricity.tables.write import OutputTable


def total_experience(call: Call) -> Made:
    """Correlation of each measure with each customer measure some periods later."""
    if call.by:
        raise MisuseError([Fault("metric.by", fields={"name": ", ".join(call.by), "known": "-"})])
    sound = call.main.sound
    columns = ["period", "measure", "value", *(["side"] if call.main.has("side") else [])]
    frame = fetch(sound.select(*columns))
    repeated = frame.group_by("period", "measure").len().filter(pl.col("len") > 1)
    if repeated.height:
        fields = {"n": repeated.height, "example": " ".join(repeated.sort("period", "measure").row(0)[:2])}
        raise MetricError([Fault("metric.measure_twice", fields=fields)])
    sides = dict(frame.select("measure", "side").unique().iter_rows()) if "side" in frame.columns else {}
    wide = frame.pivot("measure", index="period", values="value", sort_columns=True).sort("period")
    names = [name for name in wide.columns if name != "period"]
    rows = [
        row
        for later in names
        if sides.get(later, "customer") == "customer"
        for earlier in names
        if earlier != later
        for row in _pair(call, wide, earlier, later)
    ]
    side_by_side = OutputTable("measures", ("period", *names), [tuple(row) for row in wide.iter_rows()])
    note = Fault("metric.note_association", severity="warning")
    return Made(rows, ("earlier", "later", "lag"), (note,), beside=side_by_side)


def _pair(call: Call, wide: pl.DataFrame, earlier: str, later: str) -> list[Row]:
    x, y = (wide[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(float) for name in (earlier, later))
    found = lagged(
        x, y, range(min(call.options.lags, len(x) - 1) + 1), confidence=call.options.confidence, autocorrelated=True
    )  # fmt: skip
    return [Row((earlier, later, str(pair.lag)), pair.estimate, {"effective_n": pair.effective}) for pair in found]
