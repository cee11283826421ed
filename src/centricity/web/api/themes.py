"""Themes of feedback, and what changed after the actions on them, with the rights of the pages."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.stats.estimate import Estimate
from centricity.web.api import shapes
from centricity.web.api import themes_schemas as told
from centricity.web.api.routing import read
from centricity.web.api.schemas import Window
from centricity.web.api.survey_shapes import figure
from centricity.web.feedback.effects import Compared, Effect, Told, effects_of, metric_chosen
from centricity.web.feedback.figures import Period
from centricity.web.feedback.models import Theme
from centricity.web.feedback.selectors import months_of, theme_for, themes_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.shapes import figure_of

router = Router(tags=["feedback"])
ROOT = "/organisations/{slug:organisation}/themes"


@router.get(ROOT, **read(told.Themes))
def list_themes(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Themes of an organisation, the most told first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, themes_of(found), window, lambda row: _shape(row, row.told))


@router.get(ROOT + "/{int:theme}", **read(told.ThemeFound))
def get_theme(request: HttpRequest, organisation: str, theme: int, asked: Query[told.ThemeAsked]) -> Any:
    """One theme by month, and what changed after each of its five actions that were done last."""
    _place, found = theme_for(request.user, organisation, theme)
    metric, _known = metric_chosen(found, asked.metric or "")
    told_by = months_of(found)
    months = [{"month": f"{month:%Y-%m}", "messages": n, "complaints": bad} for month, n, bad in told_by]
    effects = [_effect(each) for each in effects_of(found, metric)]
    whole = _shape(found, sum(n for _month, n, _bad in told_by))
    return whole | {"months": months, "metric": metric or None, "effects": effects}


def _shape(row: Theme, messages: int) -> shapes.Shape:
    return {"id": row.pk, "title": shapes.both(row, "title"), "state": row.state, "messages": messages,
            "version": row.version}  # fmt: skip


def _effect(found: Effect) -> shapes.Shape:
    before, after = found.told or (None, None)
    return {
        "action": found.action.pk, "done_on": found.day, "tells_on": found.tells_on, "beside": found.beside,
        "before": _days(found.before, before), "after": _days(found.after, after),
        "comparisons": [_compared(each) for each in found.rows],
    }  # fmt: skip


def _days(period: Period | None, messages: Told | None) -> shapes.Shape | None:
    if period is None or messages is None:
        return None
    counts = {"messages": messages.all, "of_theme": messages.ours, "without_theme": messages.unsorted}
    return asdict(period) | counts


def _compared(found: Compared) -> shapes.Shape:
    return {
        "what": found.what, "before": _side(found.before), "after": _side(found.after),
        "difference": figure(figure_of(found.difference)), "verdict": found.verdict,
    }  # fmt: skip


def _side(found: Estimate) -> shapes.Shape:
    return {"n": found.n, "figure": figure(figure_of(found))}
