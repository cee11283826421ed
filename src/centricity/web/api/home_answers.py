"""Answers behind a number of the dashboard."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.web.api import home_answers_schemas as told
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.metric_shapes import answers_told
from centricity.web.api.routing import read
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["dashboard"])


@router.get("/organisations/{slug:organisation}/metrics/{slug:metric}/answers", **read(told.MetricAnswers))
def list_metric_answers(
    request: HttpRequest, organisation: str, metric: ViewMetric, asked: Query[told.AnswersAsked]
) -> Any:
    """Answers behind a number of a metric's page, the newest first; never those of anonymous surveys or of staff."""
    place = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    return answers_told(request, place, definition(metric), asked)
