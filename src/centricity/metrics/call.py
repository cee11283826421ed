"""One request for a metric: its tables in order, its groups, its options; and what a maker gives back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from centricity.engines.fetch import fetch
from centricity.engines.values import GRAINS
from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.contract import Prepared, keys_of
from centricity.metrics.definition import Metric
from centricity.metrics.options import Options
from centricity.metrics.outcome import TOTAL, Bin, Row
from centricity.metrics.periods import day_of, is_period, period_label
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable


@dataclass
class Call:
    """A metric asked for.

    Attributes
    ----------
    main
        The metric's own table.
    others
        Its other tables, by role.
    targets
        Known shares of the population that the answers are raked to, by column and label.
    """

    metric: Metric
    main: Prepared
    by: tuple[str, ...]
    options: Options
    others: dict[str, Prepared] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, Any]:
        """Expressions of the groups."""
        return keys_of(self.main, self.by)

    @property
    def grain(self) -> str | None:
        """The period among the keys, where there is one."""
        found = [name for name in self.by if self._is_period(name)]
        if len(found) > 1:
            raise MisuseError([Fault("metric.two_periods", fields={"periods": ", ".join(found)})])
        return found[0] if found else None

    def _is_period(self, name: str) -> bool:
        """Whether a key is reckoned by the clock; a table without one may have a column of that name."""
        return is_period(name) and name not in self.main.names and bool(self.main.moments)

    def labels(self, frame: pl.DataFrame) -> list[tuple[str, ...]]:
        """Keys of the rows of a frame as texts."""
        columns = [self._label(name, frame[f"by {i}"].to_list()) for i, name in enumerate(self.by)]
        return list(zip(*columns, strict=True)) if columns else [()] * frame.height

    def _label(self, name: str, values: Iterable[Any]) -> list[str]:
        grain = next((grain for grain in GRAINS if grain == name), None)
        if grain is None or not self._is_period(name):
            return ["" if value is None else _unlike_total(str(value)) for value in values]
        return ["" if value is None else period_label(grain, int(value)) for value in values]

    def rows(self, frame: pl.DataFrame, made: Sequence[Estimate], parts: Sequence[str] = ()) -> list[Row]:
        """Rows of a frame that has an estimate each; the named columns become parts."""
        columns = {name: frame[name].to_list() for name in parts}
        return [
            Row(keys, estimate, {name: float(values[i] or 0) for name, values in columns.items()})
            for i, (keys, estimate) in enumerate(zip(self.labels(frame), made, strict=True))
        ]

    def within(self, table: Any, day: Any) -> Any:
        """Rows of a table whose day lies in the period asked for."""
        if self.options.start is not None:
            table = table.filter(day >= day_of(self.options.start))
        if self.options.end is not None:
            table = table.filter(day < day_of(self.options.end))
        return table

    def last_day(self, *moments: str) -> int:
        """Day on which open things are looked at: as asked for, else the day after the last in the table."""
        asked = self.options.as_of or self.options.end
        if asked is not None:
            return day_of(asked)
        sound = self.main.sound
        found = fetch(sound.agg(**{name: (sound[f"{name} wall"] // 86_400).max() for name in moments})).row(0)
        known = [int(day) for day in found if day is not None]
        if not known:
            raise MetricError([Fault("metric.nothing_left", fields={"metric": self.metric.id})])
        return max(known) + 1


def _unlike_total(label: str) -> str:
    """A label of the data, marked where it would be taken for that of all groups together."""
    return f"\\{label}" if label == TOTAL else label


@dataclass(frozen=True)
class Made:
    """What a maker gives: rows, the names of keys beyond those asked for, and remarks."""

    rows: list[Row]
    more_keys: tuple[str, ...] = ()
    notes: tuple[Fault, ...] = ()
    bins: tuple[Bin, ...] = ()
    beside: OutputTable | None = None
