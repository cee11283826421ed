"""What panels hold of a person: the ratings it gave, under its name until that is erased."""

from typing import Any

from centricity.web.panels.models import Assessor


def export(user: Any) -> dict[str, Any]:
    """Panels somebody was of, and what was given there."""
    found = Assessor.objects.filter(user=user).select_related("panel__organisation").order_by("pk")
    return {
        "panels": [
            {
                "organisation": each.panel.organisation.code, "panel": each.panel.code,
                "handed_in_at": each.handed_in_at and each.handed_in_at.isoformat(),
                "ratings": list(each.judgements.order_by("pk").values("department", "item", "level", "blind", "note")),
            }
            for each in found
        ]
    }  # fmt: skip


def erase(user: Any) -> None:
    """Ratings stay with a number, for a result rests on them; whose they were is forgotten."""
    Assessor.objects.filter(user=user).update(user=None)
