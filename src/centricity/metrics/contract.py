"""From a table as it came to a table that a metric can trust: columns by contract, rows left out counted and named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ibis

from centricity.engines.cells import as_stored
from centricity.engines.fetch import backends, fetch, held, shallow
from centricity.engines.values import GRAINS, Grain, Moment, Read, flag, key, number, texts, with_moment, without_nan
from centricity.errors import Fault, MetricError, MisuseError, Place
from centricity.metrics.definition import Column, Input, Scale, TableContract
from centricity.metrics.options import Options
from centricity.tables.headers import alike

WHY = "why left out"
EXAMPLES = 3


@dataclass(frozen=True)
class Excluded:
    """Rows left out for one reason: the column, why, how many, and what some of them held."""

    column: str
    reason: str
    n: int
    examples: tuple[str, ...] = ()


@dataclass
class Prepared:
    """A table in the columns of its contract.

    Attributes
    ----------
    table
        All rows, with the clean columns; `WHY` tells why a row is left out, and is null for a sound one.
    moments
        The moments, by column; the first in the contract is the clock that periods are reckoned by.
    names
        How each column of the contract is called in the source.
    set_aside
        Whether a score beside the metric's own is unsound, by column; the row counts without it.
    doubled
        Moments of a zone whose clock changes; the column ``{name} twice`` tells of an hour that came twice.
    """

    table: Any
    source: Any
    contract: TableContract
    names: dict[str, str]
    moments: dict[str, Moment] = field(default_factory=dict)
    whys: list[tuple[Any, str]] = field(default_factory=list)
    set_aside: dict[str, Any] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)

    @property
    def sound(self) -> Any:
        """Rows that are not left out."""
        return self.table.filter(self.table[WHY].isnull())

    def has(self, column: str) -> bool:
        """Whether the source has a column of the contract."""
        return column in self.names

    def kept(self, column: str) -> str:
        """Name in ``table`` of a column of the source; a numbered one, which no other column can have."""
        return f"source {self.source.columns.index(column)}"

    @property
    def in_order(self) -> list[Any]:
        """All columns of the source that can be sorted by, so that no order depends on that of the rows."""
        cells = [self.table[self.kept(name)] for name in self.source.columns]
        return [cell for cell in cells if _sorts(cell.type())]

    def excluded(self) -> tuple[Excluded, ...]:
        """Count the rows left out, by column and reason, with examples of what they hold."""
        counts = fetch(self.table.filter(self.table[WHY].notnull()).group_by(WHY).agg(n=lambda t: t.count()))
        found = []
        for why, n in sorted(counts.iter_rows()):
            column, _, reason = why.partition(":")
            found.append(Excluded(column, reason, n, self._examples(column, why)))
        return tuple(found)

    def _examples(self, column: str, why: str) -> tuple[str, ...]:
        if why.endswith((":blank", ":duplicate")):
            return ()
        rows = self.table.filter(self.table[WHY] == why).select(shown=self.table[f"raw {column}"].cast("string"))
        # grouped, because Ibis takes columns of the filter into a DISTINCT on some engines
        frame = fetch(rows.group_by("shown").agg(n=rows.count()).order_by("shown").limit(EXAMPLES))
        return tuple(str(value) for value in frame["shown"].to_list())


def _sightless(source: Any) -> Sequence[str]:
    """Names of the columns where the engine tells no capital from a small letter; PostgreSQL alone does."""
    return () if any(backend.name == "postgres" for backend in backends(source)) else source.columns


def _sorts(kind: Any) -> bool:
    """Whether every engine can sort by a type."""
    return bool(kind.is_string() or kind.is_numeric() or kind.is_boolean() or kind.is_temporal())


def prepare(
    source: Any,
    contract: TableContract,
    wanted: Input,
    options: Options,
    mapping: Mapping[str, str],
    scale: Scale,
) -> Prepared:
    """Bring a table into the columns of its contract.

    Parameters
    ----------
    source
        Ibis table as it came.
    mapping
        How columns of the contract are called in the source, where by another name.

    Raises
    ------
    MetricError
        Where a needed column is missing; all of them at once.
    """
    names = _named(source, contract, wanted, mapping)
    if faults := alike(_sightless(source), wanted.table):
        raise MetricError(faults)
    source = as_stored(source, dict.fromkeys(names.values()))
    prepared = Prepared(_renamed(source, names), source, contract, names)
    for name in names:
        _clean(prepared, contract.column(name), name in wanted.needs or name == "weight", options, scale)
    for first, second in contract.order:
        if first in prepared.moments and second in prepared.moments:
            days = "day" in {contract.column(name).kind for name in (first, second)}
            before, after = (
                prepared.moments[name].day if days else prepared.moments[name].seconds for name in (first, second)
            )
            early = after < before
            prepared.whys.append((early.fill_null(False), f"{second}:before_{first}"))
    for part, whole in contract.within:
        if prepared.has(part) and prepared.has(whole):
            over = prepared.table[part] > prepared.table[whole]
            prepared.whys.append((over.fill_null(False), f"{part}:above_{whole}"))
    why = ibis.cases(*prepared.whys, else_=ibis.null("string")) if prepared.whys else ibis.null("string")
    aside = {f"unsound {name}": unsound for name, unsound in prepared.set_aside.items()}
    prepared.table = prepared.table.mutate(**{WHY: why, **aside})
    if any(source[names[name]].type().is_string() for name in prepared.moments):
        prepared.table = held(prepared.table)  # written moments are read once instead of in every query
    _bind(prepared)
    return prepared


def _settle(prepared: Prepared) -> None:
    """Lay down what is reckoned so far where the engine's parser cannot hold many steps, and go on from there."""
    if shallow(prepared.table):
        noted = {f"why {i}": condition for i, (condition, _) in enumerate(prepared.whys)}
        aside = {f"unsound {name}": unsound for name, unsound in prepared.set_aside.items()}
        prepared.table = held(prepared.table.mutate(**noted, **aside))
    _recall(prepared)
    _bind(prepared)


