"""Reading a table of reviews, mentions, calls or letters: all faults at once, each in its row and column."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from centricity.errors import Fault
from centricity.web.columns.chosen import Chosen
from centricity.web.customers.finding import Owners
from centricity.web.customers.models import LONGEST_KEY, Channel, Customer
from centricity.web.feedback.columns import CODES, ID, TEXT
from centricity.web.feedback.models import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Item, Theme, Tone
from centricity.web.feedback.receiving import Said
from centricity.web.feedback.rows import Rows

USUAL_CHANNEL: dict[str, Any] = {
    "review": Channel.WEB,
    "mention": Channel.SOCIAL,
    "call": Channel.PHONE,
    "email": Channel.EMAIL,
}
_LIMITS = {TEXT: LONGEST_TEXT, "title": LONGEST_TITLE, "author": LONGEST_NAME, ID: LONGEST_KEY}
_KNOWN: dict[str, tuple[str, ...]] = {
    "channel": tuple(Channel.values),
    "kind": tuple(Item.Kind.values),
    "tone": tuple(Tone.values),
    "language": ("ru", "en"),
    "public": ("true", "false"),
}
_DAYS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
MOST_THEMES = 10
"""Themes that a fault names."""


@dataclass(frozen=True)
class Read:
    """A table that is read: what is sound, with its rows, and what is wrong with the rest."""

    rows: int
    said: list[tuple[int, Said]]
    faults: list[Fault]

    @property
    def left_out(self) -> int:
        """Rows that something is wrong with."""
        return len({fault.place.row for fault in self.faults})


@dataclass
class _Reading:
    """A table being read: where its columns are, and what is wrong with it so far."""

    table: Rows
    source: str
    columns: Mapping[str, int]
    owners: Owners
    themes: Mapping[str, Theme]
    digest: str
    faults: list[Fault] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def fault(self, code: str, row: int, name: str, **fields: Any) -> None:
        column = self.table.heads[self.columns[name]] if name else ""
        self.faults.append(Fault(code, replace(self.table.place, row=row, column=column), fields))


def read_said(
    table: Rows, source: str, chosen: Sequence[Chosen], owners: Owners, themes: Mapping[str, Theme], digest: str
) -> Read:
    """Read a table whose columns are told.

    ``digest`` is that of its file: rows without a number and a date are told by it, should the file come again.
    """
    columns = {each.code: at for at, each in enumerate(chosen) if each.target}
    reading = _Reading(table, source, columns, owners, themes, digest, list(table.faults))
    rows = [(at, row) for at, row in table.rows if any(cell.strip() for cell in row)]
    said = [(at, _said(reading, at, row)) for at, row in rows]
    if not rows and not reading.faults:
        reading.faults.append(Fault("web.import_empty", table.place))
    wrong = {fault.place.row for fault in reading.faults}
    return Read(len(rows), [(at, each) for at, each in said if at not in wrong], reading.faults)


def _said(reading: _Reading, at: int, row: list[str]) -> Said:
    told = {name: row[place].strip() if place < len(row) else "" for name, place in reading.columns.items()}
    told = {name: plain(value) for name, value in told.items()}
    if not told[TEXT]:
        reading.fault("web.import_blank", at, TEXT)
    for name, limit in _LIMITS.items():
        if len(told.get(name, "")) > limit:
            reading.fault("web.import_long", at, name, limit=limit)
    chosen = {name: _code(reading, at, name, told.get(name, "")) for name in _KNOWN}
    rating, moment = _rating(reading, at, told), _moment(reading, at, told)
    return Said(
        text=told[TEXT], source=reading.source, rating=rating, at=moment,
        number=told.get(ID) or _number(reading, at, told, moment),
        title=told.get("title", ""), author=told.get("author", ""),
        channel=chosen["channel"] or USUAL_CHANNEL[reading.source], kind=chosen["kind"], tone=chosen["tone"],
        language=chosen["language"], public=_public(reading.source, chosen["public"]),
        theme=_theme(reading, at, told.get("theme", "")), customer=_customer(reading, at, told),
    )  # fmt: skip


def plain(value: str) -> str:
    """A text without the apostrophe that keeps it from being a formula."""
    return value[1:].strip() if value[:1] == "'" and value[1:2] in set("=+-@\t") else value


def _code(reading: _Reading, at: int, name: str, value: str) -> str:
    code = CODES[name].get(value.lower(), "")
    if value and not code:
        reading.fault("web.import_choice", at, name, got=value[:60], known=", ".join(_KNOWN[name]))
    return code


def _number(reading: _Reading, at: int, told: Mapping[str, str], moment: datetime | None) -> str:
    """A number made of what a row says, so that it comes in once; equal rows are told apart by which they are.

    Rows without a date may say the same and be different: they are told by their places in their file.
    """
    said = [told.get(name, "") for name in (TEXT, "title", "author")]
    words = "\x1f".join([f"{moment}", *said] if moment else [reading.digest, reading.table.place.sheet, f"{at}"])
    reading.times[words] += 1
    unique = f"{words}\x1f{reading.times[words]}"
    return "row " + hashlib.blake2b(unique.encode(), digest_size=16).hexdigest()


def _public(source: str, told: str) -> bool:
    """Reviews and mentions stand where everybody reads them, unless told otherwise."""
    return told == "true" if told else source in {"review", "mention"}


def _theme(reading: _Reading, at: int, value: str) -> Theme | None:
    found = reading.themes.get(value.casefold())
    if value and found is None:
        titles = list(dict.fromkeys(each.title_ru for each in reading.themes.values()))
        known = ", ".join(titles[:MOST_THEMES]) + (" …" if len(titles) > MOST_THEMES else "")
        reading.fault("web.import_theme", at, "theme", got=value[:60], known=known or "–")
    return found


def _customer(reading: _Reading, at: int, told: Mapping[str, str]) -> Customer | None:
    """Whoever has the keys of a row; nobody, where they are not known."""
    found: dict[int, Customer] = {}
    for name, kind in reading.owners.kinds.items():
        if not told.get(name):
            continue
        if not reading.owners.sound(kind, told[name]):
            reading.fault("web.import_key", at, name, got=told[name][:60])
        elif (customer := reading.owners.of(kind, told[name])) is not None:
            found[customer.pk] = customer
    if len(found) > 1:
        reading.fault("web.import_of_two", at, "")
    return next(iter(found.values()), None)


def _rating(reading: _Reading, at: int, told: Mapping[str, str]) -> int | None:
    value = told.get("rating", "")
    if not value:
        return None
    if value in {"1", "2", "3", "4", "5"}:
        return int(value)
    reading.fault("web.import_choice", at, "rating", got=value[:60], known="1, 2, 3, 4, 5")
    return None


def _moment(reading: _Reading, at: int, told: Mapping[str, str]) -> datetime | None:
    value = told.get("at", "")
    if not value:
        return None
    found = _read_moment(value)
    if found is None:
        reading.fault("web.import_moment", at, "at", got=value[:60])
        return None
    try:
        found = found if timezone.is_aware(found) else found.replace(tzinfo=UTC)
        future = found > timezone.now()
    except OverflowError:  # a zone beyond the first or the last year
        future = True
    if future:
        reading.fault("web.import_future", at, "at", got=value[:60])
    return found


def _read_moment(value: str) -> datetime | None:
    """A day, or a moment, as it is written here or there."""
    try:
        day = parse_date(value)
        found = parse_datetime(value) if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    except ValueError:
        return None
    return found or next((made for form in _DAYS if (made := _by(value, form)) is not None), None)


def _by(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value, form)  # noqa: DTZ007  its zone is set by who asks
    except ValueError:
        return None
