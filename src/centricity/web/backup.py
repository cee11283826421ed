"""A backup: rows of one moment and the files they name, in one archive with a hash of every member."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from centricity import __version__
from centricity.errors import Fault, MisuseError
from centricity.web.audit.selectors import verify
from centricity.web.customers.models import Import
from centricity.web.files.models import StoredFile
from centricity.web.research.models import Edition, Run
from centricity.web.snapshot import kept_models, label, moment, rows, schema

FORMAT = "centricity/backup-1"
MANIFEST = "manifest.json"
IMPORTS = "imports"
OWNERS: dict[str, Any] = {IMPORTS: Import, "editions": Edition, "results": Run, "files": StoredFile}
"""Whose rows name what lies in a folder; files of imports come first, for they go away when they are taken in."""
FOLDERS = tuple(OWNERS)
"""Folders of the home that belong to the rows; the secret key is not among them, nor what can be made again."""
CHUNK = 1 << 20


def back_up(file: Path) -> int:
    """Write an archive, whole or not at all, readable by its owner alone; give its size.

    Raises
    ------
    MisuseError
        Where the archive exists, or its place cannot be written.
    """
    draft = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        if file.exists():
            raise MisuseError([Fault("web.backup_exists", fields={"file": str(file)})])
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as whole:
            _write(whole)
            whole.flush()
            os.fsync(whole.fileno())
        size = draft.stat().st_size
        draft.rename(file)
    except OSError as error:
        raise MisuseError(
            [Fault("web.backup_not_written", fields={"file": str(file), "problem": error.strerror or str(error)})]
        ) from error
    else:
        return size
    finally:
        with suppress(OSError):
            draft.unlink()


def _write(whole: IO[bytes]) -> None:
    members: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with moment():
            for model in kept_models():
                name = f"database/{label(model)}.jsonl"
                members[name] = _member(archive, name, rows(model))
            found = verify()
            told = {
                "format": FORMAT, "version": __version__, "made_at": datetime.now(UTC).isoformat(), "schema": schema(),
                "audit": {"entries": found.entries, "head": found.last, "broken": found.broken},
            }  # fmt: skip
            named = {folder: set(_keys(model)) for folder, model in OWNERS.items()}
        for name, path in _files(named):
            with _opened(name, path) as file:
                if file is not None:
                    members[name] = _member(archive, name, _chunks(file))
        manifest = json.dumps(told | {"members": members}, ensure_ascii=False, indent=1).encode()
        archive.writestr(_info(MANIFEST), manifest)


@contextmanager
def _opened(name: str, path: Path) -> Iterator[IO[bytes] | None]:
    """A file; none where it is of an import that was taken in meanwhile."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        if not name.startswith(f"{IMPORTS}/"):
            raise
        yield None
        return
    with file:
        yield file


def _keys(model: Any) -> Iterator[str]:
    return (str(key) for key in model.objects.values_list("pk", flat=True))


def _files(named: dict[str, set[str]]) -> Iterator[tuple[str, Path]]:
    """Files that rows of the moment name; what came later, and drafts, stay out."""
    home = Path(settings.HOME)
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")) if (home / folder).is_dir() else ():
            parts = path.relative_to(home).parts
            key, _dot, ending = parts[1].partition(".")
            known = key in named[folder] and not ending.endswith("draft")
            if known and path.is_file() and not path.is_symlink():
                yield "/".join(parts), path


def _member(archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> dict[str, Any]:
    whole, size = hashlib.sha256(), 0
    with archive.open(_info(name), "w", force_zip64=True) as member:
        for block in blocks:
            whole.update(block)
            size += len(block)
            member.write(block)
    return {"sha256": whole.hexdigest(), "size": size}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100600 << 16
    return info


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(CHUNK):
        yield block
