"""From surveys and their results to what the API gives."""

from collections.abc import Sequence
from typing import Any

from centricity.errors import Fault
from centricity.web.api.shapes import Shape, both
from centricity.web.research.services import MOST_FAULTS, told
from centricity.web.voice.answers_file import shown_values
from centricity.web.voice.crowding import kiosk_mark
from centricity.web.voice.results import Results
from centricity.web.voice.shapes import Bar, Cell, Figure, Item, Table


def survey(row: Any) -> Shape:
    names = (
        "code",
        "audience",
        "purpose",
        "state",
        "public",
        "link",
        "created_at",
        "opened_at",
        "closed_at",
        "next_due",
    )
    edition = row.current
    return {name: getattr(row, name) for name in names} | {
        "organisation": row.organisation.code, "title": both(row, "title"), "revision": row.version,
        "edition": edition.number if edition else None,
        "anonymous": edition.questionnaire.nameless if edition else None,
        "follows": row.follows.code if row.follows else None, "kiosk": kiosk_mark(row.link),
    }  # fmt: skip


def draft(row: Any, faults: Sequence[Fault]) -> Shape:
    return {"organisation": row.organisation.code, "code": row.code, "revision": row.version, "content": row.draft,
            "faults": [told(each) for each in faults[:MOST_FAULTS]]}  # fmt: skip


def edition(row: Any) -> Shape:
    return {name: getattr(row, name) for name in ("number", "digest", "published_by", "published_at", "content")}


def response(row: Any) -> Shape:
    names = ("id", "end", "language", "channel", "begun_at", "ended_at")
    customer = row.customer.code if row.customer else None
    told = {"edition": row.version.number, "customer": customer, "values": shown_values(row)}
    return {name: getattr(row, name) for name in names} | told


def items(read: Results, *, words: bool) -> list[Shape]:
    """Questions with their numbers, named in both languages."""
    pairs = zip(read.items, read.told_in("en").items, strict=True)
    return [_item(ru, en, words=words, withheld=bool(read.least and (ru.hidden or ru.withheld))) for ru, en in pairs]


def _item(ru: Item, en: Item, *, words: bool, withheld: bool) -> Shape:
    return {
        "code": ru.code, "text": _both(ru.text, en.text), "metric": _both(ru.name, en.name),
        "n": None if withheld else ru.n, "figure": figure(ru.figure), "withheld": withheld,
        "bars": [_bar(*each) for each in zip(ru.bars, en.bars, strict=True)],
        "tables": [_table(*each) for each in zip(ru.tables, en.tables, strict=True)],
        "texts": ru.texts if words else None,
    }  # fmt: skip


def _both(ru: str, en: str) -> dict[str, str]:
    return {"ru": ru, "en": en}


def figure(told: Figure | None) -> Shape | None:
    return None if told is None else dict(zip(("value", "low", "high"), told, strict=True))


def _bar(ru: Bar, en: Bar) -> Shape:
    return {"text": _both(ru.text, en.text), "n": ru.n, "figure": figure(ru.figure)}


def _table(ru: Table, en: Table) -> Shape:
    return {"column": ru.column, "cells": [_cell(*each) for each in zip(ru.cells, en.cells, strict=True)]}


def _cell(ru: Cell, en: Cell) -> Shape:
    return {"key": _both(ru.key, en.key), "n": ru.n, "figure": figure(ru.figure), "withheld": bool(ru.hidden)}
