"""Tables of analyses: what a page shows of them, and what a file of them holds."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from centricity.errors import CentricityError, Fault
from centricity.language import LANGUAGES, MISSING, Language, long_date, number, period_name, sentence_case
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tables import outcome_table
from centricity.metrics.wording import (
    interval,
    key_name,
    key_text,
    limits,
    part_name,
    part_text,
    withheld_shortly,
    written,
)
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable


@dataclass(frozen=True)
class Head:
    """A column: its title, and whether it holds numbers."""

    title: str
    numeric: bool = True


@dataclass(frozen=True)
class Entry:
    """A cell: its text, what stands below it, the step of its colour, the share that a bar shows, where it leads."""

    text: str
    note: str = ""
    heat: int | None = None
    bar: float | None = None
    href: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table; the first cell of a row names it."""

    code: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Entry, ...], ...]
    file: OutputTable
    note: str = ""

    @property
    def lines(self) -> Iterator[list[tuple[Head, Entry]]]:
        """Rows with the heads of their cells."""
        return (list(zip(self.heads, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Analysis:
    """What an analysis came to: tables, sentences, what one should know, and why there is nothing where so."""

    sheets: list[Sheet] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def together(*found: Analysis) -> Analysis:
    """Several analyses as one page; what is said twice is said once."""
    return Analysis(
        [sheet for each in found for sheet in each.sheets],
        [said for each in found for said in each.says],
        list(dict.fromkeys(note for each in found for note in each.notes)),
        list(dict.fromkeys(said for each in found for said in each.refused)),
    )


def figure(found: Estimate, metric: Metric, language: Language) -> Entry:
    """A number with its interval and its n below."""
    if math.isnan(found.value):
        return Entry(MISSING, f"n = {number(found.n, language)}")
    ends = interval(found, metric, language)
    return Entry(written(found.value, metric.unit, language), _below(ends, found.n, language))


def shortly(found: Estimate, metric: Metric, language: Language) -> Entry:
    """A number with the two limits and its n below, as a wide table has room for; its head tells the unit."""
    if math.isnan(found.value):
        return Entry(MISSING, f"n = {number(found.n, language)}")
    unit = metric.unit if metric.unit == "percent" else "points"
    return Entry(written(found.value, unit, language), _below(limits(found, metric, language), found.n, language))


def _below(ends: str, n: int, language: Language) -> str:
    return ", ".join(part for part in (ends, f"n = {number(n, language)}") if part)


def cell(row: Row, metric: Metric, language: Language) -> Entry:
    """A row of an outcome as a cell; what is withheld says why."""
    return Entry(withheld_shortly(row, language)) if row.hidden else figure(row.estimate, metric, language)


def sheet_of(outcome: Outcome, code: str, title: str, language: Language, parts: Sequence[str] = ()) -> Sheet:
    """A table of an outcome: keys, the number with interval and n, and parts of it."""
    name = (outcome.metric.short or outcome.metric.name)[language]
    keys = [Head(sentence_case(key_name(each, language)), numeric=False) for each in outcome.by]
    heads = (*keys, Head(name), *(Head(sentence_case(part_name(each, language))) for each in parts))
    rows = tuple(
        (
            *(Entry(key_text(by, key, language)) for by, key in zip(outcome.by, row.keys, strict=True)),
            cell(row, outcome.metric, language),
            *(Entry(part_text(row.parts.get(each), language)) for each in parts),
        )
        for row in outcome.rows
    )
    return Sheet(code, title, heads, rows, outcome_table(outcome))


_END = re.compile(r": --set end=[\d-]+")
"""How a remark says on a command line what a page has a field for."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIELD = {"ru": " в поле «Данные полны до этого дня»", "en": " in the field “Data are complete before”"}


def sentences(faults: Iterable[Fault], language: Language) -> list[str]:
    """Remarks or refusals as sentences that begin with a capital."""
    told = (_END.sub(_FIELD[language], _spelt(fault).sentence(language)) for fault in faults)
    return [said[:1].upper() + said[1:] for said in told]


def _spelt(fault: Fault) -> Fault:
    """A fault with the periods it lists, and the last day of the data, in words."""
    listed, last, words = fault.fields.get("periods"), fault.fields.get("last"), dict[str, Any]()
    if isinstance(listed, list):
        words["periods"] = {each: ", ".join(period_name(str(code), each) for code in listed) for each in LANGUAGES}
    if isinstance(last, str) and _DAY.fullmatch(last):
        words["last"] = {each: long_date(date.fromisoformat(last), each) for each in LANGUAGES}
    return replace(fault, fields={**fault.fields, **words})


def refusal(error: CentricityError, language: Language) -> list[str]:
    """Why the library refuses, in words."""
    return sentences(error.faults, language)
