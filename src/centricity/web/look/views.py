"""Choosing language and theme, and the pages of errors."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from centricity.web.look.context import THEMES
from centricity.web.look.readable import nearest
from centricity.web.people.services import look_set

YEAR = 365 * 24 * 60 * 60


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a language or a theme: with the person who signed in, and on this device."""
    chosen = {}
    if request.POST.get("language") in dict(settings.LANGUAGES):
        chosen["language"] = request.POST["language"]
    if request.POST.get("theme") in THEMES:
        chosen["theme"] = request.POST["theme"]
    if request.user.is_authenticated and chosen:
        look_set(request.user, **chosen)
    response = HttpResponseRedirect(_back(request))
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not safe:
        return "/"
    there = urlsplit(target)
    page = nearest(there.path)
    return target if page == there.path else page


def healthy(request: HttpRequest) -> HttpResponse:
    """Answer that the platform lives and reaches its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/error.html", {"status": 404}, status=404)


def not_readable(request: HttpRequest, allowed: str) -> HttpResponse:
    """Lead away from an address that only takes forms, such as that of a form which was refused and read again."""
    page = nearest(request.path)
    more = {"status": 405, "page": page if page != request.path else ""}
    response = render(request, "look/error.html", more, status=405)
    response.headers["Allow"] = allowed
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something failed, without the database: it may be what failed."""
    request.user = AnonymousUser()
    return render(request, "look/error.html", {"status": 500, "messages": []}, status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without, or with an old, token."""
    return render(request, "look/error.html", {"status": 403, "forged": True}, status=403)
