"""What a metric came to: estimates by group, and all that was left out on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from centricity.errors import Fault
from centricity.metrics.contract import Excluded
from centricity.metrics.definition import Metric
from centricity.metrics.options import Options
from centricity.metrics.periods import is_period
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable

TOTAL = "*"
"""Key of a row that stands for all groups together."""


@dataclass(frozen=True)
class Row:
    """One group: its keys in the order of ``by``, its estimate, and what it is made of.

    Attributes
    ----------
    hidden
        Whether the group is withheld, because too few stand behind it or to protect another; its numbers are then
        missing.
    protects
        Whether it is withheld only because another group could be reckoned from it.
    """

    keys: tuple[str, ...]
    estimate: Estimate
    parts: Mapping[str, float] = field(default_factory=dict)
    hidden: bool = False
    protects: bool = False


@dataclass(frozen=True)
class Bin:
    """Customers whose value is from ``start`` to below ``end``; without an end, all above."""

    start: float
    end: float | None
    count: int


@dataclass(frozen=True)
class Outcome:
    """A metric computed from a table.

    Attributes
    ----------
    by
        Names of the keys of every row.
    rows
        Sorted by their keys.
    total
        Rows of the source, those left out included.
    excluded
        Rows left out, by column and reason.
    notes
        What one should know beside the numbers.
    bins
        How single customers are spread, where the metric is a mean of them.
    beside
        What the metric was made from, where a reader wants to see it side by side.
    labels
        Keys that are called like a period but are columns of the table, in no order of time.
    """

    metric: Metric
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    options: Options
    total: int
    excluded: tuple[Excluded, ...] = ()
    notes: tuple[Fault, ...] = ()
    bins: tuple[Bin, ...] = ()
    beside: OutputTable | None = None
    labels: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[int, ...]:
        """Places of the keys that are periods, reckoned by the clock of the table."""
        return tuple(i for i, name in enumerate(self.by) if is_period(name) and name not in self.labels)

    @property
    def left_out(self) -> int:
        """Rows of the source that no number rests on because they are faulty."""
        return sum(part.n for part in self.excluded)

    @cached_property
    def by_keys(self) -> dict[tuple[str, ...], Row]:
        """Rows by their keys."""
        return {row.keys: row for row in self.rows}

    @property
    def shown(self) -> Iterator[Row]:
        """Rows that are not withheld."""
        return (row for row in self.rows if not row.hidden)

    @cached_property
    def part_names(self) -> tuple[str, ...]:
        """Names of the parts, in order of first mention."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.parts))
