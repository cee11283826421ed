"""Keeping files that somebody brought, and taking them away."""

import hashlib
import os
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Sum

from centricity.errors import Fault, MisuseError, Place
from centricity.web.audit.services import Actor, record
from centricity.web.files.kinds import media_type_of
from centricity.web.files.models import StoredFile
from centricity.web.files.places import folder, path_of

MOST_OF_A_FILE = 50 * 1024 * 1024
MOST_AT_ONCE = 20
MOST_BYTES_AT_ONCE = 200 * 1024 * 1024
MOST_OF_A_TARGET = 5 * 1024 * 1024 * 1024
LONGEST_NAME = 200
_CHUNK = 1024 * 1024


def store(uploads: Sequence[Any], access: str, target: str, about: str, actor: Actor) -> list[StoredFile]:
    """Keep files of something: all of them or none.

    Raises
    ------
    MisuseError
        With every fault of every file.
    """
    faults = [*_too_many(uploads, target)]
    types: list[str] = []
    for upload in uploads[:MOST_AT_ONCE]:
        faults += _unfit(upload)
        try:
            types.append(media_type_of(str(upload.name), upload))
        except MisuseError as error:
            faults += error.faults
    if faults:
        raise MisuseError(faults)
    kept = [_kept(upload, kind, access, target, about, actor) for upload, kind in zip(uploads, types, strict=True)]
    try:
        with transaction.atomic():
            for file in kept:
                file.save(force_insert=True)
                record(actor, "file.stored", target, after=_told(file))
    except BaseException:
        for file in kept:
            path_of(file.pk).unlink(missing_ok=True)
        raise
    return kept


def remove(file: StoredFile, actor: Actor) -> None:
    """Take a file away; the log keeps its name and its hash."""
    with transaction.atomic():
        gone, _ = StoredFile.objects.filter(pk=file.pk).delete()
        if gone:
            record(actor, "file.removed", file.target, before=_told(file))
            transaction.on_commit(lambda: path_of(file.pk).unlink(missing_ok=True))


def unkept(files: Iterable[StoredFile]) -> None:
    """Take off the disk files whose rows were not kept after all."""
    for file in files:
        path_of(file.pk).unlink(missing_ok=True)


def _told(file: StoredFile) -> dict[str, Any]:
    return {"file": str(file.pk), "name": file.name, "about": file.about, "access": file.access, "sha256": file.sha256}


def _too_many(uploads: Sequence[Any], target: str) -> Iterator[Fault]:
    if not uploads:
        yield Fault("web.file_missing")
    if len(uploads) > MOST_AT_ONCE:
        yield Fault("web.file_many", fields={"n": len(uploads), "limit": MOST_AT_ONCE})
    size = sum(upload.size for upload in uploads)
    if size > MOST_BYTES_AT_ONCE:
        yield Fault("web.upload_too_large", fields={"limit": MOST_BYTES_AT_ONCE >> 20})
    held = StoredFile.objects.filter(target=target).aggregate(size=Sum("size"))["size"] or 0
    if held + size > MOST_OF_A_TARGET:
        yield Fault("web.file_no_room", fields={"limit": MOST_OF_A_TARGET >> 30})


def _unfit(upload: Any) -> Iterator[Fault]:
    name = _plain(upload.name)
    if not name.strip(". ") or len(name) > LONGEST_NAME or not name.isprintable() or set(name) & set('/\\:"<>|?*'):
        yield Fault("web.upload_name", Place(name[:LONGEST_NAME]), {"limit": LONGEST_NAME})
    if not upload.size:
        yield Fault("web.file_empty", Place(name[:LONGEST_NAME]))
    if upload.size > MOST_OF_A_FILE:
        yield Fault("web.upload_file_large", Place(name[:LONGEST_NAME]), {"limit": MOST_OF_A_FILE >> 20})


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", str(name))


def _kept(upload: Any, kind: str, access: str, target: str, about: str, actor: Actor) -> StoredFile:
    """Write a file in full beside where it will lie, then move it there in one step."""
    identifier = uuid.uuid4()
    folder().mkdir(parents=True, exist_ok=True)
    draft = folder() / f".draft-{identifier}"
    try:
        size, digest = _copy(upload, draft)
        draft.replace(path_of(identifier))
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile(
        id=identifier, name=_plain(upload.name), media_type=kind, size=size, sha256=digest, access=access,
        target=target, about=about, stored_by=actor.name,
    )  # fmt: skip


def _copy(upload: Any, draft: Path) -> tuple[int, str]:
    whole, size = hashlib.sha256(), 0
    upload.seek(0)
    with draft.open("xb") as out:
        while chunk := upload.read(_CHUNK):
            whole.update(chunk)
            size += out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, whole.hexdigest()
