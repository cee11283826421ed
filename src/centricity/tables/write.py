"""Writing results: reproducible byte for byte, safe to open in a spreadsheet, whole or not at all."""

import csv
import errno
import io
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centricity.errors import Fault, MisuseError, Place

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How formulas begin; the wide signs too, which a spreadsheet in Japanese takes for the narrow ones."""


Cell = str | float | int | None


@dataclass(frozen=True)
class OutputTable:
    """A table ready to be written: None and NaN are empty cells."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write into; its files move to ``out`` together once all are written.

    Raises
    ------
    MisuseError
        Where ``out`` cannot be written to; nothing is left behind.
    """
    made = [path for path in (out, *out.parents) if not os.path.lexists(path)]
    try:
        out.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=out))
    except OSError as error:
        _unmake(made)
        raise _not_writable(out, error) from error
    try:
        yield draft
        _move(draft, out)
    except OSError as error:
        raise _not_writable(out, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _unmake(made)


def _move(draft: Path, out: Path) -> None:
    """Move the files; a folder in the place of one is found before the first of them is moved."""
    paths = sorted(draft.iterdir())
    for path in paths:
        if (out / path.name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out / path.name))
    for path in paths:
        path.replace(out / path.name)


def _unmake(folders: Iterable[Path]) -> None:
    """Remove the folders made for nothing; one that holds results stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _not_writable(out: Path, error: OSError | ValueError) -> MisuseError:
    problem = getattr(error, "strerror", None) or str(error)
    return MisuseError([Fault("file.not_writable", Place(str(out)), {"problem": problem})])


def write_whole(file: Path, content: bytes) -> None:
    """Write one file, whole or not at all.

    Raises
    ------
    MisuseError
        Where it cannot be written.
    """
    draft = _draft(file)
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise _not_writable(file, error) from error


def check_writable(file: Path) -> None:
    """Find out before the work whether a file can be written; nothing is left behind.

    Raises
    ------
    MisuseError
        Where it cannot.
    """
    draft = _draft(file)
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        draft.touch()
        draft.unlink()
    except (OSError, ValueError) as error:
        raise _not_writable(file, error) from error


def _draft(file: Path) -> Path:
    return file.parent / f".draft-{os.getpid()}-{file.name}"


def csv_bytes(table: OutputTable) -> bytes:
    """Write a table as UTF-8 CSV with plain line feeds; texts that a spreadsheet would run are defused."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_cell(name) for name in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return buffer.getvalue().encode()


def json_bytes(content: Any) -> bytes:
    """Write JSON with sorted keys; NaN, which JSON does not have, becomes null."""
    return (json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return "'" + text if text.startswith(_DANGEROUS) else text


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value).replace("\r\n", "\n").replace("\r", "\n")  # csv leaves a lone return unquoted
    return _number(value)


def _number(value: float) -> str:
    """Ten significant decimals: finer differences are noise of the processor, not of the data."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return ""
    rounded = round(value, 10)
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_plain(value) for value in content]
    if isinstance(content, float):
        return None if math.isnan(content) else round(content, 10)
    return content
