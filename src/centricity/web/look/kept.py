"""A page that is one for all guests, kept as it was drawn: only the token of its forms is each guest's own."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from centricity.web.look.context import theme_of

_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
_OWN_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
"""Whoever brings one of these may be told something of his own."""

View = Callable[..., HttpResponse]


def kept_for_guests(view: View) -> View:
    """Draw the page once for each language and theme; whoever is no guest, or asks for more, gets it drawn anew."""
    drawn: dict[tuple[str | None, str], tuple[dict[str, str], list[bytes]]] = {}

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if request.method != "GET" or request.GET or any(name in request.COOKIES for name in _OWN_COOKIES):
            return view(request, *args, **more)
        key = get_language(), theme_of(request)
        if key not in drawn:
            response = view(request, *args, **more)
            if hasattr(response, "render"):
                response.render()
            if response.status_code != 200 or response.cookies:
                return response
            drawn[key] = dict(response.headers), _TOKEN.split(response.content)
        headers, parts = drawn[key]
        return HttpResponse(get_token(request).encode().join(parts), headers=headers)

    return kept
