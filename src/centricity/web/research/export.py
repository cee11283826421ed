"""An edition as a zip archive: the same bytes as were uploaded, and the same archive every time."""

import io
import zipfile

from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder

_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(edition: Edition) -> bytes:
    folder = edition_folder(edition.pk)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(edition.files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), (folder / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
