"""Checks that every table needs, done on whole columns at once."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from centricity.errors import Fault, Severity
from centricity.studies.contract import IGNORED
from centricity.tables.csv_files import csv_line
from centricity.tables.headers import SHOWN, shown
from centricity.tables.read import ROW, Table

CELL = "_column"
"""In a table turned from wide to long: the column a cell came from."""

_OF_A_CELL = {"metric", "indicator", "value", "level", "status"}
"""Columns that a wide table does not have; a fault in one of them is in the column its cell came from."""


_MEANT = " meant"
_CYRILLIC, _LATIN = "АВЕКМНОРСТУХ", "ABEKMHOPCTYX"
"""Letters of the two alphabets that look the same."""


@dataclass
class Findings:
    """Faults of one table, collected; a kind that fills the screen is cut short and counted."""

    table: Table
    faults: list[Fault] = field(default_factory=list)

    def rows(
        self,
        bad: pl.DataFrame,
        code: str,
        column: str = "",
        *,
        got: str | None = None,
        severity: Severity = "error",
        **fields: object,
    ) -> None:
        """Note a fault for each row of ``bad``; ``got`` names the column whose text is shown."""
        for record in bad.head(SHOWN).iter_rows(named=True):
            said = fields | ({"got": record[got]} if got else {})
            origin = record.get(CELL) if column in _OF_A_CELL else None
            place = self.table.place(record[ROW], origin or column)
            self.faults.append(Fault(code, place, said, severity))
        if bad.height > SHOWN:
            self.more(code, bad.height - SHOWN, column, severity)

    def more(self, code: str, count: int, column: str = "", severity: Severity = "error") -> None:
        """Count the faults of one kind that are not listed."""
        fields = {"count": count, "code": code}
        self.faults.append(Fault("table.more", self.table.place(column=column), fields, severity))

    def add(self, code: str, column: str = "", row: int | None = None, **fields: object) -> None:
        """Note one fault."""
        self.faults.append(Fault(code, self.table.place(row, column), fields))


def without_notes(table: Table) -> Table:
    """Leave out the columns that are notes for whoever fills the table in."""
    kept = [name for name in table.frame.columns if not name.startswith(IGNORED)]
    return replace(table, frame=table.frame.select(kept))


def check_columns(found: Findings, known: Iterable[str], required: Sequence[str]) -> bool:
    """Unknown and missing columns; False where a required one is missing."""
    names = found.table.columns
    allowed = list(known)
    listed = ", ".join(allowed)
    unknown = [name for name in names if name not in set(allowed)]
    fields = {"known": listed}
    found.faults += shown([Fault("table.unknown_column", found.table.place(1, name), fields) for name in unknown])
    missing = [name for name in required if name not in names]
    for name in missing:
        found.add("table.missing_column", name, 1)
    return not missing


def tidy(table: Table, names: Iterable[str]) -> pl.DataFrame:
    """The known columns and no other, those that are not there empty."""
    known = list(names)
    return completed(table.frame.select(ROW, *(name for name in known if name in table.frame.columns)), known)


def completed(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Add the columns that are not there, empty."""
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(absent)


def lowered(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Write a column of words small: Excel exports TRUE for true."""
    return frame.with_columns(pl.col(column).str.to_lowercase())


def numbers(found: Findings, frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Turn a text column into numbers; text, infinity and NaN are faults, an empty cell is missing."""
    how = found.table.how
    comma = how.decimal == ","
    source = pl.col(column).str.replace(",", ".", literal=True) if comma else pl.col(column)
    parsed = frame.with_columns(source.cast(pl.Float64, strict=False).alias("_number"))
    clean = pl.when(pl.col("_number").is_finite()).then(pl.col("_number"))
    parsed = parsed.with_columns(clean.alias("_number"))
    wrong = parsed.filter(pl.col(column).is_not_null() & pl.col("_number").is_null())
    by_comma = pl.col(column).str.contains(r"^[-+]?\d*,\d+$")
    line = csv_line(how.model_copy(update={"decimal": ","}))
    found.rows(wrong.filter(by_comma), "table.decimal_comma", column, got=column, line=line)
    found.rows(wrong.filter(~by_comma), "table.not_number", column, got=column)
    if comma and found.table.file.endswith(".csv"):
        # 1.234 may well mean 1234 where the comma is decimal; numbers of XLSX and Parquet are no texts to misread
        point = parsed.filter(pl.col("_number").is_not_null() & pl.col(column).str.contains(".", literal=True))
        found.rows(point, "table.decimal_point", column, got=column)
    return parsed.with_columns(pl.col("_number").alias(column)).drop("_number")


def required(found: Findings, frame: pl.DataFrame, column: str) -> None:
    """Every row needs something in this column."""
    found.rows(frame.filter(pl.col(column).is_null()), "table.empty_cell", column)


def one_of(found: Findings, frame: pl.DataFrame, column: str, allowed: Sequence[str]) -> None:
    """Every filled cell holds one of the allowed words."""
    bad = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(allowed)))
    if bad.is_empty():
        return
    latin = pl.col(column).str.replace_many(list(_CYRILLIC), list(_LATIN))
    alike = bad.with_columns(latin.alias(_MEANT)).filter(pl.col(_MEANT).is_in(list(allowed)))
    for meant in alike[_MEANT].unique(maintain_order=True).to_list():
        here = alike.filter(pl.col(_MEANT) == meant)
        found.rows(here, "table.look_alike", column, got=column, meant=meant, expected=", ".join(allowed))
    other = bad.join(alike.select(ROW), on=ROW, how="anti", maintain_order="left")
    found.rows(other, "table.not_allowed", column, got=column, expected=", ".join(allowed))


def between(found: Findings, frame: pl.DataFrame, column: str, low: float, high: float) -> None:
    """Every number lies within bounds, both included."""
    bad = frame.filter((pl.col(column) < low) | (pl.col(column) > high))
    found.rows(bad, "table.out_of_range", column, got=column, low=_bound(low), high=_bound(high))


def _bound(number: float) -> float | str:
    return number if math.isfinite(number) else "∞" if number > 0 else "\u2212∞"


def dates(found: Findings, frame: pl.DataFrame, column: str) -> None:
    """Every filled cell is a date such as 2025-11-01, or a year and month, or a year."""
    text = pl.col(column)
    shape = text.str.contains(r"^\d{4}(-\d{2}(-\d{2})?)?$")
    full = (text + pl.lit("-01-01").str.slice(text.str.len_chars().cast(pl.Int64) - 4)).str.to_date(
        "%Y-%m-%d", strict=False
    )
    bad = frame.filter(text.is_not_null() & ~(shape & full.is_not_null()))
    found.rows(bad, "table.not_date", column, got=column)


def unique(found: Findings, frame: pl.DataFrame, keys: Sequence[str], code: str = "table.duplicate") -> None:
    """No two rows share a key; the message names the first of them."""
    named = [key for key in keys if key in frame.columns]
    if not frame.select(named).is_duplicated().any():
        return
    first = frame.with_columns(pl.col(ROW).first().over(named).alias("_first"))
    again = first.filter(pl.col(ROW) != pl.col("_first")).unique(ROW, keep="first", maintain_order=True)
    keyed = again.with_columns(pl.concat_str(named, separator=", ", ignore_nulls=True).alias("_key"))
    for record in keyed.head(SHOWN).iter_rows(named=True):
        place = found.table.place(record[ROW])
        found.faults.append(Fault(code, place, {"key": record["_key"], "first": record["_first"]}))
    if again.height > SHOWN:
        found.more(code, again.height - SHOWN)
