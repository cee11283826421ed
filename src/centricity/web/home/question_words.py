"""Rated questions in words, as their list shows them."""

from dataclasses import dataclass

from centricity.language import Language, number
from centricity.metrics.wording import limits, moved, written
from centricity.web.home.board import ARROWS
from centricity.web.home.question_list import Standing
from centricity.web.voice.breaks import told_apart


@dataclass(frozen=True)
class Line:
    """A question with its latest figure; without answers it has none."""

    survey: str
    survey_code: str
    name: str
    text: str
    scale: str
    month: str = ""
    value: str = ""
    interval: str = ""
    n: str = ""
    arrow: str = ""
    change: str = ""


def told(standing: Standing, language: Language) -> Line:
    """A question as a line."""
    asked, row, metric = standing.question, standing.row, standing.question.metric
    rated = asked.rated
    begun = (asked.survey.title(language), asked.survey.code, asked.name, asked.text[language],
             f"{rated.low}–{rated.high}")  # fmt: skip
    if row is None:
        return Line(*begun)
    found, change, moves = row.estimate, standing.change, ""
    if change is not None:
        moves = moved(change.difference.value, metric.unit, language)
        moves = told_apart(moves, standing.breaks, change.before[0], change.keys[0], language)
    return Line(
        *begun, row.keys[0], written(found.value, metric.unit, language), limits(found, metric, language),
        number(found.n, language), ARROWS[change.verdict] if change else "", moves,
    )  # fmt: skip
