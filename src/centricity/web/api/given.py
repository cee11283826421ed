"""Files as operations give them."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=media_type, headers=_named(name))


def as_csv(content: bytes, name: str) -> HttpResponse:
    return as_file(content, "text/csv; charset=utf-8", f"{name}.csv")


def as_stream(parts: Iterable[bytes] | Iterable[str], media_type: str, name: str) -> StreamingHttpResponse:
    """A file that is written while it is sent."""
    return StreamingHttpResponse(parts, content_type=media_type, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
