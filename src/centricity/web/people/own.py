"""One's own page: profile, sessions, own data."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.web.audit.services import actor_of
from centricity.web.people import selectors, services
from centricity.web.people.forms import ProfileForm
from centricity.web.people.giving import data_file
from centricity.web.people.own_data import identities_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    known = {
        "name": user.name,
        "language": user.language or get_language(),
        "theme": user.theme or request.COOKIES.get("theme"),
    }
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        services.profile_set(user, actor_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("me")
    more = {"form": form, "grants": selectors.grants_of(user), "second_factor": selectors.has_second_factor(user)}
    more["identities"] = identities_of(user)
    return render(request, "people/me.html", more, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    user: Any = request.user
    services.sessions_end(user, actor_of(request))
    logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return redirect("account_login")


@require_safe
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return data_file(user, actor_of(request), "my-data")
