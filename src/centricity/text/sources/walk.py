"""Files of a folder in a fixed order: hidden ones and results of a scan left out, links kept inside."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from centricity.errors import Fault, MisuseError
from centricity.text.ledger import FILE as LEDGER
from centricity.text.sources.report import ReadReport
from centricity.text.sources.settings import FILE as SETTINGS

DEPTH = 40
_LATEST = 2**63 - 1
"""The last nanosecond that a ledger can hold, in the year 2262; a file may claim a later one."""


@dataclass(frozen=True)
class Item:
    """Something to be read: a file, or a file in an archive.

    Attributes
    ----------
    name
        Path under the folder; a member of an archive stands below the archive.
    size, changed
        Bytes, and when it changed in nanoseconds.
    path
        Where it lies, where it is a file of its own; such a file can be read from the middle.
    """

    name: str
    size: int
    changed: int
    open: Callable[[], BinaryIO]
    path: Path | None = None


def items(folder: Path, report: ReadReport) -> Iterator[Item]:
    """Files of a folder (or the one file that is named), by their paths.

    Raises
    ------
    MisuseError
        Where there is nothing of the name.
    """
    if not folder.exists():
        raise MisuseError([Fault("file.missing", fields={"file": str(folder)})])
    if folder.is_dir():
        yield from _below(folder, folder.resolve(), report, ())
    else:
        yield from _file(folder, folder.name, report)


def _below(folder: Path, root: Path, report: ReadReport, above: tuple[str, ...]) -> Iterator[Item]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        report.open(_name(*above)).skip("file.unreadable", problem=error.strerror or str(error))
        return
    if above and any(entry.name == LEDGER for entry in entries):  # a scan's own results are no documents
        return
    for entry in entries:
        name = _name(*above, entry.name)
        if entry.name.startswith((".", "~$")) or (not above and entry.name in {SETTINGS, LEDGER}):
            continue
        if entry.is_symlink() and not _inside(Path(entry.path), root):
            report.open(name).skip("text.link_outside")
        elif not entry.is_dir():
            yield from _file(Path(entry.path), name, report)
        elif entry.is_symlink() or len(above) > DEPTH:  # a link to a folder inside would be read twice, or for ever
            report.open(name).skip("text.link_folder")
        else:
            yield from _below(Path(entry.path), root, report, (*above, entry.name))


def _name(*parts: str) -> str:
    """A path as text; bytes of a file name that are none are replaced."""
    return "/".join(parts).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _file(path: Path, name: str, report: ReadReport) -> Iterator[Item]:
    try:
        about = path.stat()
    except OSError as error:
        report.open(name).skip("file.unreadable", problem=error.strerror or str(error))
        return
    if not stat.S_ISREG(about.st_mode):  # a pipe would never end
        report.open(name).skip("file.not_file")
        return
    yield Item(name, about.st_size, min(about.st_mtime_ns, _LATEST), lambda: path.open("rb"), path)
