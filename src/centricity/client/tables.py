"""Listings as tables: nothing is lost, and what is missing stays null."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Schema = Mapping[str, Any]
_MOST_FIELDS = 500
"""A map with more keys than these is no struct, but a text."""
_WHOLE = 2**63


def frame_of(rows: Sequence[Mapping[str, Any]], schema: Schema | None = None) -> "pl.DataFrame":
    """A table of items: columns as their schema names them, then whatever else the items hold.

    Nested values are structs and lists; a column whose values are of several kinds holds them as JSON.
    """
    import polars as pl

    declared = (schema or {}).get("properties", {})
    names = list(dict.fromkeys([*declared, *(name for row in rows for name in row)]))
    return pl.DataFrame([_column(name, [row.get(name) for row in rows], declared.get(name, {})) for name in names])


def _column(name: str, values: list[Any], schema: Schema) -> "pl.Series":
    import polars as pl

    plain = _plain(schema)
    if plain.get("format") == "date-time":
        values = [_moment(each) for each in values]
    for kind in (_declared(plain), _found(values)):
        try:
            if kind is not None:
                return pl.Series(name, values, dtype=kind, strict=True)
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            continue
    return pl.Series(name, [None if each is None else _json(each) for each in values], dtype=pl.String)


def _plain(schema: Schema) -> Schema:
    """A schema without the null that it allows; nothing where it allows several kinds."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if not kinds:
        return schema
    return kinds[0] if len(kinds) == 1 else {}


def _declared(schema: Schema) -> Any:
    """The kind of column that a schema promises; None where only the values can tell."""
    import polars as pl

    simple = {"string": pl.String(), "integer": pl.Int64(), "number": pl.Float64(), "boolean": pl.Boolean()}
    plain = _plain(schema)
    kind = str(plain.get("type", ""))
    if plain.get("format") == "date-time" and schema is plain:
        return pl.Datetime("us", "UTC")
    if kind == "array":
        inner = _inside(plain.get("items", {}))
        return None if inner is None else pl.List(inner)
    if kind == "object" and plain.get("properties"):
        parts = {name: _inside(each) for name, each in plain["properties"].items()}
        return None if None in parts.values() else pl.Struct(parts)
    return simple.get(kind)


def _inside(schema: Schema) -> Any:
    """The kind of a nested value; moments within one stay texts."""
    return _declared({name: each for name, each in _plain(schema).items() if name != "format"})


def _found(values: Iterable[Any]) -> Any:
    """The kind that fits all the values; None where there is none."""
    import polars as pl

    known = [each for each in values if each is not None]
    kinds = {type(each) for each in known}
    if kinds <= {int, float} and kinds:
        fits = all(abs(each) < _WHOLE for each in known)
        return (pl.Float64() if float in kinds else pl.Int64()) if fits else None
    if kinds == {dict}:
        return _struct(known)
    if kinds == {list}:
        inner = _found(each for part in known for each in part)
        return None if inner is None else pl.List(inner)
    simple = {bool: pl.Boolean(), str: pl.String(), datetime: pl.Datetime("us", "UTC")}
    return simple.get(kinds.pop()) if len(kinds) == 1 else (None if kinds else pl.Null())


def _struct(known: Sequence[Mapping[str, Any]]) -> Any:
    import polars as pl

    names = list(dict.fromkeys(name for each in known for name in each))
    if len(names) > _MOST_FIELDS:
        return None
    parts = {name: _found(each.get(name) for each in known) for name in names}
    return None if None in parts.values() else pl.Struct(parts)


def _moment(told: Any) -> Any:
    try:
        return datetime.fromisoformat(told) if isinstance(told, str) else told
    except ValueError:
        return told


def _json(value: Any) -> str:
    return json.dumps(value.isoformat() if isinstance(value, datetime) else value, ensure_ascii=False)


def figures_of(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> "pl.DataFrame":
    """A row for each figure: what it is of, ``n``, ``value`` and its interval; null is withheld or not known."""
    import polars as pl

    numbers = dict.fromkeys(("value", "low", "high"), pl.Float64)
    schema = dict.fromkeys(names, pl.String) | {"n": pl.Int64} | numbers | {"withheld": pl.Boolean}
    found = [{name: each[name] for name in (*names, "n", "withheld")} | (each["figure"] or {}) for each in rows]
    return pl.DataFrame(found, schema=schema)
