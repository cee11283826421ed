"""Figures of the dashboard, month by month and by groups."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.metrics.change import Change, changes
from centricity.web.api import home_figures_schemas as told
from centricity.web.api import shapes
from centricity.web.api.desk import estimated
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.metric_shapes import months_told, parts_told
from centricity.web.api.routing import read
from centricity.web.api.survey_shapes import figure
from centricity.web.api.took_shapes import took_told
from centricity.web.feedback.figures import usual_period
from centricity.web.home.board import monthly
from centricity.web.home.heard import METRICS, months_of
from centricity.web.home.journey import journey
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/metrics/{slug:metric}"


@router.get("/organisations/{slug:organisation}/dashboard", **read(told.DashboardTold))
def get_dashboard(request: HttpRequest, organisation: str, asked: Query[told.DashboardAsked]) -> Any:
    """Figures of the journey over the last 90 days, and every metric in the last month that has it."""
    place, period = organisation_for(request.user, organisation, VoiceRight.RESULTS), usual_period()
    figures, converted = journey(place, period)
    months = months_of(place)[-asked.months :]
    return {
        "first": period.first, "last": period.last, "first_response": took_told(figures.first_answer),
        "conversion": estimated(converted), "resolution_time": took_told(figures.solved),
        "closed": estimated(figures.closed), "answered": estimated(figures.answered),
        "metrics": [_latest(place, metric, months) for metric in METRICS],
    }  # fmt: skip


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


def _latest(place: Organisation, metric: str, months: list[str]) -> shapes.Shape:
    """A metric in the last month that has it, and what changed since the month before."""
    outcome = monthly(place, definition(metric), months)
    if not outcome.rows:
        return {"metric": metric, "month": None, "n": None, "figure": None, "withheld": False, "change": None}
    row = outcome.rows[-1]
    change = None if row.hidden else next((each for each in changes(outcome) if each.keys == row.keys), None)
    return {
        "metric": metric, "month": row.keys[0], "n": None if row.hidden else row.estimate.n, "withheld": row.hidden,
        "figure": None if row.hidden else figure(figure_of(row.estimate)), "change": _change(change),
    }  # fmt: skip


def _change(found: Change | None) -> shapes.Shape | None:
    if found is None:
        return None
    difference = figure(figure_of(found.difference))
    return {"before": found.before[0], "difference": difference, "verdict": found.verdict}
