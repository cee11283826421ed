"""Pages of rituals: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement import rituals as services
from centricity.web.improvement.models import Ritual
from centricity.web.improvement.pages import page_of, said
from centricity.web.improvement.ritual_forms import RitualChangeForm, RitualForm
from centricity.web.improvement.ritual_selectors import kept_by, missed_of, ritual_for, rituals_of, today
from centricity.web.improvement.sittings import is_missed
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def rituals(request: HttpRequest, organisation: str) -> HttpResponse:
    """Rituals, those with sittings missed first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    page = Paginator(rituals_of(found), ROWS).get_page(request.GET.get("page"))
    kept = kept_by(page)
    rows = [(each, kept[each.pk]) for each in page]
    more = {"page": page, "rows": rows, "missed": missed_of(found)}
    return page_of(request, "improvement/rituals.html", found, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    form = RitualForm(found, request.POST or None, initial={"first_on": today(), "owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ritual_create(found, form.habit(), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The ritual is made."))
            return redirect("ritual", organisation, made.pk)
    status = 422 if request.method == "POST" else 200
    return page_of(request, "improvement/ritual_new.html", found, status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ritual(request: HttpRequest, organisation: str, ritual: int) -> HttpResponse:
    """A ritual with its sittings; change it."""
    _place, found = ritual_for(request.user, organisation, ritual)
    if request.method != "POST":
        return _shown(request, found)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    form = RitualChangeForm(found.organisation, request.POST)
    if form.is_valid():
        try:
            services.ritual_change(found, form.habit(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
            _place, found = ritual_for(request.user, organisation, ritual)
        else:
            messages.success(request, _("The ritual is changed."))
            return redirect("ritual", organisation, found.pk)
    return _shown(request, found, 422, changing=form)


def _shown(request: HttpRequest, found: Ritual, status: int = 200, **bound: Any) -> HttpResponse:
    sittings = found.sittings.prefetch_related("seats")
    page = Paginator(sittings, ROWS).get_page(request.GET.get("page"))
    rows = [(each, is_missed(each), [seat for seat in each.seats.all() if seat.came]) for each in page]
    more: dict[str, Any] = {
        "ritual": found, "members": found.members.all(), "page": page, "rows": rows, "kept": kept_by([found])[found.pk],
        "today": today(),
    }  # fmt: skip
    if voice_right(request.user, found.organisation.code) >= VoiceRight.EDIT:
        habit = services.habit_of(found)
        start = {name: getattr(habit, name) for name in ("title", "kind", "every", "first_on", "on")}
        start |= {"owner": found.owner_id, "members": [each.pk for each in habit.members], "version": found.version}
        more["changing"] = RitualChangeForm(found.organisation, initial=start)
    return page_of(request, "improvement/ritual.html", found.organisation, status, **more | bound)
