"""Single answers of a survey as a table that is taken away: never those of an anonymous survey or of one of staff."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from centricity.language import Language
from centricity.metrics import definition
from centricity.surveys.piping import shown, unpiped
from centricity.surveys.question import APART, OTHER, Question
from centricity.tables.write import OutputTable
from centricity.web.audit.services import Actor, record
from centricity.web.voice.models import Response, Survey
from centricity.web.voice.selectors import responses_of

MOST = 20_000
"""Answers a file holds, the newest first."""
PART = 1_000
"""Answers that are read at once."""
HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("номер", "день", "канал", "язык", "версия", "клиент"),
    "en": ("number", "day", "channel", "language", "version", "customer"),
}


def is_listed(survey: Survey) -> bool:
    """Whether single answers of a survey may be seen: it asks customers, and knows them by name."""
    if survey.current is None or survey.audience == "employees":
        return False
    return not survey.current.questionnaire.nameless


def answers_table(survey: Survey, language: Language, actor: Actor) -> OutputTable:
    """Complete answers, a column for every question that any version asked; the log tells that they were taken out.

    Raises
    ------
    PermissionDenied
        Where the survey is anonymous, or asks staff.
    """
    if not is_listed(survey):
        raise PermissionDenied
    asked = _asked(survey)
    heads = tuple(f"{unpiped(each.text, language)} ({each.code})" for each in asked)
    rows = [_row(response, asked, language) for response in in_parts(responses_of(survey), "ended_at")]
    with transaction.atomic():
        record(actor, "answers.exported", survey.target, after={"count": len(rows)})
    return OutputTable("answers", HEADS[language] + heads, rows)


def in_words(response: Response, language: Language) -> Iterator[tuple[str, str]]:
    """Questions that somebody answered, with the answers as a reader sees them."""
    for question in response.version.questionnaire.questions:
        answer = None if is_private(question) else _answer(question, response.values, language)
        if answer is not None:
            yield unpiped(question.text, language), answer if isinstance(answer, str) else f"{answer:g}"


def shown_values(response: Response) -> dict[str, Any]:
    """Values of a single answer that may be seen, as they are kept."""
    private = {question.code for question in response.version.questionnaire.questions if is_private(question)}
    return {name: value for name, value in response.values.items() if name.partition(APART)[0] not in private}


def is_private(question: Question) -> bool:
    """Whether a question is of a metric that withholds small groups."""
    return bool(question.metric) and definition(question.metric or "").private


def _asked(survey: Survey) -> list[Question]:
    """Questions of all versions, those of the newest first; of a metric that withholds small groups none."""
    found: dict[str, Question] = {}
    for version in survey.versions.order_by("-number"):
        for question in version.questionnaire.questions:
            if not is_private(question):
                found.setdefault(question.code, question)
    return list(found.values())


def _row(response: Response, asked: list[Question], language: Language) -> tuple[Any, ...]:
    day = response.ended_at.date().isoformat() if response.ended_at else ""
    customer = str(response.customer.code) if response.customer else ""
    known = (str(response.pk), day, response.channel, response.language, response.version.number, customer)
    return (*known, *(_answer(question, response.values, language) for question in asked))


def _answer(question: Question, values: dict[str, Any], language: Language) -> str | float | None:
    value = values.get(question.code)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return shown(question, value, language, str(values.get(f"{question.code}{APART}{OTHER}", "")))


def in_parts(rows: QuerySet[Any], moment: str) -> Iterator[Any]:
    """Rows ordered by a moment and their number, both falling; those that come meanwhile shift none of them."""
    last: Any = None
    for _ in range(MOST // PART):
        rest = rows if last is None else rows.filter(_after(moment, last))
        part = list(rest[:PART])
        yield from part
        if len(part) < PART:
            return
        last = part[-1]


def _after(moment: str, last: Any) -> Q:
    at = getattr(last, moment)
    return Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": last.pk})
