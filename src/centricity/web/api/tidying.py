"""Taking away what is too old to be of use: counts of past minutes, kept answers, told messages."""

import time
from datetime import timedelta

from django.utils import timezone

from centricity.web.api.idempotency import KEPT
from centricity.web.api.limits import MINUTE
from centricity.web.api.models import Answer, Count, Delivery
from centricity.web.jobs.services import Progress

DELIVERIES = timedelta(days=90)


def tidy(progress: Progress) -> None:
    progress.next("Убираю старое", "Taking away what is old")
    with progress.finishing():
        Count.objects.filter(minute__lt=time.time() // MINUTE - 5).delete()
        Answer.objects.filter(at__lt=timezone.now() - KEPT).delete()
        Delivery.objects.filter(created_at__lt=timezone.now() - DELIVERIES).exclude(state="waiting").delete()
