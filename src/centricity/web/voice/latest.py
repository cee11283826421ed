"""What each customer answered last."""

from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating


def last_nps(organisation: Organisation) -> QuerySet[Rating, Any]:
    """The last rating of an NPS question by every customer whose name stands with it."""
    rows = Rating.objects.filter(organisation=organisation, metric="nps", customer__isnull=False)
    newest = Window(RowNumber(), partition_by=F("customer"), order_by=[F("at").desc(), F("pk").desc()])
    return rows.annotate(place=newest).filter(place=1)
