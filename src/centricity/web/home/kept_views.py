"""Kept views of the dashboard: keep one, rename or share it, take it away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.home.asked import address_of, asked_of
from centricity.web.home.kept_forms import KeepForm, KeptForm
from centricity.web.home.kept_services import may_change, view_change, view_delete, view_for, view_keep, views_of
from centricity.web.home.models import KeptView
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept(request: HttpRequest, organisation: str) -> HttpResponse:
    """All kept views; keep one more, of the page that the form was sent from."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    form = KeepForm(request.POST or None)
    metric = request.POST.get("metric", "")
    asked = asked_of(request.POST, narrows=bool(metric))
    if request.method == "POST" and form.is_valid():
        given, user = form.cleaned_data, request.user
        try:
            made = view_keep(
                place, user, given["name"], metric, asked, actor_of(request), shared=given["shared"]
            )  # fmt: skip
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The view is saved."))
            return redirect(address(made))
    more = {"place": place, "views": rows_of(request.user, place), "form": form, "metric": metric, "asked": asked}
    return render(request, "home/kept.html", more, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept_one(request: HttpRequest, organisation: str, view: int) -> HttpResponse:
    """Rename a view, share it or take it back."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    found = view_for(request.user, place, view)
    start = {"name": found.name, "shared": found.shared, "version": found.version}
    form = KeptForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            view_change(found, given["name"], given["version"], actor_of(request), shared=given["shared"])
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The view is changed."))
            return redirect("board_kept", organisation)
    more = {"place": place, "view": found, "form": form, "address": address(found)}
    return render(request, "home/kept_one.html", more, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def kept_delete(request: HttpRequest, organisation: str, view: int) -> HttpResponse:
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    found = view_for(request.user, place, view)
    told = request.POST.get("version", "")
    try:
        version = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else -1
        view_delete(found, version, actor_of(request))
    except MisuseError as error:
        messages.error(request, error.text(get_language() or "ru"))
    else:
        messages.success(request, _("The view is taken away."))
    return redirect("board_kept", organisation)


def address(view: KeptView) -> str:
    """The page that a view is of; what was kept is read as carefully as an address."""
    return address_of(view.organisation.code, view.metric, asked_of(view.asked, narrows=bool(view.metric)))


def rows_of(user: Any, place: Any) -> list[tuple[KeptView, str, bool]]:
    """Views with where they are, and whether somebody may change them."""
    found = []
    for each in views_of(user, place):
        each.organisation = place
        found.append((each, address(each), may_change(user, each)))
    return found
