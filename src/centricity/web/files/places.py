"""Where files lie on the disk."""

import uuid
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.HOME) / "files"


def path_of(file: uuid.UUID) -> Path:
    """Under a random name without a suffix: nothing that serves folders would take it for a page."""
    return folder() / str(file)
