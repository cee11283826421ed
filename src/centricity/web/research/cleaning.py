"""Taking away what a process left half-written when it was killed."""

import logging
import shutil
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from centricity.web.environment import seconds
from centricity.web.jobs.services import Progress
from centricity.web.research.models import Edition, Run

log = logging.getLogger("centricity.research")

OLD = seconds("CENTRICITY_OLD", timedelta(hours=23).total_seconds())
"""Seconds after which what has no row in the database is taken for left behind: no upload or run takes so long."""


def clean(progress: Progress) -> None:
    """Remove drafts of uploads, and folders of editions and runs that no row names, all of them old."""
    progress.next("Убираю оставленное", "Taking away what was left")
    for folder in [*_unnamed("editions", Edition), *_unnamed("results", Run)]:
        log.info("removed %s, left behind", folder)
        shutil.rmtree(folder, ignore_errors=True)
    with progress.finishing():
        pass


def _unnamed(name: str, model: type[Edition | Run]) -> Iterator[Path]:
    home = Path(settings.HOME) / name
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if time.time() - folder.stat().st_mtime >= OLD and _left(folder.name, model):
            yield folder


def _left(name: str, model: type[Edition | Run]) -> bool:
    """Whether a folder is a draft or has no row; what is neither a draft nor ours is left alone."""
    if name.startswith(".draft-"):
        return True
    try:
        key = uuid.UUID(name)
    except ValueError:
        return False
    return not model.objects.filter(pk=key).exists()
