"""Figures of the dashboard, month by month and by groups."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.web.api import home_figures_schemas as told
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.metric_shapes import months_told, parts_told
from centricity.web.api.routing import read
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/metrics/{slug:metric}"


@router.get(ROOT, **read(told.MetricFigures))
def list_metric_figures(
    request: HttpRequest, organisation: str, metric: ViewMetric, asked: Query[told.PartAsked]
) -> Any:
    """A metric of answers, or a part of it, by the last months in which anybody rated, as on its page."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return months_told(request, place, definition(metric), asked)


@router.get(f"{ROOT}/parts", **read(told.MetricParts))
def list_metric_parts(
    request: HttpRequest, organisation: str, metric: ViewMetric, asked: Query[told.PartsAsked]
) -> Any:
    """A metric of answers, or a part of it, by the groups of a column over those months, as on its page."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return parts_told(request, place, definition(metric), asked)
