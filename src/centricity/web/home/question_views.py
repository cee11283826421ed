"""Rated questions of an organisation, and one of them taken apart as a metric of its own."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.web.home.behind_views import answers_page
from centricity.web.home.file_views import answers_file, table_file
from centricity.web.home.metric_page import place_and_question
from centricity.web.home.metric_shown import metric_shown
from centricity.web.home.question_list import questions_listed, standings, surveys_listed, told_apart
from centricity.web.home.question_words import told
from centricity.web.home.questions import scales_beside
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

ROWS = 50


@require_safe
@login_required
def questions(request: HttpRequest, organisation: str) -> HttpResponse:
    """Rated questions with their latest figures."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    survey = request.GET.get("survey", "")
    page = Paginator(questions_listed(place, survey), ROWS).get_page(request.GET.get("page"))
    surveys = told_apart(surveys_listed(place), language_now())
    names = {each.code: name for each, name in surveys}
    lines = (told(each, language_now()) for each in standings(place, list(page)))
    rows = [replace(each, survey=names[each.survey_code]) for each in lines]
    more = {"place": place, "page": page, "rows": rows, "surveys": surveys, "survey": survey}
    return render(request, "home/questions.html", more)


@require_safe
@login_required
def question(request: HttpRequest, organisation: str, survey: str, question: str) -> HttpResponse:
    """One question, or a part of its answers, month by month and by columns."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.RESULTS)
    return metric_shown(request, place, known.metric, question=known, beside=scales_beside(place, known))


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, survey: str, question: str) -> HttpResponse:
    """The number of a question that was clicked; to whoever handles answers, the answers themselves."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.RESULTS)
    return answers_page(request, place, known.metric)


@require_safe
@login_required
def table_taken(request: HttpRequest, organisation: str, survey: str, question: str, kind: str) -> HttpResponse:
    """A question by month and by groups, as its page shows it."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.RESULTS)
    return table_file(request, place, known.metric, kind)


@require_safe
@login_required
def answers_taken(request: HttpRequest, organisation: str, survey: str, question: str, kind: str) -> HttpResponse:
    """The answers behind a number of a question."""
    place, known = place_and_question(request, organisation, survey, question, VoiceRight.HANDLE)
    return answers_file(request, place, known.metric, kind)
