"""Labels made by hand as CSV: a spreadsheet opens it and runs nothing, and the cells come back as they were."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from centricity.errors import Fault, FaultsError, MisuseError, Place
from centricity.tables.write import defused

LARGEST: Final = 32_000_000
"""Bytes of a file of labels that are read."""


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], plain: Collection[str] = ()) -> str:
    """Rows as CSV; a text that a spreadsheet would take for a formula gets an apostrophe before it.

    Parameters
    ----------
    plain
        Columns of numbers, which are left as they are.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_said(row.get(name), guarded=name not in plain) for name in columns] for row in rows)
    return out.getvalue()


def _said(value: Any, *, guarded: bool) -> str:
    said = "" if value is None else str(value)
    return _guarded(said) if guarded else said


def _guarded(said: str) -> str:
    return f"'{said}" if said.startswith("'") else defused(said)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _guarded(cell[1:]) == cell else cell


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a file that `to_csv` made, texts without the apostrophe before them; other columns are left out.

    Raises
    ------
    MisuseError
        No file, or it cannot be read.
    FaultsError
        No such table.
    """
    place = Place(file=str(path))
    wrong = FaultsError([Fault("text.tone_table", place, {"columns": list(columns)})])
    try:
        if path.stat().st_size > LARGEST:
            raise wrong
        reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except FileNotFoundError as problem:
        raise MisuseError([Fault("file.missing", fields={"file": str(path)})]) from problem
    except OSError as problem:
        raise MisuseError([Fault("file.unreadable", place, {"problem": problem.strerror or ""})]) from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise wrong from problem
    if not set(columns) <= set(reader.fieldnames or ()):
        raise wrong
    return [{name: _plain(row[name] or "") for name in columns} for row in rows]
