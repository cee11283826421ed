"""Single answers as lines: the rating with what was written beside it, whose it is, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from centricity.language import Language
from centricity.surveys.piping import unpiped
from centricity.web.feedback.of_answers import items_of_answers
from centricity.web.people.models import Organisation
from centricity.web.voice.answer_words import texts_of
from centricity.web.voice.models import Rating


@dataclass(frozen=True)
class Line:
    """A rating of a response; ``item`` and ``follow_up`` are the numbers of what came of the response."""

    day: date
    survey: str
    survey_code: str
    series: str
    row: str
    question: str
    score: int
    channel: str
    touchpoint: str
    segment: str
    market: str
    department: str
    texts: list[str] = field(default_factory=list)
    customer: Any = None
    item: Any = None
    follow_up: int | None = None


def lines_of(place: Organisation, ratings: Sequence[Rating], language: Language) -> Iterator[Line]:
    """Ratings as lines, in their order; whatever belongs to them is read at once."""
    came = items_of_answers(place, {each.response_id for each in ratings})
    for rating in ratings:
        item, follow_up = came.get(rating.response_id, (None, None))
        response = rating.response
        yield Line(
            rating.at.date(), rating.survey.title(language), rating.survey.code, rating.series, rating.row,
            question_of(rating, language), rating.score, rating.channel, rating.touchpoint, rating.segment,
            rating.market, rating.department, texts_of(response), response.customer, item, follow_up,
        )  # fmt: skip


def question_of(rating: Rating, language: Language) -> str:
    """What was rated, as it was asked."""
    asked = rating.response.version.questionnaire.questions
    question = next((each for each in asked if each.rated and each.series == rating.series), None)
    if question is None:
        return rating.series
    text = unpiped(question.text, language)
    row = next((each.text[language] for each in question.rows if each.code == rating.row), "") if rating.row else ""
    return f"{text} — {row}" if row else text
