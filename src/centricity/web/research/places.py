"""Where editions and results lie on the disk."""

import uuid
from pathlib import Path

from django.conf import settings


def edition_folder(edition: uuid.UUID) -> Path:
    return Path(settings.HOME) / "editions" / str(edition)


def run_folder(run: uuid.UUID) -> Path:
    return Path(settings.HOME) / "results" / str(run)
