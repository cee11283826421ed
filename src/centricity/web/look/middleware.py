"""The language of a page: the person's own, else the one chosen on this device, else the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    own = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if own in dict(settings.LANGUAGES):
        return own
    for accepted, _ in translation.trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if accepted[:2] in dict(settings.LANGUAGES):
            return accepted[:2]
    return settings.LANGUAGE_CODE


class SqueezedPages(GZipMiddleware):
    """Pages alone are compressed: the tags of the API's answers must stay as they are written."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response
