"""Cells as they are rather than as their column is declared: SQLite keeps any cell in any column."""

from collections.abc import Iterable
from typing import Any

import ibis

from centricity.engines.fetch import fetch, shallow


def as_stored(table: Any, names: Iterable[str]) -> Any:
    """Give the columns of a SQLite table as texts where a cell is not of the kind that its column is declared.

    SQLite would count ``n/a`` in a column of numbers as 0, and take a moment that it cannot read for a blank;
    as texts such cells are read, left out and named. Moments have no kind of their own there and are always texts.

    Parameters
    ----------
    names
        Columns to look at; the others stay.
    """
    if not shallow(table):
        return table
    kinds = {name: table[name].type() for name in names}
    lying = [name for name, kind in kinds.items() if kind.is_temporal()]
    lying += _mixed(table, {name: found for name, kind in kinds.items() if (found := _classes(kind))})
    return table.mutate(**{name: table[name].cast("string") for name in lying}) if lying else table


def _classes(kind: Any) -> tuple[str, ...]:
    """How SQLite stores cells of a declared type; empty where any cell is read as it should be."""
    if kind.is_integer() or kind.is_boolean():
        return ("integer",)
    return ("integer", "real") if kind.is_numeric() else ()


def _mixed(table: Any, classes: dict[str, tuple[str, ...]]) -> list[str]:
    """Columns with a cell of another storage class, found in one pass."""
    if not classes:
        return []
    odd = {
        f"odd {i}": ibis.ifelse(table[name].typeof().isin([*allowed, "null"]), 0, 1).sum()
        for i, (name, allowed) in enumerate(classes.items())
    }
    counts = fetch(table.agg(**odd)).row(0)
    return [name for name, n in zip(classes, counts, strict=True) if n]
