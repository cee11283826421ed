"""Tables as people keep them: CSV, XLSX and Parquet, read as text with their row numbers."""

import codecs
import csv
import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from centricity.errors import Fault, Place
from centricity.studies.settings import CsvFormat
from centricity.studies.workbooks import read_sheet

ROW = "_row"
SUFFIXES = (".csv", ".xlsx", ".parquet")
MEGABYTE = 1_000_000


def limit_bytes() -> int:
    """Largest table file read, in bytes; ``CENTRICITY_MAX_MB`` changes it."""
    text = os.environ.get("CENTRICITY_MAX_MB", "128")
    return int(text) * MEGABYTE if text.isdigit() else 128 * MEGABYTE


@dataclass(frozen=True)
class Table:
    """A table of texts: column names as written, and the row each record had in its file."""

    file: str
    frame: pl.DataFrame
    sheet: str = ""

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Place of a cell in the file."""
        return Place(self.file, sheet=self.sheet, row=row, column=column)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, without the row numbers."""
        return [name for name in self.frame.columns if name != ROW]


def find_table(folder: Path, name: str) -> Path | list[Path] | None:
    """Find the file of a table: the path, several where it is ambiguous, None where there is none."""
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").is_file()]
    if len(found) > 1:
        return found
    return found[0] if found else None


def read_table(path: Path, how: CsvFormat, sheet: str | None = None) -> tuple[Table | None, list[Fault]]:
    """Read one table; None and the faults where it cannot be read."""
    size = path.stat().st_size
    if size > limit_bytes():
        fields = {"size": round(size / MEGABYTE), "limit": limit_bytes() // MEGABYTE}
        return None, [Fault("table.too_large", Place(path.name), fields)]
    if size == 0:
        return None, [Fault("table.empty", Place(path.name))]
    try:
        if path.suffix == ".csv":
            return _read_csv(path, how)
        if path.suffix == ".xlsx":
            return _read_xlsx(path, sheet)
        return _read_parquet(path)
    except OSError as error:
        return None, [Fault("file.unreadable", Place(path.name), {"problem": error.strerror or str(error)})]


def _read_csv(path: Path, how: CsvFormat) -> tuple[Table | None, list[Fault]]:
    raw = path.read_bytes()
    text, faults = _decoded(raw, path.name, how)
    if text is None:
        return None, faults
    head = text[: text.find("\n")] if "\n" in text else text
    other = next((s for s in ";\t|," if s != how.separator and s in head), None)
    if how.separator not in head and other:
        shown = "\\t" if other == "\t" else other
        fields = {"got": shown, "expected": how.separator}
        return None, [Fault("table.separator", Place(path.name, row=1), fields)]
    names = next(csv.reader([head.rstrip("\r")], delimiter=how.separator))
    faults = _header_faults(names, path.name)
    if faults:
        return None, faults
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            separator=how.separator,
            infer_schema=False,
            null_values=[""],
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError as error:
        return None, [_bad_row(text, how, path.name, len(names), error)]
    return _table(frame.rename(dict(zip(frame.columns, names, strict=True))), path.name), []


def _decoded(raw: bytes, name: str, how: CsvFormat) -> tuple[str | None, list[Fault]]:
    """Decode as the study says; a byte order mark is accepted, another encoding is named, never guessed."""
    if b"\x00" in raw[:4096] and how.encoding != "utf-16":
        utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return None, [Fault("table.encoding" if utf16 else "table.binary", Place(name), {"byte": 0, "guess": "utf-16"})]
    try:
        return raw.decode("utf-8-sig" if how.encoding == "utf-8" else how.encoding), []
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        guess = "cp1251" if how.encoding == "utf-8" else "utf-8"
        return None, [Fault("table.encoding", Place(name, row=row), {"byte": error.start, "guess": guess})]


def _header_faults(names: list[str], file: str, sheet: str = "") -> list[Fault]:
    place = Place(file, sheet=sheet, row=1)
    if not any(name.strip() for name in names):
        return [Fault("table.no_header", place)]
    faults = [
        Fault("table.blank_header", Place(file, sheet=sheet, row=1, column=column_letter(i)))
        for i, name in enumerate(names)
        if not name.strip()
    ]
    repeated = sorted({name for name in names if name.strip() and names.count(name) > 1})
    return faults + [Fault("table.repeated_header", place, {"column": name}) for name in repeated]


def column_letter(position: int) -> str:
    """Name of a column as Excel shows it: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def _bad_row(text: str, how: CsvFormat, name: str, width: int, error: Exception) -> Fault:
    """Find the row that the fast reader stumbled over, for the message."""
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=how.separator, strict=True), start=1):
            if len(cells) > width:
                return Fault("table.ragged", Place(name, row=row), {"got": len(cells), "expected": width})
    except csv.Error as problem:
        return Fault("table.quotes", Place(name), {"problem": str(problem)})
    return Fault("table.unreadable", Place(name), {"problem": str(error).splitlines()[0]})


def _read_xlsx(path: Path, sheet: str | None) -> tuple[Table | None, list[Fault]]:
    try:
        found = read_sheet(path, sheet)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        EOFError,
        SyntaxError,
        IndexError,
        AttributeError,
        TypeError,
    ):
        return None, [Fault("table.broken_xlsx", Place(path.name))]
    if found.faults:
        return None, found.faults
    faults = _header_faults(found.header, path.name, found.name)
    if faults:
        return None, faults
    columns = {name: [row[i] for row in found.rows] for i, name in enumerate(found.header)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(found.header, pl.String))
    return _table(frame, path.name, found.name), []


def _read_parquet(path: Path) -> tuple[Table | None, list[Fault]]:
    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        return None, [Fault("table.unreadable", Place(path.name), {"problem": str(error).splitlines()[0]})]
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    if nested:
        return None, [Fault("table.nested", Place(path.name), {"column": ", ".join(nested)})]
    return _table(frame.cast(pl.String), path.name), []


def _table(frame: pl.DataFrame, name: str, sheet: str = "") -> Table:
    """Trim texts, drop rows that hold nothing, and keep the row numbers of the file."""
    names = [column.strip() for column in frame.columns]
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    trimmed = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    numbered = trimmed.with_row_index(ROW, offset=2)
    kept = numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
    return Table(name, kept, sheet)
