"""Rated questions as metrics of their own: their latest figures, and one of them taken apart."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.web.api import home_questions_schemas as told
from centricity.web.api.home_answers_schemas import AnswersAsked, MetricAnswers
from centricity.web.api.home_figures_schemas import MetricFigures, MetricParts, PartAsked, PartsAsked
from centricity.web.api.metric_shapes import answers_told, months_told, parts_told
from centricity.web.api.routing import read
from centricity.web.api.shapes import Shape, page
from centricity.web.api.survey_shapes import figure
from centricity.web.home.metric_page import place_and_question
from centricity.web.home.question_list import Standing, questions_listed, standings
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/questions"
ONE = ROOT + "/{slug:survey}/{str:question}"


@router.get(ROOT, **read(told.RatedQuestions))
def list_rated_questions(request: HttpRequest, organisation: str, asked: Query[told.QuestionsAsked]) -> Any:
    """Rated questions and rows of matrices with their latest figures; a scale is never averaged with another."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    rows = page(request, questions_listed(place, asked.survey), asked, lambda row: row)
    return rows | {"items": [_shape(each) for each in standings(place, rows["items"])]}


@router.get(ONE, **read(MetricFigures))
def list_question_figures(
    request: HttpRequest, organisation: str, survey: str, question: str, asked: Query[PartAsked]
) -> Any:
    """The mean of a rated question, or of a part of its answers, by the last months in which it was rated."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.RESULTS)
    return months_told(request, place, known.metric, asked)


@router.get(f"{ONE}/parts", **read(MetricParts))
def list_question_parts(
    request: HttpRequest, organisation: str, survey: str, question: str, asked: Query[PartsAsked]
) -> Any:
    """The mean of a rated question, or of a part of its answers, by the groups of a column over those months."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.RESULTS)
    return parts_told(request, place, known.metric, asked)


@router.get(f"{ONE}/answers", **read(MetricAnswers))
def list_question_answers(
    request: HttpRequest, organisation: str, survey: str, question: str, asked: Query[AnswersAsked]
) -> Any:
    """Answers behind a number of a rated question, the newest first; never those of anonymous surveys or of staff."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.HANDLE)
    return answers_told(request, place, known.metric, asked)


def _shape(row: Standing) -> Shape:
    asked, found, change = row.question, row.row, row.change
    rated = asked.rated
    return {
        "survey": asked.survey.code, "question": asked.name, "series": rated.series, "row": rated.row,
        "text": {"ru": asked.text.ru, "en": asked.text.en}, "scale": {"low": rated.low, "high": rated.high},
        "month": found.keys[0] if found else None, "n": found.estimate.n if found else None,
        "figure": figure(figure_of(found.estimate)) if found else None,
        "change": figure(figure_of(change.difference)) if change else None,
        "verdict": change.verdict if change else None,
        "reworded": change is not None and any(b.parts(change.before[0], change.keys[0]) for b in row.breaks),
    }  # fmt: skip
