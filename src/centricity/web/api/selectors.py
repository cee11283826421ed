"""Reading tokens, webhooks and their messages, each for its owner alone."""

import uuid
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from centricity.web.api.models import Delivery, Token, Webhook


def tokens_of(user: Any) -> QuerySet[Token]:
    return Token.objects.filter(owner=user)


def token_for(user: Any, pk: int) -> Token:
    found = tokens_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def webhooks_of(user: Any) -> QuerySet[Webhook]:
    return Webhook.objects.filter(owner=user, ended_at=None)


def webhooks_with_last(user: Any) -> QuerySet[Webhook]:
    """Webhooks, each with the state of its latest message; None where nothing was sent."""
    latest = Delivery.objects.filter(webhook=OuterRef("pk")).order_by("-created_at", "-id")
    return webhooks_of(user).annotate(last=Subquery(latest.values("state")[:1]))


def webhook_for(user: Any, pk: int) -> Webhook:
    found = webhooks_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def delivery_for(user: Any, webhook: int, pk: uuid.UUID) -> Delivery:
    found = webhook_for(user, webhook).deliveries.select_related("webhook").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
