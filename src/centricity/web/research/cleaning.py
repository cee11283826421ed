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
from centricity.web.files.models import StoredFile
from centricity.web.jobs.services import Progress
from centricity.web.research.models import Edition, Run

log = logging.getLogger("centricity.research")

OLD = seconds("CENTRICITY_OLD", timedelta(hours=23).total_seconds())
"""Seconds after which what has no row in the database is taken for left behind: no upload or run takes so long."""


def clean(progress: Progress) -> None:
    """Remove drafts of uploads, and editions, runs and files that no row names, all of them old."""
    progress.next("Убираю оставленное", "Taking away what was left")
    for left in [*_unnamed("editions", Edition), *_unnamed("results", Run), *_unnamed("files", StoredFile)]:
        log.info("removed %s, left behind", left)
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    with progress.finishing():
        pass


def _unnamed(name: str, model: type[Edition | Run | StoredFile]) -> Iterator[Path]:
    home = Path(settings.HOME) / name
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if time.time() - path.lstat().st_mtime >= OLD and _left(path.name, model):
            yield path


def _left(name: str, model: type[Edition | Run | StoredFile]) -> bool:
    """Whether a folder is a draft or has no row; what is neither a draft nor ours is left alone."""
    if name.startswith(".draft-"):
        return True
    try:
        key = uuid.UUID(name)
    except ValueError:
        return False
    return not model.objects.filter(pk=key).exists()
