"""What one should know beside the numbers of any metric: few answers, repeated ones, cells that count otherwise."""

import math
from collections.abc import Sequence

from centricity.engines.fetch import fetch
from centricity.errors import Fault
from centricity.metrics.answers import repeated, within_scale
from centricity.metrics.call import Call
from centricity.metrics.contract import Prepared
from centricity.metrics.outcome import Row
from centricity.metrics.sums import one

OF_ONE_SET = {"quantile", "stage", "age", "time", "reason", "rfm_segment"}
"""Keys that divide what is said of one set of rows, but not the set."""


def remarks(call: Call, rows: Sequence[Row], more_keys: Sequence[str], least: int) -> list[Fault]:
    """Remarks on few answers, on another scale, on people who answered more than once, and on an empty result."""
    notes = [] if call.metric.private else _few(call, rows, more_keys, least)
    if all(math.isnan(row.estimate.value) for row in rows):
        notes.append(Fault("metric.note_nothing", severity="warning"))
    for prepared in (call.main, *call.others.values()):
        notes += _noted(prepared)
    if call.metric.family != "answers":
        return notes
    shorter = within_scale(call, rows)
    if shorter:
        notes.append(Fault("metric.note_shorter_scale", fields={"scale": shorter}, severity="warning"))
    if call.main.has("customer") and not call.options.one_per_customer:
        n, people = repeated(call)
        if people < n:
            notes.append(Fault("metric.note_repeated", fields={"n": n, "people": people}, severity="warning"))
    return notes


def _few(call: Call, rows: Sequence[Row], more_keys: Sequence[str], least: int) -> list[Fault]:
    """Remark on groups behind which few stand; quantiles or stages of one set are no groups."""
    names = [*call.by, *more_keys]
    at = [i for i, name in enumerate(names) if name not in OF_ONE_SET]
    sizes = {tuple(row.keys[i] for i in at if i < len(row.keys)): row.estimate.n for row in rows}
    few = [n for n in sizes.values() if 0 < n < least]
    if not few:
        return []
    if set(sizes) == {()}:
        return [Fault("metric.note_few_in_all", fields={"got": few[0], "n": least}, severity="warning")]
    return [Fault("metric.note_few", fields={"groups": len(few), "of": len(sizes), "n": least}, severity="warning")]


def _noted(prepared: Prepared) -> list[Fault]:
    """Tell of cells that count in another way than their row.

    Scores beside the metric's own that were unsound are set aside; of wall times that came twice the first is meant.
    """
    told = {f"unsound {name}": ("metric.note_set_aside", name) for name in prepared.set_aside}
    told |= {f"{name} twice": ("metric.note_twice", name) for name in prepared.doubled}
    if not told:
        return []
    table = prepared.sound
    counts = fetch(table.agg(**{name: one(table[name]).sum() for name in told})).row(0)
    return [
        Fault(code, fields={"column": name, "n": int(n)}, severity="warning")
        for (code, name), n in zip(told.values(), counts, strict=True)
        if n
    ]
