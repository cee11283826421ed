"""The page of single answers of a survey: who said what, the latest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.language import Language
from centricity.web.feedback.of_answers import items_of_answers
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.answers_file import MOST, in_words, is_listed
from centricity.web.voice.models import Response
from centricity.web.voice.selectors import responses_of, survey_for

ROWS = 50


@dataclass(frozen=True)
class Answer:
    """A response with its questions and answers in words, and the numbers of what came of it."""

    response: Response
    said: list[tuple[str, str]]
    item: Any
    follow_up: int | None


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Single answers, where the survey knows who answered; else why there are none."""
    found = survey_for(request.user, organisation, survey, VoiceRight.HANDLE)
    more: dict[str, Any] = {"survey": found, "place": found.organisation, "listed": is_listed(found), "most": MOST}
    if more["listed"]:
        page = Paginator(responses_of(found), ROWS).get_page(request.GET.get("page"))
        more |= {"page": page, "answers": list(_answers(found.organisation, list(page), language_now()))}
    return render(request, "voice/answers.html", more)


def _answers(place: Organisation, rows: Sequence[Response], language: Language) -> Iterator[Answer]:
    came = items_of_answers(place, {row.pk for row in rows})
    for row in rows:
        yield Answer(row, list(in_words(row, language)), *came.get(row.pk, (None, None)))
