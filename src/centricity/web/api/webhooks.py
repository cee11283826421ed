"""Webhooks of the token's owner, and the log of their messages."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import hooks, schemas, shapes
from centricity.web.api.routing import read, write
from centricity.web.api.selectors import delivery_for, webhook_for, webhooks_of
from centricity.web.audit.services import actor_of

router = Router(tags=["webhooks"])


@router.get("/webhooks", **read(schemas.Webhooks))
def list_webhooks(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Your webhooks."""
    return shapes.page(request, webhooks_of(request.user), window, shapes.webhook)


@router.post("/webhooks", **write("admin", 201, schemas.WebhookMade))
def create_webhook(request: HttpRequest, response: HttpResponse, wanted: schemas.NewWebhook) -> Any:
    """Be told of what happens to a study, or to the studies of an organisation; the secret is shown this once."""
    asked = hooks.Wanted(wanted.url, tuple(wanted.events), wanted.reach, wanted.scope)
    made = hooks.webhook_create(request.user, asked, actor_of(request))
    response.headers["Location"] = f"/api/v1/webhooks/{made.pk}"
    return Status(201, shapes.webhook(made) | {"secret": hooks.secret_of(made)})


@router.get("/webhooks/{int:webhook}", **read(schemas.Webhook))
def get_webhook(request: HttpRequest, webhook: int) -> Any:
    """One webhook."""
    return shapes.webhook(webhook_for(request.user, webhook))


@router.delete("/webhooks/{int:webhook}", **write("admin", 204, None))
def end_webhook(request: HttpRequest, webhook: int) -> Any:
    """End a webhook; messages that wait are not sent."""
    hooks.webhook_end(webhook_for(request.user, webhook), actor_of(request))
    return Status(204, None)


@router.get("/webhooks/{int:webhook}/deliveries", **read(schemas.Deliveries))
def list_deliveries(request: HttpRequest, webhook: int, window: Query[schemas.Window]) -> Any:
    """Messages of the last 90 days, the newest first, and how sending them went."""
    return shapes.page(request, webhook_for(request.user, webhook).deliveries.all(), window, shapes.delivery)


@router.post("/webhooks/{int:webhook}/deliveries/{uuid:delivery}/resend", **write("admin", 202, schemas.Delivery))
def resend_delivery(request: HttpRequest, webhook: int, delivery: uuid.UUID) -> Any:
    """Send a message once more."""
    found = delivery_for(request.user, webhook, delivery)
    return Status(202, shapes.delivery(hooks.delivery_resend(found, actor_of(request))))
