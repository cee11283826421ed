"""What holds for every page: its language, its size, and addresses that can be there at all."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from centricity.web.look.views import not_readable


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the person's own language, else the one chosen on this device, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def no_null(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Find nothing at an address with a null character: PostgreSQL would fail on it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware


def shown_405(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show a page where a browser reads an address that takes forms alone; Django's answer is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        return not_readable(request, response.headers.get("Allow", ""))

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
