"""A backup: rows of one moment and the files they name, in one archive with a hash of every member.

Files that were removed while it was made are named by rows and not there; the manifest tells them.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from centricity import __version__
from centricity.errors import Fault, MisuseError
from centricity.web.audit.selectors import verify
from centricity.web.backup_files import files_of, is_removed, named
from centricity.web.snapshot import kept_models, label, moment, rows, schema

FORMAT = "centricity/backup-1"
MANIFEST = "manifest.json"
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
            known = named()
        removed = []
        for name, path in files_of(known):
            with _opened(name, path) as file:
                if file is not None:
                    members[name] = _member(archive, name, _chunks(file))
                elif name in known.files:
                    removed.append(name)
        told |= {"removed": removed, "members": members}
        archive.writestr(_info(MANIFEST), json.dumps(told, ensure_ascii=False, indent=1).encode())


@contextmanager
def _opened(name: str, path: Path) -> Iterator[IO[bytes] | None]:
    """A file; none where it was removed since the moment, with the row that named it.

    Raises
    ------
    MisuseError
        Where a row names it still.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        if not is_removed(name):
            raise MisuseError([Fault("web.backup_file_lost", fields={"file": str(path)})]) from None
        yield None
        return
    with file:
        yield file


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
