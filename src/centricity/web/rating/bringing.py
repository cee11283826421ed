"""Levels brought by a table, of CSV or of a workbook: every row is held to what a page holds a level to."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from math import isfinite, nan

from django.utils import timezone

from centricity.errors import Fault, FaultsError, Place
from centricity.studies.contract import BLANKS, EVIDENCE_KINDS
from centricity.web.audit.services import Actor
from centricity.web.feedback.rows import Rows, read_rows
from centricity.web.panels.judging import Seen
from centricity.web.rating.models import Rater
from centricity.web.rating.sheets import COLUMNS, NEEDED
from centricity.web.rating.submitting import Given
from centricity.web.rating.together import MOST_LEVELS, Told, levels_submit
from centricity.web.research.words import KINDS

_DAYS = ("%Y-%m-%d", "%d.%m.%Y")


def levels_bring(rater: Rater, content: bytes, file: str, actor: Actor) -> int:
    """Submit the levels of a table that are filled in; how many were. Those that stand so already are passed over.

    Raises
    ------
    FaultsError
        With everything that does not fit and where it stands; nothing is submitted then.
    MisuseError
        Where the rating is closed.
    """
    told, faults = _read(read_rows(content, file))
    return levels_submit(rater, told, actor, faults)


def _read(table: Rows) -> tuple[list[Told], list[Fault]]:
    at = _columns(table)
    missing = [
        Fault("table.missing_column", replace(table.place, row=1, column=" / ".join(COLUMNS[each])))
        for each in NEEDED if each not in at
    ]  # fmt: skip
    if missing or table.faults:
        raise FaultsError([*table.faults, *missing])
    told, faults, first = list[Told](), list[Fault](), dict[tuple[str, str], int]()
    for number, cells in table.rows:
        row = {column: cells[i].strip() for column, i in at.items() if i < len(cells)}
        if not any(row.get(column) for column in COLUMNS if column not in {"company", "name", "metric", "title"}):
            continue
        place = replace(table.place, row=number)
        made, wrong = _told(row, place, {column: table.heads[i] for column, i in at.items()})
        faults += wrong
        key = (row.get("company", ""), row.get("metric", ""))
        if key in first:
            faults.append(Fault("table.duplicate", place, {"key": " · ".join(key), "first": first[key]}))
        elif made is not None:
            told.append(made)
        first.setdefault(key, number)
    if len(told) > MOST_LEVELS:
        raise FaultsError([Fault("web.import_large", table.place, {"rows": MOST_LEVELS})])
    return told, faults


def _columns(table: Rows) -> dict[str, int]:
    """Where each column stands, by its heading in either language."""
    heads = {each.strip().casefold(): at for at, each in reversed(list(enumerate(table.heads)))}
    return {column: heads[name] for column, names in COLUMNS.items() for name in names if name in heads}


Wrong = Callable[..., None]


def _told(row: Mapping[str, str], place: Place, heads: Mapping[str, str]) -> tuple[Told | None, list[Fault]]:
    faults = list[Fault]()

    def wrong(code: str, column: str, **fields: object) -> None:
        faults.append(Fault(code, replace(place, column=heads.get(column, column)), fields))

    level, applies = _level(row.get("level", ""), wrong)
    seen = _seen(row, wrong)
    if faults:
        return None, faults
    given = Given(level, seen, row.get("note", ""), applies)
    return Told(replace(place, column=heads["level"]), row.get("company", ""), row.get("metric", ""), given), []


def _level(text: str, wrong: Wrong) -> tuple[float | None, bool]:
    """A level, or a word of the study format for one that cannot be told; whether the metric applies."""
    if text.casefold() in BLANKS:
        return None, BLANKS[text.casefold()] != "not_applicable"
    try:
        level = float(text.replace(",", "."))
    except ValueError:
        level = nan
    if not isfinite(level):
        wrong("table.not_number" if text else "table.empty_cell", "level", **({"got": text[:60]} if text else {}))
        return None, True
    return level, True


def _seen(row: Mapping[str, str], wrong: Wrong) -> Seen | None:
    if not (row.get("seen") or row.get("reference")):
        return None
    return Seen(_kind(row.get("kind", ""), wrong), row.get("seen", ""), row.get("reference", ""),
                _day(row.get("seen_on", ""), wrong))  # fmt: skip


def _kind(text: str, wrong: Wrong) -> str:
    known = {word.casefold(): code for code, words in KINDS.items() for word in (code, *words.values())}
    if text and text.casefold() not in known:
        wrong("panels.kind", "kind", got=text[:60], known=", ".join(EVIDENCE_KINDS))
    return known.get(text.casefold(), "document")


def _day(text: str, wrong: Wrong) -> date:
    """The day, without its time where a workbook tells one; today where nothing is told."""
    today = timezone.now().date()
    if not text:
        return today
    day = text.partition("T")[0].partition(" ")[0]
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(day, form).date()  # noqa: DTZ007  a day has no zone
    wrong("web.import_date", "seen_on", got=text[:60])
    return today
