"""What each customer answered last."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from centricity.web.voice.models import Rating


def nps_scores() -> QuerySet[Rating, Any]:
    """Scores of NPS questions by the customer of an outer query, under whose name they were given; the last one first.

    From a customer to the last response is one step of an index: nobody else's answers are looked at.
    """
    rows = Rating.objects.filter(response__customer=OuterRef("pk"), metric="nps")
    return rows.order_by("-response__ended_at", "-pk").values("score")
