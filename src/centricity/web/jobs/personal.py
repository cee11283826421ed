from typing import Any

from centricity.web.jobs.models import Job


def export(user: Any) -> dict[str, Any]:
    """Work that somebody asked for."""
    found = Job.objects.filter(actor=f"user:{user.pk}").order_by("asked_at")
    return {"asked": [{"at": each.asked_at.isoformat(), "kind": each.kind, "of": each.target} for each in found]}
