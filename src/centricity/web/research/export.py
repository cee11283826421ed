"""An edition as a zip archive: the same bytes as were uploaded, and the same archive every time."""

import zipfile
from collections.abc import Iterator

from centricity.web.archiving import Sent, member
from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder


def zipped(edition: Edition) -> Iterator[bytes]:
    """The archive in parts, written while it is sent."""
    folder, sent = edition_folder(edition.pk), Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(edition.files):
            with (folder / name).open("rb") as source:
                yield from member(archive, sent, name, source)
    yield sent.taken()
