"""What holds for every request to the API: its size, its pace, whose it is, and how its answer is kept."""

import re
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from centricity.errors import CentricityError, Fault
from centricity.web.api.idempotency import answered_once
from centricity.web.api.limits import limit
from centricity.web.api.problems import Refused, problem, refusal
from centricity.web.api.tags import has_already, tag_of
from centricity.web.api.tokens import token_of
from centricity.web.audit.services import address_of
from centricity.web.research.archive import MOST_BYTES

PREFIX = "/api/"
MOST_OF_A_BODY = MOST_BYTES + 1024 * 1024
MOST_OF_JSON = 64 * 1024
LONG = re.compile(r"/api/v1/(surveys/|organisations/[^/]+/boards(/|$))")
MOST_OF_A_TEXT = 2 * 1024 * 1024
"""A questionnaire and the file of a board are longer than what other operations take."""

_PAGES = {400: "web.unreadable", 403: "web.not_allowed", 404: "web.not_found", 500: "web.failed"}
"""Refusals that Django answers with a page before an operation is reached, and what the API says in their place."""

Answer = Callable[[HttpRequest], HttpResponse]


def api_rules(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        try:
            _check(request)
            response = answered_once(request, get_response)
        except (Refused, CentricityError) as error:
            response = refusal(request, error)
        return _finished(request, response)

    return middleware


def _check(request: HttpRequest) -> None:
    """Refuse what is too large or comes too often; a session is nobody here, only a token is somebody."""
    request.user = AnonymousUser()
    request.token = None
    limit("address", address_of(request))
    if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise Refused(404, [Fault("web.not_found")])
    _bounded(request)
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and secret:
        token = token_of(secret.strip())
        limit("token", str(token.pk))
        request.token, request.user = token, token.owner


def _bounded(request: HttpRequest) -> None:
    told = request.META.get("CONTENT_LENGTH") or "0"
    most = MOST_OF_A_TEXT if LONG.match(request.path_info) else MOST_OF_JSON
    most = MOST_OF_A_BODY if (request.content_type or "").startswith("multipart/") else most
    if not told.isdecimal() or int(told) > most:
        raise Refused(413, [Fault("web.body_large")])


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code in _PAGES and response.headers.get("Content-Type", "").startswith("text/html"):
        response = problem(request, response.status_code, [Fault(_PAGES[response.status_code])])
    if response.status_code == 405:
        response = problem(request, 405, [Fault("web.not_allowed_here")], {"Allow": response.headers["Allow"]})
    if response.status_code == 200 and request.method == "GET" and not response.streaming:
        response = _conditional(request, response)
    response.headers["Vary"] = "Authorization, Accept-Language"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the program has this very answer already."""
    tag = response.headers.get("ETag") or tag_of(response.content)
    response.headers["ETag"] = tag
    return HttpResponse(status=304, headers={"ETag": tag}) if has_already(request, tag) else response
