"""Files as answers: what may be sent, and what is kept of one among the answers."""

from collections.abc import Mapping
from typing import Any, get_args

from centricity.errors import Fault, Place
from centricity.surveys.question import MEGABYTES, FileKind, Question

FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
MEDIA: Mapping[FileKind, tuple[str, ...]] = {
    "image": ("image/png", "image/jpeg", "image/gif", "image/webp"),
    "pdf": ("application/pdf",),
    "text": ("text/plain", "text/markdown", "text/csv"),
}
"""Media types of every kind."""
SUFFIXES: Mapping[FileKind, tuple[str, ...]] = {
    "image": (".png", ".jpg", ".jpeg", ".gif", ".webp"),
    "pdf": (".pdf",),
    "text": (".txt", ".md", ".csv"),
}
"""How the names of files of every kind end."""

FileAnswer = dict[str, Any]
"""What is kept of a file: the ``id`` it is stored under, its ``name`` and its ``size`` in bytes."""


def kinds_of(question: Question) -> tuple[FileKind, ...]:
    """Kinds of files that a question takes."""
    return question.accepts or FILE_KINDS


def suffixes_of(question: Question) -> tuple[str, ...]:
    """How names of files may end."""
    return tuple(suffix for kind in kinds_of(question) for suffix in SUFFIXES[kind])


def bytes_of(question: Question) -> int:
    """How many bytes a file may have."""
    return (question.megabytes or MEGABYTES) << 20


def file_fault(question: Question, media_type: str, size: int) -> Fault | None:
    """Why a file is no answer to a question; none where it is one."""
    place = Place(key=question.code)
    if not size:
        return Fault("survey.file_empty", place)
    if size > bytes_of(question):
        return Fault("survey.file_large", place, {"limit": bytes_of(question) >> 20})
    if media_type not in {each for kind in kinds_of(question) for each in MEDIA[kind]}:
        return Fault("survey.file_kind", place, {"known": ", ".join(suffixes_of(question))})
    return None
