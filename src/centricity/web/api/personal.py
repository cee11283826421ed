"""What the API holds of a person: tokens and webhooks; both go with the account."""

from typing import Any

from django.utils import timezone

from centricity.web.api.models import Token, Webhook


def export(user: Any) -> dict[str, Any]:
    """Tokens without their secrets, and webhooks."""
    return {
        "tokens": [
            {"name": t.name, "begins": t.prefix, "scopes": t.scopes, "made": t.created_at.isoformat(),
             "expires": t.expires_at.isoformat(), "used": t.last_used_on and t.last_used_on.isoformat()}
            for t in Token.objects.filter(owner=user)
        ],
        "webhooks": [
            {"url": w.url, "events": w.events, "reach": w.reach, "scope": w.scope}
            for w in Webhook.objects.filter(owner=user)
        ],
    }  # fmt: skip


def erase(user: Any) -> None:
    """Take tokens away, and end webhooks; their addresses may name a person."""
    Token.objects.filter(owner=user).delete()
    Webhook.objects.filter(owner=user).update(url="", ended_at=timezone.now())
