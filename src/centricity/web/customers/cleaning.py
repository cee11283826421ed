"""Taking away files of imports that nobody goes on with: they hold personal data."""

import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from centricity.web.customers.models import Import
from centricity.web.customers.reading import folder
from centricity.web.jobs.services import Progress

OLD = 7 * 24 * 60 * 60
"""Seconds after which a file that was not imported is forgotten."""


def clean(progress: Progress) -> None:
    """Remove files of imports, a week old, that are not under way, and what is kept of their rows."""
    progress.next("Убираю старые файлы", "Taking old files away")
    under_way = {str(pk) for pk in Import.objects.filter(state=Import.State.ASKED).values_list("pk", flat=True)}
    for path in sorted(folder().iterdir()) if folder().is_dir() else ():
        if _old(path) and path.name.partition(".")[0] not in under_way:
            path.unlink(missing_ok=True)
    with progress.finishing():
        old = Import.objects.filter(created_at__lt=timezone.now() - timedelta(seconds=OLD))
        old.exclude(state=Import.State.ASKED).update(sample=[], faults=[])


def _old(path: Path) -> bool:
    return path.is_file() and time.time() - path.lstat().st_mtime >= OLD
