"""Figures of the dashboard, month by month."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.metrics.change import Change, changes
from centricity.metrics.outcome import Row
from centricity.web.api import home_figures_schemas as told
from centricity.web.api import shapes
from centricity.web.api.desk import estimated
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.routing import read
from centricity.web.api.survey_shapes import figure
from centricity.web.feedback.figures import usual_period
from centricity.web.home.board import monthly
from centricity.web.home.heard import METRICS, months_of, tallies
from centricity.web.home.journey import journey
from centricity.web.home.marks import breaks_in
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.breaks import Break, mark_at
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])


@router.get("/organisations/{slug:organisation}/dashboard", **read(told.DashboardTold))
def get_dashboard(request: HttpRequest, organisation: str, asked: Query[told.DashboardAsked]) -> Any:
    """Figures of the journey over the last 90 days, and every metric in the last month that has it."""
    place, period = organisation_for(request.user, organisation, VoiceRight.RESULTS), usual_period()
    figures, solved, converted = journey(place, period)
    months = months_of(place)[-asked.months :]
    return {
        "first": period.first, "last": period.last, "first_response": estimated(figures.first_answer),
        "conversion": estimated(converted), "resolution_time": estimated(solved),
        "closed": estimated(figures.closed), "answered": estimated(figures.answered),
        "metrics": [_latest(place, metric, months) for metric in METRICS],
    }  # fmt: skip


@router.get("/organisations/{slug:organisation}/metrics/{slug:metric}", **read(told.MetricFigures))
def list_metric_figures(
    request: HttpRequest, organisation: str, metric: ViewMetric, window: Query[told.FiguresAsked]
) -> Any:
    """A metric of answers by the last months in which anybody rated, the first first, as on its page."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    rows = monthly(place, definition(metric), months_of(place)[-window.months :]).rows
    breaks = breaks_in(place, metric, tallies(place, metric))
    at = mark_at(breaks, [row.keys[0] for row in rows])
    return shapes.page(request, list(rows), window, lambda row: _figure(row, at.get(row.keys[0], [])))


def _figure(row: Row, breaks: list[Break]) -> shapes.Shape:
    shown = None if row.hidden else figure(figure_of(row.estimate))
    return {
        "month": row.keys[0], "n": None if row.hidden else row.estimate.n, "figure": shown, "withheld": row.hidden,
        "breaks": [{"survey": each.code, "edition": each.number, "mixed": each.mixed} for each in breaks],
    }  # fmt: skip


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
