"""Reading cells in expressions: numbers, flags, days and moments, whatever type the engine holds them in.

A cell is never cast before it is known to be castable, so no engine can stop at one bad row.
"""

from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt

from centricity.engines.fetch import held, shallow
from centricity.engines.zones import fixed, to_universal, to_wall

Decimal = Literal[".", ","]
Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")

DAY = 86_400
LARGEST = 1.7e308

YES = ("true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "t", "1", "1.0", "да", "Да", "ДА")
NO = ("false", "False", "FALSE", "no", "No", "NO", "n", "N", "f", "0", "0.0", "нет", "Нет", "НЕТ")

_AROUND = "^[ \u00a0\\x09-\\x0d]+|[ \u00a0\\x09-\\x0d]+$"
_NUMBER = r"^[-+]?([0-9]{1,200}([.][0-9]{0,200})?|[.][0-9]{1,200})([eE][-+]?[0-9]{1,2})?$"
_DOTTED = r"^[0-9]{2}[.][0-9]{2}[.][0-9]{4}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$"
_PACKED = r"^(19|20|21)[0-9]{6}$"
_TAIL = r"([.][0-9]+)?( ?(Z|UTC|[-+][0-9]{2}:?[0-9]{2}))?$"
_LEAP = r"(19|20|21)(0[48]|[2468][048]|[13579][26])|2000"
_DATE = (
    r"((19|20|21)[0-9]{2}-((01|03|05|07|08|10|12)-(0[1-9]|[12][0-9]|3[01])|(04|06|09|11)-(0[1-9]|[12][0-9]|30)"
    rf"|02-(0[1-9]|1[0-9]|2[0-8]))|({_LEAP})-02-29)"
)
_ZONE = r"Z|UTC|[-+]((0[0-9]|1[0-3]):?[0-5][0-9]|14:?00)"
_TIME = r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
_SOUND = rf"^{_DATE}({_TIME}( ?({_ZONE}))?)?$"
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""Ends of the years 1 to 9999: what lies beyond has no date that could be written."""


@dataclass(frozen=True)
class Read:
    """A column of cells as an expression.

    Attributes
    ----------
    value
        What was read; null where blank or unreadable.
    blank
        Whether the cell is empty.
    wrong
        Whether the cell holds something else than it should.
    """

    value: Any
    blank: Any
    wrong: Any


@dataclass(frozen=True)
class Moment:
    """A point of time: the wall clock where it happened, in seconds from 1970, and the same in universal time."""

    wall: Any
    seconds: Any
    native: Any = None

    @property
    def iso(self) -> Any:
        """Day of the wall clock as a text such as 2025-01-31."""
        year, month = self._calendar()
        day = _day_of_month(self.day) if self.native is None else self.native.day()
        parts = ("000" + year.cast("string"), "0" + month.cast("string"), "0" + day.cast("string"))
        return parts[0].right(4) + "-" + parts[1].right(2) + "-" + parts[2].right(2)

    @property
    def day(self) -> Any:
        """Day of the wall clock, counted from 1970."""
        if self.native is not None:
            day = self.native if self.native.type().is_date() else self.native.date()
            return day.epoch_days().cast("int64")
        return self.wall // DAY

    def period(self, grain: Grain) -> Any:
        """Period of the wall clock as a whole number; `period_label` writes it."""
        if grain == "day":
            return self.day
        if grain == "week":
            return (self.day + 3) // 7
        year, month = self._calendar()
        if grain == "year":
            return year
        return year * 12 + month - 1 if grain == "month" else year * 4 + (month - 1) // 3

    def _calendar(self) -> tuple[Any, Any]:
        if self.native is not None:
            return self.native.year().cast("int64"), self.native.month().cast("int64")
        return _year_month(self.day)


def texts(cell: Any) -> Any:
    """Trim a text; blank is null. Ibis's own `strip` takes the letters f and v from texts on Spark."""
    return cell.re_replace(_AROUND, "").nullif("")


def _fits(text: Any, pattern: str) -> Any:
    """Whether the whole text fits a pattern; where `re_search` is asked, Java lets a line end follow the last mark."""
    return (text.re_replace(pattern, "") == "").fill_null(False)


def key(cell: Any) -> Read:
    """Read an identifier, whatever its type; it stays what it is, and what is no number is blank."""
    cell = without_nan(cell)
    if cell.type().is_string():
        value = texts(cell)
        return Read(value, value.isnull(), _never())
    return Read(cell, cell.isnull(), _never())


def without_nan(cell: Any) -> Any:
    """A cell that is null where it is NaN; SQLite keeps NaN as null itself."""
    if not cell.type().is_floating() or shallow(cell):
        return cell
    return ibis.ifelse(cell.isnan(), _null(str(cell.type())), cell)


def number(cell: Any, decimal: Decimal = ".") -> Read:
    """Read a number; a text may hold the spaces that Excel puts between thousands."""
    kind = cell.type()
    if kind.is_integer():
        return Read(cell, cell.isnull(), _never())
    if kind.is_decimal():
        cell, kind = cell.cast("float64"), dt.float64  # PostgreSQL has a decimal NaN
    if kind.is_floating():
        finite = cell.between(-LARGEST, LARGEST).fill_null(False)
        return Read(ibis.ifelse(finite, cell, _null("float64")), cell.isnull(), cell.notnull() & ~finite)
    if not kind.is_string():
        return Read(_null("float64"), cell.isnull(), cell.notnull())
    return _number_of_text(cell, decimal)


def _number_of_text(cell: Any, decimal: Decimal) -> Read:
    text = texts(cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
    if decimal == ",":
        text = ibis.ifelse(text.contains("."), ibis.literal("?"), text.replace(",", "."))
    good = _fits(text, _NUMBER)
    value = ibis.ifelse(good, text, _null("string")).cast("float64")
    return Read(value, text.isnull(), text.notnull() & ~good)


def flag(cell: Any) -> Read:
    """Read yes or no."""
    kind = cell.type()
    if kind.is_boolean():
        return Read(cell, cell.isnull(), _never())
    if kind.is_string():
        text = texts(cell)
        yes, no = text.isin(YES), text.isin(NO)
    else:
        text = cell
        yes, no = cell == 1, cell == 0
    value = ibis.cases((yes, True), (no, False), else_=_null("boolean"))
    return Read(value, text.isnull(), text.notnull() & ~(yes | no).fill_null(False))


def with_moment(table: Any, name: str, zone: str) -> tuple[Any, Read, Moment]:
    """Read a moment: a timestamp, a date, ISO text, 31.12.2025 14:30 or 20251231.

    What carries an offset is converted; the rest is wall time of ``zone``. A wall time that the clock
    jumped over is wrong; of an hour that came twice the first is meant, and in a zone whose clock changes the
    column ``{name} twice`` tells of it. The work is laid down in columns of the table, step by step: nested in
    one expression it would grow beyond every engine's patience.

    Returns
    -------
    tuple
        The table with the columns that were needed, the cell as read, and the moment.
    """
    kind = table[name].type()
    if kind.is_timestamp() and kind.timezone is not None:
        return _universal(table, name, zone)
    if kind.is_timestamp() or kind.is_date():
        return _native(table, name, zone if kind.is_timestamp() else "UTC")
    if kind.is_string() or kind.is_integer():
        return _written(table, name, zone)
    nothing = Moment(_null("int64"), _null("int64"))
    return table, Read(_null("int64"), table[name].isnull(), table[name].notnull()), nothing


def _universal(table: Any, name: str, zone: str) -> tuple[Any, Read, Moment]:
    seconds, wall = f"{name} seconds", f"{name} wall"
    table = table.mutate(**{seconds: _whole_seconds(table[name])})
    offset = fixed(zone)
    table = (
        table.mutate(**{wall: table[seconds] + offset}) if offset is not None else to_wall(table, seconds, wall, zone)
    )
    return table, Read(table[seconds], table[name].isnull(), _beyond(table, name)), Moment(table[wall], table[seconds])


def _native(table: Any, name: str, zone: str) -> tuple[Any, Read, Moment]:
    cell, wall = table[name], f"{name} wall"
    seconds = cell.epoch_days().cast("int64") * DAY if cell.type().is_date() else _whole_seconds(cell)
    table = table.mutate(**{wall: seconds})
    table, jumped = _located(table, name, zone)
    moment = Moment(table[wall], table[f"{name} seconds"], table[name])
    return table, Read(table[wall], table[name].isnull(), jumped | _beyond(table, name)), moment


def _beyond(table: Any, name: str) -> Any:
    """Whether a wall time lies in no year from 1 to 9999; an endless one lies in none."""
    return table[name].notnull() & ~table[f"{name} wall"].between(FIRST_SECOND, LAST_SECOND).fill_null(False)


def _whole_seconds(cell: Any) -> Any:
    """Seconds from 1970, the fraction cut off before engines can round it, each in its way."""
    cut = cell if shallow(cell) else cell.truncate("s")  # SQLite cuts by itself, to the thousandth of a second
    return cut.epoch_seconds().cast("int64")


def _located(table: Any, name: str, zone: str) -> tuple[Any, Any]:
    """Add the seconds of universal time to the wall time of a zone; tell of wall times that never were."""
    wall, seconds = f"{name} wall", f"{name} seconds"
    offset = fixed(zone)
    if offset is not None:
        return table.mutate(**{seconds: table[wall] - offset}), _never()
    table = to_universal(table, wall, seconds, f"{name} jumped", f"{name} twice", zone)
    return table, table[f"{name} jumped"]


def _written(table: Any, name: str, zone: str) -> tuple[Any, Read, Moment]:
    """Read a moment from its text: trimmed, written as ISO, cast where it is sound, placed in universal time."""
    text, iso, wall, seconds, offset = (f"{name} {step}" for step in ("text", "iso", "wall", "seconds", "offset"))
    table = held(table.mutate(**{text: texts(table[name].cast("string"))}), always=False)
    table = held(table.mutate(**{iso: _iso(table[text])}), always=False)
    table = held(table.mutate(**{wall: _cast(table[iso]), offset: _offset(table[iso])}), always=False)
    table, jumped = _located(table, name, zone)
    known, twice = table[offset].notnull(), f"{name} twice"
    wrong = (table[text].notnull() & table[wall].isnull()) | (~known & jumped)
    table = table.mutate(
        **{f"{name} wrong": wrong, seconds: ibis.ifelse(known, table[wall] - table[offset], table[seconds])},
        **({twice: ~known & table[twice]} if twice in table.columns else {}),
    )
    start, here = fixed(zone), f"{name} here"
    table = table.mutate(**{here: table[seconds] + start}) if start is not None else to_wall(table, seconds, here, zone)
    return table, Read(table[wall], table[text].isnull(), table[f"{name} wrong"]), Moment(table[here], table[seconds])


def _iso(text: Any) -> Any:
    """Write 31.12.2025 and 20251231 as ISO; any other text stays."""
    return ibis.cases(
        (text.re_search(_DOTTED), _joined(text, (6, 4), (3, 2), (0, 2)) + text.substr(10)),
        (text.re_search(_PACKED), _joined(text, (0, 4), (4, 2), (6, 2))),
        else_=text,
    )


def _joined(text: Any, *parts: tuple[int, int]) -> Any:
    year, month, day = (text.substr(start, length) for start, length in parts)
    return year + "-" + month + "-" + day


def _cast(iso: Any) -> Any:
    """Seconds of the wall clock from 1970; null where there is no such date or time of day."""
    timed = ibis.ifelse(iso.contains(":"), iso.re_replace(_TAIL, ""), iso)
    bare = timed.replace("T", " ")
    stamp = ibis.ifelse(_fits(iso, _SOUND), bare, _null("string")).cast("timestamp")
    return stamp.epoch_seconds().cast("int64")


def _offset(iso: Any) -> Any:
    """Offset that a text carries after its time of day, in seconds; null where it carries none."""
    signed = _fits(iso, r"^.*:.*[-+][0-9]{2}:?[0-9]{2}$")
    digits = ibis.ifelse(signed, iso.replace(":", "").right(5), ibis.literal("+0000"))
    size = digits.substr(1, 2).cast("int64") * 3600 + digits.substr(3, 2).cast("int64") * 60
    east = ibis.ifelse(digits.startswith("+"), size, -size)
    return ibis.cases((signed, east), (iso.re_search(r"(Z|UTC)$"), ibis.literal(0, "int64")), else_=_null("int64"))


def _year_month(days: Any) -> tuple[Any, Any]:
    """Year and month of a day counted from 1970, for days after 1600."""
    shifted = days + 719_468
    era = shifted // 146_097
    year_of_era, of_year = _of_era(shifted - era * 146_097)
    march = (5 * of_year + 2) // 153
    month = march + ibis.ifelse(march < 10, 3, -9)
    return year_of_era + era * 400 + ibis.ifelse(month <= 2, 1, 0), month


def _day_of_month(days: Any) -> Any:
    """Day of the month of a day counted from 1970, for days after 1600."""
    _, of_year = _of_era((days + 719_468) % 146_097)
    return of_year - (153 * ((5 * of_year + 2) // 153) + 2) // 5 + 1


def _of_era(day: Any) -> tuple[Any, Any]:
    """Year and day of the year, both from March, of a day in four hundred years."""
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    return year, day - (365 * year + year // 4 - year // 100)


def _never() -> Any:
    return ibis.literal(value=False)


def _null(kind: str) -> Any:
    return ibis.null(kind)
