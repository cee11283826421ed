"""Moments as they are written: ISO 8601, RFC 2822, dd.mm.yyyy, seconds of the epoch; anything else is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.documents import MOMENT

FIRST, LAST = 1900, 2100

_ISO = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?([Zz]|[+-]\d\d(:?\d\d)?)?)?")
_SOUND = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"
_DOTS = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})(?:,?\s+(?:в\s+)?(\d\d?):(\d\d)(?::(\d\d))?)?")
_SLASHES = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?:,?\s+(\d\d?):(\d\d)(?::(\d\d))?)?")
_MAIL = re.compile(r"([A-Z][a-z]{2},?\s+)?\d\d?\s+[A-Z][a-z]{2}\s+\d{4}\s+\d\d:\d\d(:\d\d)?\s+([+-]\d{4}|[A-Z]{1,4})")
_EPOCH = re.compile(r"\d{9,10}(\.\d+)?|\d{12,13}")


def moment(written: Any, *, day_first: bool | None = None) -> datetime | None:
    """The moment that is written, in UTC and whole seconds; None where it is not one.

    Parameters
    ----------
    day_first
        How ``03/04/2025`` is read; None reads no such dates, as nobody can.

    Raises
    ------
    ValueError
        Where something is written that is no moment.
    """
    if written is None or written == "":
        return None
    found = _native(written) if not isinstance(written, str) else _read(written.strip(), day_first)
    aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if not FIRST <= aware.year <= LAST:
        raise ValueError(written)
    return aware.replace(microsecond=0)


def _native(written: Any) -> datetime:
    if isinstance(written, datetime):
        return written
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return _epoch(float(written))
    if hasattr(written, "year") and hasattr(written, "day"):
        return datetime(written.year, written.month, written.day, tzinfo=UTC)
    raise ValueError(written)


def _epoch(seconds: float) -> datetime:
    """Seconds since 1970; twelve and more digits are thousandths, fewer than nine a year or a count."""
    if not seconds >= 1e8:
        raise ValueError(seconds)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)


def _read(written: str, day_first: bool | None) -> datetime:
    if _ISO.fullmatch(written):
        return datetime.fromisoformat(written.upper().replace(" +", "+").replace(" Z", "Z"))
    if found := _DOTS.fullmatch(written):
        return _from_parts(found.groups())
    if day_first is not None and (found := _SLASHES.fullmatch(written)):
        one, two, *rest = found.groups()
        return _from_parts((one, two, *rest) if day_first else (two, one, *rest))
    if _MAIL.fullmatch(written):
        return parsedate_to_datetime(written)
    if _EPOCH.fullmatch(written):
        return _epoch(float(written))
    raise ValueError(written)


def _from_parts(parts: Sequence[str | None]) -> datetime:
    day, month, year, hour, minute, second = (int(part or 0) for part in parts)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@dataclass(frozen=True)
class Moments:
    """A column of moments, and the positions where something else was written."""

    array: pa.Array
    wrong: list[int]

    def stamps(self) -> list[str]:
        """Moments in ISO 8601 as `datetime.isoformat` writes them; empty for nulls."""
        plain = pc.cast(pc.cast(self.array, pa.timestamp("s")), pa.string()).to_pylist()
        return ["" if stamp is None else f"{stamp[:10]}T{stamp[11:]}+00:00" for stamp in plain]


def moments(written: Sequence[Any], *, day_first: bool | None = None) -> Moments:
    """Read a column of moments as `moment` does; sound ISO 8601 in one go."""
    array = _at_once(written)
    if array is not None:
        return Moments(array, [])
    found: list[datetime | None] = []
    wrong: list[int] = []
    for position, value in enumerate(written):
        try:
            found.append(moment(value, day_first=day_first))
        except (ValueError, OverflowError, OSError, TypeError):
            found.append(None)
            wrong.append(position)
    return Moments(pa.array(found, MOMENT), wrong)


def _at_once(written: Sequence[Any]) -> pa.Array | None:
    """The column where all of it is ISO 8601 to the second with a zone; None where any is not."""
    try:
        texts = pa.array(written, pa.string())
        if not pc.all(pc.match_substring_regex(texts, _SOUND), skip_nulls=True, min_count=0).as_py():
            return None
        array = pc.cast(texts, MOMENT)
        within = pc.is_in(pc.year(array), pa.array(range(FIRST, LAST + 1), pa.int64()), skip_nulls=False)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None
    return array if pc.all(pc.or_(within, pc.is_null(array)), min_count=0).as_py() else None
