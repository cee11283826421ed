"""An administrator without a second factor is led to set one up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from centricity.web.people.selectors import SecondFactorNeededError


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SecondFactorNeededError):
            return None
        messages.warning(request, _("Administrators need a second factor. Set one up to go on."))
        return redirect("mfa_index")

    told: Any = middleware
    told.process_exception = process_exception
    return middleware
