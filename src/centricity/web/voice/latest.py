"""What each customer answered last."""

from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import FirstValue

from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating


def nps_answers(organisation: Organisation) -> QuerySet[Rating, Any]:
    """Ratings of NPS questions under a customer's name, each with the customer's ``last`` score."""
    rows = Rating.objects.filter(organisation=organisation, metric="nps", response__customer__isnull=False)
    newest = [F("at").desc(), F("pk").desc()]
    return rows.annotate(last=Window(FirstValue("score"), partition_by=F("response__customer"), order_by=newest))
