"""Tables as people keep them: CSV, XLSX and Parquet, read as text with their row numbers."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from centricity.errors import Fault, Place
from centricity.tables.csv_files import MAX_CHARACTERS, read_csv
from centricity.tables.csv_format import CsvFormat
from centricity.tables.headers import header_faults, shown
from centricity.tables.workbooks import BROKEN, read_sheet

ROW = " row"
"""Headers are trimmed, so none can carry this name."""

SUFFIXES = (".csv", ".xlsx", ".parquet")
MEGABYTE = 1_000_000
MAX_CELLS = 100_000_000


def limit_bytes() -> int:
    """Largest table file read, in bytes; ``CENTRICITY_MAX_MB`` changes it."""
    text = os.environ.get("CENTRICITY_MAX_MB", "128")
    return int(text) * MEGABYTE if text.isdecimal() else 128 * MEGABYTE


@dataclass(frozen=True)
class Table:
    """A table of texts: column names, and the row each record had in its file.

    Attributes
    ----------
    how
        The format a CSV file was read by; as declared for any other.
    """

    file: str
    frame: pl.DataFrame
    sheet: str = ""
    how: CsvFormat = field(default_factory=CsvFormat)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Place of a cell in the file."""
        return Place(self.file, sheet=self.sheet, row=row, column=column)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, without the row numbers."""
        return [name for name in self.frame.columns if name != ROW]


Read = tuple[Table | None, list[Fault]]


def find_table(folder: Path, name: str) -> Path | list[Path] | None:
    """Find the file of a table: the path, several where it is ambiguous, None where there is none."""
    found = [path for suffix in SUFFIXES if os.path.lexists(path := folder / f"{name}{suffix}")]
    if len(found) > 1:
        return found
    return found[0] if found else None


def read_table(path: Path, how: CsvFormat, sheet: str | None = None, limit: int | None = None) -> Read:
    """Read one table as far as it goes, and what is wrong with it; no table where nothing can be read.

    ``limit`` is the largest file in bytes, `limit_bytes` where it is not given.
    """
    try:
        refused = _refused(path, limit or limit_bytes())
        if refused is not None:
            return None, [refused]
        if path.suffix == ".csv":
            return _read_csv(path, how)
        return _read_xlsx(path, how, sheet) if path.suffix == ".xlsx" else _read_parquet(path, how)
    except OSError as error:
        return None, [Fault("file.unreadable", Place(path.name), {"problem": error.strerror or str(error)})]


def _refused(path: Path, limit: int) -> Fault | None:
    """Look at a file before opening it: a pipe would never end, a link may lead nowhere."""
    if not path.is_file():
        return Fault("file.not_file", Place(path.name))
    size = path.stat().st_size
    if size > limit:
        fields = {"size": round(size / MEGABYTE), "limit": limit // MEGABYTE}
        return Fault("table.too_large", Place(path.name), fields)
    return Fault("table.empty", Place(path.name)) if size == 0 else None


def _read_csv(path: Path, how: CsvFormat) -> Read:
    found = read_csv(path.read_bytes(), path.name, how)
    if found.frame is None:
        return None, found.faults
    table, faults = _table(found.frame, path.name, found.how)
    return table, found.faults + faults


def _read_xlsx(path: Path, how: CsvFormat, sheet: str | None) -> Read:
    try:
        found = read_sheet(path, sheet)
    except BROKEN:
        return None, [Fault("table.broken_xlsx", Place(path.name))]
    faults = found.faults or header_faults(found.header, path.name, found.name)
    if faults:
        return None, faults
    columns = [pl.Series(name, [row[i] for row in found.rows], pl.String) for i, name in enumerate(found.header)]
    return _table(pl.DataFrame(columns), path.name, how, found.name, found.numbers)


def _read_parquet(path: Path, how: CsvFormat) -> Read:
    try:
        frame, faults = _parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        problem = (str(error) or type(error).__name__).splitlines()[0]
        return None, [Fault("table.unreadable", Place(path.name), {"problem": problem})]
    return (None, faults) if faults else _table(frame, path.name, how)


_NO_TEXT = {pl.Object, pl.Duration, pl.Binary}


def _parquet(path: Path) -> tuple[pl.DataFrame, list[Fault]]:
    """Read texts; columns are named and counted before the file, which may be packed a millionfold, is unpacked."""
    scan = pl.scan_parquet(path, glob=False)
    schema = scan.collect_schema()
    faults = header_faults([name.strip() for name in schema], path.name)
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind.base_type() in _NO_TEXT]
    if nested:
        faults.append(Fault("table.nested", Place(path.name, row=1), {"column": ", ".join(nested)}))
    if scan.select(pl.len()).collect().item() * len(schema) > MAX_CELLS:
        faults.append(Fault("table.too_many_cells", Place(path.name), {"limit": MAX_CELLS}))
    if faults:
        return pl.DataFrame(), faults
    frame = scan.select(pl.all().cast(pl.String)).collect()
    days = [name for name, kind in schema.items() if isinstance(kind, pl.Datetime)]
    frame = frame.with_columns(pl.col(days).str.replace(r" 00:00:00(\.0+)?(\+00:00)?$", ""))
    return frame.rename({name: name.strip() for name in frame.columns}), []


def _table(
    frame: pl.DataFrame, name: str, how: CsvFormat, sheet: str = "", numbers: list[int] | None = None
) -> tuple[Table, list[Fault]]:
    """Trim texts, drop rows that hold nothing, and keep the row numbers of the file."""
    trimmed = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    if numbers is None:
        numbered = trimmed.with_row_index(ROW, offset=2)
    else:
        numbered = trimmed.insert_column(0, pl.Series(ROW, numbers, pl.UInt32))
    kept = numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
    table = Table(name, kept, sheet, how)
    return table, _long_cells(table)


def _long_cells(table: Table) -> list[Fault]:
    """Texts so long that they would flood every message and report."""
    faults = []
    for name in table.columns:
        cells = table.frame[name]  # by its very header: "*" as a name of pl.col stands for every column
        long = table.frame.filter((cells.str.len_chars() > MAX_CHARACTERS).alias("long"))
        fields = {"limit": MAX_CHARACTERS}
        faults += [Fault("table.long_cell", table.place(row, name), fields) for row in long[ROW].to_list()]
    return shown(faults)
