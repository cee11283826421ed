"""Themes: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback import themes as services
from centricity.web.feedback.effect_words import name_of, read
from centricity.web.feedback.effects import effects_of, metric_chosen
from centricity.web.feedback.forms import ThemeForm, TitlesForm
from centricity.web.feedback.models import Theme
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.feedback.selectors import months_of, theme_for, themes_of
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def themes(request: HttpRequest, organisation: str) -> HttpResponse:
    need = VoiceRight.EDIT if request.method == "POST" else VoiceRight.RESULTS
    found = organisation_for(request.user, organisation, need)
    form = TitlesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.theme_create(found, **form.cleaned_data, actor=actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The theme is added."))
            return redirect("theme", organisation, made.pk)
    page = Paginator(themes_of(found), ROWS).get_page(request.GET.get("page"))
    return page_of(request, "feedback/themes.html", found, _status(request), page=page, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def theme(request: HttpRequest, organisation: str, theme: int) -> HttpResponse:
    _place, found = theme_for(request.user, organisation, theme)
    if request.method != "POST":
        return _shown(request, found)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    acts = request.POST.get("do") == "act"
    form: Any = ActionForm(found.organisation, request.POST) if acts else ThemeForm(request.POST)
    if form.is_valid():
        try:
            _do(request, found, form, acts=acts)
        except MisuseError as error:
            form.add_error(None, said(error))
            _place, found = theme_for(request.user, organisation, theme)
        else:
            return redirect("theme", organisation, found.pk)
    return _shown(request, found, **{"acting" if acts else "changing": form})


def _do(request: HttpRequest, found: Theme, form: Any, *, acts: bool) -> None:
    if acts:
        action_create(found.organisation, form.plan(), actor_of(request), origin=found.target)
        messages.success(request, _("The action is made."))
    else:
        services.theme_change(found, form.cleaned_data, version_of(request), actor_of(request))
        messages.success(request, _("The theme is changed."))


def _shown(request: HttpRequest, found: Theme, **bound: Any) -> HttpResponse:
    begin = {"title_ru": found.title_ru, "title_en": found.title_en, "state": found.state}
    forms = {"changing": ThemeForm(initial=begin), "acting": ActionForm(found.organisation, auto_id="act_%s")}
    metric, known = metric_chosen(found, request.GET.get("metric", ""))
    more = {
        "effects": [read(each) for each in effects_of(found, metric)], "metric": metric,
        "metrics": [(each, name_of(each, language_now())) for each in known], "subject": found,
        "months": months_of(found),
        "actions": [(each, is_overdue(each)) for each in came_of(found.target)[:ROWS]],
    }  # fmt: skip
    return page_of(request, "feedback/theme.html", found.organisation, _status(request), **more | forms | bound)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
