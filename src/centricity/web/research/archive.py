"""From what was uploaded to a folder: one zip archive, or files; every fault at once, nothing outside the folder."""

import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any

from centricity.errors import Fault, Place, StudyError
from centricity.tables.zips import directory_size

SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".xlsx", ".md", ".txt", ".json"})
MOST_FILES = 500
MOST_BYTES = 200 * 1024 * 1024
MOST_OF_A_FILE = 100 * 1024 * 1024
LONGEST_NAME = 120
MOST_OF_NAMES = 4 << 20
"""Bytes of the table of members: far more than so many files take, with folders and dross beside them."""
_LEAST_OF_A_NAME = 46
_CHUNK = 1024 * 1024
_DROSS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def unpack(uploads: Sequence[Any], folder: Path) -> dict[str, int]:
    """Write uploads into an empty folder, and give the sizes of its files by name.

    Raises
    ------
    StudyError
        With every fault found; the caller throws the folder away.
    """
    if len(uploads) == 1 and _is_zip(uploads[0]):
        return _unzip(uploads[0], folder)
    faults = [*_unfit_names([upload.name for upload in uploads]), *_too_many(len(uploads))]
    faults += [_too_large(upload.name, MOST_OF_A_FILE) for upload in uploads if upload.size > MOST_OF_A_FILE]
    if sum(upload.size for upload in uploads) > MOST_BYTES:
        faults.append(Fault("web.upload_too_large", fields={"limit": MOST_BYTES >> 20}))
    if faults:
        raise StudyError(faults)
    for upload in uploads:
        with (folder / _plain(upload.name)).open("wb") as out:
            _copy(upload, out, upload.name, MOST_OF_A_FILE)
    return _sizes(folder)


def _is_zip(upload: Any) -> bool:
    """Whether a file says by its name, or by how it begins, that it is an archive; a workbook begins like one."""
    upload.seek(0)
    begin = upload.read(4)
    upload.seek(0)
    name = str(upload.name).lower()
    return name.endswith(".zip") or (begin == b"PK\x03\x04" and not name.endswith(".xlsx"))


def _unzip(upload: Any, folder: Path) -> dict[str, int]:
    told = directory_size(upload) or 0
    if told > MOST_OF_NAMES:
        raise StudyError(list(_too_many(told // _LEAST_OF_A_NAME)))
    try:
        with zipfile.ZipFile(upload) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _is_dross(info.filename)]
            names = _below_one_folder([info.filename for info in infos])
            faults = [*_too_many(len(infos)), *_unfit_names(names), *_unfit_entries(infos)]
            if faults:
                raise StudyError(faults)
            left = MOST_BYTES
            for info, name in zip(infos, names, strict=True):
                with archive.open(info) as entry, (folder / _plain(name)).open("wb") as out:
                    left -= _copy(entry, out, name, min(MOST_OF_A_FILE, left))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ) as error:
        raise StudyError([Fault("web.upload_not_zip", Place(str(upload.name)), {"problem": str(error)})]) from error
    return _sizes(folder)


def _below_one_folder(names: Sequence[str]) -> list[str]:
    """Names without the one folder that all of them lie in, as archives made of a folder have it."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1 and all("/" in name for name in names):
        return [name.partition("/")[2] for name in names]
    return list(names)


def _unfit_entries(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Fault]:
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG}:
            yield Fault("web.upload_link", Place(info.filename))
        if info.flag_bits & 0x1:
            yield Fault("web.upload_locked", Place(info.filename))
        if info.file_size > MOST_OF_A_FILE:
            yield _too_large(info.filename, MOST_OF_A_FILE)
    if sum(info.file_size for info in infos) > MOST_BYTES:
        yield Fault("web.upload_too_large", fields={"limit": MOST_BYTES >> 20})


def _unfit_names(names: Sequence[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        path = PurePosixPath(name)
        plain = _plain(name)
        if len(path.parts) != 1 or "\\" in name or path.is_absolute() or ".." in path.parts:
            yield Fault("web.upload_folders", Place(name))
        elif path.suffix.lower() not in SUFFIXES:
            yield Fault("web.upload_kind", Place(name), {"known": ", ".join(sorted(SUFFIXES))})
        elif not plain or plain.startswith(".") or len(plain) > LONGEST_NAME or not plain.isprintable():
            yield Fault("web.upload_name", Place(name), {"limit": LONGEST_NAME})
        if plain.casefold() in seen:
            yield Fault("web.upload_twice", Place(name))
        seen.add(plain.casefold())


def _too_many(count: int) -> Iterator[Fault]:
    if not count:
        yield Fault("web.upload_empty")
    if count > MOST_FILES:
        yield Fault("web.upload_files", fields={"n": count, "limit": MOST_FILES})


def _too_large(name: str, limit: int) -> Fault:
    return Fault("web.upload_file_large", Place(name), {"limit": limit >> 20})


def _copy(source: IO[bytes], out: IO[bytes], name: str, limit: int) -> int:
    """Copy at most so many bytes: what an archive says of its sizes is not believed."""
    copied = 0
    while chunk := source.read(_CHUNK):
        copied += len(chunk)
        if copied > limit:
            raise StudyError([_too_large(name, limit)])
        out.write(chunk)
    return copied


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _is_dross(name: str) -> bool:
    return name.startswith(_DROSS[0]) or name.rpartition("/")[2] in _DROSS[1:]


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
