"""The page of one sitting, and what is told of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement import sittings as services
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.models import Sitting
from centricity.web.improvement.origins import Origin, origins_of
from centricity.web.improvement.pages import page_of, said
from centricity.web.improvement.ritual_forms import ExcuseForm, HoldForm
from centricity.web.improvement.ritual_selectors import answers_for, may_hold, sitting_for, today
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.improvement.sittings import TOGETHER, is_missed
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right

ROWS = 50


@require_safe
@login_required
def sitting(request: HttpRequest, organisation: str, sitting: int) -> HttpResponse:
    """A sitting: its agenda, who came, and what came of it."""
    _place, found = sitting_for(request.user, organisation, sitting)
    return _shown(request, found)


@require_POST
@login_required
def hold(request: HttpRequest, organisation: str, sitting: int) -> HttpResponse:
    _place, found = sitting_for(request.user, organisation, sitting)
    if not may_hold(request.user, found):
        raise PermissionDenied
    form = HoldForm(found, request.POST, auto_id="hold_%s")

    def work() -> None:
        services.sitting_hold(found, form.held(), form.cleaned_data["version"], actor_of(request))

    return _done(request, found, {"holding": form}, work, _("How the sitting went is saved."))


@require_POST
@login_required
def excuse(request: HttpRequest, organisation: str, sitting: int) -> HttpResponse:
    _place, found = sitting_for(request.user, organisation, sitting)
    if not answers_for(request.user, found.ritual):
        raise PermissionDenied
    form = ExcuseForm(request.POST, auto_id="excuse_%s")

    def work() -> None:
        given = form.cleaned_data
        services.sitting_excuse(found, given["excuse"], given["version"], actor_of(request))

    return _done(request, found, {"excusing": form}, work, _("The reason is saved."))


@require_POST
@login_required
def act(request: HttpRequest, organisation: str, sitting: int) -> HttpResponse:
    _place, found = sitting_for(request.user, organisation, sitting)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    form = ActionForm(found.ritual.organisation, request.POST, auto_id="act_%s")

    def work() -> None:
        services.sitting_act(found, form.plan(), actor_of(request))

    return _done(request, found, {"acting": form}, work, _("The action is made."))


def _done(
    request: HttpRequest, found: Sitting, bound: dict[str, forms.Form], work: Callable[[], None], told: str
) -> HttpResponse:
    """Do the work of a form that fits; else show the page with what is wrong."""
    (form,) = bound.values()
    code = found.ritual.organisation.code
    if form.is_valid():
        try:
            work()
        except MisuseError as error:
            form.add_error(None, said(error))
            _place, found = sitting_for(request.user, code, found.pk)
        else:
            messages.success(request, told)
            return redirect("sitting", code, found.pk)
    return _shown(request, found, 422, **bound)


def _shown(request: HttpRequest, found: Sitting, status: int = 200, **bound: Any) -> HttpResponse:
    right = voice_right(request.user, found.ritual.organisation.code)
    seats = list(found.seats.select_related("person"))
    more = {
        "sitting": found, "ritual": found.ritual, "missed": is_missed(found), "together": found.ritual.kind in TOGETHER,
        "came": [each for each in seats if each.came], "away": [each for each in seats if not each.came],
        "expected": sum(each.expected for each in seats), "here": sum(each.expected and each.came for each in seats),
        "topics": _topics(found, named=right >= VoiceRight.HANDLE), "actions": _actions(found, right),
    }  # fmt: skip
    return page_of(request, "improvement/sitting.html", found.ritual.organisation, status,
                   **more | _forms(request, found, right) | bound)  # fmt: skip


def _topics(found: Sitting, *, named: bool) -> list[Origin | None]:
    """What is on the agenda; by name only for those who may handle feedback, for names are texts of customers."""
    abouts = list(found.topics.values_list("about", flat=True))
    if not named:
        return [None] * len(abouts)
    known = origins_of(found.ritual.organisation.code, abouts)
    return [known.get(about) for about in abouts]


def _actions(found: Sitting, right: VoiceRight) -> list[tuple[Any, bool]]:
    if right < VoiceRight.HANDLE:
        return []
    return [(each, is_overdue(each)) for each in came_of(found.origin)[:ROWS]]


def _forms(request: HttpRequest, found: Sitting, right: VoiceRight) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if may_hold(request.user, found):
        came = [each.person_id for each in found.seats.all() if each.came]
        start = {"held_on": found.held_on or min(found.planned_on, today()), "guests": found.guests, "came": came,
                 "outcome": found.outcome, "effect": found.effect, "version": found.version}  # fmt: skip
        told["holding"] = HoldForm(found, initial=start, auto_id="hold_%s")
    if is_missed(found) and answers_for(request.user, found.ritual):
        told["excusing"] = ExcuseForm(initial={"excuse": found.excuse, "version": found.version}, auto_id="excuse_%s")
    if found.held_on is not None and right >= VoiceRight.EDIT:
        told["acting"] = ActionForm(found.ritual.organisation, auto_id="act_%s")
    return told
