"""Views within an organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

View = Callable[..., HttpResponse]


def within(need: VoiceRight) -> Callable[[View], View]:
    """Give a view the organisation where somebody may do so much."""

    def made(view: View) -> View:
        @wraps(view)
        @login_required
        def checked(request: HttpRequest, organisation: str, *args: Any, **more: Any) -> HttpResponse:
            return view(request, organisation_for(request.user, organisation, need), *args, **more)

        return checked

    return made
