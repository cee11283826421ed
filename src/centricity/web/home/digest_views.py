"""The way out of the weekly letter: whoever holds the address may take it, without an account and by one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from centricity.web.audit.services import actor_of
from centricity.web.home.digests import leave, subscription_at


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: HttpRequest, secret: str) -> HttpResponse:
    """End the letter where that is sent; a look alone ends nothing, a machine may look."""
    found = subscription_at(secret)
    if request.method == "POST":
        leave(found, actor_of(request))
        found.on = False
    with translation.override(found.user.language or get_language()):
        return render(request, "home/digest_out.html", {"place": found.organisation, "done": not found.on})
