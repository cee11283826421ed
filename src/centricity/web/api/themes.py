"""Themes of feedback, and what changed after the actions on them, with the rights of the pages."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.stats.estimate import Estimate
from centricity.web.api import shapes
from centricity.web.api import themes_schemas as told
from centricity.web.api.actions_schemas import Action, NewPlan
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.routing import as_its_version, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.survey_shapes import figure
from centricity.web.api.tags import tag_of_version, version_tag
from centricity.web.audit.services import actor_of
from centricity.web.feedback import themes as services
from centricity.web.feedback.effects import Compared, Effect, Told, effects_of, metric_chosen
from centricity.web.feedback.figures import Period
from centricity.web.feedback.models import Theme
from centricity.web.feedback.selectors import months_of, theme_for, themes_of
from centricity.web.improvement.services import action_create
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right
from centricity.web.voice.shapes import figure_of

router = Router(tags=["feedback"])
ROOT = "/organisations/{slug:organisation}/themes"
ONE = ROOT + "/{int:theme}"


@router.get(ROOT, **read(told.Themes))
def list_themes(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Themes of an organisation, the most told first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, themes_of(found), window, lambda row: _shape(row, row.told))


@router.post(ROOT, **write("write", 201, told.ThemePlain))
def create_theme(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewTheme) -> Any:
    """Add a theme; one of a title that is there already is refused."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    made = services.theme_create(found, wanted.title.ru, wanted.title.en, actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/themes/{made.pk}"
    return Status(201, _plain(made))


@router.put(ONE, **write("write", 200, told.ThemePlain, conditional=True))
def change_theme(request: HttpRequest, organisation: str, theme: int, wanted: told.ThemeChange) -> Any:
    """Change titles and state of a theme; ``If-Match`` names it as you read it."""
    found = _edited(request, organisation, theme)
    as_its_version(request, version_tag(_plain(found)))
    values = {"title_ru": wanted.title.ru, "title_en": wanted.title.en, "state": wanted.state}
    services.theme_change(found, values, found.version, actor_of(request))
    return _plain(theme_for(request.user, organisation, theme)[1])


@router.post(ONE + "/actions", **write("write", 201, Action))
def act_on_theme(request: HttpRequest, response: HttpResponse, organisation: str, theme: int, wanted: NewPlan) -> Any:
    """Make an action on a theme."""
    found = _edited(request, organisation, theme)
    plan = plan_of(found.organisation, wanted)
    return acted(response, action_create(found.organisation, plan, actor_of(request), origin=found.target))


@router.get(ONE, **read(told.ThemeFound))
def get_theme(
    request: HttpRequest, response: HttpResponse, organisation: str, theme: int, asked: Query[told.ThemeAsked]
) -> Any:
    """One theme by month, and what changed after each of its five actions that were done last."""
    _place, found = theme_for(request.user, organisation, theme)
    metric, _known = metric_chosen(found, asked.metric or "")
    told_by = months_of(found)
    months = [{"month": f"{month:%Y-%m}", "messages": n, "complaints": bad} for month, n, bad in told_by]
    effects = [_effect(each) for each in effects_of(found, metric)]
    whole = _shape(found, sum(n for _month, n, _bad in told_by))
    content = whole | {"months": months, "metric": metric or None, "effects": effects}
    response.headers["ETag"] = tag_of_version(_plain(found), content)
    return content


def _edited(request: HttpRequest, organisation: str, theme: int) -> Theme:
    found = theme_for(request.user, organisation, theme)[1]
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    return found


def _plain(row: Theme) -> shapes.Shape:
    return {"id": row.pk, "title": shapes.both(row, "title"), "state": row.state, "version": row.version}


def _shape(row: Theme, messages: int) -> shapes.Shape:
    return _plain(row) | {"messages": messages}


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
