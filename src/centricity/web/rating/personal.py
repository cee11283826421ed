"""What the room of ratings holds of a person: the levels it gave, under its name until that is erased."""

from typing import Any

from centricity.web.rating.models import Rater

FIELDS = (
    "company", "metric", "level", "applies", "note", "kind", "title", "reference", "seen_on", "submitted_at",
    "returned_why",
)  # fmt: skip


def export(user: Any) -> dict[str, Any]:
    """What somebody was given to rate, and gave."""
    found = Rater.objects.filter(user=user).select_related("round__study").order_by("pk")
    return {
        "ratings": [
            {
                "study": each.round.study.code, "round": each.round.number, "role": each.role,
                "given": list(each.assignments.values("companies", "metrics")),
                "levels": [_plain(row) for row in each.levels.order_by("company", "metric").values(*FIELDS)],
            }
            for each in found
        ]
    }  # fmt: skip


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def erase(user: Any) -> None:
    """Levels stay with a number, for results rest on them; whose they were is forgotten."""
    Rater.objects.filter(user=user).update(user=None)
