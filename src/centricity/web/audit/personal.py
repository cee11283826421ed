from typing import Any

from django.db.models import Q

from centricity.web.audit.models import Entry


def export(user: Any) -> dict[str, Any]:
    """What somebody did, and what was done to the account; the log itself is never changed."""
    name = f"user:{user.pk}"
    found = Entry.objects.filter(Q(actor=name) | Q(target=name)).order_by("number")
    return {
        "entries": [
            {"at": each.at.isoformat(), "action": each.action, "target": each.target, "address": each.address}
            for each in found
        ]
    }
