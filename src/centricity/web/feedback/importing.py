"""Reading a table of reviews, mentions, calls or letters: all faults at once, each in its row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from centricity.errors import Fault, FaultsError, Place
from centricity.web.customers.models import LONGEST_KEY, Channel
from centricity.web.feedback.models import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Item, Tone
from centricity.web.feedback.receiving import Said
from centricity.web.feedback.rows import MOST_ROWS, read_rows

MOST_FAULTS = 200
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "sentence", "comment", "body", "текст", "отзыв", "комментарий"),
    "title": ("title", "заголовок", "тема письма"),
    "author": ("author", "name", "автор", "имя"),
    "number": ("number", "id", "mention", "document", "url", "номер", "документ"),
    "at": ("at", "date", "published_at", "дата", "когда"),
    "rating": ("rating", "stars", "score", "оценка", "звёзды"),
    "channel": ("channel", "канал"),
    "kind": ("kind", "вид"),
    "tone": ("tone", "тональность"),
    "language": ("language", "язык"),
    "public": ("public", "открыто"),
}
"""What a column may be called; the words of an export of open texts are among them."""
USUAL_CHANNEL: dict[str, Any] = {
    "review": Channel.WEB,
    "mention": Channel.SOCIAL,
    "call": Channel.PHONE,
    "email": Channel.EMAIL,
}
_LIMITS = {"text": LONGEST_TEXT, "title": LONGEST_TITLE, "author": LONGEST_NAME, "number": LONGEST_KEY}
_CHOICES: dict[str, tuple[str, ...]] = {
    "channel": tuple(Channel.values),
    "kind": tuple(Item.Kind.values),
    "tone": tuple(Tone.values),
    "language": ("ru", "en"),
    "public": ("true", "false"),
}


@dataclass
class _Reading:
    """A table being read: where its columns are, and what is wrong with it so far."""

    place: Place
    source: str
    columns: Mapping[str, int]
    heads: list[str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, row: int, name: str, **fields: Any) -> None:
        place = replace(self.place, row=row, column=self.heads[self.columns[name]])
        self.faults.append(Fault(code, place, fields))


def read_said(content: bytes, file: str, source: str, sheet: str = "") -> list[Said]:
    """Read a table, of a workbook the sheet that is named.

    Raises
    ------
    FaultsError
        Where anything is wrong with it: all of it, up to two hundred faults.
    """
    table = read_rows(content, file, sheet)
    heads = [head.strip() for head in table.heads]
    known = {head.lower(): at for at, head in reversed(list(enumerate(heads)))}
    columns = {name: known[word] for name, words in NAMES.items() for word in reversed(words) if word in known}
    if "text" not in columns:
        place = replace(table.place, row=1)
        raise FaultsError([Fault("web.import_column", place, {"names": ", ".join(NAMES["text"])})])
    if len(table.rows) > MOST_ROWS:
        raise FaultsError([Fault("web.import_large", table.place, {"rows": MOST_ROWS})])
    reading = _Reading(table.place, source, columns, heads, list(table.faults))
    said = [_said(reading, at, row) for at, row in table.rows if any(cell.strip() for cell in row)]
    if not said and not reading.faults:
        raise FaultsError([Fault("web.import_empty", table.place)])
    if reading.faults:
        raise FaultsError(reading.faults[:MOST_FAULTS])
    return said


def _said(reading: _Reading, at: int, row: list[str]) -> Said:
    told = {name: row[place].strip() if place < len(row) else "" for name, place in reading.columns.items()}
    told = {name: _plain(value) for name, value in told.items()}
    if not told["text"]:
        reading.fault("web.import_blank", at, "text")
    for name, limit in _LIMITS.items():
        if len(told.get(name, "")) > limit:
            reading.fault("web.import_long", at, name, limit=limit)
    for name, choices in _CHOICES.items():
        if told.get(name) and told[name].lower() not in choices:
            reading.fault("web.import_choice", at, name, got=told[name][:60], known=", ".join(choices))
    chosen = {name: told.get(name, "").lower() for name in _CHOICES}
    return Said(
        text=told["text"], source=reading.source, number=told.get("number") or None, title=told.get("title", ""),
        author=told.get("author", ""), rating=_rating(reading, at, told), at=_moment(reading, at, told),
        channel=chosen["channel"] or USUAL_CHANNEL[reading.source], kind=chosen["kind"], tone=chosen["tone"],
        language=chosen["language"], public=_public(reading.source, chosen["public"]),
    )  # fmt: skip


def _plain(value: str) -> str:
    """A text without the apostrophe that keeps it from being a formula."""
    return value[1:].strip() if value[:1] == "'" and value[1:2] in set("=+-@\t") else value


def _public(source: str, told: str) -> bool:
    """Reviews and mentions stand where everybody reads them, unless told otherwise."""
    return told == "true" if told else source in {"review", "mention"}


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
    try:
        found = parse_datetime(value)
        day = parse_date(value) if found is None else None
    except ValueError:
        found = day = None
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day)  # noqa: DTZ001  its zone is set below
    if found is None:
        reading.fault("web.import_moment", at, "at", got=value[:60])
        return None
    found = found if timezone.is_aware(found) else found.replace(tzinfo=UTC)
    if found > timezone.now():
        reading.fault("web.import_future", at, "at", got=value[:60])
    return found
