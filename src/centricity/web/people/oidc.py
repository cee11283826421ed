"""A provider of OpenID Connect that is down, or that answers what it must not, is told of in words."""

import logging
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from centricity.web.audit.services import Actor, address_of, record

log = logging.getLogger("centricity.people")
_UNREADABLE = (KeyError, TypeError, AttributeError)
"""What the reading of a configuration ends in that is none."""


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _told(views.login, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _told(views.callback, request, provider_id)


def _told(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view(request, provider_id)
    except (RequestException, *_UNREADABLE) as error:
        log.warning("the provider %s cannot be asked: %s", provider_id, type(error).__name__)
        told = {"by": "identity provider", "provider": provider_id}
        record(Actor("anonymous", address_of(request)), "sign_in.failed", after=told)
        return render(request, "socialaccount/unreachable.html", status=503)
    return answer
