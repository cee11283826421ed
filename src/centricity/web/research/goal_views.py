"""Targets of a study: all of them, one with its plan; set, changed and dropped."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.pages import said
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import voice_right
from centricity.web.research import goals as targets
from centricity.web.research.goal_forms import AfterForm, GoalChangeForm, GoalForm, LinkForm
from centricity.web.research.goal_pages import cards
from centricity.web.research.models import Edition
from centricity.web.research.scales import hint_of
from centricity.web.research.selectors import Opened, study_for
from centricity.web.research.views import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest, code: str) -> HttpResponse:
    """Show the targets with what stands behind them; set one."""
    opened = _opened(request, code)
    edition = targets.latest(opened.study)
    form = GoalForm(opened.view, request.POST or None, initial={"after": edition.number if edition else 1})
    if request.method == "POST" and form.is_valid():
        done = _tried(request, opened, form, gettext("The target is set; the study is being computed anew."),
                      lambda: targets.goal_add(opened.study, form.values(), form.cleaned_data["after"],
                                               actor_of(request)))  # fmt: skip
        if done is not None:
            return done
    more = {"cards": cards(opened.study, edition, language_now()), "form": form, "edition": edition}
    response = page_of(request, opened, "research/goals.html", **more)
    response.status_code = 422 if request.method == "POST" else 200
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, code: str, goal: str) -> HttpResponse:
    """One target with its plan; change it."""
    opened = _opened(request, code)
    if request.method != "POST":
        return shown(request, opened, goal)
    told = targets.goal_or_404(targets.latest(opened.study), goal)
    form = GoalChangeForm(hint_of(opened.view, told["node"], language_now()), request.POST)
    if form.is_valid():
        done = _tried(request, opened, form, gettext("The target is changed; the study is being computed anew."),
                      lambda: targets.goal_change(opened.study, goal, form.values(), form.cleaned_data["after"],
                                                  actor_of(request)), goal)  # fmt: skip
        if done is not None:
            return done
    return shown(request, opened, goal, 422, changing=form)


@require_POST
def drop(request: HttpRequest, code: str, goal: str) -> HttpResponse:
    """Drop a target; its actions stay."""
    opened = _opened(request, code)
    targets.goal_or_404(targets.latest(opened.study), goal)
    form = AfterForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        done = _tried(request, opened, form, gettext("The target is dropped; the study is being computed anew."),
                      lambda: targets.goal_drop(opened.study, goal, form.cleaned_data["after"],
                                                actor_of(request)))  # fmt: skip
        if done is not None:
            return done
    return shown(request, opened, goal, 422, dropping=form)


def _opened(request: HttpRequest, code: str) -> Opened:
    return study_for(request.user, code, Right.TARGETS if request.method == "POST" else Right.INTERNAL)


def _tried(
    request: HttpRequest, opened: Opened, form: Any, done: str, deed: Callable[[], Edition], goal: str = ""
) -> HttpResponse | None:
    """Do something that makes an edition and go on; None where it was refused, which the form tells."""
    try:
        made = deed()
    except CentricityError as error:
        form.add_error(None, said(error))
        return None
    if not made.sound:
        return redirect("study_edition", opened.study.code, made.number)
    messages.success(request, done)
    return redirect("study_goal", opened.study.code, goal) if goal else redirect("study_goals", opened.study.code)


def shown(request: HttpRequest, opened: Opened, code: str, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a target, with forms that were refused."""
    study, edition = opened.study, targets.latest(opened.study)
    told = targets.goal_or_404(edition, code)
    card = next(each for each in cards(study, edition, language_now()) if each.code == code)
    right = voice_right(request.user, study.organisation.code)
    more: dict[str, Any] = {"card": card, "edition": edition, "handles": right >= VoiceRight.HANDLE}
    after = {"after": edition.number if edition else 1}
    if opened.may_set_targets:
        owner = told.get("owner") or {}
        start = {"target": told["target"], "wave": told["wave"], "due": told.get("due"),
                 "owner_ru": owner.get("ru", ""), "owner_en": owner.get("en", "")}  # fmt: skip
        more["changing"] = GoalChangeForm(hint_of(opened.view, told["node"], language_now()), initial=start | after)
        more["dropping"] = AfterForm(initial=after, auto_id="drop_%s")
    if right >= VoiceRight.EDIT:
        more["acting"] = ActionForm(study.organisation, auto_id="act_%s", initial={"owner": request.user.pk})
        more["linking"] = LinkForm(study.organisation, targets.aim_of(study, code), auto_id="link_%s")
    response = page_of(request, opened, "research/goal.html", **more | bound)
    response.status_code = status
    return response
