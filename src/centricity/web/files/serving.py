"""Giving a file to a browser: what may act is never shown, only saved."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import content_disposition_header

from centricity.web.files.models import StoredFile
from centricity.web.files.places import path_of


def served(file: StoredFile) -> HttpResponseBase:
    """Give a file to those who may have it, which the caller has seen to."""
    try:
        content = path_of(file.pk).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=not file.shown, filename=file.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = file.tag
    return response


def saved(file: StoredFile, name: str) -> HttpResponseBase:
    """Give a file to be saved under a name, never shown within a page."""
    given = served(file)
    given["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return given
