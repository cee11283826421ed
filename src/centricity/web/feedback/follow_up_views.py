"""Follow-ups: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback import follow_ups as services
from centricity.web.feedback.forms import AssignForm, CloseForm
from centricity.web.feedback.models import FollowUp
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.feedback.selectors import follow_up_for, follow_ups_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

ROWS = 50
TABS = ("open", "mine", "closed")


@require_safe
@login_required
def follow_ups(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    page = Paginator(follow_ups_of(found, request.user, tab), ROWS).get_page(request.GET.get("page"))
    return page_of(request, "feedback/follow_ups.html", found, page=page, tab=tab, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def follow_up(request: HttpRequest, organisation: str, follow_up: int) -> HttpResponse:
    place, found = follow_up_for(request.user, organisation, follow_up)
    giving = AssignForm(place, initial={"person": found.owner_id}, auto_id="give_%s")
    closing = CloseForm(place, auto_id="close_%s")
    if request.method != "POST":
        return _shown(request, found, giving=giving, closing=closing)
    gives, problem = request.POST.get("do") == "give", ""
    form: Any = AssignForm(place, request.POST) if gives else CloseForm(place, request.POST)
    if form.is_valid():
        try:
            _do(request, found, form, gives=gives)
        except MisuseError as error:
            problem = said(error)
            place, found = follow_up_for(request.user, organisation, follow_up)
        else:
            return redirect("follow_up", organisation, found.pk)
    shown = {"giving": form, "closing": closing} if gives else {"giving": giving, "closing": form}
    return _shown(request, found, status=422, problem=problem, **shown)


def _do(request: HttpRequest, found: FollowUp, form: Any, *, gives: bool) -> None:
    given, version, actor = form.cleaned_data, version_of(request), actor_of(request)
    if gives:
        services.follow_up_give(found, given["person"], version, actor)
        messages.success(request, _("It is given."))
    else:
        services.follow_up_close(found, given["outcome"], given["cause"], version, actor)
        messages.success(request, _("The follow-up is closed."))


def _shown(request: HttpRequest, found: FollowUp, status: int = 200, **more: Any) -> HttpResponse:
    opened = found.state == FollowUp.State.OPEN
    late = opened and found.due < timezone.now()
    return page_of(
        request,
        "feedback/follow_up.html",
        found.organisation,
        status,
        follow_up=found,
        opened=opened,
        late=late,
        **more,
    )
