"""What surveys came to: figures with and without weights, and who answered; by the rules of their pages."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from centricity.web.api import responding_shapes, survey_shapes, weighing_shapes
from centricity.web.api import survey_results_schemas as told
from centricity.web.api.routing import read
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right
from centricity.web.voice.missing import missing, thirds
from centricity.web.voice.responding import Responding
from centricity.web.voice.results import Results
from centricity.web.voice.selectors import counts_of, survey_for

router = Router(tags=["surveys"])
ONE = "/surveys/{slug:organisation}/{slug:survey}"


@router.get(f"{ONE}/results", **read(told.SurveyResults))
def get_survey_results(request: HttpRequest, organisation: str, survey: str) -> Any:
    """What a survey came to, by the rules of its page: anonymous ones are sealed until they are closed."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    results = Results(found, "ru") if found.current is not None else None
    who = Responding(found, "ru") if results is not None else None
    sealed = results is not None and results.sealed
    words = voice_right(request.user, organisation) >= VoiceRight.HANDLE
    return {
        "organisation": organisation, "code": survey, "state": found.state, "sealed": sealed,
        "least": results.least if results else 0, "responses": counts_of(found), **responding_shapes.rates(who),
        "weighted": weighing_shapes.weighted(found),
        "items": survey_shapes.items(results, words=words) if results and not sealed else [],
    }  # fmt: skip


@router.get(f"{ONE}/who-answered", **read(told.WhoAnswered))
def get_who_answered(request: HttpRequest, organisation: str, survey: str) -> Any:
    """Who was asked and who answered, who is missing, and whether late answers differ; nobody of them by name."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    who = Responding(found, "ru") if found.current is not None else None
    return {
        "organisation": organisation, "code": survey, **responding_shapes.counts(who), **responding_shapes.rates(who),
        "missing": responding_shapes.missing(missing(found)) if who else None,
        "thirds": responding_shapes.thirds(found, thirds(found, "ru")) if who else None,
    }  # fmt: skip
