"""Follow-ups: parse, fetch what may be seen, call, render."""

from collections.abc import Callable
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
from centricity.web.feedback.forms import AssignForm, CloseForm, WithdrawForm
from centricity.web.feedback.models import FollowUp
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.feedback.selectors import follow_up_for, follow_ups_of
from centricity.web.feedback.wording import follow_ups_in_words
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

ROWS = 50
TABS = ("open", "mine", "closed", "withdrawn")


@require_safe
@login_required
def follow_ups(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    page = Paginator(follow_ups_of(found, request.user, tab), ROWS).get_page(request.GET.get("page"))
    follow_ups_in_words(page.object_list)
    return page_of(request, "feedback/follow_ups.html", found, page=page, tab=tab, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def follow_up(request: HttpRequest, organisation: str, follow_up: int) -> HttpResponse:
    _place, found = follow_up_for(request.user, organisation, follow_up)
    deed, problem = request.POST.get("do", ""), ""
    deed = deed if deed in _DEEDS else "close"
    forms = _forms(found, request.POST if request.method == "POST" else None, deed)
    if request.method != "POST":
        return _shown(request, found, forms=forms)
    if forms[deed].is_valid():
        try:
            _DEEDS[deed](request, found, forms[deed].cleaned_data)
        except MisuseError as error:
            problem = said(error)
            _place, found = follow_up_for(request.user, organisation, follow_up)
        else:
            return redirect("follow_up", organisation, found.pk)
    return _shown(request, found, status=422, problem=problem, forms=forms)


def _forms(found: FollowUp, sent: Any, deed: str) -> dict[str, Any]:
    """A form for every deed; the one that was sent holds what was sent."""
    place, given = found.organisation, {name: sent if name == deed else None for name in _DEEDS}
    return {
        "give": AssignForm(place, given["give"], initial={"person": found.owner_id}, auto_id="give_%s"),
        "close": CloseForm(place, given["close"], auto_id="close_%s"),
        "withdraw": WithdrawForm(given["withdraw"], auto_id="withdraw_%s"),
    }


def _give(request: HttpRequest, found: FollowUp, given: dict[str, Any]) -> None:
    services.follow_up_give(found, given["person"], version_of(request), actor_of(request))
    messages.success(request, _("It is given."))


def _close(request: HttpRequest, found: FollowUp, given: dict[str, Any]) -> None:
    services.follow_up_close(found, given["outcome"], given["cause"], version_of(request), actor_of(request))
    messages.success(request, _("The follow-up is closed."))


def _withdraw(request: HttpRequest, found: FollowUp, given: dict[str, Any]) -> None:
    services.follow_up_withdraw(found, given["reason"], version_of(request), actor_of(request))
    messages.success(request, _("The follow-up is withdrawn."))


_DEEDS: dict[str, Callable[[HttpRequest, FollowUp, dict[str, Any]], None]] = {
    "give": _give, "close": _close, "withdraw": _withdraw,
}  # fmt: skip


def _shown(request: HttpRequest, found: FollowUp, status: int = 200, **more: Any) -> HttpResponse:
    follow_ups_in_words([found])
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
