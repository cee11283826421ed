"""What pages of imports show: the first rows as they would be stored, counts and faults in words."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centricity.errors import Fault
from centricity.web.columns.chosen import Chosen
from centricity.web.customers.models import Channel
from centricity.web.feedback.columns import ID, LABELS
from centricity.web.feedback.importing import Read
from centricity.web.feedback.imports import SHOWN, by_rows
from centricity.web.feedback.models import Import, Item, Tone
from centricity.web.feedback.receiving import Said
from centricity.web.look.grids import Cell, Grid
from centricity.web.look.languages import language_now

MOST_SHOWN = 200
"""Faults on a page; all of them are in the table to download."""
_WORDS = {"channel": dict(Channel.choices), "kind": dict(Item.Kind.choices), "tone": dict(Tone.choices)}


def first_rows(read: Read, chosen: Sequence[Chosen]) -> Grid:
    """The first rows that are sound, as they will be stored."""
    used = [each for each in chosen if each.target and not each.key]
    whose = any(each.key for each in chosen)
    titles = [(str(capfirst(LABELS[each.target])), each.column, False) for each in used]
    titles += [(_("Customer"), "", False)] if whose else []
    rows = []
    for _at, said in read.said[:SHOWN]:
        cells = [*(_shown(said, each.target) for each in used), *([str(said.customer or "–")] if whose else [])]
        rows.append(tuple(Cell(cell, numeric=False) for cell in cells))
    return Grid(_("The first rows as they will be stored"), tuple(titles), tuple(rows))


def _shown(said: Said, target: str) -> str:
    if target == ID:
        return "–" if (said.number or "").startswith("row ") else str(said.number)
    value = getattr(said, target)
    if value in {None, ""}:
        return "–"
    if target == "at":
        return date_format(value, "DATETIME_FORMAT")
    if target == "public":
        return _("yes") if value else _("no")
    if target == "theme":
        return str(value.title_ru if language_now() == "ru" else value.title_en)
    text = str(_WORDS.get(target, {}).get(value, value))
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def looked(read: Read) -> list[tuple[str, int]]:
    """How many rows there are, and how many faults."""
    wrong = {"faults": len(read.faults), "left_out": read.left_out} if read.faults else {}
    return counted({"rows": read.rows} | wrong)


def counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Counts of an import in words."""
    titles = {
        "rows": _("rows in the table"), "new": _("taken in"), "known": _("known already"),
        "customers": _("of known customers"), "left_out": _("faulty rows"), "faults": _("faults"),
    }  # fmt: skip
    return [(title, counts[name]) for name, title in titles.items() if name in counts]


def wrong_of(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as a page shows them."""
    language = language_now()
    return [
        {"row": each.place.row, "column": each.place.column, "value": value_of(each), "text": each.sentence(language)}
        for each in faults[:MOST_SHOWN]
    ]


def value_of(fault: Fault) -> str:
    """What stands in the cell of a fault, where its sentence says it."""
    return str(fault.fields.get("got", ""))


def kept_wrong(made: Import) -> list[dict[str, Any]]:
    """The first faults that are kept of an import, as a page shows them."""
    return [
        {"row": row or None, "column": column, "value": value, "text": text}
        for row, column, value, text in faults_all(made, MOST_SHOWN)
    ]


def faults_all(made: Import, most: int | None = None) -> Iterator[tuple[str, str, str, str]]:
    """Faults that are kept of an import: row, column, value, and what to do."""
    language = language_now()
    for each in made.faults[:most]:
        fault = Fault(each["code"], fields=each["fields"])
        yield str(each["row"] or ""), each["column"], value_of(fault), fault.sentence(language)


def first_wrong(read: Read) -> list[dict[str, Any]]:
    """What is wrong with a table, in the order of its rows."""
    return wrong_of(by_rows(read))
