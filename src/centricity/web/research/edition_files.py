"""Files of an edition as the uploads of the one that comes after it."""

from collections.abc import Collection, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder


def uploads_with(
    edition: Edition, changed: Mapping[str, bytes], gone: Collection[str] = ()
) -> list[SimpleUploadedFile]:
    """Files of an edition, some of them changed and some new, without those that are gone."""
    folder = edition_folder(edition.pk)
    left = [name for name in edition.files if name not in changed and name not in gone]
    rest = [SimpleUploadedFile(name, (folder / name).read_bytes()) for name in left]
    return [*(SimpleUploadedFile(name, content) for name, content in changed.items()), *rest]
