"""Targets of metrics: all of them, a new one, one with its plan; changed and dropped."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.metrics import definition
from centricity.web.audit.services import actor_of
from centricity.web.home.goal_forms import GoalChangeForm, GoalForm, LinkForm, VersionForm
from centricity.web.home.goal_progress import aiming_of, aimings, card
from centricity.web.home.goal_setting import goal_change, goal_drop, goal_or_404, goal_set
from centricity.web.home.heard import METRICS, months_of
from centricity.web.home.measured import metric_known
from centricity.web.home.models import Goal
from centricity.web.home.narrowing import choices
from centricity.web.improvement.aims import aim_act, aim_link, aim_unlink, aimed
from centricity.web.improvement.forms import ActionForm
from centricity.web.look.filled import filled
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right


@require_safe
@login_required
def goals(request: HttpRequest, organisation: str) -> HttpResponse:
    """Targets of the organisation's metrics with how far they are."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    more = {
        "place": place, "cards": [card(each, language_now()) for each in aimings(place)],
        "manages": voice_right(request.user, organisation) >= VoiceRight.MANAGE,
    }  # fmt: skip
    return render(request, "home/goals.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Set a target of a metric; without a metric, metrics to choose from."""
    place, language = organisation_for(request.user, organisation, VoiceRight.MANAGE), language_now()
    metric, status = metric_known(place, request.GET.get("metric", "")), 422 if request.method == "POST" else 200
    if metric is None:
        more: dict[str, Any] = {"metrics": [(each, definition(each).name[language]) for each in METRICS]}
        return render(request, "home/goal_new.html", more | {"place": place}, status=status)
    parts = list(choices(place, metric, months_of(place, metric.id), language))
    form = GoalForm(place, metric, parts, request.POST or None, initial={"part": request.GET.get("part", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = goal_set(place, form.number(), form.aimed(), actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language))
        else:
            messages.success(request, _("The target is set."))
            return redirect("board_goal", organisation, made.pk)
    return render(
        request, "home/goal_new.html", {"place": place, "form": form, "name": metric.name[language]},
        status=status,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def goal(request: HttpRequest, organisation: str, goal: int) -> HttpResponse:
    """One target with its plan; change it."""
    need = VoiceRight.MANAGE if request.method == "POST" else VoiceRight.RESULTS
    found = goal_or_404(organisation_for(request.user, organisation, need), goal)
    if request.method != "POST":
        return _shown(request, found)
    form = GoalChangeForm(found.organisation, request.POST)
    if form.is_valid():
        try:
            goal_change(found, form.aimed(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The target is changed."))
            return redirect("board_goal", organisation, goal)
    return _shown(request, found, 422, changing=form)


@require_POST
@login_required
def drop(request: HttpRequest, organisation: str, goal: int) -> HttpResponse:
    """Drop a target; its actions stay."""
    found = goal_or_404(organisation_for(request.user, organisation, VoiceRight.MANAGE), goal)
    form = VersionForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        try:
            goal_drop(found, form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The target is dropped."))
            return redirect("board_goals", organisation)
    return _shown(request, found, 422, dropping=form)


@require_POST
@login_required
def actions(request: HttpRequest, organisation: str, goal: int) -> HttpResponse:
    """Make an action for a target, take one that is there, or let one go."""
    found = goal_or_404(organisation_for(request.user, organisation, VoiceRight.EDIT), goal)
    deed = request.POST.get("do", "")
    if deed == "unlink":
        return _let_go(request, found)
    form: Any = LinkForm(found, request.POST, auto_id="link_%s") if deed == "link" else ActionForm(
        found.organisation, request.POST, auto_id="act_%s"
    )  # fmt: skip
    if form.is_valid():
        try:
            _act(request, found, form)
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The action serves the target now."))
            return redirect("board_goal", organisation, goal)
    return _shown(request, found, 422, **{"linking" if deed == "link" else "acting": form})


def _act(request: HttpRequest, found: Goal, form: Any) -> None:
    if isinstance(form, LinkForm):
        aim_link(form.cleaned_data["action"], found.target, actor_of(request))
    else:
        aim_act(found.organisation, form.plan(), found.target, actor_of(request))


def _let_go(request: HttpRequest, found: Goal) -> HttpResponse:
    mine = aimed(found.organisation, [found.target]).get(found.target, [])
    gone = next((each for each in mine if str(each.pk) == request.POST.get("action", "")), None)
    if gone is not None:
        aim_unlink(gone, found.target, actor_of(request))
        messages.success(request, _("The action serves the target no more."))
    return redirect("board_goal", found.organisation.code, found.pk)


def _shown(request: HttpRequest, found: Goal, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a target, with forms that were refused."""
    right, place = voice_right(request.user, found.organisation.code), found.organisation
    more: dict[str, Any] = {"place": place, "card": card(aiming_of(found), language_now())}
    more["handles"] = right >= VoiceRight.HANDLE
    if right >= VoiceRight.MANAGE:
        start = {name: getattr(found, name) for name in ("stated", "due", "version")}
        start |= {"amount": filled(found.amount)}
        more["changing"] = GoalChangeForm(place, initial=start | {"owner": found.owner_id})
        more["dropping"] = VersionForm(initial={"version": found.version}, auto_id="drop_%s")
    if right >= VoiceRight.EDIT:
        more["acting"] = ActionForm(place, auto_id="act_%s", initial={"owner": request.user.pk})
        more["linking"] = LinkForm(found, auto_id="link_%s")
    return render(request, "home/goal.html", more | bound, status=status)
