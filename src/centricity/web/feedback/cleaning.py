"""Taking away tables that nobody goes on with, and what is kept of their rows: they hold personal data."""

from datetime import timedelta

from django.utils import timezone

from centricity.web.feedback.models import Import
from centricity.web.jobs.services import Progress

OLD = timedelta(days=7)


def clean(progress: Progress) -> None:
    """Forget tables and faults, a week after they were brought."""
    progress.next("Убираю старые таблицы", "Taking old tables away")
    with progress.finishing():
        old = Import.objects.filter(created_at__lt=timezone.now() - OLD)
        old.update(content=None, sample=[], faults=[])
