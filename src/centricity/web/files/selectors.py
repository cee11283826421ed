"""Reading which files are there; who may have one, the app that it belongs to decides."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from centricity.web.files.models import StoredFile


def files_about(target: str, about: str) -> QuerySet[StoredFile]:
    """Files of one thing, in the order they came."""
    return StoredFile.objects.filter(target=target, about=about)


def file_or_404(target: str, pk: Any) -> StoredFile:
    found = StoredFile.objects.filter(target=target, pk=pk).first()
    if found is None:
        raise Http404
    return found
