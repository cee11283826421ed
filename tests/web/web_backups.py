"""Steps of `web_scripts`: backups while files go away."""

import json
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from centricity.web import backup
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Import
from centricity.web.customers.reading import path_of
from centricity.web.files.models import StoredFile
from centricity.web.files.services import remove, store


def removed_meanwhile(file):
    """Remove one file before any is listed, and one that is listed before it is opened."""
    uploads = [SimpleUploadedFile(f"{number}.txt", b"text") for number in range(3)]
    kept = sorted(store(uploads, "restricted", "study:market", "x", SYSTEM), key=lambda each: str(each.pk))
    first, listed, stays = kept
    real = backup.files_of

    def meanwhile(known):
        remove(first, SYSTEM)
        for name, path in real(known):
            if name == f"files/{listed.pk}":
                assert path.is_file()
                remove(StoredFile.objects.get(pk=listed.pk), SYSTEM)
            yield name, path

    backup.files_of = meanwhile
    backup.back_up(Path(file))
    told = {"removed": [f"files/{each.pk}" for each in (first, listed)], "stays": f"files/{stays.pk}"}
    print(json.dumps(told))


def taken_in_meanwhile(file):
    """An import ends after its row was read as one under way."""
    made, real = Import.objects.get(state=Import.State.ASKED), backup.files_of

    def meanwhile(known):
        for name, path in real(known):
            if path == path_of(made):
                Import.objects.filter(pk=made.pk).update(state=Import.State.DONE)
                path.unlink()
            yield name, path

    backup.files_of = meanwhile
    backup.back_up(Path(file))
    print(json.dumps(f"imports/{path_of(made).name}"))
