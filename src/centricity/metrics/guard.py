"""Small groups of employees are withheld, and with them as many others as it takes to keep them so."""

import math
from collections.abc import Sequence
from dataclasses import replace

from centricity.metrics.outcome import Row
from centricity.stats.estimate import Estimate

WITHHELD = "withheld"


def guarded(rows: Sequence[Row], least: int) -> list[Row]:
    """Withhold the groups of fewer than ``least``, and complements that would give them away.

    Along every key, with the others held fixed, the withheld groups of a line must be none or at least two
    with ``least`` people between them: else the smallest shown group of the line is withheld too, until
    nothing changes. A single group stands alone and needs no complement.
    """
    n = [row.estimate.n for row in rows]
    hidden = [count < least for count in n]
    lines = _lines(rows)
    while any(_extended(line, n, hidden, least) for line in lines):
        pass
    return [_withheld(row) if hide else row for row, hide in zip(rows, hidden, strict=True)]


def _lines(rows: Sequence[Row]) -> list[list[int]]:
    """Rows that differ in one key only."""
    lines: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for i, row in enumerate(rows):
        for k in range(len(row.keys)):
            lines.setdefault((k, row.keys[:k] + row.keys[k + 1 :]), []).append(i)
    return [line for line in lines.values() if len(line) > 1]


def _extended(line: list[int], n: Sequence[int], hidden: list[bool], least: int) -> bool:
    """Withhold one more group of a line where the withheld could be reckoned out; tell whether one was."""
    gone = [i for i in line if hidden[i] and n[i] > 0]
    if not gone or (len(gone) > 1 and sum(n[i] for i in gone) >= least):
        return False
    shown = [i for i in line if not hidden[i]]
    if not shown:
        return False
    hidden[min(shown, key=lambda i: (n[i], i))] = True
    return True


def _withheld(row: Row) -> Row:
    nothing = Estimate(math.nan, math.nan, math.nan, 0, WITHHELD)
    return replace(row, estimate=nothing, parts={}, hidden=True)
