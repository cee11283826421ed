"""One's own tokens: made, shown once, revoked."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from centricity.errors import CentricityError
from centricity.web.api.forms import TokenForm
from centricity.web.api.selectors import token_for, tokens_of
from centricity.web.api.tokens import token_create, token_revoke
from centricity.web.audit.services import actor_of


@never_cache
@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens; making one is for whoever has confirmed lately who they are, not for any open session."""
    form, secret, status = TokenForm(request.user, request.POST or None), "", 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _made, secret = token_create(request.user, given["name"], given["scopes"], given["days"], actor_of(request))
            form = TokenForm(request.user)
        except CentricityError as error:
            form.add_error(None, [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults])
    if form.errors:
        status = 422
    more = {"form": form, "secret": secret, "tokens": tokens_of(request.user)}
    return render(request, "api/tokens.html", more, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token_revoke(token_for(request.user, pk), actor_of(request))
    messages.success(request, _("The token is revoked."))
    return redirect("api_tokens")
