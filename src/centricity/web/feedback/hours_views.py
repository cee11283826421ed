"""Setting an organisation's working hours, and looking at the days that come of them before they are kept."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback.hours_forms import HoursForm
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.people.hours import hours_seen, hours_set, told
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.people.working import AHEAD, Wanted, clock, days_ahead

WHY = {
    "weekday": gettext_lazy("working day"), "weekend": gettext_lazy("weekend"),
    "holiday": gettext_lazy("public holiday"), "off": gettext_lazy("day off"),
    "on": gettext_lazy("working day by your list"), "short": gettext_lazy("short day"),
    "round": gettext_lazy("round the clock"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def working_hours(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    row, does = hours_seen(found), request.POST.get("do", "save") if request.method == "POST" else ""
    kept = told(row)
    form = HoursForm(request.POST if does in {"look", "save"} else None, initial=asdict(kept))
    wanted = kept if row.in_use else None
    if does == "look" and form.is_valid():
        return _shown(request, found, row, form, form.wanted(form.cleaned_data))
    if does and (does == "drop" or form.is_valid()):
        wanted = None if does == "drop" else form.wanted(form.cleaned_data)
        try:
            hours_set(found, wanted, version_of(request), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error)) if form.is_bound else messages.error(request, said(error))
        else:
            messages.success(request, _("Saved.") if wanted else _("Times are told in calendar hours alone."))
            return redirect("working_hours", organisation)
    return _shown(request, found, row, form, None if does else wanted, 422 if does else 200)


def _shown(
    request: HttpRequest, found: Any, row: Any, form: HoursForm, wanted: Wanted | None, status: int = 200
) -> HttpResponse:
    days = days_ahead(wanted.hours, AHEAD) if wanted is not None else []
    ahead = [
        (each, WEEKDAYS_ABBR[each.day.weekday()], f"{clock(each.opens)}–{clock(each.closes)}", WHY[each.why])
        for each in days
    ]
    more = {"row": row, "form": form, "ahead": ahead, "zone": wanted.zone if wanted else "", "looks": form.is_bound}
    return page_of(request, "feedback/hours.html", found, status, **more)
