from typing import Any

from centricity.web.research.models import Edition


def export(user: Any) -> dict[str, Any]:
    """Editions that somebody uploaded."""
    found = Edition.objects.filter(uploaded_by=f"user:{user.pk}").select_related("study").order_by("uploaded_at")
    return {"editions": [{"at": e.uploaded_at.isoformat(), "study": e.study.code, "number": e.number} for e in found]}
