from typing import Any

from centricity.web.files.models import StoredFile


def export(user: Any) -> dict[str, Any]:
    """Files that somebody brought."""
    found = StoredFile.objects.filter(stored_by=f"user:{user.pk}").order_by("stored_at")
    return {"stored": [{"at": each.stored_at.isoformat(), "name": each.name, "of": each.target} for each in found]}
