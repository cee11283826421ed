"""Alerts: the list, one with what to do about it, and what somebody wants to hear of."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.home.alert_forms import HearForm
from centricity.web.home.alert_words import told
from centricity.web.home.alerts import (
    acknowledge,
    alert_act,
    alert_for,
    alerts_for,
    causes_choose,
    causes_of,
    muted_by,
    open_alerts,
)
from centricity.web.home.digests import is_subscribed, subscription_set
from centricity.web.home.models import Alert
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def alerts(request: HttpRequest, organisation: str) -> HttpResponse:
    """Alerts that wait; those that were acknowledged where they are asked for."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    ended = request.GET.get("ended") == "1"
    found = alerts_for(request.user, place).exclude(acknowledged_at=None) if ended else open_alerts(request.user, place)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    more = {"place": place, "page": page, "alerts": [told(each, language_now()) for each in page], "ended": ended}
    return render(request, "home/alerts.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def alert(request: HttpRequest, organisation: str, alert: int) -> HttpResponse:
    """An alert with its numbers: acknowledge it, or make an action of it."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    found = alert_for(request.user, place, alert)
    if request.method != "POST":
        return _shown(request, place, found, ActionForm(place))
    if request.POST.get("do") != "act":
        acknowledge(found, request.user, actor_of(request))
        messages.success(request, _("The alert is acknowledged."))
        return redirect("board_alerts", organisation)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    form = ActionForm(place, request.POST)
    if form.is_valid():
        try:
            made = alert_act(found, form.plan(), request.user, actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The action is made."))
            return redirect("action", organisation, made.pk)
    return _shown(request, place, found, form, 422)


def _shown(
    request: HttpRequest, place: Organisation, found: Alert, form: ActionForm, status: int = 200
) -> HttpResponse:
    right = voice_right(request.user, place.code)
    handles = right >= VoiceRight.HANDLE
    more = {
        "place": place, "told": told(found, language_now()), "form": form, "edits": right >= VoiceRight.EDIT,
        "handles": handles, "organisation": place,
        "actions": [(each, is_overdue(each)) for each in came_of(found.target)[:ROWS]] if handles else [],
    }  # fmt: skip
    return render(request, "home/alert.html", more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hearing(request: HttpRequest, organisation: str) -> HttpResponse:
    """What somebody wants to hear of, and whether by a weekly letter."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    user: Any = request.user
    muted = set(muted_by(user, place))
    start = {"causes": [c for c in causes_of(place) if c not in muted], "letter": is_subscribed(user, place)}
    form = HearForm(place, request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        causes_choose(user, place, set(form.cleaned_data["causes"]), actor_of(request))
        subscription_set(user, place, actor_of(request), on=form.cleaned_data["letter"])
        messages.success(request, _("Saved."))
        return redirect("board", organisation)
    more = {"place": place, "form": form}
    return render(request, "home/hearing.html", more, status=422 if request.method == "POST" else 200)
