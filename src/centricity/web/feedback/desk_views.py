"""Figures and settings of an organisation's feedback: parse, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback import desks
from centricity.web.feedback.figures import Period, figures_of, usual_period
from centricity.web.feedback.forms import FollowUpsForm, PeriodForm, TitlesForm
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.feedback.selectors import causes_of, desk_seen
from centricity.web.feedback.ways import ways_of
from centricity.web.people.hours import hours_seen
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for


@require_safe
@login_required
def figures(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    period = usual_period()
    asked = request.GET or {"first": f"{period.first}", "last": f"{period.last}"}
    form = PeriodForm(asked)
    if form.is_valid():
        period = Period(form.cleaned_data["first"], form.cleaned_data["last"])
    more: dict[str, Any] = {"figures": figures_of(found, period), "hours": hours_seen(found)}
    return page_of(request, "feedback/figures.html", found, form=form, period=period, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    desk, does = desk_seen(found), request.POST.get("do", "cause") if request.method == "POST" else ""
    begin = {"owner": desk.owner_id, "days": desk.days}
    forms: dict[str, Any] = {
        "follow_ups": FollowUpsForm(found, request.POST if does == "follow_ups" else None, initial=begin),
        "cause": TitlesForm(request.POST if does not in {"", "form", "follow_ups"} else None),
    }
    form = forms["follow_ups" if does == "follow_ups" else "cause"]
    if does and (does == "form" or form.is_valid()):
        try:
            _set(request, found, form, does)
        except MisuseError as error:
            form.add_error(None, said(error)) if form.is_bound else messages.error(request, said(error))
        else:
            return redirect("feedback_settings", organisation)
    address = request.build_absolute_uri(f"/feedback/{found.code}/")
    more = {"form": forms["cause"], "desk": desk, "causes": causes_of(found), "address": address,
            "hours": hours_seen(found)}  # fmt: skip
    more |= {"ways": ways_of(found)}
    return page_of(
        request, "feedback/settings.html", found, 422 if does else 200, following=forms["follow_ups"], **more
    )


def _set(request: HttpRequest, found: Any, form: Any, does: str) -> None:
    if does == "form":
        opens = request.POST.get("open") == "1"
        desks.form_set(found, version_of(request), actor_of(request), form_open=opens)
        messages.success(request, _("The form is on.") if opens else _("The form is off."))
    elif does == "follow_ups":
        desks.follow_ups_set(found, **form.cleaned_data, version=version_of(request), actor=actor_of(request))
        messages.success(request, _("Saved."))
    else:
        desks.cause_add(found, **form.cleaned_data, actor=actor_of(request))
        messages.success(request, _("The cause is added."))
