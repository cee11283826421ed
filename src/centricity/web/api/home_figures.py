"""Figures of the dashboard, month by month."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.metrics.outcome import Row
from centricity.web.api import home_figures_schemas as told
from centricity.web.api import shapes
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.routing import read
from centricity.web.api.survey_shapes import figure
from centricity.web.home.board import monthly
from centricity.web.home.heard import months_of, tallies
from centricity.web.home.marks import breaks_in
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.breaks import Break, mark_at
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])


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
