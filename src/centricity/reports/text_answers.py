"""The section on answers: how many reviews and posts a company answers, how soon, and which complaints wait."""

from collections.abc import Iterator

import polars as pl

from centricity.language import number
from centricity.reports.document import Block, Cell, Column, Paragraph, Section, Table
from centricity.reports.text_at import At
from centricity.text.answers import GROUPS, METRIC, asked, silent_sources, waiting
from centricity.text.facts import Fact
from centricity.text.overview import unanswered

MOST_ROWS = 40

_GROUPS = {"all": ("все", "all"), "complaints": ("критика", "blame"), "praise": ("похвала", "praise")}


def answer_section(at: At) -> Section:
    """The section; without blocks where there are no reviews or posts."""
    title = at.say("Ответы компаний", "Answers of companies")
    rows = asked(at.told.material, at.told.period)
    if not rows.height:
        return Section("answers", title, [])
    return Section("answers", title, [Paragraph(_says(at)), _rates(at, rows), *_waiting(at)])


def _says(at: At) -> str:
    says = at.say(
        "Отзывы и записи за год, без своих и оплаченных. Если у источника нет ни одного ответа, не известно, отвечали "
        "ли там; если есть хоть один, документ без ответа — без ответа. Ответ, данный позже периода, не считается.",
        "Reviews and posts of the year, own and paid ones left out. Where no document of a source has an answer, it is "
        "not known whether any was answered; where one has, a document without is unanswered. An answer given after "
        "the period does not count.",
    )
    silent = silent_sources(at.told.material, at.told.period)
    names = ", ".join(f"{source} {number(n, at.language)}" for source, n in list(silent.items())[:MOST_ROWS])
    return f"{says} {at.say('Не известно', 'Not known')}: {names}." if names else says


def _rates(at: At, rows: pl.DataFrame) -> Table:
    head = (
        Column(at.say("Компания", "Company"), wide=1), Column(at.say("Что", "What")),
        Column(at.say("Упоминаний", "Mentions"), numeric=True), Column(at.say("Известно", "Known"), numeric=True),
        Column(at.say("Отвечено", "Answered"), numeric=True), Column(at.share(0.95), numeric=True, ends=at.ends),
        Column(at.say("Часов до ответа", "Hours to answer"), numeric=True),
        Column(at.share(0.95), numeric=True, ends=at.ends),
    )  # fmt: skip
    found = [line for code in list(at.names)[:MOST_ROWS] for line in _lines(at, rows, code)]
    note = at.say(
        "Известно — у скольких упоминаний источник говорит об ответах. Часы — медиана до первого ответа среди "
        "отвеченных.",
        "Known is of how many mentions the source tells of answers. Hours are the median to the first answer, of "
        "those that were answered.",
    )
    title = at.say("Ответы", "Answers")
    return Table(head, tuple(found), title, note, sheet=title)


def _lines(at: At, rows: pl.DataFrame, company: str) -> Iterator[tuple[Cell, ...]]:
    mine = rows.filter(pl.col("company") == company)
    facts = {fact.indicator: fact for fact in at.told.facts if (fact.company, fact.metric) == (company, METRIC)}
    for group, belongs in GROUPS.items() if mine.height else ():
        n, known = mine.filter(belongs).height, mine.filter(belongs, "known").height
        rate, hours = (facts.get(f"{what}_{group}") for what in ("response_rate", "response_hours"))
        yield (
            at.text(at.names[company], strong=True), at.text(at.say(*_GROUPS[group])), Cell(at.number(n, 0), n),
            Cell(at.number(known, 0), known), *_rate(at, rate), *_hours(at, hours),
        )  # fmt: skip


def _rate(at: At, fact: Fact | None) -> tuple[Cell, Cell]:
    if fact is None or (e := fact.estimate) is None:
        return Cell(""), Cell("")
    return Cell(at.share(e.value), e.value), at.shares(e)


def _hours(at: At, fact: Fact | None) -> tuple[Cell, Cell]:
    if fact is None or (e := fact.estimate) is None:
        return Cell(""), Cell("")
    return Cell(at.number(e.value, 1), e.value), at.limits(e.low, e.high, 1)


def _waiting(at: At) -> list[Block]:
    found, whole = unanswered(at.told, MOST_ROWS), waiting(at.told.material, at.told.period).height
    if not found:
        return []
    head = (
        Column(at.say("Дней", "Days"), numeric=True), Column(at.say("Компания", "Company")),
        Column(at.say("Где", "Where")), Column(at.say("Место", "Passage"), wide=1),
    )  # fmt: skip
    rows = tuple(
        (Cell(at.number(each.days, 0), each.days), at.text(at.names[each.company]),
         at.text(f"{each.source}, {each.published}"), at.text(each.passage))
        for each in found
    )  # fmt: skip
    title = at.say("Критика без ответа", "Blame without an answer")
    note = at.say(
        f"Сначала самая давняя; показано {number(len(found), at.language)} из {number(whole, at.language)}.",
        f"The oldest first; shown {number(len(found), at.language)} of {number(whole, at.language)}.",
    )
    return [Table(head, rows, title, note, sheet=title)]
