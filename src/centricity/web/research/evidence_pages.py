"""What the pages of evidence show: records, the numbers that rest on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from centricity.language import Language, number
from centricity.web.look.grids import Cell, Grid
from centricity.web.research.cells import (
    coded,
    company_address,
    explanation_address,
    heat,
    name_of,
    record_address,
)
from centricity.web.research.models import Evidence, EvidenceUse, Study, View
from centricity.web.research.words import ACCESS, KINDS, day_of, word_of


def evidence(study: Study, records: Sequence[Evidence], language: Language) -> Grid:
    """Records of evidence, each leading to its page."""
    titles = {
        "ru": ("Свидетельство", "Вид", "Когда снято", "Доступ", "Чисел на нём"),
        "en": ("Evidence", "Kind", "Captured", "Access", "Numbers on it"),
    }[language]
    rows = tuple(
        (
            Cell(each.title or each.code, record_address(study, each.code), numeric=False, name=True),
            Cell(word_of(KINDS, each.kind, language), numeric=False),
            Cell(day_of(each.captured_at, language), numeric=False),
            Cell(word_of(ACCESS, each.access, language), numeric=False),
            Cell(number(each.numbers, language)),
        )
        for each in records
    )
    return Grid("", tuple((title, "", i == 4) for i, title in enumerate(titles)), rows)


@dataclass(frozen=True)
class Record:
    """A record of evidence: what is known of it, and the numbers that rest on it."""

    code: str
    title: str
    reference: str
    link: str
    facts: tuple[tuple[str, str], ...]
    uses: Grid


def record(view: View, row: Evidence, uses: Sequence[EvidenceUse], language: Language) -> Record:
    titles = {
        "ru": ("Код", "Вид", "Когда снято", "Доступ", "Чем получено", "Проверено человеком"),
        "en": ("Code", "Kind", "Captured", "Access", "Tool", "Checked by a person"),
    }[language]
    checked = {"true": {"ru": "да", "en": "yes"}, "false": {"ru": "нет", "en": "no"}}
    facts = (
        row.code, word_of(KINDS, row.kind, language), day_of(row.captured_at, language),
        word_of(ACCESS, row.access, language), row.tool, word_of(checked, row.human_checked, language),
    )  # fmt: skip
    link = row.reference if row.reference.startswith(("http://", "https://")) else ""
    told = tuple((title, fact) for title, fact in zip(titles, facts, strict=True) if fact)
    return Record(row.code, row.title or row.code, row.reference, link, told, _rested(view, uses, language))


def _rested(view: View, uses: Sequence[EvidenceUse], language: Language) -> Grid:
    """Numbers that rest on a record: the subject, the metric, and the way to its explanation."""
    parts = {part["code"]: part for part in view.parts}
    rows_of = view.subjects.filter(subject__in={use.subject for use in uses})
    known = {row.subject: row for row in rows_of.defer("explained")}
    titles = {"ru": ("Объект", "Показатель", "Балл"), "en": ("Subject", "Metric", "Score")}[language]
    rows = tuple(
        (
            Cell(name_of(row, language), company_address(view, row), numeric=False, name=True),
            Cell(coded(part, language), explanation_address(view, row, part), numeric=False),
            heat(view, row, part, language, digits=1),
        )
        for use in uses
        if (row := known.get(use.subject)) is not None and (part := parts.get(use.metric)) is not None
    )
    return Grid("", tuple((title, "", i > 1) for i, title in enumerate(titles)), rows)
