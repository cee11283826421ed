"""One's own webhooks: made, their secret shown once, their messages read and sent again, ended."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError
from centricity.web.api import hooks
from centricity.web.api.forms import EVENT_NAMES, WebhookForm
from centricity.web.api.models import Delivery, Webhook
from centricity.web.api.selectors import delivery_for, webhook_for, webhooks_with_last
from centricity.web.api.sending import ENDED
from centricity.web.audit.services import actor_of

MESSAGES = 50
"""On a page."""
PROBLEMS = {
    ENDED: gettext_lazy("the webhook was deleted, or your role was taken away"),
    "TimeoutError": gettext_lazy("no answer in time"),
    "ConnectionRefusedError": gettext_lazy("nothing answers at the address"),
    "SSLCertVerificationError": gettext_lazy("the certificate is not valid"),
    "text.fetch_unknown_host": gettext_lazy("there is no such host"),
    "text.fetch_private": gettext_lazy("the address lies inside a closed network"),
}
"""What is in the way most often; anything else is told by its code."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    form, secret = WebhookForm(request.user, request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid() and (made := _made(request, form)):
        form, secret = WebhookForm(request.user), hooks.secret_of(made)
    known = [
        (webhook, _events(webhook), Delivery.State(webhook.last).label if webhook.last else "")
        for webhook in webhooks_with_last(request.user)
    ]
    more = {"form": form, "secret": secret, "webhooks": known}
    return render(request, "api/webhooks.html", more, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: WebhookForm) -> Webhook | None:
    """The webhook of a form; what is in the way is told by the form."""
    try:
        return hooks.webhook_create(request.user, form.wanted(), actor_of(request))
    except CentricityError as error:
        form.add_error("url", [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults])
    except (PermissionDenied, Http404):
        form.add_error("place", _("Your role there does not let you be told of all these events. Choose fewer."))
    return None


def _events(webhook: Webhook) -> list[str]:
    return [str(EVENT_NAMES[event]) for event in webhook.events]


@require_safe
@login_required
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a webhook with its messages, the newest first."""
    found = webhook_for(request.user, pk)
    page = Paginator(found.deliveries.all(), MESSAGES).get_page(request.GET.get("page"))
    sent = [(each, EVENT_NAMES[each.event], PROBLEMS.get(each.problem, each.problem)) for each in page]
    more = {"webhook": found, "events": _events(found), "page": page, "sent": sent}
    return render(request, "api/webhook.html", more)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    hooks.webhook_end(webhook_for(request.user, pk), actor_of(request))
    messages.success(request, _("The webhook is deleted. Messages that wait are not sent."))
    return redirect("webhooks")


@login_required
@require_POST
def resend(request: HttpRequest, pk: int, delivery: uuid.UUID) -> HttpResponse:
    try:
        hooks.delivery_resend(delivery_for(request.user, pk, delivery), actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(get_language() or "ru"))
    else:
        messages.success(request, _("The message is sent once more."))
    return redirect("webhook", pk)
