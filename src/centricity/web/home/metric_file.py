"""A metric's page as a table that is taken away, and the answers behind a number of it."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.surveys.question import APART
from centricity.tables.write import Cell as Written
from centricity.tables.write import OutputTable
from centricity.web.audit.services import Actor, record
from centricity.web.home.answer_lines import Line, lines_of
from centricity.web.home.behind import Found
from centricity.web.home.board import Series
from centricity.web.home.questions import is_question
from centricity.web.people.models import Organisation
from centricity.web.voice.answers_file import PART, in_parts
from centricity.web.voice.models import Rating
from centricity.web.voice.results_file import WORDS
from centricity.web.voice.shapes import Cell

HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("столбец", "группа", "значение", "от", "до", "n", "примечание"),
    "en": ("column", "group", "value", "low", "high", "n", "note"),
}
ANSWER_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("день", "опрос", "вопрос", "балл", "канал", "точка контакта", "сегмент", "рынок", "подразделение",
           "написано", "клиент", "отзыв", "отработка"),
    "en": ("day", "survey", "question", "score", "channel", "touchpoint", "segment", "market", "department",
           "written", "customer", "feedback", "follow-up"),
}  # fmt: skip
MONTH: dict[Language, str] = {"ru": "месяц", "en": "month"}


def series_table(series: Series, language: Language) -> OutputTable:
    """Months first, then the groups of every column; what is withheld says why."""
    rows = [_row(MONTH[language], cell) for cell in series.cells]
    rows += [_row(WORDS[language][table.column], cell) for table in series.tables for cell in table.cells]
    return OutputTable(_plain(series.metric), HEADS[language], rows)


def file_name(place: Organisation, metric: Metric) -> str:
    """What a file of a metric is called; a question's own name may hold any letters, its survey's does not."""
    survey, apart, _question = metric.id.partition(APART)
    return f"{place.code}-{survey}-{_plain(metric)}" if apart else f"{place.code}-{metric.id}"


def _plain(metric: Metric) -> str:
    return "question" if is_question(metric.id) else metric.id


def _row(column: str, cell: Cell) -> tuple[Written, ...]:
    key = cell.code if column in MONTH.values() else cell.key
    return (column, key, *(cell.figure or (None, None, None)), cell.n, cell.hidden)


def behind_table(place: Organisation, cell: Found, language: Language, actor: Actor) -> OutputTable:
    """Answers behind a number; the log tells that they were taken out."""
    rows = [_answer(line) for line in _lines(place, cell, language)]
    with transaction.atomic():
        record(actor, "answers.exported", f"board:{place.code}", after={"count": len(rows)})
    return OutputTable("answers", ANSWER_HEADS[language], rows)


def _lines(place: Organisation, cell: Found, language: Language) -> Iterator[Line]:
    part: list[Rating] = []
    for rating in in_parts(cell.ratings, "at"):
        part.append(rating)
        if len(part) == PART:
            yield from lines_of(place, part, language)
            part = []
    yield from lines_of(place, part, language)


def _answer(line: Line) -> tuple[Written, ...]:
    customer = str(line.customer.code) if line.customer else ""
    known: Sequence[Written] = (
        line.day.isoformat(), line.survey, line.question, line.score, line.channel, line.touchpoint, line.segment,
        line.market, line.department, "\n".join(line.texts), customer, str(line.item or ""), line.follow_up,
    )  # fmt: skip
    return tuple(known)
