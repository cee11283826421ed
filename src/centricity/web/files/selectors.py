"""Reading which files are there; who may have one, the app that it belongs to decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404

from centricity.web.files.models import StoredFile


def files_about(target: str, about: str) -> QuerySet[StoredFile]:
    """Files of one thing, in the order they came."""
    return StoredFile.objects.filter(target=target, about=about)


def files_numbered(numbers: Iterable[Any]) -> QuerySet[StoredFile]:
    """Files of these numbers that are there, in the order they came."""
    return StoredFile.objects.filter(pk__in=list(numbers))


def stored_before(target: str, about: str, moment: datetime) -> QuerySet[StoredFile]:
    """Files stored before a moment, of whatever begins so."""
    return StoredFile.objects.filter(target__startswith=target, about__startswith=about, stored_at__lt=moment)


def size_of(target: str, about: str = "") -> int:
    """Bytes of the files of something."""
    found = StoredFile.objects.filter(target=target)
    return int((found.filter(about=about) if about else found).aggregate(size=Sum("size"))["size"] or 0)


def file_or_404(target: str, pk: Any) -> StoredFile:
    found = StoredFile.objects.filter(target=target, pk=pk).first()
    if found is None:
        raise Http404
    return found
