"""From what a person names (a file, a folder, a table) to an Ibis table."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ibis
import polars as pl

from centricity.engines.connect import Engine
from centricity.errors import Fault, FaultsError, MisuseError, Place
from centricity.tables.csv_files import csv_line, read_header
from centricity.tables.csv_format import CsvFormat
from centricity.tables.headers import alike
from centricity.tables.read import ROW, limit_bytes, read_table
from centricity.tables.workbooks import sheet_names

SUFFIXES = (".parquet", ".csv", ".xlsx")


@dataclass(frozen=True)
class Source:
    """Where a table is.

    Attributes
    ----------
    name
        A file (.parquet, .csv, .xlsx), a folder or pattern of Parquet files, or a table of the database.
    how
        How a CSV file is written.
    sheet
        Sheet of a workbook; the first where none is named.
    """

    name: str
    how: CsvFormat = field(default_factory=CsvFormat)
    sheet: str | None = None

    @property
    def is_file(self) -> bool:
        """Whether the name is that of files rather than of a table."""
        return Path(self.name).suffix.lower() in SUFFIXES or "/" in self.name or "*" in self.name


def open_source(engine: Engine, source: Source) -> Any:
    """Open a source as an Ibis table; CSV and XLSX cells arrive as texts and are judged by the metric.

    Raises
    ------
    MisuseError
        Where the name leads nowhere.
    FaultsError
        Where the file is broken: every fault at once.
    """
    if not source.is_file:
        return _instants(engine, _stored(engine, source.name))
    if not engine.reads_files:
        raise MisuseError([Fault("engine.no_files", fields={"engine": engine.kind, "file": source.name})])
    suffix = Path(source.name).suffix.lower()
    _exists(source.name)
    if suffix in {".csv", ".xlsx"}:
        return _texts(engine, source)
    return _instants(engine, _parquet(engine, source.name))


def _instants(engine: Engine, table: Any) -> Any:
    """Tell the moments that Spark keeps as points of time from wall times; Ibis takes both for wall times."""
    if engine.kind != "spark":
        return table
    session = engine.backend._session  # noqa: SLF001  Ibis shows no other way to it
    kinds = session.sql(engine.backend.compile(table)).dtypes
    instants = {name: table[name].cast("timestamp('UTC')") for name, kind in kinds if kind == "timestamp"}
    return table.mutate(**instants) if instants else table


def _stored(engine: Engine, name: str) -> Any:
    schema, _, table = name.rpartition(".")
    known = _known(engine)
    if name in known:
        return engine.backend.table(name)
    if not schema:
        if not known and engine.kind == "duckdb":
            raise MisuseError([Fault("file.missing", fields={"file": name})])
        shown = ", ".join(known[:20]) or "-"
        raise MisuseError([Fault("engine.no_table", fields={"table": name, "known": shown})])
    lost = MisuseError([Fault("engine.no_table", fields={"table": name, "known": ", ".join(known[:20])})])
    try:
        elsewhere = engine.kind == "sqlite" and table not in engine.backend.list_tables(database=schema)
        found = None if elsewhere else engine.backend.table(table, database=schema)
    except Exception as error:
        raise lost from error
    if found is None:
        raise lost
    return found


def _known(engine: Engine) -> list[str]:
    """Names of the tables; Ibis asks DuckDB for them by a call that DuckDB 2 no longer has."""
    if engine.kind == "duckdb":
        return sorted(name for (name,) in engine.backend.con.execute("SHOW TABLES").fetchall())
    return sorted(engine.backend.list_tables())


def _exists(name: str) -> None:
    path = Path(name)
    try:
        found = path.exists() or ("*" in path.name and any(path.parent.glob(path.name)))
    except OSError:  # a name that is too long, a folder that is closed
        found = False
    if not found:
        raise MisuseError([Fault("file.missing", fields={"file": name})])
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would never end
        raise FaultsError([Fault("file.not_file", Place(path.name))])


def _parquet(engine: Engine, name: str) -> Any:
    """Open Parquet; its types are its own."""
    folder = Path(name).is_dir() and engine.kind == "duckdb"
    path = _literal(engine, name) + ("/**/*.parquet" if folder else "")
    try:
        _apart(Path(name))
        return engine.backend.read_parquet(path)
    except FaultsError:
        raise
    except Exception as error:
        problem = (str(error) or type(error).__name__).splitlines()[0]
        raise FaultsError([Fault("table.unreadable", Place(Path(name).name), {"problem": problem})]) from error


def _literal(engine: Engine, name: str) -> str:
    """Write the name of what is there so that the engine takes none of its signs for a pattern."""
    if not Path(name).exists():
        return name
    mask = r"[\1]" if engine.kind == "duckdb" else r"\\\1"
    return re.sub(r"([*?[{])" if engine.kind == "duckdb" else r"([*?\[\]{}\\])", mask, name)


def _apart(path: Path) -> None:
    """Refuse Parquet whose columns differ by case alone: the engines would rename or drop one of them."""
    files = [path] if path.is_file() else path.rglob("*.parquet") if path.is_dir() else path.parent.glob(path.name)
    first = min((file for file in files if file.is_file()), default=None)
    faults = [] if first is None else alike(list(pl.read_parquet_schema(first)), first.name)
    if faults:
        raise FaultsError(faults)


def _texts(engine: Engine, source: Source) -> Any:
    """Read a table of texts: small ones with every fault named, large CSV files by the engine itself."""
    path = Path(source.name)
    if not path.exists():  # patterns are for Parquet
        raise MisuseError([Fault("file.missing", fields={"file": source.name})])
    if path.suffix.lower() == ".csv" and path.stat().st_size > limit_bytes():
        return _large_csv(engine, source)
    sheets = sheet_names(path) if source.sheet and path.suffix.lower() == ".xlsx" else []
    if sheets and source.sheet not in sheets:
        raise MisuseError([Fault("engine.no_table", fields={"table": source.sheet, "known": ", ".join(sheets)})])
    table, faults = read_table(path, source.how, source.sheet)
    if table is not None:
        faults = faults + alike(table.columns, path.name, table.sheet)
    if faults or table is None:
        raise FaultsError([_in_words_of_metrics(fault) for fault in faults])
    return _held(engine, table.frame.drop(ROW))


_OF_METRICS = {"table.separator": "metric.separator", "table.encoding": "metric.encoding"}


def _in_words_of_metrics(fault: Fault) -> Fault:
    """Name the options of a metric where a study would name its file."""
    if fault.code not in _OF_METRICS:
        return fault
    pairs = re.findall(r'(\w+): ("[^"]*"|[\w-]+)', str(fault.fields["line"]))
    options = " ".join(f"--{name} {value}" for name, value in pairs)
    return replace(fault, code=_OF_METRICS[fault.code], fields={**fault.fields, "options": options})


def _held(engine: Engine, frame: pl.DataFrame) -> Any:
    """Give the engine a table that is in memory."""
    return engine.backend.create_view(
        ibis.util.gen_name("source"), ibis.memtable(frame.to_arrow().cast(_plain_schema(frame))), overwrite=True
    )


def _plain_schema(frame: pl.DataFrame) -> Any:
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in frame.columns])


def _large_csv(engine: Engine, source: Source) -> Any:
    """Let the engine read a CSV file in its stream; a line that does not fit ends it with its number."""
    how = source.how
    if how.encoding != "utf-8":
        fields = {"size": Path(source.name).stat().st_size // 1_000_000, "limit": limit_bytes() // 1_000_000}
        raise FaultsError([Fault("engine.large_encoding", Place(Path(source.name).name), fields)])
    names, faults = read_header(Path(source.name), how)
    faults = faults + alike(names, Path(source.name).name)
    if faults:
        raise FaultsError([_in_words_of_metrics(fault) for fault in faults])
    try:
        return (_spark_csv if engine.kind == "spark" else _duckdb_csv)(engine, source, names)
    except Exception as error:
        told = {"problem": (str(error) or type(error).__name__).splitlines()[0], "line": csv_line(how)}
        raise FaultsError([Fault("engine.csv", Place(Path(source.name).name), told)]) from error


def _duckdb_csv(engine: Engine, source: Source, names: list[str]) -> Any:
    """Read with nothing guessed: where the header is, what the marks are, how many columns there are."""
    marks = {"delim": source.how.separator, "quote": '"', "escape": '"', "comment": "", "strict_mode": True}
    return engine.backend.read_csv(
        _literal(engine, source.name), header=True, skip=0, auto_detect=False, null_padding=False, **marks,
        columns=dict.fromkeys(names, "VARCHAR"),
    )  # fmt: skip


def _spark_csv(engine: Engine, source: Source, names: list[str]) -> Any:
    from pyspark.sql.types import StringType, StructField, StructType

    schema = StructType([StructField(name, StringType()) for name in names])
    return engine.backend.read_csv(
        _literal(engine, source.name), header=True, schema=schema, sep=source.how.separator, escape='"', mode="FAILFAST"
    )
