"""Putting a backup back into an empty place: every hash first, then all of it or nothing."""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from centricity.errors import Fault, MisuseError
from centricity.tables.zips import directory_size
from centricity.web.audit.models import Entry
from centricity.web.audit.selectors import verify
from centricity.web.backup import CHUNK, FORMAT, MANIFEST
from centricity.web.backup_files import FOLDERS, named
from centricity.web.people.models import User
from centricity.web.snapshot import empty, follow_keys, kept_models, label, put_rows, schema

MANIFEST_LIMIT = 256 << 20
BROKEN = (
    OSError, ValueError, TypeError, KeyError, AttributeError, EOFError, NotImplementedError, RuntimeError,
    ValidationError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading an archive and rows that are none may raise."""


def restore(file: Path) -> list[str]:
    """Put an archive back; a damaged one, or a place that is not empty, is refused and nothing changes.

    It tells the files that rows name and the archive does not hold: they were removed while it was made.

    Raises
    ------
    MisuseError
        Where the archive is damaged or of another version, or the place is not empty.
    """
    try:
        _is_small_enough(file)
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            _hold_to_hashes(archive, manifest["members"])
            _place_is_empty()
            _same_schema(manifest)
            return _put_back(archive, manifest)
    except BROKEN as error:
        raise damaged(str(error) or type(error).__name__) from error


def _is_small_enough(file: Path) -> None:
    """The names of the members are told in the manifest too, and take less than it."""
    with file.open("rb") as whole:
        if (directory_size(whole) or 0) > MANIFEST_LIMIT:
            raise damaged("members")


def damaged(problem: str) -> MisuseError:
    return MisuseError([Fault("web.backup_damaged", fields={"problem": problem})])


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
        raise damaged(MANIFEST)
    told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if told.get("format") != FORMAT:
        raise damaged(f"format {told.get('format')!r}")
    names = archive.namelist()
    if len(names) != len(set(names)) or set(names) != {*told["members"], MANIFEST}:
        raise damaged("members")
    known = {f"database/{label(model)}.jsonl" for model in kept_models()}
    for name in told["members"]:
        if name not in known and not _safe(name):
            raise damaged(name)
    return told


def _safe(name: str) -> bool:
    """Whether a member stays within a folder of ours."""
    path = PurePosixPath(name)
    return (
        str(path) == name and len(path.parts) > 1 and path.parts[0] in FOLDERS
        and not {"..", "."} & set(path.parts) and "\\" not in name and name.isprintable()
    )  # fmt: skip


def _hold_to_hashes(archive: zipfile.ZipFile, members: dict[str, dict[str, Any]]) -> None:
    """Read every member whole; none may hold more than the manifest says, whatever its header claims."""
    needed = 0
    for name, told in members.items():
        whole, size = hashlib.sha256(), 0
        with archive.open(name) as member:
            while block := member.read(CHUNK):
                whole.update(block)
                size += len(block)
                if size > told["size"]:
                    raise damaged(name)
        if size != told["size"] or whole.hexdigest() != told["sha256"]:
            raise damaged(name)
        needed += size
    if needed > shutil.disk_usage(settings.HOME).free:
        raise MisuseError([Fault("web.backup_no_room", fields={"mib": (needed >> 20) + 1})])


def _place_is_empty() -> None:
    """Refuse a place where somebody lives; then lay the tables, which harms nobody."""
    home, tables = Path(settings.HOME), connection.introspection.table_names()
    held = [name for name in FOLDERS if (home / name).is_dir() and any((home / name).iterdir())]
    held += [label(each) for each in (User, Entry) if each._meta.db_table in tables and each.objects.exists()]
    if held:
        raise MisuseError([Fault("web.backup_not_empty", fields={"home": str(home)})])
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _same_schema(manifest: dict[str, Any]) -> None:
    if manifest["schema"] != schema():
        raise MisuseError([Fault("web.backup_other_version", fields={"version": str(manifest["version"])})])


def _put_back(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    """Files go into a draft beside their place; they move there when the rows have passed, or go away with them."""
    home = Path(settings.HOME)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
    moved: list[Path] = []
    try:
        _unpack(archive, manifest["members"], draft)
        with transaction.atomic():
            _put_rows(archive, manifest)
            missing = sorted(named().files.difference(manifest["members"]))
            for folder in sorted(draft.iterdir()):
                folder.rename(home / folder.name)
                moved.append(home / folder.name)
    except BaseException as error:
        for folder in moved:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, DatabaseError):
            raise damaged(str(error).splitlines()[0]) from error
        raise
    else:
        return missing
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, members: dict[str, Any], draft: Path) -> None:
    for name in members:
        if not name.startswith("database/"):
            target = draft / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with archive.open(name) as member, target.open("xb") as file:
                shutil.copyfileobj(member, file, CHUNK)


def _put_rows(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    models = kept_models()
    empty(models)
    for model in models:
        with archive.open(f"database/{label(model)}.jsonl") as member:
            put_rows(model, _lines(member))
    follow_keys(models)
    found, told = verify(), manifest["audit"]
    if (found.entries, found.last, found.broken) != (told["entries"], told["head"], told["broken"]):
        raise damaged("audit")


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    return iter(member)