def _recall(prepared: Prepared) -> None:
    """Take what was laid down from the columns of the table as it now is."""
    table = prepared.table
    if shallow(table):
        prepared.whys = [(table[f"why {i}"], why) for i, (_, why) in enumerate(prepared.whys)]
        prepared.set_aside = {name: table[f"unsound {name}"] for name in prepared.set_aside}


def _bind(prepared: Prepared) -> None:
    """Take the moments from the columns of the table as it now is."""
    table = prepared.table
    prepared.moments = {
        name: Moment(table[f"{name} wall"], table[f"{name} at"], None if at.native is None else table[f"raw {name}"])
        for name, at in prepared.moments.items()
    }


def _named(source: Any, contract: TableContract, wanted: Input, mapping: Mapping[str, str]) -> dict[str, str]:
    """Find the columns: by the mapping, else by their own names."""
    there = set(source.columns)
    lost = sorted(f"{name}={mapping[name]}" for name in mapping if mapping[name] not in there)
    unknown = sorted(set(mapping) - set(contract.names))
    faults = [Fault("metric.map_column", fields={"pair": pair, "known": ", ".join(sorted(there))}) for pair in lost]
    faults += [Fault("metric.map_name", fields={"name": name, "known": ", ".join(contract.names)}) for name in unknown]
    faults += _shared({n: c for n, c in mapping.items() if n not in unknown and contract.column(n).kind != "label"})
    if faults:
        raise MisuseError(faults)
    names = {
        name: mapping.get(name, name)
        for name in contract.names
        if name in (*wanted.needs, *wanted.uses) and mapping.get(name, name) in there
    }
    missing = [name for name in wanted.needs if name not in names]
    if missing:
        fields = {"columns": ", ".join(missing), "known": ", ".join(source.columns)}
        raise MetricError([Fault("metric.no_column", Place(wanted.table), fields)])
    return names


