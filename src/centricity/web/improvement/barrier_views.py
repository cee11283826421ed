"""Pages of barriers: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement import barriers as services
from centricity.web.improvement.barrier_forms import BarrierChangeForm, BarrierForm, TagForm
from centricity.web.improvement.barrier_selectors import barrier_for, barriers_of
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.models import Barrier
from centricity.web.improvement.pages import page_of, said
from centricity.web.improvement.selectors import action_for, is_overdue
from centricity.web.improvement.views import shown as action_shown
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def barriers(request: HttpRequest, organisation: str) -> HttpResponse:
    """Barriers, those that no action is to lower first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    page = Paginator(barriers_of(found), ROWS).get_page(request.GET.get("page"))
    return page_of(request, "improvement/barriers.html", found, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    form = BarrierForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.barrier_create(found, form.wall(), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The barrier is added."))
            return redirect("barrier", organisation, made.pk)
    status = 422 if request.method == "POST" else 200
    return page_of(request, "improvement/barrier_new.html", found, status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def barrier(request: HttpRequest, organisation: str, barrier: int) -> HttpResponse:
    """A barrier with its actions; change it."""
    _place, found = barrier_for(request.user, organisation, barrier)
    if request.method != "POST":
        return _shown(request, found)
    _edits(request, organisation)
    form = BarrierChangeForm(found.organisation, request.POST)
    if form.is_valid():
        try:
            services.barrier_change(found, form.wall(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
            _place, found = barrier_for(request.user, organisation, barrier)
        else:
            messages.success(request, _("The barrier is changed."))
            return redirect("barrier", organisation, found.pk)
    return _shown(request, found, 422, changing=form)


@require_POST
@login_required
def act(request: HttpRequest, organisation: str, barrier: int) -> HttpResponse:
    """Make an action that is to lower a barrier."""
    _place, found = barrier_for(request.user, organisation, barrier)
    _edits(request, organisation)
    form = ActionForm(found.organisation, request.POST, auto_id="act_%s")
    if form.is_valid():
        try:
            services.barrier_act(found, form.plan(), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The action is made."))
            return redirect("barrier", organisation, found.pk)
    return _shown(request, found, 422, acting=form)


@require_POST
@login_required
def tag(request: HttpRequest, organisation: str, action: Any) -> HttpResponse:
    """Say which barriers an action is to lower."""
    _place, found = action_for(request.user, organisation, action)
    _edits(request, organisation)
    form = TagForm(found.organisation, request.POST, auto_id="tag_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.action_tag(found, list(given["barriers"]), given["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The barriers that the action is to lower are saved."))
            return redirect("action", organisation, found.pk)
    return action_shown(request, found, 422, tagging=form)


def _edits(request: HttpRequest, organisation: str) -> None:
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied


def _shown(request: HttpRequest, found: Barrier, status: int = 200, **bound: Any) -> HttpResponse:
    right, more = voice_right(request.user, found.organisation.code), dict[str, Any](barrier=found)
    if right >= VoiceRight.HANDLE:
        actions = found.actions.select_related("owner", "organisation").order_by("-created_at")[:ROWS]
        more["actions"] = [(each, is_overdue(each)) for each in actions]
    if right >= VoiceRight.EDIT:
        names = ("kind", "description", "state", "reason", "version")
        start = {name: getattr(found, name) for name in names} | {"owner": found.owner_id}
        more["changing"] = BarrierChangeForm(found.organisation, initial=start)
        more["acting"] = ActionForm(found.organisation, auto_id="act_%s")
    return page_of(request, "improvement/barrier.html", found.organisation, status, **more | bound)
