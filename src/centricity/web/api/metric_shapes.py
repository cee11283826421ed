"""What the API gives of a metric: one of the catalogue, or a question that is one."""

from typing import Any

from django.http import Http404, HttpRequest

from centricity.errors import Fault, MisuseError, Place
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Row
from centricity.web.api.home_answers_schemas import AnswersAsked
from centricity.web.api.home_figures_schemas import PartAsked, PartsAsked
from centricity.web.api.shapes import Shape, page
from centricity.web.api.survey_shapes import figure
from centricity.web.home.answer_lines import Line, lines_of
from centricity.web.home.asked import RULE, asked_of
from centricity.web.home.behind import Clicked, clicked_of, found, outcome_of
from centricity.web.home.board import monthly
from centricity.web.home.by_rule import by_rule
from centricity.web.home.heard import months_of, tallies
from centricity.web.home.marks import breaks_in
from centricity.web.home.narrowing import monthly_part
from centricity.web.people.models import Organisation
from centricity.web.voice.breaks import Break, mark_at
from centricity.web.voice.shapes import figure_of

_SAME = {"ru": "по этому столбцу ответы уже отобраны", "en": "answers are narrowed by this column already"}


def months_told(request: HttpRequest, place: Organisation, metric: Metric, asked: PartAsked) -> Shape:
    """A metric, or a part of it, month by month."""
    months, part = months_of(place, metric.id)[-asked.months :], asked_of(asked.model_dump(exclude_none=True))
    outcome = monthly_part(place, metric, months, part) if part.column else monthly(place, metric, months)
    breaks = breaks_in(place, metric.id, tallies(place, metric.id))
    at = mark_at(breaks, [row.keys[0] for row in outcome.rows])
    return page(request, list(outcome.rows), asked, lambda row: _month(row, at.get(row.keys[0], [])))


def _month(row: Row, breaks: list[Break]) -> Shape:
    return {"month": row.keys[0]} | _number(row) | {
        "breaks": [{"survey": each.code, "edition": each.number, "mixed": each.mixed} for each in breaks],
    }  # fmt: skip


def _number(row: Row) -> Shape:
    shown = None if row.hidden else figure(figure_of(row.estimate))
    return {"n": None if row.hidden else row.estimate.n, "figure": shown, "withheld": row.hidden}


def parts_told(request: HttpRequest, place: Organisation, metric: Metric, asked: PartsAsked) -> Shape:
    """A metric, or a part of it, by the groups of a column."""
    months, part = months_of(place, metric.id)[-asked.months :], asked_of(asked.model_dump(exclude_none=True))
    if asked.by == part.column:
        raise MisuseError([Fault("web.value_unfit", Place(key="by"), {"problem": _SAME})])
    rows = {row.keys[0]: row for row in outcome_of(place, metric, months, Clicked(part, by=asked.by)).rows}
    if asked.by != RULE:
        return page(request, list(rows.values()), asked, _part) | {"made_at": None, "since": None}
    made = by_rule(place, metric, months, part)
    segments = list(made.segments) if made else []
    return page(request, segments, asked, lambda each: _segment(each, rows.get(each.code))) | {
        "made_at": made.made_at if made else None, "since": made.since or None if made else None,
    }  # fmt: skip


def _part(row: Row) -> Shape:
    return {"key": row.keys[0], "title": None} | _number(row)


def _segment(each: Any, row: Row | None) -> Shape:
    known = _number(row) if row is not None else {"n": 0, "figure": None, "withheld": False}
    return {"key": each.code, "title": {"ru": each.title("ru"), "en": each.title("en")}} | known


def answers_told(request: HttpRequest, place: Organisation, metric: Metric, asked: AnswersAsked) -> Shape:
    """Answers behind a number, with the number."""
    clicked = clicked_of(asked.model_dump(exclude_none=True))
    cell = found(place, metric, months_of(place, metric.id)[-asked.months :], clicked) if clicked else None
    if cell is None:
        raise Http404
    rows = page(request, cell.ratings, asked, lambda row: row)
    lines = lines_of(place, rows["items"], "en")
    return rows | {
        "n": cell.row.estimate.n, "figure": figure(figure_of(cell.row.estimate)),
        "items": [_line(each) for each in lines],
    }  # fmt: skip


def _line(line: Line) -> Shape:
    names = ("day", "score", "channel", "touchpoint", "segment", "market", "department", "texts", "item", "follow_up")
    customer = line.customer.code if line.customer else None
    return {name: getattr(line, name) for name in names} | {
        "survey": line.survey_code, "series": line.series, "row": line.row, "customer": customer,
    }  # fmt: skip
