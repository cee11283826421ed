from typing import Any

from centricity.web.improvement.models import Action


def export(user: Any) -> dict[str, Any]:
    """Actions that somebody owns."""
    found = Action.objects.filter(owner=user).select_related("organisation").order_by("created_at")
    return {
        "actions": [
            {"organisation": each.organisation.code, "title": each.title, "due": str(each.due or ""),
             "state": each.state, "outcome": each.outcome}
            for each in found
        ]
    }  # fmt: skip


def erase(user: Any) -> None:
    """Open actions lose their owner; the number of an account says nothing to whoever must take them over."""
    Action.objects.filter(owner=user).update(owner=None)
