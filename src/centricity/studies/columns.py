"""Checks that every table needs, done on whole columns at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from centricity.errors import Fault, Severity
from centricity.studies.contract import IGNORED
from centricity.studies.tables import ROW, Table

SHOWN = 25
"""Faults of one kind listed one by one; the rest are counted."""


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
            shown = fields | ({"got": record[got]} if got else {})
            place = self.table.place(record[ROW], column)
            self.faults.append(Fault(code, place, shown, severity))
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
    return Table(table.file, table.frame.select(kept), table.sheet)


def check_columns(found: Findings, known: Iterable[str], required: Sequence[str]) -> bool:
    """Unknown and missing columns; False where a required one is missing."""
    names = found.table.columns
    allowed = list(known)
    for name in names:
        if name not in allowed:
            found.add("table.unknown_column", name, 1, known=", ".join(allowed))
    missing = [name for name in required if name not in names]
    for name in missing:
        found.add("table.missing_column", name, 1)
    return not missing


def completed(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Add the columns that are not there, empty."""
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(absent)


def numbers(found: Findings, frame: pl.DataFrame, column: str, decimal: str = ".") -> pl.DataFrame:
    """Turn a text column into numbers; text, infinity and NaN are faults, an empty cell is missing."""
    source = pl.col(column).str.replace(",", ".", literal=True) if decimal == "," else pl.col(column)
    parsed = frame.with_columns(source.cast(pl.Float64, strict=False).alias("_number"))
    wrong = parsed.filter(pl.col(column).is_not_null() & (pl.col("_number").is_null() | ~pl.col("_number").is_finite()))
    if wrong.height:
        comma = wrong.filter(pl.col(column).str.contains(r"^-?\d+,\d+$"))
        other = wrong.filter(~pl.col(column).str.contains(r"^-?\d+,\d+$"))
        found.rows(comma, "table.decimal_comma", column, got=column)
        found.rows(other, "table.not_number", column, got=column)
    clean = pl.when(pl.col("_number").is_finite()).then(pl.col("_number"))
    return parsed.with_columns(clean.alias(column)).drop("_number")


def required(found: Findings, frame: pl.DataFrame, column: str) -> None:
    """Every row needs something in this column."""
    found.rows(frame.filter(pl.col(column).is_null()), "table.empty_cell", column)


def one_of(found: Findings, frame: pl.DataFrame, column: str, allowed: Sequence[str]) -> None:
    """Every filled cell holds one of the allowed words."""
    bad = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(allowed)))
    found.rows(bad, "table.not_allowed", column, got=column, expected=", ".join(allowed))


def between(found: Findings, frame: pl.DataFrame, column: str, low: float, high: float) -> None:
    """Every number lies within bounds, both included."""
    bad = frame.filter((pl.col(column) < low) | (pl.col(column) > high))
    found.rows(bad, "table.out_of_range", column, got=column, low=f"{low:g}", high=f"{high:g}")


def dates(found: Findings, frame: pl.DataFrame, column: str) -> None:
    """Every filled cell is a date such as 2025-11-01, or a year and month, or a year."""
    shape = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
    bad = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).str.contains(shape))
    found.rows(bad, "table.not_date", column, got=column)


def unique(found: Findings, frame: pl.DataFrame, keys: Sequence[str]) -> None:
    """No two rows share a key; the message names the first of them."""
    named = [key for key in keys if key in frame.columns]
    if not frame.select(named).is_duplicated().any():
        return
    first = frame.with_columns(pl.col(ROW).first().over(named).alias("_first"))
    again = first.filter(pl.col(ROW) != pl.col("_first"))
    for record in again.head(SHOWN).iter_rows(named=True):
        key = ", ".join(str(record[name]) for name in named if record[name] is not None)
        place = found.table.place(record[ROW])
        found.faults.append(Fault("table.duplicate", place, {"key": key, "first": record["_first"]}))
    if again.height > SHOWN:
        found.more("table.duplicate", again.height - SHOWN)
