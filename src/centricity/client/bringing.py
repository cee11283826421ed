"""From rows of a table to customers."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from centricity.errors import Fault, MisuseError, Place

if TYPE_CHECKING:
    import polars as pl

USUAL_KEYS = ("email", "phone")


def key_columns(table: "pl.DataFrame", keys: Sequence[str]) -> list[str]:
    """Columns of keys: those that are named, else the usual ones that are there."""
    return list(keys) or [name for name in USUAL_KEYS if name in table.columns]


def faults_of(table: "pl.DataFrame", keys: Sequence[str], fields: Sequence[str], known: Iterable[str]) -> list[Fault]:
    """What is wrong with the columns of a table of customers."""
    facts = [name for name in known if name not in {"keys", "fields"}]
    absent = [name for name in (*keys, *fields) if name not in table.columns]
    faults = [
        Fault("client.no_column", Place(column=name), {"name": name, "columns": table.columns}) for name in absent
    ]
    for name in table.columns:
        if name not in {*keys, *fields, *facts}:
            near = get_close_matches(name, facts, n=1) or facts
            faults.append(Fault("client.column", Place(column=name), {"name": name, "near": near}))
    if not keys:
        faults.append(Fault("client.no_key"))
    return faults


def customers_of(
    table: "pl.DataFrame", keys: Sequence[str], fields: Sequence[str], known: Iterable[str]
) -> list[dict[str, Any]]:
    """Customers as the platform takes them; what is null is left out.

    Raises
    ------
    MisuseError
        With everything that is wrong with the columns.
    """
    faults = faults_of(table, keys, fields, known)
    if faults:
        raise MisuseError(faults)
    return [_customer(row, keys, fields) for row in table.iter_rows(named=True)]


def _customer(row: Mapping[str, Any], keys: Sequence[str], fields: Sequence[str]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if value is not None}
    own = {name: str(told[name]) for name in fields if name in told}
    facts = {name: value for name, value in told.items() if name not in {*keys, *fields}}
    facts["keys"] = [{"kind": name, "value": str(told[name])} for name in keys if name in told]
    return facts | ({"fields": own} if own else {})
