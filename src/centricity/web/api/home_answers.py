"""Answers behind a number of the dashboard."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from centricity.metrics import definition
from centricity.web.api import home_answers_schemas as told
from centricity.web.api.home_schemas import ViewMetric
from centricity.web.api.routing import read
from centricity.web.api.shapes import Shape, page
from centricity.web.api.survey_shapes import figure
from centricity.web.home.answer_lines import Line, lines_of
from centricity.web.home.behind import clicked_of, found
from centricity.web.home.heard import months_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])


@router.get("/organisations/{slug:organisation}/metrics/{slug:metric}/answers", **read(told.MetricAnswers))
def list_metric_answers(
    request: HttpRequest, organisation: str, metric: ViewMetric, asked: Query[told.AnswersAsked]
) -> Any:
    """Answers behind a number of a metric's page, the newest first; never those of anonymous surveys or of staff."""
    place, known = organisation_for(request.user, organisation, VoiceRight.HANDLE), definition(metric)
    clicked = clicked_of(asked.model_dump(exclude_none=True))
    cell = found(place, known, months_of(place)[-asked.months :], clicked) if clicked else None
    if cell is None:
        raise Http404
    rows = page(request, cell.ratings, asked, lambda row: row)
    lines = lines_of(place, rows["items"], "en")
    return rows | {
        "n": cell.row.estimate.n, "figure": figure(figure_of(cell.row.estimate)),
        "items": [_line(each) for each in lines],
    }  # fmt: skip


def _line(line: Line) -> Shape:
    names = ("day", "score", "channel", "touchpoint", "segment", "department", "texts", "item", "follow_up")
    customer = line.customer.code if line.customer else None
    return {name: getattr(line, name) for name in names} | {
        "survey": line.survey_code, "series": line.series, "row": line.row, "customer": customer,
    }  # fmt: skip
