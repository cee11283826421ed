"""Wall time and universal time in expressions: a zone becomes a small table of days, joined by the day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis

from centricity.errors import Fault, MisuseError

FIRST, LAST = 1995, 2040
"""Years whose days are in the table; before and after, the offset of its ends holds."""

DAY = 86_400


@dataclass(frozen=True)
class Switch:
    """A change of offset, in epoch seconds of universal time and of both wall times."""

    utc: int
    before: int
    after: int


@cache
def switches(zone: str) -> tuple[int, tuple[Switch, ...]]:
    """First offset of a zone in seconds, and its switches from `FIRST` to `LAST`.

    Raises
    ------
    MisuseError
        Where the zone is unknown.
    """
    try:
        rule = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MisuseError([Fault("engine.zone", fields={"zone": zone})]) from error
    first = int(datetime(FIRST, 1, 1, tzinfo=UTC).timestamp())
    last = int(datetime(LAST, 1, 1, tzinfo=UTC).timestamp())
    found: list[Switch] = []
    offset = start = _offset(rule, first)
    for day in range(first, last, 86_400):
        later = _offset(rule, day + 86_400)
        if later != offset:
            found.append(Switch(_moment(rule, day, day + 86_400), offset, later))
            offset = later
    return start, tuple(found)


def _offset(rule: ZoneInfo, utc: int) -> int:
    """Offset of wall time, in seconds; whole minutes, as all zones have since 1972."""
    offset = datetime.fromtimestamp(utc, UTC).astimezone(rule).utcoffset() or timedelta()
    return round(offset.total_seconds())


def _moment(rule: ZoneInfo, low: int, high: int) -> int:
    """Second of a switch, by halving."""
    before = _offset(rule, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(rule, middle) == before else (low, middle)
    return high


def fixed(zone: str) -> int | None:
    """Offset of a zone that has had no other since `FIRST`, in seconds; None where it had several."""
    start, found = switches(zone)
    return None if found else start


def to_universal(table: Any, wall: str, seconds: str, jumped: str, twice: str, zone: str) -> Any:
    """Add the column ``seconds`` of universal time to a table with a column ``wall`` of wall time.

    ``jumped`` tells of a wall time that never was, because the clock jumped over it; ``twice`` of one that came
    twice, of which the first is meant.
    """
    days = _days(zone, "wall")
    within = table[wall] % DAY
    offset = ibis.ifelse(within < days["zone switch"], days["zone before"], days["zone after"])
    near = within.between(days["zone gap"], days["zone switch"] - 1).fill_null(False)
    back = days["zone after"] < days["zone before"]
    return _joined(table, wall, days, {seconds: table[wall] - offset, jumped: near & ~back, twice: near & back})


def to_wall(table: Any, seconds: str, wall: str, zone: str) -> Any:
    """Add the column ``wall`` of wall time to a table with a column ``seconds`` of universal time."""
    days = _days(zone, "universal")
    offset = ibis.ifelse(table[seconds] % DAY < days["zone switch"], days["zone before"], days["zone after"])
    return _joined(table, seconds, days, {wall: table[seconds] + offset})


_COLUMNS = ("zone day", "zone before", "zone after", "zone switch", "zone gap")


def _joined(table: Any, moment: str, days: Any, added: dict[str, Any]) -> Any:
    day = (table[moment] // DAY).clip(FIRST_DAY, LAST_DAY)
    kept = [name for name in table.columns if name not in added]
    return table.left_join(days, day == days["zone day"]).select(*(table[name] for name in kept), **added)


FIRST_DAY = int(datetime(FIRST, 1, 1, tzinfo=UTC).timestamp()) // DAY
LAST_DAY = int(datetime(LAST, 1, 1, tzinfo=UTC).timestamp()) // DAY


@cache
def _days(zone: str, clock: str) -> Any:
    """Table of days: the offset before and after the second of a switch; -1 and DAY where there is none.

    ``zone gap`` is the first second that the clock jumps over, or shows twice; the switch is the second after the
    last.
    """
    start, found = switches(zone)
    rows: dict[str, list[int]] = {name: [] for name in _COLUMNS}
    offset, left = start, list(found)
    for day in range(FIRST_DAY, LAST_DAY + 1):
        row = (day, offset, offset, DAY, DAY)
        if left and _second(left[0], clock) // DAY == day:
            switch = left.pop(0)
            second = _second(switch, clock) - day * DAY
            gap = second - abs(switch.after - switch.before) if clock == "wall" else second
            row, offset = (day, switch.before, switch.after, second, gap), switch.after
        for name, value in zip(_COLUMNS, row, strict=True):
            rows[name].append(value)
    return ibis.memtable(rows)


def _second(switch: Switch, clock: str) -> int:
    """Second of a switch on a clock; on the wall the later of its two, so that a doubled hour is the first."""
    return switch.utc if clock == "universal" else switch.utc + max(switch.before, switch.after)