def _shared(mapping: Mapping[str, str]) -> list[Fault]:
    """Find columns that are to be two things at once; any may be a label as well."""
    names: dict[str, list[str]] = {}
    for name, column in mapping.items():
        names.setdefault(column, []).append(name)
    return [
        Fault("metric.map_shared", fields={"column": column, "names": ", ".join(found)})
        for column, found in names.items()
        if len(found) > 1
    ]


def _renamed(source: Any, names: Mapping[str, str]) -> Any:
    """Number the source's columns, so that none meets a name of ours, and put the raw cells of the contract beside."""
    empty = {name: source[name].cast("string") for name in source.columns if source[name].type().is_null()}
    source = source.mutate(**empty) if empty else source
    kept = {f"source {i}": source[name] for i, name in enumerate(source.columns)}
    raw = {f"raw {name}": source[column] for name, column in names.items()}
    return source.select(**kept, **raw)


def _clean(prepared: Prepared, column: Column, needed: bool, options: Options, scale: Scale) -> None:
    name, raw = column.name, f"raw {column.name}"
    if column.kind in {"moment", "day"}:
        _settle(prepared)
        prepared.table, read, moment = with_moment(prepared.table, raw, options.zone)
        _recall(prepared)
        if column.kind == "moment" and f"{raw} twice" in prepared.table.columns:
            prepared.doubled.append(name)
            prepared.table = prepared.table.mutate(**{f"{name} twice": prepared.table[f"{raw} twice"]})
        prepared.table = prepared.table.mutate(
            **{
                f"{name} wall": moment.wall, f"{name} at": moment.seconds,
                f"{name} wrong": read.wrong, f"{name} blank": read.blank,
            }
        )  # fmt: skip
        prepared.moments[name] = moment
        _settle(prepared)
        read = Read(None, prepared.table[f"{name} blank"], prepared.table[f"{name} wrong"])
        _note(prepared, name, needed and not column.blank, read, "moment")
        if column.kind == "day":
            prepared.table = prepared.table.mutate(**{name: prepared.table[f"{name} wall"] // 86_400})
        return
    read = _read(prepared.table[raw], column, options)
    if prepared.table[raw].type().is_string() and column.kind not in {"key", "label"}:
        read = _laid(prepared, name, read)
    if column.kind == "score":
        read = _score(prepared, column, read, scale, options, needed=needed)
    else:
        _note(prepared, name, needed and not column.blank, read, column.kind)
    if column.least is not None:
        prepared.whys.append(((read.value < column.least).fill_null(False), f"{name}:negative"))
    prepared.table = prepared.table.mutate(**{name: read.value})


def _laid(prepared: Prepared, name: str, read: Read) -> Read:
    """Lay what was read from texts in columns: nested any deeper, it would grow beyond an engine's patience."""
    steps = {f"{name} read": read.value, f"{name} blank": read.blank, f"{name} wrong": read.wrong}
    prepared.table = prepared.table.mutate(**steps)
    _settle(prepared)
    return Read(*(prepared.table[step] for step in steps))


def _read(cell: Any, column: Column, options: Options) -> Read:
    if column.kind == "flag":
        return flag(cell)
    if column.kind == "key":
        return key(cell)
    if column.kind == "label":
        return Read(label(cell), label(cell) == "", ibis.literal(False))
    return number(cell, options.decimal)


def label(cell: Any) -> Any:
    """A label as text; blank where there is none."""
    cell = without_nan(cell)
    return (texts(cell) if cell.type().is_string() else cell.cast("string")).fill_null("")


def _note(prepared: Prepared, name: str, needed: bool, read: Read, kind: str) -> None:
    """Note why rows are left out: a needed cell is blank, any cell holds what it should not."""
    if needed:
        prepared.whys.append((read.blank, f"{name}:blank"))
    prepared.whys.append((read.wrong, f"{name}:not_{kind}"))


def _score(prepared: Prepared, column: Column, read: Read, scale: Scale, options: Options, *, needed: bool) -> Read:
    """Hold a score against its scale; turn it round where that is asked for.

    A score that the metric only looks at beside itself is set aside where it is wrong; its row stays.
    """
    inside = read.value.between(scale.min, scale.max)
    if not needed:
        unsound = read.wrong | (~inside).fill_null(False)
        prepared.set_aside[column.name] = unsound
        return Read(ibis.ifelse(inside, read.value, ibis.null(read.value.type())), read.blank, unsound)
    _note(prepared, column.name, not column.blank, read, "number")
    prepared.whys.append(((~inside).fill_null(False), f"{column.name}:outside_scale"))
    if scale.whole and not read.value.type().is_integer():
        uneven = (read.value != read.value.floor()).fill_null(False)
        prepared.whys.append((uneven, f"{column.name}:not_whole"))
    if not options.reverse:
        return read
    return Read(scale.min + scale.max - read.value, read.blank, read.wrong)


def carry(prepared: Prepared, columns: Mapping[str, Any]) -> None:
    """Add columns to the table; SQLite, whose parser cannot hold many steps, goes on from there."""
    prepared.table = held(prepared.table.mutate(**columns), always=False)
    _bind(prepared)


def drop_duplicates(prepared: Prepared, unique: str, *, look: bool = True) -> None:
    """Leave out all but the first sound one of the rows that carry one number.

    With ``look`` it looks first whether there are any, which is cheaper than sorting all rows.
    """
    table = prepared.table
    if look and not _repeats(table, unique):
        return
    order = [table[f"{name} at"] for name in prepared.moments] or [table[unique]]
    order += [table[name] for name in prepared.names if f"raw {name}" in table.columns and name not in prepared.moments]
    unsound = ibis.ifelse(table[WHY].isnull(), 0, 1)
    place = ibis.row_number().over(group_by=table[unique], order_by=[unsound, *order, *prepared.in_order])
    table = table.mutate(**{"place among equals": place})
    repeated = table[unique].notnull() & (table["place among equals"] > 0) & table[WHY].isnull()
    why = ibis.ifelse(repeated, ibis.literal(f"{unique}:duplicate"), table[WHY])
    prepared.table = table.mutate(**{WHY: why})


def _repeats(table: Any, unique: str) -> bool:
    counted = fetch(table.agg(n=table[unique].count(), distinct=table[unique].nunique()))
    return bool(counted["n"][0] != counted["distinct"][0])


def keys_of(prepared: Prepared, by: Sequence[str]) -> dict[str, Any]:
    """Expressions of the groups asked for: periods by the clock, columns of the contract or of the source."""
    keys: dict[str, Any] = {}
    for i, name in enumerate(by):
        keys[f"by {i}"] = _key(prepared, name)
    return keys


def with_labels_of(prepared: Prepared, other: Prepared, on: str, names: Sequence[str]) -> Prepared:
    """Give rows the labels that another table has of the record they name; blank where it has no such record."""
    labels = {f"raw {name}": key for name, key in zip(names, keys_of(other, names).values(), strict=True)}
    record = f"{on} of the other table"
    told = other.sound.select(**{record: other.sound[on]}, **labels)
    table = prepared.table.left_join(told, prepared.table[on] == told[record]).drop(record)
    made = replace(prepared, table=table, names=prepared.names | {name: name for name in names})
    _bind(made)
    return made


def _key(prepared: Prepared, name: str) -> Any:
    if name in prepared.names and name not in prepared.moments:
        return label(prepared.table[f"raw {name}"])
    if name in prepared.moments and prepared.contract.column(name).kind == "day":
        return prepared.moments[name].iso.fill_null("")
    if name in GRAINS and prepared.moments:
        clock = next(iter(prepared.moments))
        grain: Grain = next(grain for grain in GRAINS if grain == name)
        return prepared.moments[clock].period(grain)
    if name in prepared.source.columns:
        return label(prepared.table[prepared.kept(name)])
    known = ", ".join([*(GRAINS if prepared.moments else ()), *prepared.source.columns])
    raise MisuseError([Fault("metric.by", fields={"name": name, "known": known})])
